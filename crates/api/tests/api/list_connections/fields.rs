//! `list_connections`: `params.fields`, the extra keys for each connection.

use serde_json::{Value, json};

use crate::support::{TestApp, exports, laws::keys};

const ALL: [&str; 7] = ["id", "first_name", "last_name", "email", "company", "position", "connected_on"];
const FOUR: [&str; 4] = ["name", "job_title", "profile_url", "profile_picture"];

#[tokio::test]
async fn the_extra_keys_follow_the_four_in_one_order_whatever_the_order_asked() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    alice.imports(&id, 0..3).await.data();
    let page = alice.lists(&id, json!({"fields": ALL})).await;
    let mut reversed = ALL;
    reversed.reverse();
    assert_eq!(alice.lists(&id, json!({"fields": reversed})).await.text(), page.text());
    let row = &page.data()["connections"][0];
    assert_eq!(keys(row), [&FOUR[..], &ALL[..]].concat());
    let values: Vec<_> = ALL[1..].iter().map(|key| &row[key]).collect();
    assert_eq!(values, ["First0", "Last0", "first0@example.com", "Company 0", "Maker", "2024-01-01"]);
}

#[tokio::test]
async fn every_set_of_fields_gives_just_these_keys() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 1).await;
    for set in 0..128_u32 {
        let asked: Vec<_> =
            ALL.iter().enumerate().filter(|(at, _)| set >> at & 1 == 1).map(|(_, f)| *f).collect();
        let page = alice.lists("a", json!({"fields": asked})).await.data();
        assert_eq!(keys(&page["connections"][0]), [&FOUR[..], &asked].concat());
    }
}

#[tokio::test]
async fn what_the_source_does_not_tell_is_null_here_too() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let mut row = exports::named("", "", "https://www.linkedin.com/in/nobody");
    row[6] = "1/2/18, 3:04 PM".into(); // could be two days: not guessed at
    let path = format!("/v2/accounts/{id}/import");
    alice.client.send("POST", &path, Some("text/csv"), exports::csv([row])).await.data();
    let page = alice.lists(&id, json!({"fields": ALL[1..]})).await.data();
    for key in &ALL[1..] {
        assert_eq!(page["connections"][0][key], Value::Null, "{key}");
    }
}

#[tokio::test]
async fn an_id_is_stable_from_import_to_import_and_different_for_every_member() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let ids = async || {
        let page = alice.lists(&id, json!({"fields": ["id"], "count": 30})).await.data();
        let rows = page["connections"].as_array().unwrap();
        rows.iter().map(|row| (row["name"].to_string(), row["id"].to_string())).collect::<Vec<_>>()
    };
    alice.imports(&id, 0..20).await.data();
    let before = ids().await;
    alice.imports(&id, 1..22).await.data();
    let after = ids().await;
    assert_eq!(before[1..], after[..19]);
    let distinct: std::collections::HashSet<_> = after.iter().map(|(_, id)| id).collect();
    assert_eq!(distinct.len(), 21);
}

#[tokio::test]
async fn a_repeat_an_unknown_word_and_another_type_are_errors() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1).await;
    let known = ALL.map(|word| format!("\"{word}\"")).join(", ");
    for (fields, says) in [
        (json!(["id", "email", "id"]), "params.fields[2] repeats \"id\"; name each once".to_owned()),
        (json!(["mail"]), format!("params.fields[0] must be one of {known}; got \"mail\"")),
        (json!(["id", "Email"]), format!("params.fields[1] must be one of {known}; got \"Email\"")),
        (json!(["id", null]), format!("params.fields[1] must be one of {known}; got null")),
        (json!("id"), format!("params.fields must be an array of any of {known}; got \"id\"")),
        (json!({"id": true}), format!("params.fields must be an array of any of {known}; got an object")),
        (Value::Null, format!("params.fields must be an array of any of {known}; got null")),
    ] {
        assert_eq!(alice.lists("a", json!({"fields": fields})).await.is_refused(400, "INVALID_PARAMS"), says);
    }
    alice.has_credits(100_000).await;
}
