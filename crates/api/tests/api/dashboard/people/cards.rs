//! A person's card: as they are listed, who of us knows them, and what changed.

use kith_model::Connection;

use crate::support::people::name;
use crate::support::{Person, TestApp, people, person};

#[tokio::test]
async fn a_card_tells_who_it_is_who_knows_them_and_what_changed() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await.with_connections("b", 10).await;
    let mut list = people(60);
    list[7] =
        Connection { company: Some("Globex".into()), email: Some("seven@example.com".into()), ..person(7) };
    alice.lists_now("a", list.clone()).await;
    let reader = Person::signed_in(&alice.client).await;
    let path = format!("/people/a/{}", person(7).member_id());
    let found = reader.opens("/people?account=a&q=globex").await;
    assert_eq!(found.people(), [(name(7), path.clone())]);
    let card = reader.opens(&path).await;
    assert_eq!((card.status(), card.title()), (200, name(7).as_str()));
    card.shows("Headline 7").shows("href=\"mailto:seven@example.com\"").shows("2024-01-01");
    card.shows("href=\"https://www.linkedin.com/in/first-last-7/\" rel=\"noreferrer noopener\"");
    assert_eq!(card.text().matches("href=\"/people?account=").count(), 4, "back, colleagues, and two of us");
    card.shows("2 accounts, longest first").shows("2 changes, newest first");
    card.shows(">Company 7</td>").shows(">Globex</td>").shows(">E-mail</td>");
    let unchanged = reader.opens(&format!("/people/a/{}", person(30).member_id())).await;
    unchanged.shows("1 account, longest first").shows("Nothing, since this account").shows("Not shared");
}

#[tokio::test]
async fn who_left_the_list_is_shown_as_they_were_last_and_who_was_never_in_it_is_not_found() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 10).await;
    alice.has_connections("a", 9).await;
    let reader = Person::signed_in(&alice.client).await;
    let card = reader.opens(&format!("/people/a/{}", person(9).member_id())).await;
    assert_eq!(card.title(), name(9));
    card.shows("Not in the list since 2026-04-26").shows("Nobody of us").shows("Left the list");
    for member in [person(10).member_id().to_string(), "mem_".into(), "%3Cscript%3E".into()] {
        let page = reader.opens(&format!("/people/a/{member}")).await;
        assert_eq!(page.status(), 404, "{member}");
        page.shows("There is nobody with this id").hides("<script>");
    }
}

#[tokio::test]
async fn a_person_of_all_accounts_leads_to_the_card_in_a_list_that_has_them() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 5).await;
    let hidden =
        Connection { source_id: Some("1".into()), first_name: Some("Zoë".into()), ..Connection::default() };
    alice.lists_now("b", vec![person(2), person(7), hidden]).await;
    let reader = Person::signed_in(&alice.client).await;
    let all = reader.opens("/people?account=").await;
    for (person, path) in all.people() {
        let page = reader.opens(&path).await;
        assert_eq!(page.status(), 200, "{path}");
        if person == "Zoë" {
            assert_eq!(page.names(), ["Zoë"]);
        } else {
            assert_eq!(page.title(), person);
        }
    }
    assert_eq!(all.names().len(), 7);
    for url in ["https://www.linkedin.com/in/nobody/", "nonsense", ""] {
        let page = reader.opens(&format!("/people/by-profile?url={url}")).await;
        assert_eq!(page.status(), 404, "{url}");
    }
}

#[tokio::test]
async fn a_card_leads_back_to_the_search_that_led_to_it_and_to_no_other_place() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let looker = Person::signed_in(&alice.client).await;
    let card = looker.opens("/people?q=first1").await.people()[0].1.clone();
    let from = async |referer: &str| {
        let browser = alice.client.clone().without_key().with("cookie", &looker.cookie);
        browser.with("referer", referer).send_freely("GET", &card, None, "").await.text().to_owned()
    };
    let back = from("http://localhost/people?account=a&q=first1&offset=0").await;
    assert!(back.contains("<a href=\"/people?account=a&#38;q=first1&#38;offset=0\">Back</a>"), "{back}");
    for other in ["https://evil.example/x", "http://localhost/credits", "javascript:alert(1)"] {
        assert!(!from(other).await.contains(">Back</a>"), "{other}");
    }
}
