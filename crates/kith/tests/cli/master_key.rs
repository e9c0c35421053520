//! The master key: made once, its owner's alone, changed without losing a token.

use std::fs;

use crate::support::{Room, Sim, mode};

fn file(room: &Room) -> String {
    fs::read_to_string(room.path("kith-data/master-key")).unwrap()
}

/// A room with an account that has a token for `sim`.
fn with_token(sim: &Sim, room: &Room) {
    room.file("kith.toml", "[sources]\nallow_hosts = \"127.0.0.1\"\nretry_base_ms = 1\n");
    let add = format!(
        "account add Ada --source connections_api --mode mirror --token-stdin --base-url {}",
        sim.url()
    );
    room.piped(&add, sim.token("connections_api")).good();
}

#[test]
fn it_is_made_once_and_its_owners_alone() {
    let room = Room::with_workspace();
    let first = file(&room);
    assert_eq!((first.len(), mode(&room.path("kith-data/master-key"))), (65, 0o600));
    room.kith("workspace list").good();
    assert_eq!(file(&room), first);
    fs::write(room.path("kith-data/master-key"), "buy bread").unwrap();
    room.kith("workspace list").failed("does not hold master keys");
}

#[test]
fn a_new_one_in_the_file_opens_what_the_old_one_sealed() {
    let room = Room::new();
    let sim = Sim::start(&room, 5, "");
    with_token(&sim, &room);
    let first = file(&room);
    let ran = room.kith("key rotate-master").good();
    assert!(ran.out.contains("1 account") && !ran.out.contains(first.trim()), "{}", ran.out);
    let second = file(&room);
    assert!(second.len() == 65 && second != first);
    room.kith("sync").good();
    assert_eq!(room.account()["connections"], 5);

    fs::write(room.path("kith-data/master-key"), first).unwrap();
    room.kith("sync").failed("can't be opened with the master key");
}

#[test]
fn it_is_not_changed_under_a_server() {
    let room = Room::with_ada();
    let server = room.serving("serve");
    let before = file(&room);
    room.kith("key rotate-master").failed("stop the server first");
    assert_eq!(file(&room), before);
    server.stop();
    assert_eq!(room.kith("key rotate-master --output json").json()["resealed"], 0);
}

#[test]
fn in_the_variable_the_first_of_two_keys_takes_over() {
    let room = Room::new();
    let sim = Sim::start(&room, 5, "");
    let (old, new) = ("ab".repeat(32), "cd".repeat(32));
    let both = format!("{new},{old}");
    let run = |words: &str, keys: &str| {
        room.run(&words.split_whitespace().collect::<Vec<_>>(), &[("KITH_MASTER_KEY", keys)])
    };
    with_token(&sim, &room);
    // What the file's key sealed is sealed again with a key of the variable.
    let of_file = file(&room).trim().to_owned();
    run("key rotate-master", &format!("{old},{of_file}")).good();
    run("key rotate-master", &old).misuse("holds one key");
    let ran = run("key rotate-master", &both).good();
    assert!(ran.out.contains("1 account") && !ran.out.contains(&new), "{}", ran.out);
    run("sync", &old).failed("can't be opened with the master key");
    run("sync", &new).good();
    for bad in ["abcd", &format!("{both},{old}")] {
        let ran = run("account list", bad).misuse("KITH_MASTER_KEY must be 64 hexadecimal digits");
        assert!(!ran.err.contains(bad));
    }
}
