//! `/changes` over HTTP: what stands there by day, what the filter leaves, and the file.

use kith_model::Connection;

use crate::support::{Page, Person, Tenant, TestApp, people, person};

/// The names on a page, in their order, each with its badge.
fn told(page: &Page) -> Vec<String> {
    let rows = page.text().split("<li class=\"person change\">").skip(1);
    let inner = |text: &str| {
        let end = text.split("</").next().unwrap_or_default();
        end.rsplit('>').next().unwrap_or_default().to_owned()
    };
    let one = |row: &str| {
        let name = inner(row.split("<strong").nth(1).unwrap());
        let badge = inner(row.split("class=\"badge").nth(1).unwrap());
        format!("{badge}: {name}")
    };
    rows.map(one).collect()
}

impl Person {
    /// Presses a button that sends for a file.
    async fn presses(&mut self, page: &Page, button: &str) -> Page {
        let fields = page.form(button);
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        self.sends("/changes.csv", &fields).await
    }
}

/// The names in a file, in its order.
fn names(file: &Page) -> Vec<String> {
    let rows = file.text().split("\r\n").skip(1).filter(|row| !row.is_empty());
    rows.map(|row| row.split(',').nth(5).unwrap().to_owned()).collect()
}

fn works(n: u32, position: &str, company: &str) -> Connection {
    let (position, company) = (Some(position.into()), Some(company.into()));
    Connection { headline: None, position, company, ..person(n) }
}

/// An account in which all has happened, and another one.
async fn with_changes(alice: &Tenant<'_>) -> Person {
    alice.has_later("a", vec![works(0, "Buyer", "Acme"), person(1), person(2)]).await;
    alice.has_later("b", people(1)).await;
    alice.app.clock.advance(24 * 3_600);
    alice.has_later("a", vec![person(7), works(0, "Chief buyer", "Bolt"), person(1)]).await;
    let reachable = Connection { email: Some("x@example.com".into()), ..person(1) };
    let married = Connection { last_name: Some("Wed".into()), ..person(7) };
    alice.has_later("a", vec![married, works(0, "Chief buyer", "Bolt"), reachable]).await;
    Person::signed_in(&alice.client).await
}

#[tokio::test]
async fn changes_are_told_by_day_with_what_was_and_what_is() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let person = with_changes(&alice).await;
    let page = person.opens("/changes").await;
    let expected = [
        "Update: First7 Wed",
        "Update: First1 Last1",
        "New: First7 Last7",
        "Job: First0 Last0",
        "Left: First2 Last2",
    ];
    assert_eq!((page.title(), told(&page)), ("Changes", expected.map(str::to_owned).to_vec()));
    page.shows("Today, 27 April 2026").shows("5 changes on this page");
    page.shows("Buyer at Acme").shows("Chief buyer at Bolt").shows("was called First7 Last7");
    page.shows("has another e-mail address").hides("Older changes").hides("x@example.com");
    let card = format!("href=\"/people/a/{}\"", works(0, "", "").member_id());
    page.shows(&card);
    // Who left has a card still, as they were listed last.
    page.shows(&format!("/people/a/{}", crate::support::person(2).member_id()));
    page.hides(" style=").hides("https://");
}

#[tokio::test]
async fn the_filter_works_by_its_form_alone_and_keeps_what_was_chosen() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let person = with_changes(&alice).await;
    for (query, expected) in [
        ("show=new", vec!["New: First7 Last7"]),
        ("show=left", vec!["Left: First2 Last2"]),
        ("show=jobs", vec!["Job: First0 Last0"]),
        ("show=other&q=wed", vec!["Update: First7 Wed"]),
        ("q=acme", vec!["Job: First0 Last0"]),
        ("q=nobody", vec![]),
        ("account=b", vec![]),
        ("account=a&show=nonsense&q=last2", vec!["Left: First2 Last2"]),
    ] {
        assert_eq!(told(&person.opens(&format!("/changes?{query}")).await), expected, "{query}");
    }
    let page = person.opens("/changes?account=a&show=jobs&q=%22%3E%3Cscript%3E").await;
    page.shows("<option value=\"jobs\" selected>").shows("<option value=\"a\" selected>");
    page.hides("<script>").shows("No change fits this filter");
}

#[tokio::test]
async fn older_changes_are_a_link_away_and_what_lands_meanwhile_moves_nothing() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    alice.has_later("a", people(1)).await;
    alice.has_later("a", people(121)).await;
    let person = Person::signed_in(&alice.client).await;
    let (mut path, mut all) = ("/changes?show=new".to_owned(), Vec::new());
    loop {
        let page = person.opens(&path).await;
        all.extend(told(&page));
        let Some(older) =
            page.text().split("\" rel=\"next\"").next().filter(|all| all.len() < page.text().len())
        else {
            break;
        };
        path = older.rsplit("href=\"").next().unwrap().replace("&#38;", "&");
        alice.has_later("b", people(all.len().try_into().unwrap())).await;
    }
    let expected: Vec<_> = (1..121).map(|n| format!("New: First{n} Last{n}")).collect();
    assert_eq!(all, expected);
}

#[tokio::test]
async fn a_page_without_changes_says_why_and_what_to_do() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_empty_account("never");
    let alice = alice.await;
    let person = Person::signed_in(&alice.client).await;
    person.opens("/changes").await.shows("There is no list to compare yet").shows("href=\"/start\"");
    person.opens("/changes?account=never").await.shows("This account has no list yet");
    alice.has_later("a", people(3)).await;
    let page = person.opens("/changes").await;
    page.shows("Nothing has changed since the first list").shows("1 account left out");
    alice.pauses("a").await;
    person.opens("/changes?account=a").await.shows("This account is paused");
    assert_eq!(person.opens("/changes?account=acc_none").await.status(), 404);
}

#[tokio::test]
async fn another_workspaces_changes_are_not_there_whatever_place_is_named() {
    let app = TestApp::unlimited().await;
    let (alice, bob) = (app.workspace("alice").await, app.workspace("bob").await);
    let person = with_changes(&alice).await;
    alice.has_later("a", people(60)).await;
    let older = person.opens("/changes").await;
    let older = older.text().split("before=").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let mut stranger = Person::signed_in(&bob.client).await;
    for path in ["/changes".to_owned(), format!("/changes?before={older}"), "/changes?before=old_zz".into()] {
        assert!(told(&stranger.opens(&path).await).is_empty(), "{path}");
    }
    assert_eq!(stranger.opens("/changes?account=a").await.status(), 404);
    assert_eq!(stranger.sends("/changes.csv", &[("account", "a")]).await.status(), 404);
}

#[tokio::test]
async fn a_file_holds_what_the_filter_finds_and_is_paid_and_a_look_is_not() {
    let app = TestApp::with_credits(3).await;
    let alice = app.workspace("alice").await;
    let odd =
        Connection { first_name: Some("=1+1".into()), last_name: Some("\"O, Doe\"".into()), ..person(200) };
    alice.has_later("a", people(1)).await;
    alice.has_later("a", [people(101), vec![odd]].concat()).await;
    let mut person = Person::signed_in(&alice.client).await;
    person.opens("/changes?q=last9").await.shows("action=\"/changes.csv\"").shows("costs 1 credit");
    alice.has_credits(3).await;
    let file = person.sends("/changes.csv", &[("q", "last9 first")]).await;
    assert_eq!(file.reply.header("content-type"), "text/csv; charset=utf-8");
    let disposition = "attachment; filename=\"changes-2026-04-26.csv\"";
    assert_eq!(file.reply.header("content-disposition"), disposition);
    assert_eq!(file.text().matches("\r\n").count(), 12, "a head, and the eleven who are called so");
    file.shows("\u{feff}at,what,account_id,account,id,name,");
    alice.has_credits(2).await;
    let file = person.sends("/changes.csv", &[("q", "O doe")]).await;
    file.shows(",\"'=1+1 \"\"O, Doe\"\"\",").shows("2026-04-26T10:37:00Z,new,a,Test,mem_");
    alice.has_credits(1).await;
    let file = person.sends("/changes.csv", &[]).await;
    assert_eq!((file.status(), file.title()), (402, "That did not work"));
    person.sends("/changes.csv", &[("q", "nobody")]).await.shows("connected_on\r\n");
    alice.has_credits(1).await;
}

#[tokio::test]
async fn a_button_that_is_pressed_twice_is_paid_once_and_brings_the_same_file() {
    let app = TestApp::with_credits(10).await;
    let alice = app.workspace("alice").await;
    alice.has_later("a", people(1)).await;
    alice.has_later("a", people(101)).await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.opens("/changes?show=new").await;
    let once = person.presses(&page, "Download as CSV").await;
    assert_eq!(names(&once).len(), 100);
    alice.has_credits(8).await;
    alice.has_later("a", people(160)).await;
    let again = person.presses(&page, "Download as CSV").await;
    assert_eq!(again.text(), once.text(), "it is what the page showed, whatever landed since");
    alice.has_credits(8).await;
    let page = person.opens("/changes?show=new").await;
    assert_eq!(names(&person.presses(&page, "Download as CSV").await).len(), 159);
    alice.has_credits(4).await;
}

#[tokio::test]
async fn a_file_that_does_not_hold_all_says_so_before_it_is_paid_and_leads_to_the_next() {
    let app = TestApp::with_credits(200).await;
    let alice = app.workspace("alice").await;
    alice.has_later("a", people(1)).await;
    alice.has_later("a", people(41)).await;
    app.clock.advance(24 * 3_600);
    alice.has_later("a", people(5_031)).await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.opens("/changes").await;
    page.shows("up to 5,000 changes").shows("Older ones are in a next file");
    let page = person.presses(&page, "Download as CSV").await;
    assert_eq!((page.status(), page.title()), (200, "More than one file"));
    page.shows("5,000 changes").shows("back to 26 April 2026").shows("costs 100 credits");
    alice.has_credits(200).await;
    // What lands before the button is pressed moves nothing from one file into the other.
    alice.has_later("a", people(5_032)).await;
    let first = person.presses(&page, "Download this file").await;
    let disposition = "attachment; filename=\"changes-2026-04-27-back-to-2026-04-26.csv\"";
    assert_eq!(first.reply.header("content-disposition"), disposition);
    assert_eq!(person.presses(&page, "Download this file").await.text(), first.text());
    alice.has_credits(100).await;
    let next = person.presses(&page, "Next file").await;
    assert_eq!(next.reply.header("content-disposition"), "attachment; filename=\"changes-2026-04-27.csv\"");
    alice.has_credits(99).await;
    let all = [names(&first), names(&next)].concat();
    let expected = (41..5_031).chain(1..41).map(|n| format!("First{n} Last{n}"));
    assert!(all.into_iter().eq(expected), "each once, and none is missing");
}

#[tokio::test]
async fn names_and_titles_that_are_hard_to_show_are_shown_as_text() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let odd = |n: u32, name: &str, title: String| Connection {
        first_name: Some(name.into()),
        last_name: None,
        headline: Some(title),
        ..person(n)
    };
    alice.has_later("a", Vec::new()).await;
    let all = vec![
        odd(1, "<script>alert(1)</script>", "x".repeat(4_000)),
        odd(2, "محمد", "<img src=x>".into()),
        odd(3, "さくら", "' onload='".into()),
    ];
    alice.has_later("a", all).await;
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/changes").await;
    page.hides("<script>").hides("<img src=x").shows("محمد").shows("さくら").shows(&"x".repeat(4_000));
    assert_eq!(told(&page).len(), 3);
}
