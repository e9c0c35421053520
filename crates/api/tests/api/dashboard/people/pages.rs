//! Pages of a list: they keep their place while a newer list lands, and end where the list does.

use crate::support::people::name;
use crate::support::{Person, TestApp, people, person};

#[tokio::test]
async fn all_of_thirty_thousand_are_reached_page_after_page_with_exact_numbers() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 30_000).await;
    let reader = Person::signed_in(&alice.client).await;
    let page = reader.opens("/people").await;
    page.shows("30,000 people").shows("1 to 50 of 30,000 people").shows("costs 600 credits");
    assert_eq!(page.names(), (0..50).map(name).collect::<Vec<_>>());
    assert!(!page.has_link("First") && !page.has_link("Previous"));
    let next = reader.opens(&page.link("Next")).await;
    next.shows("51 to 100 of 30,000 people");
    assert_eq!(next.names(), (50..100).map(name).collect::<Vec<_>>());
    assert_eq!(reader.opens(&next.link("Previous")).await.names(), page.names());
    let last = reader.opens(&next.link("Last")).await;
    last.shows("29,951 to 30,000 of 30,000 people");
    assert_eq!(last.names(), (29_950..30_000).map(name).collect::<Vec<_>>());
    assert!(!last.has_link("Next") && !last.has_link("Last"));
    assert_eq!(reader.opens(&last.link("First")).await.names(), page.names());
    let past = reader.opens("/people?account=a&offset=30000").await;
    past.shows("past the end");
    assert_eq!(reader.opens(&past.link("Go to the first page")).await.names(), page.names());
    let everybody = reader.opens("/people?account=").await;
    everybody.shows("1 to 50 of 30,000 people");
    let found = reader.opens("/people?account=a&q=last29999").await;
    assert_eq!(found.names(), [name(29_999)]);
}

#[tokio::test]
async fn a_list_of_one_has_one_page() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1).await;
    let reader = Person::signed_in(&alice.client).await;
    for account in ["a", ""] {
        let page = reader.opens(&format!("/people?account={account}")).await;
        page.shows("1 to 1 of 1 person").shows("costs 1 credit,").hides("aria-label=\"Pages of people\"");
        assert_eq!(page.names(), [name(0)]);
    }
}

#[tokio::test]
async fn pages_keep_their_place_while_a_newer_list_lands_and_offer_it() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await;
    let reader = Person::signed_in(&alice.client).await;
    let first = reader.opens("/people").await;
    first.hides("A newer list is there");
    let mut newer = people(120);
    newer.insert(0, person(500));
    newer.remove(60);
    alice.lists_now("a", newer).await;
    let second = reader.opens(&first.link("Next")).await;
    assert_eq!(second.names(), (50..100).map(name).collect::<Vec<_>>());
    second.shows("A newer list is there");
    let newest = reader.opens(&second.link("show it")).await;
    assert_eq!(newest.names()[..2], [name(500), name(0)]);
    newest.hides("A newer list is there");
}

#[tokio::test]
async fn a_list_that_is_no_longer_kept_is_said_to_be_and_the_newest_is_offered() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await;
    let mut reader = Person::signed_in(&alice.client).await;
    let first = reader.opens("/people?account=a").await;
    alice.has_connections("a", 119).await;
    app.clock.advance(25 * 3_600);
    reader = Person::signed_in(&alice.client).await; // the session has ended, too
    let next = reader.opens(&first.link("Next")).await;
    assert_eq!(next.status(), 200);
    next.shows("no longer kept");
    assert!(next.names().is_empty());
    let newest = reader.opens(&next.link("Show the newest list")).await;
    assert_eq!(newest.names().len(), 50);
    let wrong = reader.opens("/people?account=a&snapshot=snap_nonsense").await;
    wrong.shows("no longer kept");
}

#[tokio::test]
async fn pages_of_all_accounts_keep_their_place_while_lists_change() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await.with_connections("b", 30).await;
    let looker = Person::signed_in(&alice.client).await;
    let path = "/people?account=&sort=first_name";
    let first = looker.opens(path).await;
    first.hides("earlier lists");
    let mut newer = people(140);
    newer.retain(|row| row.name() != first.names()[49]);
    alice.lists_now("b", newer.clone()).await;
    alice.lists_now("a", newer).await;
    let second = looker.opens(&first.link("Next")).await;
    second.shows("earlier lists").shows("51 to 100 of 120 people");
    let third = looker.opens(&second.link("Next")).await;
    let mut walked = [first.names(), second.names(), third.names()].concat();
    assert_eq!(walked.len(), 120);
    walked.sort();
    let mut then: Vec<_> = (0..120).map(name).collect();
    then.sort();
    assert_eq!(walked, then);
    let newest = looker.opens(&second.link("show them")).await;
    newest.shows("1 to 50 of 139 people").hides("earlier lists");
    // Who was on a page and has left since is told no more; whom all have left leave a page empty.
    let back = looker.opens(&third.link("First")).await;
    assert_eq!(back.names(), &first.names()[..49]);
    alice.lists_now("a", vec![person(500)]).await;
    alice.lists_now("b", vec![person(500)]).await;
    looker.opens(&third.link("First")).await.shows("Everybody on this page has left since");
}

#[tokio::test]
async fn pages_of_all_accounts_whose_order_is_no_longer_kept_say_so() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await.with_connections("b", 30).await;
    let looker = Person::signed_in(&alice.client).await;
    let first = looker.opens("/people").await;
    let second = looker.opens(&first.link("Next")).await;
    assert_eq!(second.names().len(), 50);
    second.hides("A list has changed");
    alice.lists_now("b", people(140)).await;
    // The server beside this one has never made that order.
    let there = app.beside().await;
    let elsewhere = Person::signed_in(&alice.client.clone().at(there.address)).await;
    let second = elsewhere.opens(&first.link("Next")).await;
    second.shows("A list has changed since the page before").shows("51 to 100 of 140 people");
    let again = elsewhere.opens(&second.link("Begin again")).await;
    again.hides("A list has changed");
    elsewhere.opens(&again.link("Next")).await.hides("A list has changed");
    // What names no moment of all lists says nothing of what changed since.
    for snapshot in ["snap_1", "lists_1"] {
        let page = looker.opens(&format!("/people?account=&snapshot={snapshot}&offset=50")).await;
        page.hides("A list has changed").shows("51 to 100 of 140 people");
    }
}
