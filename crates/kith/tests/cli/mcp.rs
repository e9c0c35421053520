//! `kith mcp`: the protocol on standard input and output, and nothing else there.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::Room;

/// Sends these requests one after another, each once the last is answered, and goes away; the answers.
fn converses(room: &Room, requests: &[Value]) -> Vec<Value> {
    let mut command = room.command(&["mcp"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut sends = child.stdin.take().unwrap();
    let mut hears = BufReader::new(child.stdout.take().unwrap()).lines();
    let hello = json!({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "test", "version": "1"}}});
    let ready = json!({"jsonrpc": "2.0", "method": "notifications/initialized"});
    let mut answers = Vec::new();
    writeln!(sends, "{hello}").unwrap();
    let said: Value = serde_json::from_str(&hears.next().unwrap().unwrap()).unwrap();
    assert_eq!(said["result"]["serverInfo"]["name"], "kith");
    assert!(said["result"]["instructions"].as_str().unwrap().contains("list_accounts"));
    writeln!(sends, "{ready}").unwrap();
    for request in requests {
        writeln!(sends, "{request}").unwrap();
        answers.push(serde_json::from_str(&hears.next().unwrap().unwrap()).unwrap());
    }
    drop(sends);
    assert!(hears.next().is_none(), "nothing else is said");
    assert!(child.wait().unwrap().success(), "a client that goes away is no failure");
    answers
}

fn call(id: u32, name: &str, fields: &Value) -> Value {
    json!({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": {"name": name, "arguments": fields}})
}

#[test]
fn a_client_lists_and_calls_tools_and_pays_like_anyone() {
    let room = Room::with_ada();
    let account = room.account()["account_id"].as_str().unwrap().to_owned();
    let answers = converses(
        &room,
        &[
            json!({"jsonrpc": "2.0", "id": 1, "method": "tools/list"}),
            call(2, "list_connections", &json!({"account_id": account, "count": 2})),
            call(3, "list_connections", &json!({"account_id": "acc_none"})),
            json!({"jsonrpc": "2.0", "id": 4, "method": "resources/list"}),
        ],
    );
    assert_eq!(answers[0]["result"]["tools"].as_array().unwrap().len(), kith_api::tools().len());
    let page = &answers[1]["result"];
    assert_eq!(
        (&page["isError"], &page["structuredContent"]["data"]["total_results"]),
        (&false.into(), &2.into())
    );
    assert_eq!(answers[2]["result"]["structuredContent"]["error"]["code"], "INVALID_ACCOUNT");
    assert_eq!(answers[3]["result"]["resources"][0]["uri"], format!("kith://accounts/{account}"));
    assert_eq!(room.kith("credits show --output json").json()["consumed"], 1);
}

#[test]
fn help_shows_what_goes_into_a_clients_settings() {
    let help = Room::new().kith("mcp --help").good().out;
    let shown = &help[help.find("  {\n").unwrap()..];
    let shown: Value = serde_json::from_str(&shown[..shown.rfind("\n  }").unwrap() + 4]).unwrap();
    assert_eq!(shown["mcpServers"]["kith"]["args"][0], "mcp");
}

#[test]
fn without_data_it_says_so_on_standard_error_alone() {
    Room::new().kith("mcp").failed("there is no kith data in");
}

#[test]
fn a_key_that_opens_nothing_ends_it_before_a_client_relies_on_it() {
    let room = Room::with_ada();
    let unknown = format!("kith_{}", "0".repeat(40));
    for key in ["kith_no", &unknown] {
        let ran =
            room.run(&["mcp"], &[("KITH_API_KEY", key)]).failed("the API key is unknown, expired or revoked");
        assert!(ran.err.contains("KITH_API_KEY") && !ran.err.contains(key), "{}", ran.err);
    }
    let made = room.kith("key create --output json").json();
    let (id, key) = (made["key_id"].as_str().unwrap(), made["api_key"].as_str().unwrap());
    room.kith(&format!("key revoke {id}")).good();
    room.run(&["mcp"], &[("KITH_API_KEY", key)]).failed("the API key is unknown, expired or revoked");
}
