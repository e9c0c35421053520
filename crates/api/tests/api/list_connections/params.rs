//! `list_connections`: every rule of the request's table: types, ranges, defaults, what may be absent.

use serde_json::{Value, json};

use crate::support::{Reply, Tenant, TestApp};

async fn alice(app: &TestApp) -> Tenant<'_> {
    app.workspace("alice").await.with_connections("a", 30).await
}

/// The message of `INVALID_PARAMS`.
#[track_caller]
fn wrong(reply: &Reply) -> String {
    reply.is_refused(400, "INVALID_PARAMS")
}

#[tokio::test]
async fn params_may_be_absent_null_or_empty_and_give_the_first_ten() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    let first = alice.lists("a", json!({"count": 10, "offset": 0})).await;
    for params in ["", r#","params":null"#, r#","params":{}"#] {
        let body = format!(r#"{{"account_id":"a","action":"list_connections"{params}}}"#);
        assert_eq!(alice.client.network_text(&body).await.text(), first.text(), "{params}");
    }
    assert_eq!(first.names().len(), 10);
}

#[tokio::test]
async fn params_of_another_type_say_what_is_right() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    for (params, got) in
        [(json!(5), "5"), (json!("count"), "\"count\""), (json!([]), "an array of 0"), (json!(true), "true")]
    {
        let body = json!({"account_id": "a", "action": "list_connections", "params": params});
        let message = wrong(&alice.client.network(&body).await);
        assert_eq!(message, format!("params must be an object or null; got {got}"));
    }
}

#[tokio::test]
async fn a_count_is_1_to_30000() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    for count in [1, 29_999, 30_000] {
        assert_eq!(alice.lists("a", json!({"count": count})).await.names().len(), count.min(30));
    }
    for count in [json!(0), json!(-1), json!(30_001), json!(i64::MAX), json!(i64::MIN), json!(u64::MAX)] {
        let message = wrong(&alice.lists("a", json!({"count": count})).await);
        assert_eq!(message, format!("params.count must be an integer from 1 to 30000; got {count}"));
    }
    alice.has_credits(100_000 - 3).await;
}

#[tokio::test]
async fn an_offset_is_0_to_2_147_483_647() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    for (offset, results) in [(0, 10), (29, 1), (30, 0), (31, 0), (2_147_483_646, 0), (2_147_483_647, 0)] {
        let data = alice.lists("a", json!({"offset": offset})).await.data();
        assert_eq!(
            (&data["total_results"], &data["pagination"]["offset"]),
            (&json!(results), &json!(offset))
        );
    }
    for offset in [json!(-1), json!(2_147_483_648_u32), json!(4_294_967_296_u64), json!(u64::MAX)] {
        let message = wrong(&alice.lists("a", json!({"offset": offset})).await);
        assert_eq!(message, format!("params.offset must be an integer from 0 to 2147483647; got {offset}"));
    }
}

#[tokio::test]
async fn strings_floats_switches_and_null_are_no_integers() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    for (sent, got) in [
        (r#""ten""#, r#""ten""#),
        (r#""10""#, r#""10""#),
        ("10.0", "10.0"),
        ("1e1", "10.0"),
        ("10.5", "10.5"),
        ("true", "true"),
        ("null", "null"),
        ("[10]", "an array of 1"),
        (r#"{"a":1}"#, "an object"),
        ("18446744073709551616", "1.8446744073709552e19"),
    ] {
        for (field, right) in [("count", "from 1 to 30000"), ("offset", "from 0 to 2147483647")] {
            let body =
                format!(r#"{{"account_id":"a","action":"list_connections","params":{{"{field}":{sent}}}}}"#);
            let message = wrong(&alice.client.network_text(&body).await);
            assert_eq!(message, format!("params.{field} must be an integer {right}; got {got}"));
        }
    }
}

#[tokio::test]
async fn use_cache_is_a_switch_and_reads_the_same_list_either_way() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    let page = alice.lists("a", json!({})).await;
    for on in [true, false] {
        assert_eq!(alice.lists("a", json!({"use_cache": on})).await.text(), page.text());
    }
    for no in [json!("true"), json!(1), json!(0), Value::Null] {
        let message = wrong(&alice.lists("a", json!({"use_cache": no})).await);
        assert_eq!(message, format!("params.use_cache must be true or false; got {no}"));
    }
}

#[tokio::test]
async fn use_cache_false_and_a_snapshot_exclude_each_other() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    let both = |on: bool| json!({"snapshot": "snap_1", "use_cache": on});
    let message = wrong(&alice.lists("a", both(false)).await);
    assert!(message.contains("params.use_cache") && message.contains("params.snapshot"), "{message}");
    assert_eq!(alice.lists("a", both(true)).await.names().len(), 10);
}

#[tokio::test]
async fn a_snapshot_is_a_string() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    for (no, got) in [(json!(1), "1"), (Value::Null, "null"), (json!(["snap_1"]), "an array of 1")] {
        let message = wrong(&alice.lists("a", json!({"snapshot": no})).await);
        assert_eq!(message, format!("params.snapshot must be a string; got {got}"));
    }
}

#[tokio::test]
async fn account_id_and_action_are_required_strings() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    for (body, says) in [
        (json!({"action": "list_connections"}), "account_id is missing; it must be a string"),
        (json!({"account_id": "a"}), "action is missing; it must be a string"),
        (json!({}), "account_id is missing; it must be a string"),
        (json!({"account_id": 7, "action": "list_connections"}), "account_id must be a string; got 7"),
        (json!({"account_id": "a", "action": null}), "action must be a string; got null"),
        (
            json!({"account_id": "a", "action": ["list_connections"]}),
            "action must be a string; got an array of 1",
        ),
    ] {
        assert_eq!(wrong(&alice.client.network(&body).await), says);
    }
}

#[tokio::test]
async fn an_unknown_action_is_told_those_that_are_known() {
    let app = TestApp::start().await;
    let alice = alice(&app).await;
    for action in ["", "list_connection", "LIST_CONNECTIONS", " list_connections"] {
        let reply = alice.client.network(&json!({"account_id": "a", "action": action})).await;
        let message = reply.is_refused(400, "INVALID_ACTION");
        let known = format!("there is no action \"{action}\"; known: list_connections, ");
        assert!(message.starts_with(&known), "{message}");
        assert_eq!(reply.json()["metadata"]["action"], action);
    }
}
