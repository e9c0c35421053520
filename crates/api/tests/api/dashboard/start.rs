//! The first hour: its steps, and that the texts to copy are what the API takes.

use serde_json::Value;

use crate::support::{Page, Person, TestApp};

/// A text to copy, as a clipboard gets it.
fn text(page: &Page, id: &str) -> String {
    let after = page.text().split(&format!("<pre id=\"{id}\" tabindex=\"0\">")).nth(1).unwrap();
    let text = after.split("</pre>").next().unwrap();
    let text = text.replace("&#34;", "\"").replace("&#39;", "'").replace("&#60;", "<").replace("&#62;", ">");
    text.replace("&#38;", "&")
}

/// The JSON that the curl command sends.
fn body(curl: &str) -> Value {
    let body = curl.split("-d '").nth(1).unwrap().trim_end_matches('\'');
    serde_json::from_str(body).unwrap()
}

#[tokio::test]
async fn an_empty_dashboard_leads_by_the_hand() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let person = Person::signed_in(&alice.client).await;
    for path in ["/", "/start"] {
        let page = person.opens(path).await;
        assert_eq!((page.status(), page.title()), (200, "First hour"), "{path}");
        page.shows("Get your export").shows("Request archive").shows("24 hours").shows("minutes");
        page.shows("rel=\"noreferrer noopener\"").shows("name=\"file\"").shows("To do").hides("Done");
        page.shows("acc_\u{2026}").shows("Make a key for this");
    }
}

#[tokio::test]
async fn the_texts_ask_for_the_first_account_with_a_list_and_the_api_takes_them() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_empty_account("acc_empty").await;
    alice.has_connections("acc_full", 12).await;
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/start").await;
    page.shows("Done").hides("To do");
    let curl = text(&page, "curl");
    assert!(curl.starts_with("curl -s http://localhost/v2/network "), "{curl}");
    assert!(curl.contains("-H \"x-api-key: $KITH_API_KEY\""), "{curl}");
    let reply = alice.client.network(&body(&curl)).await;
    assert_eq!((reply.names().len(), body(&curl)["account_id"].as_str()), (10, Some("acc_full")));
    for id in ["python", "typescript"] {
        let program = text(&page, id);
        assert!(program.contains("\"http://localhost/v2/network\"") && program.contains("\"acc_full\""));
        assert!(program.contains("KITH_API_KEY"), "{program}");
    }
    let mcp: Value = serde_json::from_str(&text(&page, "mcp")).unwrap();
    assert_eq!(mcp["mcpServers"]["kith"]["url"], "http://localhost/mcp");
}

#[tokio::test]
async fn a_key_is_made_on_a_press_reads_only_and_is_shown_once() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 12).await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.sends("/start/key", &[]).await;
    page.shows("shown this once").hides("$KITH_API_KEY").hides("Make a key for this");
    let curl = text(&page, "curl");
    let secret = curl.split("x-api-key: ").nth(1).unwrap().split('\'').next().unwrap();
    let program = alice.client.clone().without_key().with("x-api-key", secret);
    assert_eq!(program.network(&body(&curl)).await.names().len(), 10);
    program.post_nothing("/v2/accounts/a/pause").await.is_refused(403, "FORBIDDEN");
    for id in ["key-text", "python", "typescript", "mcp", "claude"] {
        assert!(text(&page, id).contains(secret), "{id}");
    }
    person.opens("/start").await.hides(secret);
    assert_eq!(page.reply.headers["cache-control"], "no-store");
    let keys = app.engine.list_keys(alice.workspace).await.unwrap();
    assert!(keys.iter().any(|key| key.name == "first hour"));
}

#[tokio::test]
async fn a_host_that_is_none_is_not_written_into_texts() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let person = Person::signed_in(&alice.client).await;
    let cookie = person.cookie.replace("kith_session=", "__Host-kith_session=");
    let browser = alice.client.clone().without_key().with("cookie", &cookie);
    let reply = browser.with("x-forwarded-proto", "https").send_freely("GET", "/start", None, "").await;
    assert!(reply.text().contains("https://localhost/v2/network"));
}
