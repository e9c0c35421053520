//! `kith serve` and what lives beside it: one server a folder, other commands at any time, an orderly end.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;

use crate::support::{ADA, ADA_NEWER, Room, Serving, answer};

#[test]
fn a_second_server_on_the_same_folder_is_refused_and_told_who_holds_it() {
    let room = Room::with_ada();
    let first = room.serving("serve");
    let held = format!("the data folder is served by process {} at {}", first.pid(), first.text("base_url"));
    for second in ["serve", "up", "up ada.zip"] {
        room.kith(&format!("{second} --listen 127.0.0.1:0")).failed(&held);
    }
    first.kill();
    room.serving("serve").stop(); // whatever became of the one before
}

#[test]
fn a_running_server_sees_at_once_what_other_commands_wrote() {
    let room = Room::new();
    let server = room.serving(&format!("up {}", room.zip("1.zip", ADA, "Ada,Lovelace")));
    let (key, account) = (server.text("api_key"), server.text("account_id"));
    let first = |key: &str| {
        let (status, answer) = server.lists(key, account, 1);
        (status, answer["data"]["connections"][0]["name"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(first(key), (200, "Ottoline Marchpane".into()));

    room.kith(&format!("import {}", room.zip("2.zip", ADA_NEWER, "Ada,Lovelace"))).good();
    assert_eq!(first(key), (200, "Newt Comer".into()));

    let made = room.kith("key create --scope read --output json").json();
    let other = made["api_key"].as_str().unwrap();
    assert_eq!(first(other).0, 200);
    room.kith(&format!("key revoke {}", made["key_id"].as_str().unwrap())).good();
    assert_eq!(first(other).0, 403);

    room.kith(&format!("account pause {account}")).good();
    assert_eq!(server.lists(key, account, 1).1["error"]["code"], "ACCOUNT_INACTIVE");
    room.kith(&format!("account resume {account}")).good();
    assert_eq!(first(key).0, 200);
    assert_eq!(room.kith("verify --output json").json()["clean"], true);
}

/// A request of which the server has the head and half of the body; and the other half.
fn half_a_request(server: &Serving) -> (TcpStream, String) {
    let mut body =
        format!(r#"{{"account_id": {}, "action": "list_connections"}}"#, server.said["account_id"]);
    let mut stream = server.connect();
    write!(
        stream,
        "POST /v2/network HTTP/1.1\r\nhost: kith\r\nconnection: close\r\nexpect: 100-continue\r\n\
         x-api-key: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        server.text("api_key"),
        body.len()
    )
    .unwrap();
    // That the server asks for the body shows that it has begun.
    let mut go_on = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
    stream.read_exact(&mut go_on).unwrap();
    assert!(go_on.starts_with(b"HTTP/1.1 100 "));
    let rest = body.split_off(20);
    stream.write_all(body.as_bytes()).unwrap();
    (stream, rest)
}

#[test]
fn a_request_in_flight_finishes_after_sigterm() {
    let room = Room::with_ada();
    let server = room.serving("serve");
    let (mut stream, rest) = half_a_request(&server);
    server.signal("-TERM");
    server.says("stopping");
    stream.write_all(rest.as_bytes()).unwrap();
    let (status, answer) = answer(stream);
    assert_eq!((status, &answer["data"]["total_results"]), (200, &6.into()));
    assert_eq!(server.stopped().code(), Some(0));
}

#[test]
fn a_second_ctrl_c_ends_at_once() {
    let room = Room::with_ada();
    let server = room.serving("serve");
    let half = half_a_request(&server);
    server.signal("-INT");
    server.says("stopping");
    server.signal("-INT");
    assert_eq!(server.stopped().code(), Some(1));
    drop(half);
    assert_eq!(room.kith("verify --output json").json()["clean"], true);
}

#[test]
fn logs_are_json_when_asked_for_and_never_hold_a_key_or_a_name() {
    let room = Room::with_ada();
    let server = room.serving("serve --log-format json --log-level trace");
    let key = server.text("api_key").to_owned();
    server.lists(&key, server.text("account_id"), 5);
    server.lists("kith_wrong", server.text("account_id"), 5);
    let log = server.err();
    assert!(server.stop().0.success());
    assert!(log.lines().count() > 0);
    for line in log.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"));
        assert!(line["timestamp"].is_string() && line["level"].is_string(), "{line}");
    }
    for secret in [key.as_str(), "kith_wrong", "Marchpane", "ada@example.com"] {
        assert!(!log.contains(secret), "{secret}");
    }
}

#[test]
fn an_address_that_is_taken_is_named() {
    let room = Room::with_ada();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    room.kith(&format!("serve --listen {address}")).failed(&format!("cannot listen at {address}"));
}

#[test]
fn metrics_have_a_port_of_their_own_when_it_is_set() {
    let room = Room::with_ada();
    let server = room.serving("serve --set server.admin_listen=127.0.0.1:0");
    assert!(server.text("admin_url").starts_with("http://127.0.0.1:"));
    assert_ne!(server.text("admin_url"), server.text("base_url"));
}
