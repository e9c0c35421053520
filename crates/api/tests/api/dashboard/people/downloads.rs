//! A download holds who is shown, all of them, and costs what an export of as many costs.

use crate::support::{Page, Person, TestApp, person};

/// The names in a CSV file, in its order; `at` is their column.
fn names(file: &Page, at: usize) -> Vec<String> {
    let lines = file.text().strip_prefix('\u{feff}').unwrap().lines().skip(1);
    lines.map(|line| line.split(',').nth(at).unwrap().to_owned()).collect()
}

impl Person {
    /// Presses a button of the downloads on a page.
    async fn takes(&mut self, page: &Page, format: &str) -> Page {
        let fields = page.download();
        let mut fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.push(("format", format));
        self.sends("/people/download", &fields).await
    }
}

#[tokio::test]
async fn a_file_holds_all_who_are_found_in_the_order_shown_also_once_a_newer_list_landed() {
    let app = TestApp::with_credits(1_000).await;
    let alice = app.workspace("alice").await.with_connections("a", 3_000).await;
    let mut reader = Person::signed_in(&alice.client).await;
    for query in ["", "q=first2&sort=last_name", "company=company+96&sort=first_name", "email=no"] {
        let before = alice.balance().await;
        let mut page = reader.opens(&format!("/people?account=a&{query}")).await;
        let first = page.download();
        let mut shown = page.names();
        while page.has_link("Next") {
            page = reader.opens(&page.link("Next")).await;
            shown.extend(page.names());
        }
        assert_eq!(page.download()[1..], first[1..], "every page offers the same file");
        assert_eq!(alice.balance().await, before, "looking is free");
        let file = reader.takes(&page, "csv").await;
        assert_eq!(file.status(), 200);
        assert_eq!(file.reply.headers["content-type"], "text/csv; charset=utf-8");
        assert_eq!(
            file.reply.headers["content-disposition"],
            "attachment; filename=\"people-2026-04-26.csv\""
        );
        assert_eq!(names(&file, 3), shown, "{query}");
        let price = u64::try_from(shown.len().div_ceil(50)).unwrap();
        assert_eq!(before - alice.balance().await, price, "{query}");
    }
    let page = reader.opens("/people?account=a&q=first29").await;
    let before = alice.balance().await;
    let (once, again) = (reader.takes(&page, "csv").await, reader.takes(&page, "csv").await);
    assert_eq!(once.text(), again.text());
    assert_eq!(before - alice.balance().await, 3, "a button that is pressed twice is paid once");
    alice.has_connections("a", 10).await;
    let file = reader.takes(&page, "vcard").await;
    assert_eq!(file.reply.headers["content-type"], "text/vcard; charset=utf-8");
    assert_eq!(file.text().matches("BEGIN:VCARD").count(), 111);
}

#[tokio::test]
async fn a_file_of_all_accounts_has_each_person_once() {
    let app = TestApp::with_credits(100).await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await;
    alice.lists_now("b", vec![person(1), person(200)]).await;
    let mut reader = Person::signed_in(&alice.client).await;
    let page = reader.opens("/people?account=").await;
    page.shows("all 121 people found costs 3 credits");
    let file = reader.takes(&page, "csv").await;
    let names = names(&file, 0);
    assert_eq!((names.len(), &names[..50]), (121, page.names().as_slice()));
    let known = reader.opens("/people?account=&known=2").await;
    let card = reader.takes(&known, "vcard").await;
    assert_eq!(card.text().matches("BEGIN:VCARD").count(), 1);
    alice.has_credits(96).await;
}

#[tokio::test]
async fn a_file_that_costs_more_than_there_is_is_not_offered_and_not_given() {
    let app = TestApp::with_credits(2).await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await;
    let mut reader = Person::signed_in(&alice.client).await;
    let page = reader.opens("/people").await;
    page.shows("costs 3 credits")
        .shows("The workspace has 2")
        .shows("more than there is")
        .hides("Download as CSV");
    let refused = reader.sends("/people/download", &[("account", "a"), ("format", "csv")]).await;
    refused.shows("needs 3 credits and the workspace has 2");
    assert_eq!((refused.status(), alice.balance().await), (402, 2));
    let some = reader.opens("/people?account=a&q=first11").await;
    assert_eq!(names(&reader.takes(&some, "csv").await, 3), some.names());
    let wrong = reader.sends("/people/download", &[("account", "a"), ("format", "exe")]).await;
    assert_eq!(wrong.status(), 400);
}

#[tokio::test]
async fn a_link_downloads_nothing_and_neither_does_a_form_of_another_page() {
    let app = TestApp::with_credits(100).await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let mut reader = Person::signed_in(&alice.client).await;
    assert_eq!(reader.opens("/people/download?account=a&format=csv").await.status(), 405);
    let typed = "application/x-www-form-urlencoded";
    let page = reader.sends_text("/people/download", typed, b"account=a&format=csv".to_vec()).await;
    assert_eq!(page.status(), 403);
    alice.has_credits(100).await;
}
