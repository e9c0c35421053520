//! The tools of MCP, called by the command line of the protocol's own inspector: over HTTP, and on the pipes of `kith mcp`.

use std::process::Command;

use kith_pg_fixture::{Node, node};
use serde_json::Value;

use crate::served::{Served, passes};

/// The inspector's answer to a method.
fn inspects(node: &Node, server: &[&str], words: &[&str]) -> Value {
    let mut run = Command::new(&node.program);
    run.arg(node.file("@modelcontextprotocol/inspector/clients/launcher/build/index.js")).arg("--cli");
    run.args(words).args(server);
    let said = passes(&mut run);
    serde_json::from_str(&said).unwrap_or_else(|_| panic!("no JSON: {said}"))
}

fn walks(node: &Node, server: &[&str], account: &str) {
    let tools = inspects(node, server, &["--method", "tools/list"]);
    let names: Vec<_> =
        tools["tools"].as_array().unwrap().iter().map(|tool| tool["name"].as_str().unwrap()).collect();
    assert_eq!(names, kith_api::tools().iter().map(kith_api::Tool::name).collect::<Vec<_>>());

    let (of, count) = (format!("account_id={account}"), "count=60");
    // What takes several values stands in front, so that the server is none of them.
    let call =
        ["--tool-arg", &of, "--tool-arg", count, "--tool-name", "list_connections", "--method", "tools/call"];
    let result = inspects(node, server, &call);
    assert_eq!(result["structuredContent"]["data"]["total_results"], 60);
    assert_eq!(result["structuredContent"]["metadata"]["credits_consumed"], 2);
    let text = result["content"][0]["text"].as_str().unwrap();
    assert!(
        text.starts_with("Cost 2 credits. Read from snapshot \"snap_")
            && text.contains("There is more; next: call again with offset 60, snapshot \"snap_"),
        "{text}"
    );

    let resources = inspects(node, server, &["--method", "resources/list"]);
    let uri = format!("kith://accounts/{account}");
    assert_eq!(resources["resources"][0]["uri"], uri.as_str());
    let read = inspects(node, server, &["--uri", &uri, "--method", "resources/read"]);
    assert!(read["contents"][0]["text"].as_str().unwrap().contains(account));
}

#[test]
fn over_http_it_sees_and_calls_what_there_is() {
    let Some(node) = node() else { return };
    let served = Served::start();
    let (url, key) = (format!("{}/mcp", served.url), format!("Authorization: Bearer {}", served.key));
    walks(&node, &[&url, "--transport", "http", "--header", &key], &served.account);
}

#[test]
fn on_pipes_it_sees_and_calls_what_there_is_beside_a_server() {
    let Some(node) = node() else { return };
    let served = Served::start();
    let data = served.data();
    walks(&node, &[env!("CARGO_BIN_EXE_kith"), "mcp", "--data", data.to_str().unwrap()], &served.account);
}
