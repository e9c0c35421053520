//! Credits and keys as a person sees, makes, limits and revokes them.

use kith_engine::NewKey;
use kith_model::{KeyId, RequestId, Scope, Scopes};
use kith_store::{Charged, Debit};
use serde_json::json;

use crate::support::{Client, Page, Person, Tenant, TestApp};

const DAY: i64 = 24 * 3_600;

/// Charges the workspace by so many debits of a credit, as calls of the key `key` do.
async fn pays(tenant: &Tenant<'_>, key: &KeyId, debits: u64) {
    let (store, workspace) = (&tenant.app.store, tenant.workspace);
    let generation = store.generation(workspace).await.unwrap();
    let debit = Debit {
        workspace,
        credits: 1,
        request: RequestId::new("req_1"),
        key: key.clone(),
        account: None,
        action: "list_people",
        at: tenant.app.engine.clock().now(),
        generation,
        grounds: None,
        remember: None,
        hold: None,
        warn_below: 0,
    };
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..debits {
        let (store, debit) = (store.clone(), debit.clone());
        all.spawn(async move { matches!(store.debit(debit).await.unwrap(), Charged::Done { .. }) });
    }
    assert!(all.join_all().await.into_iter().all(|done| done));
}

/// The secret that a page shows.
fn secret(page: &Page) -> String {
    let after = page.text().split("<code>kith_").nth(1).unwrap();
    format!("kith_{}", after.split('<').next().unwrap())
}

/// The id of the key whose page a page links to by `name`.
fn id_of(page: &Page, name: &str) -> String {
    let before = page.text().split(&format!("\" dir=\"auto\">{name}</a>")).next().unwrap();
    before.rsplit("/credits/keys/").next().unwrap().to_owned()
}

#[tokio::test]
async fn a_new_workspace_sees_its_balance_its_key_and_what_was_granted() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/credits").await;
    assert_eq!((page.status(), page.title()), (200, "Credits and keys"));
    page.shows("<dt>Balance</dt><dd>100,000</dd>")
        .shows("Nothing was consumed in 30 days.")
        .hides("<canvas")
        .shows("1 key working, oldest first")
        .shows("<span class=\"badge\">yours</span>")
        .shows("Credits granted")
        .shows("+100,000")
        .hides("The balance lasts");
}

#[tokio::test]
async fn what_was_consumed_is_told_by_day_key_and_action_with_its_chart_and_as_a_file() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 120).await;
    app.clock.advance(-2 * DAY);
    let (bob, _) = app.key(alice.workspace, Scope::Read, None).await;
    pays(&alice, &bob, 4).await;
    app.clock.advance(2 * DAY);
    alice.lists("a", json!({"count": 100})).await.data();
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/credits?days=7").await;
    page.shows("6 credits for 5 calls in 7 days, most on")
        .shows("<code>list_people</code>")
        .shows("<code>list_connections</code>")
        .shows("At the pace of the last 7 days the balance lasts 116,659 days.")
        .shows("<option value=\"7\" selected>");
    let chart = page.block("burn-data");
    assert_eq!(chart["series"][0]["values"], json!([0, 0, 0, 0, 4, 0, 2]));
    assert_eq!(chart["labels"].as_array().unwrap().len(), 7);
    let csv = person.opens("/credits/spending.csv?days=7").await;
    assert_eq!(csv.reply.header("content-type"), "text/csv; charset=utf-8");
    assert!(csv.reply.header("content-disposition").starts_with("attachment; filename=\"spending-"));
    let lines: Vec<_> = csv.text().lines().collect();
    assert_eq!(lines[0], "\u{feff}day,key_id,key,action,credits,debits");
    assert!(lines[1].ends_with(&format!(",{bob},test,list_people,4,4")), "{lines:?}");
    assert!(lines[2].ends_with(",test,list_connections,2,1") && lines.len() == 3, "{lines:?}");
    // Looking was free.
    assert_eq!(alice.balance().await, 100_000 - 6);
    for days in ["0", "91", "x", "30"] {
        person.opens(&format!("/credits?days={days}")).await.shows("<option value=\"30\" selected>");
    }
}

#[tokio::test]
async fn a_key_is_made_shown_once_and_works_within_its_limit() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let fields = [("name", "<b>Agent</b>"), ("scope", "read"), ("limit", "2"), ("ends", "2999-01-31")];
    let page = person.sends("/credits/keys", &fields).await;
    page.shows("The key is made").shows("shown this once").shows("&#60;b&#62;Agent").hides("<b>Agent");
    page.shows("2999-01-31 00:00 UTC");
    assert_eq!(page.reply.header("cache-control"), "no-store");
    let agent = Client::new(app.address, Some(&secret(&page)));
    assert_eq!(agent.get("/v2/credits").await.header("ratelimit-policy"), "\"default\";q=2;w=60");
    agent.get("/v2/credits/entries").await.is_refused(403, "FORBIDDEN");
    agent.get("/v2/credits").await.is_refused(429, "RATE_LIMITED");
    let page = person.opens("/credits").await;
    page.shows("2 keys working").shows("&#60;b&#62;Agent&#60;/b&#62;").hides(agent.key());
}

#[tokio::test]
async fn a_key_is_renamed_limited_and_revoked_after_a_question() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let new = NewKey::new("agent", Scopes::of([Scope::Read]));
    let (_, secret) = app.engine.create_key(alice.workspace, new).await.unwrap();
    let agent = Client::new(app.address, Some(secret.reveal()));
    let mut person = Person::signed_in(&alice.client).await;
    let id = id_of(&person.opens("/credits").await, "agent");
    let path = format!("/credits/keys/{id}");
    person.opens(&path).await.shows("as many as any key: 300").shows("Change it");
    let page = person.sends(&path, &[("name", "سلمى"), ("limit", "40")]).await;
    page.shows("The key is changed.")
        .shows("<h1 class=\"wrap\" dir=\"auto\">سلمى</h1>")
        .shows("value=\"40\"");
    assert_eq!(agent.get("/v2/credits").await.header("ratelimit-policy"), "\"default\";q=40;w=60");
    person.sends(&path, &[("name", "agent"), ("limit", "")]).await.shows("as many as any key: 300");
    assert_eq!(agent.get("/v2/credits").await.header("ratelimit-policy"), "\"default\";q=300;w=60");

    person.opens(&format!("{path}/revoke")).await.shows("Revoke this key?").hides("signs you out");
    agent.get("/v2/credits").await.data();
    let page = person.sends(&format!("{path}/revoke"), &[]).await;
    page.shows("The key is revoked.").shows("1 key that no longer works");
    agent.get("/v2/credits").await.is_refused(403, "INVALID_API_KEY");
    person.opens(&path).await.shows("revoked</span>").hides("Change it").hides("/revoke\"");
    person.opens(&format!("{path}/revoke")).await.shows("There is nothing to revoke.");
    assert_eq!(person.sends(&format!("{path}/revoke"), &[]).await.status(), 404);
}

#[tokio::test]
async fn who_revokes_the_own_key_is_told_and_signed_out() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let path = format!("/credits/keys/{}", id_of(&person.opens("/credits").await, "test"));
    person.opens(&format!("{path}/revoke")).await.shows("Revoking it signs you out.");
    let page = person.sends(&format!("{path}/revoke"), &[]).await;
    assert_eq!(page.title(), "Sign in");
    page.shows("Your session has ended.").hides("was not taken");
}

#[tokio::test]
async fn what_is_wrong_with_a_form_is_said_beside_what_was_sent() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let long = "x".repeat(101);
    for (fields, says) in [
        ([("name", ""), ("scope", "read"), ("limit", ""), ("ends", "")], "1 to 100 characters"),
        ([("name", &long), ("scope", "read"), ("limit", ""), ("ends", "")], "1 to 100 characters"),
        ([("name", "mine"), ("scope", "all"), ("limit", ""), ("ends", "")], "Choose what the key may do."),
        ([("name", "mine"), ("scope", "admin"), ("limit", "0"), ("ends", "")], "1 to 300 requests a minute"),
        ([("name", "mine"), ("scope", "admin"), ("limit", "many"), ("ends", "")], "must be a number"),
        ([("name", "mine"), ("scope", "admin"), ("limit", ""), ("ends", "soon")], "such as 2027-01-31"),
        ([("name", "mine"), ("scope", "admin"), ("limit", ""), ("ends", "2001-01-31")], "in the future"),
    ] {
        let page = person.sends("/credits/keys", &fields).await;
        assert_eq!(page.status(), 400, "{says}");
        page.shows(says).shows("role=\"alert\"").shows(&format!("value=\"{}\"", fields[0].1));
    }
    person.opens("/credits").await.shows("1 key working");
    let path = format!("/credits/keys/{}", id_of(&person.opens("/credits").await, "test"));
    let page = person.sends(&path, &[("name", "\"><script>"), ("limit", "9999")]).await;
    assert_eq!(page.status(), 400);
    page.shows("1 to 300 requests a minute")
        .shows("value=\"&#34;&#62;&#60;script&#62;\"")
        .shows("value=\"9999\"");
}

#[tokio::test]
async fn the_ledger_is_read_page_by_page_and_kept_as_a_file() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let (bob, _) = app.key(alice.workspace, Scope::Read, None).await;
    pays(&alice, &bob, 119).await;
    alice.lists("a", json!({})).await.data();
    let person = Person::signed_in(&alice.client).await;
    let mut path = "/credits/ledger".to_owned();
    for (rows, first, last) in [(50, 121, 72), (50, 71, 22), (21, 21, 1)] {
        let page = person.opens(&path).await;
        assert_eq!(page.text().matches("<th scope=\"row\">").count(), rows);
        page.shows(&format!("<th scope=\"row\">{first}</th>"))
            .shows(&format!("<th scope=\"row\">{last}</th>"));
        let older = page.text().split("href=\"").find(|part| part.contains("rel=\"next\""));
        path = older.map(|part| part.split('"').next().unwrap().to_owned()).unwrap_or_default();
    }
    assert_eq!(path, "", "it ends");
    person.opens("/credits/ledger?before=1").await.shows("There is nothing older.");
    let newest = person.opens("/credits/ledger").await;
    newest.shows("\u{2212}1").shows("list_connections").shows("99,880").shows("dir=\"auto\">Test</td>");
    let csv = person.opens("/credits/ledger.csv?before=22").await;
    let lines: Vec<_> = csv.text().lines().collect();
    assert_eq!(lines[0], "\u{feff}id,at,kind,credits,balance_after,action,account_id,key_id,request_id");
    assert!(
        lines[1].starts_with("21,") && lines[1].contains(",debit,1,99980,list_people,,key_"),
        "{}",
        lines[1]
    );
    assert!(lines[21].ends_with(",grant,100000,100000,,,,") && lines.len() == 22, "{lines:?}");
}

#[tokio::test]
async fn a_ledger_of_thirty_thousand_entries_is_summed_and_paged() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let (bob, _) = app.key(alice.workspace, Scope::Read, None).await;
    pays(&alice, &bob, 30_000).await;
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/credits").await;
    page.shows("30,000 credits for 30,000 calls in 30 days").shows("<dt>Consumed</dt><dd>30,000</dd>");
    assert!(page.text().len() < 60_000, "{}", page.text().len());
    person.opens("/credits/ledger?before=15000").await.shows("<th scope=\"row\">14999</th>");
    let csv = person.opens("/credits/ledger.csv").await;
    assert_eq!(csv.text().lines().count(), 5_001);
}

#[tokio::test]
async fn a_key_without_the_scope_admin_sees_the_balance_alone() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for scope in [Scope::Read, Scope::Manage] {
        let mut person = Person::signed_in(&alice.client_with(scope).await).await;
        let page = person.opens("/credits").await;
        page.shows("<dt>Balance</dt><dd>100,000</dd>")
            .shows("shown to keys with the scope admin")
            .hides("New key")
            .hides("Ledger</h2>")
            .hides("key_");
        for path in ["ledger", "ledger.csv", "spending.csv", "keys/key_1", "keys/key_1/revoke"] {
            let page = person.opens(&format!("/credits/{path}")).await;
            assert_eq!(page.status(), 403, "{path}");
            page.shows("admin");
        }
        for path in ["keys", "keys/key_1", "keys/key_1/revoke"] {
            let fields = [("name", "mine"), ("scope", "admin")];
            assert_eq!(person.sends(&format!("/credits/{path}"), &fields).await.status(), 403, "{path}");
        }
    }
    assert_eq!(app.engine.list_keys(alice.workspace).await.unwrap().len(), 3);
}

#[tokio::test]
async fn another_workspaces_keys_and_ledger_are_not_there() {
    let app = TestApp::start().await;
    let (alice, bob) = (app.workspace("alice").await, app.workspace("bob").await);
    let (id, _) = app.key(alice.workspace, Scope::Read, None).await;
    pays(&alice, &id, 1).await;
    let mut person = Person::signed_in(&bob.client).await;
    person.opens("/credits").await.hides(id.as_str()).shows("Nothing was consumed");
    person.opens("/credits/ledger").await.hides(id.as_str());
    for path in [format!("/credits/keys/{id}"), format!("/credits/keys/{id}/revoke")] {
        assert_eq!(person.opens(&path).await.status(), 404, "{path}");
        assert_eq!(person.sends(&path, &[("name", "mine")]).await.status(), 404, "{path}");
    }
    assert_eq!(app.engine.list_keys(alice.workspace).await.unwrap()[1].revoked_at, None);
}
