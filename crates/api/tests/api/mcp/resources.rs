//! The accounts as resources: of the key's own workspace, page by page, and each by its URI.

use rmcp::model::ReadResourceRequestParams;
use serde_json::Value;

use super::Model;
use crate::support::TestApp;

#[tokio::test]
async fn the_accounts_of_the_keys_workspace_are_listed_and_read() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let bob = app.workspace("bob").await.with_connections("b", 3).await;
    let model = Model::of(&app, &alice.client).await;
    let listed = model.0.list_all_resources().await.unwrap();
    assert_eq!(listed.iter().map(|one| one.uri.as_str()).collect::<Vec<_>>(), ["kith://accounts/a"]);
    let read = model.0.read_resource(ReadResourceRequestParams::new("kith://accounts/a")).await.unwrap();
    let json = serde_json::to_value(&read).unwrap();
    let account: Value = serde_json::from_str(json["contents"][0]["text"].as_str().unwrap()).unwrap();
    assert_eq!(json["contents"][0]["mimeType"], "application/json");
    assert_eq!(account, alice.account("a").await);
    for uri in ["kith://accounts/b", "kith://accounts/", "kith://accounts/a/syncs", "file:///etc/passwd", ""]
    {
        let read = model.0.read_resource(ReadResourceRequestParams::new(uri)).await;
        assert!(read.is_err(), "{uri}");
    }
    let templates = model.0.list_all_resource_templates().await.unwrap();
    assert_eq!(templates[0].uri_template, "kith://accounts/{account_id}");
    drop(bob);
}

#[tokio::test]
async fn many_accounts_come_in_pages() {
    let app = TestApp::unlimited().await;
    let mut alice = app.workspace("alice").await;
    for n in 0..130 {
        alice = alice.with_empty_account(&format!("a{n}")).await;
    }
    let model = Model::of(&app, &alice.client).await;
    assert_eq!(model.0.list_all_resources().await.unwrap().len(), 130);
    let first = model.0.list_resources(None).await.unwrap();
    assert_eq!((first.resources.len(), first.next_cursor.as_deref()), (100, Some("100")));
}
