//! The tools: every call that reads, as its definition says, for whoever may call it.

use kith_model::Scope;

use super::Model;
use crate::support::TestApp;
use crate::support::document::{document, operations};

#[tokio::test]
async fn every_call_that_reads_is_a_tool_and_says_what_it_costs() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let model = Model::of(&app, &alice.client).await;
    let listed = model.0.list_all_tools().await.unwrap();
    assert_eq!(listed.len(), kith_api::tools().len());
    for (tool, known) in listed.iter().zip(kith_api::tools()) {
        assert_eq!(tool.name, known.name());
        let description = tool.description.as_deref().unwrap();
        assert!(description.contains("Costs: ") && description.contains(known.price()), "{description}");
        for word in ["params.", "x-kith-", "x-api-key", "/v2/"] {
            let whole = serde_json::to_string(tool).unwrap();
            assert!(!whole.contains(word), "{}: a model knows no {word}", tool.name);
        }
        let annotations = tool.annotations.as_ref().unwrap();
        assert_eq!(annotations.title.as_deref(), Some(known.summary()));
        assert_eq!((annotations.read_only_hint, annotations.idempotent_hint), (Some(true), Some(true)));
        assert_eq!((annotations.destructive_hint, annotations.open_world_hint), (Some(false), Some(false)));
        let output = tool.output_schema.as_ref().unwrap();
        assert_eq!((&output["type"], &output["required"][0]), (&"object".into(), &"success".into()));
        assert!(
            !serde_json::to_string(output).unwrap().contains("\"$ref\""),
            "{}: refers elsewhere",
            tool.name
        );
        assert_eq!(tool.input_schema["additionalProperties"], false);
    }
    assert_eq!(model.names().await, model.names().await, "the order is the same each time");
}

#[tokio::test]
async fn the_tools_are_those_of_the_document() {
    let names: Vec<_> = kith_api::tools().iter().map(kith_api::Tool::name).collect();
    for operation in operations() {
        let actions =
            operation.described["requestBody"]["content"]["application/json"]["examples"].as_object();
        for name in actions.into_iter().flatten().map(|(name, _)| name.as_str()) {
            assert!(names.contains(&name), "{name} is no tool");
        }
        let answers = operation.described["responses"]["200"]["content"].get("application/json").is_some();
        if operation.method == "GET" && operation.path.starts_with("/v2/") && answers {
            assert!(names.contains(&operation.id), "{} is no tool", operation.id);
        }
    }
    assert!(document()["paths"].get("/mcp").is_none());
}

#[tokio::test]
async fn a_key_sees_what_its_scope_allows() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let reader = alice.client_with(Scope::Read).await;
    let (all, few) = (Model::of(&app, &alice.client).await, Model::of(&app, &reader).await);
    let hidden: Vec<_> = kith_api::tools().iter().filter(|tool| tool.scope() != Scope::Read).collect();
    assert!(!hidden.is_empty());
    let (all, few) = (all.names().await, few.names().await);
    for tool in kith_api::tools() {
        assert!(all.contains(&tool.name().to_owned()));
        assert_eq!(few.contains(&tool.name().to_owned()), tool.scope() == Scope::Read, "{}", tool.name());
    }
}
