//! What is done with an account on its page: pausing, renaming, erasing; and who may.

use kith_model::Scope;

use crate::support::{Person, TestApp, exports};

#[tokio::test]
async fn an_account_is_paused_resumed_and_renamed() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.sends("/accounts/a/pause", &[]).await;
    assert_eq!(page.path, "/accounts/a?done=paused");
    page.shows("The account is paused.").shows("Resume");
    assert_eq!(alice.account("a").await["status"], "paused");
    person.sends("/accounts/a/resume", &[]).await.shows("The account is active again.");
    assert_eq!(alice.account("a").await["status"], "active");
    let page = person.sends("/accounts/a/rename", &[("name", "  Ada \u{5d0}\u{5d1}  ")]).await;
    page.shows("The account has its new name.");
    assert_eq!(
        (page.title(), alice.account("a").await["name"].as_str()),
        ("Ada \u{5d0}\u{5d1}", Some("Ada \u{5d0}\u{5d1}"))
    );
}

#[tokio::test]
async fn a_name_that_cannot_be_is_refused_beside_the_field_that_still_holds_it() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let mut person = Person::signed_in(&alice.client).await;
    let long = "x".repeat(201);
    let page = person.sends("/accounts/a/rename", &[("name", &long)]).await;
    assert_eq!(page.status(), 400);
    page.shows("Name must be 1 to 200 characters").shows(&format!("value=\"{long}\""));
    assert_eq!(alice.account("a").await["name"], "Test");
}

#[tokio::test]
async fn nothing_is_erased_until_the_name_or_the_id_was_typed() {
    let app = TestApp::unlimited().await;
    let alice =
        app.workspace("alice").await.with_connections("a", 1_201).await.with_connections("b", 2).await;
    let mut person = Person::signed_in(&alice.client).await;
    person
        .opens("/accounts/a/delete")
        .await
        .shows("its 1,201 connections")
        .shows("Entries in the ledger stay");
    for typed in ["", "test", "Test Test"] {
        let page = person.sends("/accounts/a/delete", &[("name", typed)]).await;
        assert_eq!(page.status(), 400, "{typed}");
        page.shows("Nothing was erased.").shows("This is not the account");
    }
    alice.account("a").await;
    let page = person.sends("/accounts/a/delete", &[("name", "Test")]).await;
    assert_eq!(page.path, "/?done=deleted");
    page.shows("The account and everything in it were erased.").hides("/accounts/a\"");
    alice.client.get("/v2/accounts/a").await.is_refused(404, "INVALID_ACCOUNT");
    let page = person.sends("/accounts/b/delete", &[("name", "b")]).await;
    page.shows("The account and everything in it were erased.").shows("Get your export");
}

#[tokio::test]
async fn a_key_that_only_reads_sees_no_buttons_and_may_do_nothing() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let mut person = Person::signed_in(&alice.client_with(Scope::Read).await).await;
    person.opens("/").await.shows("3 of 3").hides("Add an account");
    let page = person.opens("/accounts/a").await;
    page.shows("Your key may look and not manage.").hides("Pause").hides("Rename").hides("Delete");
    for path in ["/accounts/new", "/accounts/a/import", "/accounts/a/delete", "/accounts/a/connect"] {
        let page = person.opens(path).await;
        assert_eq!((page.status(), page.title()), (403, "Not allowed"), "{path}");
        page.shows("the scope &#34;manage&#34;");
    }
    for part in ["pause", "resume", "rename", "sync", "syncs/s/cancel", "delete", "connect"] {
        let page = person.sends(&format!("/accounts/a/{part}"), &[("name", "Test"), ("token", "t")]).await;
        assert_eq!(page.status(), 403, "{part}");
    }
    assert_eq!(person.sends("/accounts/new", &[("name", "x"), ("kind", "portability")]).await.status(), 403);
    let page = person.hands_in(&[], &exports::csv((0..9).map(exports::row))).await;
    assert_eq!(page.status(), 403);
    assert_eq!(person.sends("/start/key", &[]).await.status(), 403);
    assert_eq!(alice.account("a").await["connections"], 3);
}
