//! A call of a tool is the call of HTTP: the same answer, price and refusal; and a model can follow its pages.

use kith_model::Scope;
use serde_json::{Value, json};

use super::{Model, envelope, texts};
use crate::support::TestApp;

#[tokio::test]
async fn an_answer_is_that_of_http_and_costs_the_same() {
    let app = TestApp::with_credits(10).await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let model = Model::of(&app, &alice.client).await;
    let fields = json!({"account_id": "a", "count": 60, "fields": ["company", "email"]});
    let result = model.calls("list_connections", fields).await;
    assert_eq!(result.is_error, Some(false));
    let over_http = alice.lists("a", json!({"count": 60, "fields": ["company", "email"]})).await.json();
    assert_eq!(envelope(&result), &over_http);
    let texts = texts(&result);
    assert_eq!(texts[0], "Cost 2 credits. Read from snapshot \"snap_1\". There is no further page.");
    assert_eq!(serde_json::from_str::<Value>(texts[1]).unwrap(), over_http["data"]);
    alice.has_credits(6).await;
}

#[tokio::test]
async fn a_model_that_does_as_it_is_told_reads_everybody_once() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 25).await;
    let model = Model::of(&app, &alice.client).await;
    let mut fields = json!({"account_id": "a", "count": 10});
    let mut names = Vec::new();
    loop {
        let result = model.calls("list_connections", fields.clone()).await;
        let rows = envelope(&result)["data"]["connections"].as_array().unwrap().clone();
        names.extend(rows.into_iter().map(|row| row["profile_url"].clone()));
        let said = texts(&result)[0].to_owned();
        let Some((_, rest)) = said.split_once("call again with ") else {
            assert_eq!(said, "Cost 1 credit. Read from snapshot \"snap_1\". There is no further page.");
            break;
        };
        // What arrives meanwhile moves nobody: the next page is of the same snapshot.
        alice.has_connections("a", 26).await;
        for pair in rest.split(" and the other fields").next().unwrap().split(", ") {
            let (name, value) = pair.split_once(' ').unwrap();
            fields[name] = serde_json::from_str(value).unwrap();
        }
    }
    let whole = alice.lists("a", json!({"count": 100, "snapshot": "snap_1"})).await.data();
    let whole: Vec<_> =
        whole["connections"].as_array().unwrap().iter().map(|row| row["profile_url"].clone()).collect();
    assert_eq!(names, whole);
}

#[tokio::test]
async fn a_list_that_tells_only_its_totals_can_be_followed_too() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_empty_account("a").await.with_empty_account("b").await;
    let model = Model::of(&app, &alice.client).await;
    let result = model.calls("list_accounts", json!({"limit": 1})).await;
    assert!(texts(&result)[0].starts_with("Free. There is more; next: call again with offset 1 and"));
    let result = model.calls("list_accounts", json!({"limit": 1, "offset": 1})).await;
    assert_eq!(texts(&result)[0], "Free. There is no further page.");
}

#[tokio::test]
async fn a_refusal_is_an_error_of_the_tool_with_code_and_message() {
    let app = TestApp::with_credits(0).await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let (model, reader) = (Model::of(&app, &alice.client).await, alice.client_with(Scope::Read).await);
    let reader = Model::of(&app, &reader).await;
    for (model, tool, fields, code, words) in [
        (&model, "list_connections", json!({"account_id": "a"}), "INSUFFICIENT_CREDITS", "1 credit"),
        (
            &model,
            "list_connections",
            json!({"account_id": "x"}),
            "INVALID_ACCOUNT",
            "list_accounts lists them",
        ),
        (
            &model,
            "list_connections",
            json!({"account_id": "a", "snapshot": "snap_none"}),
            "SNAPSHOT_EXPIRED",
            "snapshot is no snapshot that is kept",
        ),
        (&model, "list_connections", json!({}), "INVALID_PARAMS", "account_id is missing"),
        (
            &model,
            "list_connections",
            json!({"account_id": "a", "cuont": 1}),
            "INVALID_PARAMS",
            "there is no field \"cuont\"; the nearest is \"count\"",
        ),
        (&model, "get_account", json!({}), "INVALID_PARAMS", "account_id is missing"),
        (
            &model,
            "get_account",
            json!({"account_id": 7}),
            "INVALID_PARAMS",
            "account_id must be a string; got 7",
        ),
        (&model, "get_account", json!({"account_id": "../credits"}), "INVALID_ACCOUNT", "account"),
        (&model, "list_accounts", json!({"limit": "many"}), "INVALID_PARAMS", "limit must be an integer"),
        (&reader, "list_credit_entries", json!({}), "FORBIDDEN", "the key lacks the scope \"admin\""),
    ] {
        let result = model.calls(tool, fields).await;
        assert_eq!(result.is_error, Some(true), "{tool} {code}");
        let (error, text) = (&envelope(&result)["error"], texts(&result)[0]);
        assert_eq!(error["code"], code, "{text}");
        assert_eq!(text, format!("{code}: {}", error["message"].as_str().unwrap()));
        assert!(text.contains(words), "{text}");
    }
    let unknown = rmcp::model::CallToolRequestParams::new("frobnicate");
    let error = model.0.call_tool(unknown).await.unwrap_err().to_string();
    assert!(
        error.contains("there is no tool \\\"frobnicate\\\"")
            || error.contains("there is no tool \"frobnicate\""),
        "{error}"
    );
}

#[tokio::test]
async fn a_model_reads_in_pages_that_it_can_keep_in_mind() {
    let app = TestApp::with_credits(100).await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let model = Model::of(&app, &alice.client).await;
    for tool in ["list_connections", "search_connections", "list_changes"] {
        let refused = model.calls(tool, json!({"account_id": "a", "count": 501})).await;
        assert_eq!(envelope(&refused)["error"]["code"], "INVALID_PARAMS");
        assert_eq!(envelope(&refused)["metadata"]["action"], tool);
        let said = texts(&refused)[0];
        assert!(said.contains("count must be an integer from 1 to 500 for a tool; got 501"), "{said}");
        let answered = model.calls(tool, json!({"account_id": "a", "count": 500})).await;
        assert_eq!(answered.is_error, Some(false), "{tool}");
    }
    alice.has_credits(97).await;
    for tool in model.0.list_all_tools().await.unwrap() {
        let most = tool.input_schema["properties"]["count"]["maximum"].as_u64();
        assert!(most.is_none_or(|most| most <= 500), "{}: {most:?}", tool.name);
    }
}
