//! `INVALID_PARAMS` for a body that is no JSON object: the message says where it stops being one.

use serde_json::{Value, json};

use crate::support::TestApp;

#[tokio::test]
async fn what_is_no_json_is_told_with_line_and_column() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for (body, place) in [
        ("", "line 1 column 0"),
        ("   ", "line 1 column 3"),
        ("{", "line 1 column 1"),
        ("{\"account_id\": }", "line 1 column 16"),
        ("{\n  \"account_id\": \"a\",\n}", "line 3 column 1"),
        ("{} {}", "line 1 column 4"),
        ("{'account_id': 'a'}", "line 1 column 2"),
        ("{\"a\": \"\\ud800\"}", "line 1 column 14"),
        ("{\"a\": 1e999}", "line 1 column"),
        ("\u{feff}{}", "line 1 column 1"),
        ("account_id=a", "line 1 column 1"),
    ] {
        for path in ["/v2/network", "/v2/accounts"] {
            let reply = alice.client.send("POST", path, Some("application/json"), body).await;
            let message = reply.is_refused(400, "INVALID_PARAMS");
            assert!(
                message.starts_with("the body can't be read as JSON: ") && message.contains(place),
                "{message}"
            );
        }
        let action = &alice.client.network_text(body).await.json()["metadata"]["action"];
        assert_eq!(*action, Value::Null, "no action could be read");
    }
}

#[tokio::test]
async fn json_that_is_no_object_is_told_with_line_and_column() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for (body, got, place) in [
        ("[1]", "an array of 1", "line 1 column 1"),
        ("\n\n  null", "null", "line 3 column 3"),
        ("\"list_connections\"", "\"list_connections\"", "line 1 column 1"),
        (" 7", "7", "line 1 column 2"),
    ] {
        for path in ["/v2/network", "/v2/accounts"] {
            let reply = alice.client.send("POST", path, Some("application/json"), body).await;
            let message = reply.is_refused(400, "INVALID_PARAMS");
            assert_eq!(message, format!("the body must be a JSON object; got {got} at {place}"));
        }
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_and_depths_without_end_are_refused() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let deep = [b"{\"params\":".as_slice(), &vec![b'['; 60_000]].concat();
    for body in [b"{\"account_id\":\"\xff\"}".to_vec(), b"\0\0\0\0".to_vec(), deep, vec![b'{'; 60_000]] {
        let reply = alice.client.send("POST", "/v2/network", Some("application/json"), body).await;
        assert!(reply.is_refused(400, "INVALID_PARAMS").contains("line 1 column"));
    }
}

#[tokio::test]
async fn the_action_attempted_is_told_wherever_it_could_be_read() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for (body, attempted) in [
        (json!({"account_id": "nobody", "action": "list_connections"}), json!("list_connections")),
        (json!({"action": "list_connections"}), json!("list_connections")),
        (
            json!({"account_id": "a", "action": "list_connections", "params": {"count": 0}}),
            json!("list_connections"),
        ),
        (json!({"account_id": "a", "action": "other", "typo": 1}), json!("other")),
        (json!({"account_id": "a", "action": 7}), Value::Null),
        (json!({"account_id": "a"}), Value::Null),
        (json!({"account_id": "a", "action": "x".repeat(500)}), json!("x".repeat(100))),
    ] {
        let reply = alice.client.network(&body).await;
        assert!(reply.status.is_client_error());
        assert_eq!(reply.json()["metadata"]["action"], attempted, "{body}");
    }
}
