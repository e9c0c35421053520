//! `kith sync` and `kith syncs`, with a server and without one, against a simulated LinkedIn.

use crate::support::{Room, Sim};

fn settings(room: &Room) {
    room.file("kith.toml", "[sources]\nallow_hosts = \"127.0.0.1\"\nretry_base_ms = 1\nretries = 1\n");
}

fn add(room: &Room, sim: &Sim, source: &str) {
    settings(room);
    let url = sim.url();
    let words = format!("account add Ada --source {source} --mode mirror --token-stdin --base-url {url}");
    room.piped(&words, sim.token(source)).good();
}

#[test]
fn without_a_server_the_command_does_the_work() {
    for source in ["connections_api", "portability"] {
        let room = Room::new();
        let sim = Sim::start(&room, 250, "");
        add(&room, &sim, source);
        let said = room.kith("sync").good().out;
        assert!(said.contains("Synced \"Ada\": 250 connections; 250 added"), "{said}");
        let account = room.account();
        assert_eq!((&account["status"], &account["connections"]), (&"active".into(), &250.into()));
        let again = room.kith("sync Ada --output json").json();
        assert_eq!((&again["status"], &again["added"]), (&"succeeded".into(), &0.into()));
        let listed = room.kith("syncs Ada --output json").json();
        assert_eq!((listed["syncs"].as_array().unwrap().len(), &listed["syncs"][0]["id"]), (2, &again["id"]));
        assert!(room.kith("syncs").good().out.contains("succeeded"));
        assert!(room.kith("list").good().out.lines().count() > 20);
        room.kith("sync --cancel").failed("no sync of \"Ada\" waits or runs");
        assert_eq!(room.kith("verify --output json").json()["clean"], true);
    }
}

#[test]
fn a_sync_that_fails_is_told_with_its_reason() {
    let room = Room::new();
    let sim = Sim::start(&room, 5, "--fault server-error");
    add(&room, &sim, "connections_api");
    let ran = room.kith("sync").failed("the sync of \"Ada\" failed: ");
    assert!(!ran.err.contains(sim.token("connections_api")), "{}", ran.err);
    let listed = room.kith("syncs --output json").json();
    assert_eq!(listed["syncs"][0]["status"], "failed");
}

#[test]
fn a_token_that_has_ended_is_told_and_a_waiting_sync_is_cancelled() {
    let room = Room::new();
    let sim = Sim::start(&room, 5, "--fault expired-401");
    add(&room, &sim, "connections_api");
    let cancelled = room.kith("sync --cancel --output json").json();
    assert_eq!(cancelled["status"], "cancelled");
    room.kith("sync").failed("connect the account again");
    assert_eq!(room.account()["status"], "needs_authorization");
    room.kith("sync").failed("kith account connect");
}

#[test]
fn beside_a_server_the_server_does_it_and_the_command_follows() {
    let room = Room::new();
    let sim = Sim::start(&room, 250, "");
    settings(&room);
    room.kith("workspace create default").good();
    let server = room.serving("serve");
    add(&room, &sim, "connections_api");
    room.kith("sync --follow").good();
    assert_eq!(room.account()["connections"], 250);
    assert!(room.kith("sync").good().out.contains("the server carries it out"));
    let account = room.account()["account_id"].as_str().unwrap().to_owned();
    let (status, answer) = server.lists(server.text("api_key"), &account, 10);
    assert_eq!((status, &answer["data"]["total_available_results"]), (200, &250.into()));
    assert_eq!(server.stop().0.code(), Some(0));
}
