//! `kith migrate-store`: a data folder into a database and back, with everything that clients and people see of it.

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::process::Stdio;

use kith_pg_fixture::SharedDatabase;
use serde_json::{Value, json};

use crate::support::{ADA, ADA_NEWER, BOB, Room, Serving, Sim};

/// A database of its own, if this machine has a PostgreSQL for tests.
fn database() -> Option<SharedDatabase> {
    SharedDatabase::new().map(Result::unwrap)
}

/// Everything that `kith` shows of a store, by the option that names it.
fn shown(room: &Room, store: &str) -> Vec<Value> {
    ["account list", "key list", "credits show", "credits entries --limit 500", "workspace list"]
        .map(|words| without_ids(room.kith(&format!("{words} --output json {store}")).json()))
        .to_vec()
}

/// Numbers of workspaces are a store's own.
fn without_ids(mut value: Value) -> Value {
    for workspace in value["workspaces"].as_array_mut().into_iter().flatten() {
        workspace["id"].take();
    }
    value
}

/// The pages that a client reads of an account, without what tells one request from another.
fn pages(server: &Serving, key: &str, account: &str) -> Vec<String> {
    let page = |offset: u32| {
        let params = json!({"count": 3, "offset": offset});
        let body = json!({"account_id": account, "action": "list_connections", "params": params});
        let (status, answer) = server.posts("/v2/network", key, &body.to_string());
        assert_eq!(status, 200, "{answer}");
        answer["data"].to_string()
    };
    [0, 3].map(page).to_vec()
}

/// The master key goes along by hand.
fn carry_key(room: &Room, from: &str, to: &str) {
    let _ = fs::create_dir(room.path(to));
    fs::copy(room.path(from).join("master-key"), room.path(to).join("master-key")).unwrap();
}

#[test]
fn clients_people_and_the_ledger_notice_nothing_there_and_back() {
    let Some(database) = database() else { return };
    let url = database.url();
    let room = Room::with_ada();
    let sim = Sim::start(&room, 40, "");
    room.file("kith.toml", "[sources]\nallow_hosts = \"127.0.0.1\"\nretry_base_ms = 1\n");
    room.kith(&format!("import {}", room.zip("2.zip", ADA_NEWER, "Ada,Lovelace"))).good();
    room.kith(&format!("import {}", room.zip("bob.zip", BOB, "Bob,Hope"))).good();
    let add = "account add Called --source portability --mode mirror --token-stdin --base-url";
    room.piped(&format!("{add} {}", sim.url()), sim.token("portability")).good();
    room.kith("sync Called").good();
    room.kith("workspace create empty").good();
    room.kith("key create --name gone").good();

    let server = room.serving("serve");
    let (key, account) =
        (server.text("api_key").to_owned(), room.accounts()[0]["account_id"].as_str().unwrap().to_owned());
    let read = pages(&server, &key, &account);
    let move_there = format!("migrate-store --from sqlite:kith-data --to {url}");
    room.kith(&move_there).failed("a server or another move is using the data folder kith-data");
    server.stop();
    let before = shown(&room, "");

    let said = room.kith(&format!("{move_there} --output json")).json();
    assert_eq!(
        (&said["workspaces"], &said["accounts"], &said["clean"]),
        (&json!(2), &json!(3), &json!(true))
    );
    assert_eq!(shown(&room, &format!("--store {url} --data pg")), before);
    assert_eq!(room.kith(&format!("verify --output json --store {url}")).json()["clean"], true);
    assert_eq!(shown(&room, ""), before, "the source is as it was");

    let stranger = room.kith(&format!("serve --store {url} --data stranger"));
    stranger.failed("are sealed with another master key");
    carry_key(&room, "kith-data", "pg");
    let server = room.serving(&format!("serve --store {url} --data pg"));
    assert_eq!(pages(&server, &key, &account), read);
    let synced = room.kith(&format!("sync Called --follow --output json --store {url} --data pg")).json();
    assert_eq!(synced["status"], "succeeded", "its tokens are opened with the key that went along");
    server.stop();

    let before = shown(&room, &format!("--store {url} --data pg"));
    let back = format!("migrate-store --from {url} --to sqlite:back");
    let said = room.kith(&back).good().out;
    for words in ["Both hold the same, and the copy is sound.", "back/master-key", "kith serve --data back"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert_eq!(shown(&room, "--data back"), before);
    carry_key(&room, "pg", "back");
    let server = room.serving("serve --data back");
    assert_eq!(pages(&server, &key, &account), read);
    server.stop();
    assert_eq!(room.kith("verify --output json --data back").json()["clean"], true);
}

#[test]
fn what_must_not_begin_is_refused_with_what_to_do() {
    let room = Room::with_ada();
    let of = |to: &str| room.run(&["migrate-store", "--from", "sqlite:kith-data", "--to", to], &[]);
    of("elsewhere").misuse("--to must be sqlite:DIR or postgres://user@host/database");
    let refused = of("postgres://kith:s3cret@127.0.0.1/kith").misuse("--to takes no password");
    assert!(
        refused.err.contains("KITH_STORE__PASSWORD") && !refused.err.contains("s3cret"),
        "{}",
        refused.err
    );
    of("sqlite:./kith-data").misuse("name the same store");
    of("postgres://kith@127.0.0.1:1/kith").failed("cannot use postgres://kith@127.0.0.1:1/kith");
    room.kith("migrate-store --from sqlite:nowhere --to sqlite:new")
        .failed("there is no kith data in nowhere");
    assert!(!room.path("new").exists() && !room.path("nowhere").exists());

    room.kith("workspace create default --data taken").good();
    let refused =
        of("sqlite:taken").failed("taken holds other data: 1 workspace (default); nothing was written");
    assert!(refused.err.contains("a folder that holds no data"), "{}", refused.err);
    assert_eq!(room.kith("account list --output json --data taken").json()["accounts"], json!([]));
}

#[test]
fn what_a_move_left_in_the_middle_opens_for_the_next_move_only() {
    let Some(database) = database() else { return };
    let (room, url) = (Room::with_ada(), database.url());
    let move_there = format!("migrate-store --from sqlite:kith-data --to {url}");
    room.kith(&move_there).good();
    database.psql("UPDATE meta SET value = 7 WHERE name = 'moving'; DELETE FROM pictures; UPDATE accounts SET name = 'x'").unwrap();
    for words in ["list", "serve", "verify", "workspace create other"] {
        let refused = room.kith(&format!("{words} --store {url} --data pg"));
        let refused =
            refused.failed("a move into this store has not ended; run the same kith migrate-store again");
        assert!(!refused.err.contains("createdb"), "{}", refused.err);
    }
    let again = room.kith(&format!("{move_there} --output json")).json();
    assert_eq!(again["written"], 1, "what was spoilt is mended, the rest stays");
    room.kith(&format!("list --store {url} --data pg")).good();
}

#[test]
fn a_move_that_is_killed_or_stopped_is_ended_by_the_next() {
    let Some(database) = database() else { return };
    let (room, url) = (Room::new(), database.url());
    for account in 0..12 {
        let mut list = ADA.to_owned();
        for n in 0..400 {
            let url = format!("https://www.linkedin.com/in/m-{n}-{account}");
            writeln!(list, "First{n},Last{n},{url},,Acme,Maker,01 Jan 2024").unwrap();
        }
        let file = room.file("list.csv", list);
        room.kith(&format!("import {file} --account A{account}")).good();
    }
    for (from, to, folder) in
        [("sqlite:kith-data".to_owned(), url.clone(), None), (url, "sqlite:back".to_owned(), Some("back"))]
    {
        let ends = ["migrate-store", "--from", &from, "--to", &to, "--output", "json"];
        let mut last = None;
        for signal in ["-KILL", "-TERM", "-KILL", "-INT"] {
            let mut move_there =
                room.command(&ends).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
            // It says how far it is: it dies somewhere after that.
            let mut said = [0; 1];
            let _ = move_there.stderr.as_mut().unwrap().read(&mut said);
            let sent =
                std::process::Command::new("kill").args([signal, &move_there.id().to_string()]).status();
            assert!(sent.unwrap().success());
            last = Some(move_there.wait().unwrap());
            if last.is_some_and(|ended| ended.success()) {
                break; // it was quicker
            }
        }
        if !last.is_some_and(|ended| ended.success()) {
            let ran = room.run(&ends, &[]);
            // Killed after the very last write it serves already.
            assert!(ran.code == 0 || ran.err.contains("holds other data"), "{}", ran.err);
        }
        let store =
            folder.map_or_else(|| format!("--store {to} --data pg"), |folder| format!("--data {folder}"));
        assert_eq!(shown(&room, &store), shown(&room, ""));
        assert_eq!(room.kith(&format!("verify --output json {store}")).json()["clean"], true);
    }
    assert_eq!(crate::support::mode(&room.path("back/kith.sqlite3")), 0o600);
}
