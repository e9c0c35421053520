//! The first page: every state that an account can be in, in words, and what to do about it.

use kith_sim::{Fault, FaultKind, Grant, Options, Sim, people::Network};
use serde_json::json;

use crate::support::{Person, Tenant, TestApp, exports};

const DAY: i64 = 86_400;

/// An account of a simulated LinkedIn's one member, who has so many connections; its id and its token.
async fn called(alice: &Tenant<'_>, kind: &str, mode: &str, people: u32) -> (Sim, String, String) {
    let clock = alice.app.clock.clone();
    let sim = Sim::start(Options { clock, ..Options::default() }).await.unwrap();
    let member = sim.add_member(Network::generate(3, people));
    let grant = if kind == "portability" { Grant::portability() } else { Grant::connections() };
    let token = sim.token(member, grant);
    let source = json!({"kind": kind, "access_token": token, "base_url": sim.url(), "mode": mode});
    let body = json!({"name": "Ada", "source": source});
    let account = alice.client.post("/v2/accounts", &body).await.data();
    (sim, account["account_id"].as_str().unwrap().to_owned(), token)
}

async fn works(app: &TestApp) {
    while app.engine.work_once().await.unwrap() {}
}

#[tokio::test]
async fn an_imported_list_says_how_complete_and_how_old_it_is() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Ada").await;
    alice.imports(&id, 0..1_201).await.data();
    app.clock.advance(180);
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/").await;
    page.shows("1,201 of 1,201 in the export, imported 3 minutes ago").shows("Active").shows("1 account");
    page.shows("imported here").hides("hx-trigger").hides("Ask LinkedIn for a new export");
}

#[tokio::test]
async fn a_list_older_than_a_month_asks_for_a_new_export() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    app.clock.advance(42 * DAY);
    let person = Person::signed_in(&alice.client).await;
    person.opens("/").await.shows("imported 42 days ago").shows("href=\"/accounts/a/import\"");
}

#[tokio::test]
async fn an_empty_account_and_a_paused_one_say_what_to_do() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_empty_account("a").await.with_connections("b", 2).await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.opens("/").await;
    page.shows("Never synced").shows("Nothing here yet").shows("It is empty until an export is imported.");
    alice.pauses("b").await;
    person.opens("/").await.shows("Paused").shows("action=\"/accounts/b/resume\"");
    let page = person.sends("/accounts/b/resume", &[]).await;
    assert_eq!(page.path, "/accounts/b?done=resumed");
    page.shows("The account is active again.").hides("Paused");
}

#[tokio::test]
async fn a_mirror_shows_its_sync_under_way_then_its_list_and_when_it_is_synced_next() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let (_sim, id, token) = called(&alice, "connections_api", "mirror", 120).await;
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/").await;
    page.shows("A sync waits for its turn").shows("hx-trigger=\"every 3s\"").shows("Reload").hides(&token);
    page.shows(&format!("hx-select-oob=\"#{id}\"")).hides("It was never synced");
    let path = format!("/accounts/{id}");
    let script = alice.client.clone().without_key().with("cookie", &person.cookie).with("hx-request", "true");
    for page in [person.opens(&path).await.reply, script.send_freely("GET", &path, None, "").await] {
        assert!(page.text().contains("Cancel the sync") && !page.text().contains("hx-swap-oob"));
    }
    works(&app).await;
    // Whoever watches the sync is given the rest of the page once it has ended; not before, for somebody may be typing there.
    let page = script.send_freely("GET", &path, None, "").await;
    assert_eq!(page.text().matches(" hx-swap-oob=true").count(), 3, "{}", page.text());
    let page = person.opens("/").await;
    page.shows("120 of 120, synced just now").shows("Active").hides("hx-trigger").shows("Next sync");
    page.shows("of 1,000,000 today").shows("synced every day");
    let page = person.opens(&format!("/accounts/{id}")).await;
    page.shows("Succeeded").shows("120 of 120").shows("Sync now").hides(&token);
}

#[tokio::test]
async fn a_sync_that_is_asked_for_runs_and_one_that_waits_is_cancelled() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let (_sim, id, _) = called(&alice, "connections_api", "mirror", 20).await;
    works(&app).await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.sends(&format!("/accounts/{id}/sync"), &[]).await;
    page.shows("A sync was asked for").shows("A sync waits for its turn").hides("Sync now");
    let syncs = alice.client.get(&format!("/v2/accounts/{id}/syncs")).await.data();
    let sync = syncs["syncs"][0]["id"].as_str().unwrap();
    let page = person.sends(&format!("/accounts/{id}/syncs/{sync}/cancel"), &[]).await;
    page.shows("The sync was told to end").shows("Cancelled").shows("Sync now");
}

#[tokio::test]
async fn a_sync_that_failed_says_why_and_what_happens_next() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let (sim, id, _) = called(&alice, "connections_api", "mirror", 20).await;
    sim.fault(Fault::new(FaultKind::GatewayHtml));
    works(&app).await;
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/").await;
    page.shows("The last sync brought nothing.").shows("504").shows("kith tries again by itself in ");
    page.shows(&format!("action=\"/accounts/{id}/sync\""));
    person.opens(&format!("/accounts/{id}")).await.shows("Failed").shows("504");
}

#[tokio::test]
async fn a_mirror_that_was_not_synced_for_days_says_so_also_where_no_sync_failed() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let (_sim, id, _) = called(&alice, "connections_api", "mirror", 20).await;
    works(&app).await;
    Person::signed_in(&alice.client).await.opens("/").await.hides("last synced");
    app.clock.advance(2 * DAY);
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.opens("/").await;
    page.shows("It is synced every day, and was last synced 2 days ago.").shows("Sync now");
    let page = person.sends(&format!("/accounts/{id}/sync"), &[]).await;
    page.shows("A sync waits for its turn").hides("was last synced");
}

#[tokio::test]
async fn an_authorization_that_is_missing_or_over_leads_to_connecting() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let body = json!({"name": "Bo", "source": {"kind": "portability"}});
    alice.client.post("/v2/accounts", &body).await.data();
    let (sim, id, token) = called(&alice, "connections_api", "mirror", 20).await;
    works(&app).await;
    sim.revoke(&token);
    alice.client.post_nothing(&format!("/v2/accounts/{id}/sync")).await.data();
    works(&app).await;
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/").await;
    page.shows("Needs authorization").shows("LinkedIn does not let kith read it yet.");
    page.shows("Its authorization at LinkedIn has ended. What was synced before stays.");
    page.shows("20 of 20, synced ").shows(&format!("href=\"/accounts/{id}/connect\""));
}

#[tokio::test]
async fn a_source_that_is_left_alone_says_until_when() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let (sim, id, _) = called(&alice, "connections_api", "mirror", 20).await;
    sim.fault(Fault::new(FaultKind::Throttle));
    works(&app).await;
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens(&format!("/accounts/{id}")).await;
    page.shows("called too often").shows("(2026-04-27 00:00 UTC)");
}

#[tokio::test]
async fn a_live_account_says_that_nothing_is_kept() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let (_sim, id, _) = called(&alice, "connections_api", "live", 20).await;
    let person = Person::signed_in(&alice.client).await;
    for path in ["/", &format!("/accounts/{id}")] {
        let page = person.opens(path).await;
        page.shows("nothing is kept here").shows("read live").hides("Sync now").hides("<canvas");
    }
}

#[tokio::test]
async fn growth_is_a_line_without_gaps_with_its_table_and_what_the_last_month_brought() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Ada").await;
    let mut rows: Vec<_> = (0..5).map(exports::row).collect();
    rows[0][6] = "03 Oct 2023".into();
    rows[1][6] = "no day".into();
    let first = exports::csv(rows.clone());
    let path = format!("/v2/accounts/{id}/import");
    alice.client.send("POST", &path, Some("text/csv"), first).await.data();
    let person = Person::signed_in(&alice.client).await;
    person.opens("/").await.shows("The first list came less than 30 days ago");
    app.clock.advance(40 * DAY);
    let person = Person::signed_in(&alice.client).await;
    person.opens("/").await.shows("Nobody came or left in the last 30 days");
    rows.extend((5..17).map(exports::row));
    alice.client.send("POST", &path, Some("text/csv"), exports::csv(rows)).await.data();
    let page = person.opens("/").await;
    page.shows("+12 in the last 30 days");
    let chart = page.block(&format!("growth-{id}"));
    assert_eq!(chart["bare"], true);
    assert_eq!(chart["labels"], json!(["2023-10", "2023-11", "2023-12", "2024-01"]));
    assert_eq!(chart["series"][0]["values"], json!([1, 1, 1, 16]));
    let page = person.opens(&format!("/accounts/{id}")).await;
    assert_eq!(page.block("growth-data")["bare"], false);
    page.shows("1 without a certain day are not in it").shows("<caption>Connections by month");
    page.shows("from 1 in 2023-10 to 16 in 2024-01");
}

#[tokio::test]
async fn who_came_in_the_last_month_is_counted_also_where_thousands_changed_their_jobs() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Ada").await;
    let mut rows: Vec<_> = (0..6_000).map(exports::row).collect();
    let path = format!("/v2/accounts/{id}/import");
    alice.client.send("POST", &path, Some("text/csv"), exports::csv(rows.clone())).await.data();
    app.clock.advance(40 * DAY);
    for row in &mut rows {
        row[4] = "Acme".into();
    }
    rows.extend((6_000..6_003).map(exports::row));
    alice.client.send("POST", &path, Some("text/csv"), exports::csv(rows)).await.data();
    let person = Person::signed_in(&alice.client).await;
    person.opens("/").await.shows("+3 in the last 30 days");
    alice.imports(&id, 3..6_600).await.data();
    person.opens("/").await.shows("More than 500 people came or left in the last 30 days");
}

#[tokio::test]
async fn two_days_that_lie_centuries_apart_make_no_page_of_all_months_between() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Ada").await;
    let mut rows: Vec<_> = (0..3).map(exports::row).collect();
    rows[0][6] = "01 Jan 0001".into();
    rows[1][6] = "31 Dec 9999".into();
    let path = format!("/v2/accounts/{id}/import");
    alice.client.send("POST", &path, Some("text/csv"), exports::csv(rows)).await.data();
    let person = Person::signed_in(&alice.client).await;
    for (path, block) in
        [("/".to_owned(), format!("growth-{id}")), (format!("/accounts/{id}"), "growth-data".into())]
    {
        let page = person.opens(&path).await;
        assert_eq!(page.block(&block)["labels"], json!(["0001-01", "2024-01", "9999-12"]));
        assert_eq!(page.block(&block)["series"][0]["values"], json!([1, 2, 3]));
        assert!(page.text().len() < 20_000, "{path}: {}", page.text().len());
    }
}

#[tokio::test]
async fn accounts_that_need_something_come_first_and_those_that_are_paused_do_not() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("old", 2).await;
    app.clock.advance(31 * DAY);
    alice.has_connections("well", 2).await;
    alice.has_connections("paused", 2).await;
    alice.pauses("paused").await;
    let (sim, locked_out, token) = called(&alice, "connections_api", "mirror", 3).await;
    sim.revoke(&token);
    works(&app).await;
    alice.has_connections("last", 2).await;
    let page = Person::signed_in(&alice.client).await.opens("/").await;
    page.shows("5 accounts, those first that need something");
    let cards: Vec<_> = page.text().split("<li class=\"card\" id=\"").skip(1).collect();
    let ids: Vec<_> = cards.iter().map(|card| card.split('"').next().unwrap()).collect();
    assert_eq!(ids, [&*locked_out, "old", "well", "paused", "last"]);
}

#[tokio::test]
async fn the_growth_of_many_accounts_is_drawn_as_far_as_it_is_quickly_counted() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    for n in 0..14 {
        let id = alice.creates(&format!("Member {n}")).await;
        let path = format!("/v2/accounts/{id}/import");
        alice.client.send("POST", &path, Some("application/zip"), exports::zip(30)).await.data();
    }
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/").await;
    page.hides("How it grew is told on its page");
    assert_eq!(page.text().matches("<canvas").count(), 14);
}

#[tokio::test]
async fn where_so_many_are_not_quickly_counted_a_card_says_where_its_growth_is_told() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    for id in ["a", "b", "c", "d"] {
        alice.has_connections(id, 30_000).await;
    }
    let page = Person::signed_in(&alice.client).await.opens("/").await;
    assert_eq!(page.text().matches("How it grew is told on its page").count(), 1);
    assert_eq!(page.text().matches("class=\"growth\"").count(), 3);
}

#[tokio::test]
async fn many_accounts_come_in_pages_and_are_found_by_name() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    for n in 0..60 {
        alice.has_connections(&format!("acc_{n}"), 2).await;
    }
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.opens("/").await;
    page.shows("60 accounts, 1 to 50 shown").shows("href=\"/?offset=50\"").shows("href=\"/accounts/acc_49\"");
    page.hides("href=\"/accounts/acc_50\"").hides("Earlier accounts").hides("need something");
    let page = person.opens("/?offset=50").await;
    page.shows("60 accounts, 51 to 60 shown").shows("Earlier accounts").hides("Later accounts");
    person.opens("/?offset=500").await.shows("none of them is this far down");
    for n in [7, 52] {
        let name = format!("J\u{fc}rgen {n}");
        person.sends(&format!("/accounts/acc_{n}/rename"), &[("name", &name)]).await;
    }
    let page = person.opens("/?q=jurg").await;
    page.shows("2 accounts found")
        .shows("/accounts/acc_7\"")
        .shows("/accounts/acc_52\"")
        .hides("/accounts/acc_8\"");
    person.opens("/?q=jurg+52").await.shows("1 account found").hides("/accounts/acc_7\"");
    let page = person.opens("/?q=test&offset=50").await;
    page.shows("58 accounts found, 51 to 58 shown").shows("href=\"/?q=test\"");
    person.opens("/?q=nobody").await.shows("No account is called so").shows("Show all accounts");
    person.opens("/accounts/acc_3").await.shows("2 of 2");
}

#[tokio::test]
async fn names_of_every_script_stand_as_they_are_and_nothing_in_them_runs() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let hostile = "<script>alert(1)</script>\"'&";
    let arabic = "\u{645}\u{62d}\u{645}\u{62f} \u{639}\u{644}\u{64a}";
    let ids = [alice.creates(hostile).await, alice.creates(arabic).await];
    alice.imports(&ids[0], 0..3).await.data();
    let person = Person::signed_in(&alice.client).await;
    let of = |id: &str, part: &str| format!("/accounts/{id}{part}");
    let paths = [
        "/".to_owned(),
        of(&ids[0], ""),
        of(&ids[0], "/import"),
        of(&ids[0], "/delete"),
        "/accounts/new".into(),
        "/start".into(),
    ];
    for path in paths {
        let page = person.opens(&path).await;
        assert_eq!(page.status(), 200, "{path}");
        page.hides("<script>alert").shows("&#60;script&#62;alert(1)");
    }
    person.opens("/").await.shows(arabic);
    person.opens(&of(&ids[1], "")).await.shows("dir=\"auto\"").shows(arabic);
}

#[tokio::test]
async fn accounts_of_others_are_not_found_nor_acted_on() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let bob = app.workspace("bob").await.with_connections("b", 3).await;
    let mut person = Person::signed_in(&alice.client).await;
    for part in ["", "/import", "/delete", "/connect"] {
        let page = person.opens(&format!("/accounts/b{part}")).await;
        assert_eq!(page.status(), 404, "{part}");
        page.shows("There is no such account");
    }
    for part in ["pause", "resume", "rename", "sync", "syncs/s/cancel", "delete", "connect"] {
        let page = person.sends(&format!("/accounts/b/{part}"), &[("name", "b"), ("token", "t")]).await;
        assert_eq!(page.status(), 404, "{part}");
    }
    person
        .hands_in(&[("account", "b")], &exports::csv((0..3).map(exports::row)))
        .await
        .shows("no such account");
    let mine = bob.account("b").await;
    assert_eq!((mine["name"].as_str(), mine["status"].as_str()), (Some("Test"), Some("active")));
}

#[tokio::test]
async fn an_account_beyond_those_that_can_be_chosen_from_stays_the_chosen_one_on_every_page() {
    let app = TestApp::unlimited().await;
    let mut alice = app.workspace("alice").await;
    for n in 0..1_000 {
        alice = alice.with_empty_account(&format!("acc_{n}")).await;
    }
    alice.has_connections("last", 20).await;
    let mut person = Person::signed_in(&alice.client).await;
    let chosen = "<option value=\"last\" selected>Test</option>";
    for page in ["people", "changes", "network"] {
        person.opens(&format!("/{page}?account=last")).await.shows(chosen);
        person.opens(&format!("/{page}?account=")).await.hides("<option value=\"last\"");
    }
    person.hands_in(&[("account", "last")], b"no export").await.shows(chosen);
    let of_another_member = exports::csv((100..130).map(exports::row));
    person.hands_in(&[("account", "last")], &of_another_member).await.shows(chosen);
}
