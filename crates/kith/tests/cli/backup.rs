//! `kith backup`: one moment of a data folder in one private file, without keys, or no file at all.

use std::fs;
use std::io::Read as _;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::support::{ADA, ADA_NEWER, Room, mode};

/// All entries of the ledger, oldest first.
fn ledger(room: &Room, data: &str) -> Vec<Value> {
    let page = room.kith(&format!("credits entries --limit 500 --output json --data {data}")).json();
    assert!(page["next_before"].is_null(), "more than one page");
    let mut entries = page["entries"].as_array().unwrap().clone();
    entries.reverse();
    entries
}

/// What lies in the room besides its data folders and exports.
fn hidden(room: &Room) -> Vec<String> {
    let all = fs::read_dir(room.path("")).unwrap();
    all.map(|file| file.unwrap().file_name().into_string().unwrap())
        .filter(|it| it.starts_with('.'))
        .collect()
}

#[test]
fn a_backup_beside_a_busy_server_is_a_whole_moment_of_it() {
    let room = Room::with_ada();
    let server = room.serving("serve --set limits.requests_per_minute=100000000");
    let (key, account) = (server.text("api_key"), server.text("account_id"));
    let (done, reads) = (AtomicBool::new(false), AtomicU32::new(0));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) && reads.fetch_add(1, Ordering::Relaxed) < 400 {
                    assert_eq!(server.lists(key, account, 3).0, 200);
                }
            });
        }
        scope.spawn(|| {
            for (name, list) in [("2.zip", ADA_NEWER), ("3.zip", ADA), ("4.zip", ADA_NEWER)] {
                room.kith(&format!("import {}", room.zip(name, list, "Ada,Lovelace"))).good();
            }
        });
        while reads.load(Ordering::Relaxed) < 5 {
            std::thread::yield_now();
        }
        for n in 0..3 {
            let made = room.kith(&format!("backup b{n}.sqlite3 --output json")).json();
            assert_eq!((&made["clean"], &made["accounts"]), (&json!(true), &json!(1)), "{made}");
        }
        done.store(true, Ordering::Relaxed);
    });
    let now = ledger(&room, "kith-data");
    for n in 0..3 {
        room.kith(&format!("restore b{n}.sqlite3 --data d{n}")).good();
        let then = ledger(&room, &format!("d{n}"));
        assert!(then.len() > 1, "some charges were made before");
        assert_eq!(then, now[..then.len()]);
        assert_eq!(room.kith(&format!("verify --output json --data d{n}")).json()["clean"], true);
    }
}

#[test]
fn a_backup_says_what_it_holds_and_is_its_owners_alone() {
    let room = Room::with_ada();
    let said = room.kith("backup b.sqlite3").good().out;
    for words in ["b.sqlite3", "accounts", "ledger entries", "All is sound.", "kith-data/master-key"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let file = room.path("b.sqlite3");
    assert_eq!((mode(&file), hidden(&room)), (0o600, Vec::new()));
    let told = room.kith("backup b.sqlite3 --force --output json").json();
    assert_eq!(
        (&told["clean"], &told["connections"], &told["ledger_entries"], &told["bytes"]),
        (&json!(true), &json!(6), &json!(1), &fs::metadata(&file).unwrap().len().into())
    );
    assert!(!room.path("b.sqlite3-wal").exists() && !room.path("b.sqlite3-shm").exists());
}

#[test]
fn no_key_is_in_a_backup() {
    let room = Room::with_ada();
    let mut keys = vec![room.serving("serve").text("api_key").to_owned()];
    room.kith("workspace create sales").good();
    keys.push(room.serving("serve --workspace sales").text("api_key").to_owned());
    let master = fs::read_to_string(room.path("kith-data/master-key")).unwrap().trim().to_owned();
    let raw = (0..master.len() / 2).map(|at| u8::from_str_radix(&master[2 * at..2 * at + 2], 16).unwrap());
    let raw: Vec<u8> = raw.collect();
    room.kith("backup b.sqlite3").good();
    let bytes = fs::read(room.path("b.sqlite3")).unwrap();
    let holds = |part: &[u8]| bytes.windows(part.len()).any(|window| window == part);
    assert!(holds(b"Marchpane"), "what is looked for would be found");
    for file in ["api-key", "api-key-sales"] {
        keys.push(fs::read_to_string(room.path("kith-data").join(file)).unwrap().trim().to_owned());
    }
    for key in keys.iter().chain([&master]) {
        assert!(key.len() > 20 && !holds(key.as_bytes()));
        assert!(!holds(key.trim_start_matches("kith_").as_bytes()));
    }
    assert!(raw.len() == 32 && !holds(&raw));
}

#[test]
fn nothing_is_written_over_and_no_place_is_taken_that_is_no_files() {
    let room = Room::with_ada();
    room.file("b.sqlite3", "an older one");
    room.kith("backup b.sqlite3").failed("b.sqlite3 is there already");
    assert_eq!(fs::read_to_string(room.path("b.sqlite3")).unwrap(), "an older one");
    room.kith("backup b.sqlite3 --force").good();
    std::os::unix::fs::symlink("b.sqlite3", room.path("newest")).unwrap();
    for place in ["kith-data", ".", "newest"] {
        room.kith(&format!("backup {place} --force")).failed("is a folder, a link or a device");
    }
    for inside in
        ["kith-data/b", "kith-data/master-key", "kith-data/kith.sqlite3", "./kith-data/../kith-data/b"]
    {
        room.kith(&format!("backup {inside} --force")).misuse("lies in the data folder");
    }
    room.kith("backup missing/b").failed("cannot write missing/b");
    room.kith("backup c --data elsewhere").failed("there is no kith data in elsewhere");
    assert_eq!((room.path("c").exists(), hidden(&room)), (false, Vec::new()));
    assert_eq!(room.kith("verify --output json").json()["clean"], true);
}

#[test]
fn a_copy_that_is_not_sound_is_removed_and_the_older_one_stays() {
    let room = Room::with_ada();
    room.kith("backup b.sqlite3").good();
    let before = fs::read(room.path("b.sqlite3")).unwrap();
    let path = room.path("kith-data/kith.sqlite3");
    let mut bytes = fs::read(&path).unwrap();
    let at = bytes.windows(9).position(|window| window == b"Marchpane").unwrap();
    bytes[at..at + 9].copy_from_slice(b"Marzipane");
    fs::write(&path, bytes).unwrap();
    for words in ["backup b.sqlite3 --force", "backup c.sqlite3", "backup c.sqlite3 --output json"] {
        let ran = room.kith(words);
        assert_eq!(ran.code, 1, "{}", ran.err);
        assert!(ran.err.contains("1 fault and was removed") || ran.err.contains("faults and was removed"));
        assert!(ran.out.contains("fault") && !ran.out.contains("sound"), "{}", ran.out);
    }
    assert_eq!(fs::read(room.path("b.sqlite3")).unwrap(), before);
    assert_eq!((room.path("c.sqlite3").exists(), hidden(&room)), (false, Vec::new()));
}

#[test]
fn a_backup_that_is_stopped_leaves_nothing_and_one_that_is_killed_does_not_stop_the_next() {
    let room = Room::with_ada();
    for signal in ["-TERM", "-INT", "-KILL"] {
        let mut command = room.command(&["backup", "b.sqlite3", "--force"]);
        let mut backup = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        // It says that it copies while it does: it ends somewhere after that.
        let mut said = [0; 1];
        let _ = backup.stderr.as_mut().unwrap().read(&mut said);
        let sent = std::process::Command::new("kill").args([signal, &backup.id().to_string()]).status();
        assert!(sent.unwrap().success());
        let ended = backup.wait().unwrap();
        if signal != "-KILL" {
            assert!(matches!(ended.code(), Some(0 | 1)), "{signal}: {ended}");
            assert_eq!(hidden(&room), Vec::<String>::new(), "{signal}");
        }
    }
    // As a kill in the middle leaves it.
    fs::create_dir_all(room.path(".b.sqlite3.kith-new")).unwrap();
    room.file(".b.sqlite3.kith-new/kith.sqlite3", "half");
    room.kith("backup b.sqlite3 --force").good();
    assert_eq!(hidden(&room), Vec::<String>::new());
    room.kith("restore b.sqlite3 --data d").good();
}
