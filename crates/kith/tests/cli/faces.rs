//! One registry, five faces: what can be asked is answered over HTTP, described in the OpenAPI document, a tool of MCP, a
//! subcommand of `kith ask`, and on the page at /docs. A call that one of them lacks fails here.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::{Room, Serving};

/// The names that the document has: actions of routes, and calls that read and answer with an envelope.
fn described(document: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let asks = &operation["requestBody"]["content"]["application/json"]["examples"];
            names.extend(asks.as_object().into_iter().flatten().map(|(name, _)| name.clone()));
            let is_answer = operation["responses"]["200"]["content"].get("application/json").is_some();
            if method == "get" && path.starts_with("/v2/") && is_answer {
                names.insert(operation["operationId"].as_str().unwrap().to_owned());
            }
        }
    }
    names
}

/// The document's actions are answered over HTTP by their own name.
fn are_answered(document: &Value, server: &Serving) {
    for (path, methods) in document["paths"].as_object().unwrap() {
        let asks = &methods["post"]["requestBody"]["content"]["application/json"]["examples"];
        for (name, example) in asks.as_object().into_iter().flatten() {
            let (_, answer) = server.posts(path, server.text("api_key"), &example["value"].to_string());
            assert_eq!(answer["metadata"]["action"], name.as_str(), "{answer}");
            assert_ne!(answer["error"]["code"], "INVALID_ACTION", "{answer}");
        }
    }
}

#[test]
fn every_call_that_reads_has_all_five() {
    let room = Room::with_ada();
    let server = room.serving("serve");
    let tools: BTreeSet<_> = kith_api::tools().iter().map(|tool| tool.name().to_owned()).collect();
    assert!(tools.contains("list_connections") && tools.contains("list_accounts"));

    let document = server.gets("/openapi.json");
    let document: Value = serde_json::from_str(&document).unwrap();
    assert_eq!(described(&document), tools, "the OpenAPI document");

    are_answered(&document, &server);

    let list = json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}).to_string();
    let (status, listed) = server.posts("/mcp", server.text("api_key"), &list);
    assert_eq!(status, 200, "{listed}");
    let names = listed["result"]["tools"]
        .as_array()
        .unwrap()
        .iter()
        .map(|tool| tool["name"].as_str().unwrap().to_owned());
    assert_eq!(names.collect::<BTreeSet<_>>(), tools, "MCP");

    let help = room.kith("ask --help").good().out;
    for name in &tools {
        assert!(
            help.lines().any(|line| line.trim_start().starts_with(&format!("{name} "))),
            "kith ask {name}: {help}"
        );
        let help = room.kith(&format!("ask {name} --help")).good().out;
        assert!(help.contains("Costs: ") && help.contains(&format!("\n  kith ask {name}")), "{help}");
    }

    let page = server.gets("/docs");
    for name in &tools {
        assert!(page.contains(&format!("<section id=\"{name}\">")), "/docs lacks {name}");
    }
}
