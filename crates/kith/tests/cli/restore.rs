//! `kith restore`: a data folder as it was, or none.

use std::fs;
use std::io::Read as _;
use std::process::Stdio;

use serde_json::json;

use crate::support::{ADA, Room, mode};

/// A room with a backup of Ada's list, some of her credits spent, and the key that spent them.
fn with_backup() -> (Room, String) {
    let room = Room::with_ada();
    let server = room.serving("serve");
    let key = server.text("api_key").to_owned();
    assert_eq!(server.lists(&key, server.text("account_id"), 5).0, 200);
    server.stop();
    room.kith("backup b.sqlite3").good();
    (room, key)
}

#[test]
fn a_new_folder_serves_the_same_list_with_the_same_balance_to_the_same_keys() {
    let (room, key) = with_backup();
    let told = room.kith("restore b.sqlite3 --data a/new --output json").json();
    assert_eq!(
        (&told["clean"], &told["connections"], &told["to_put_back"]),
        (&json!(true), &json!(6), &json!(["master-key", "api-key"])),
        "{told}"
    );
    assert_eq!((mode(&room.path("a/new")), mode(&room.path("a/new/kith.sqlite3"))), (0o700, 0o600));
    assert_eq!(fs::read_dir(room.path("a/new")).unwrap().count(), 1);
    for words in ["list --all --output json", "credits show --output json", "account list --output json"] {
        let (old, new) = (room.kith(words).json(), room.kith(&format!("{words} --data a/new")).json());
        assert_eq!(old, new, "{words}");
    }
    let server = room.serving("serve --data a/new");
    assert_ne!(server.text("api_key"), key, "the key that is printed is a new one");
    let (status, page) = server.lists(&key, server.text("account_id"), 5);
    assert_eq!((status, page["data"]["connections"].as_array().unwrap().len()), (200, 5));
}

#[test]
fn what_is_not_in_a_backup_is_named_where_it_is_missing() {
    let (room, _) = with_backup();
    let said = room.kith("restore b.sqlite3 --data new").good().out;
    for words in ["All is sound.", "  master-key  ", "  api-key  ", "kith serve --data new"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    let key = "ab".repeat(32);
    let words = ["restore", "b.sqlite3", "--data", "other"];
    assert!(!room.run(&words, &[("KITH_MASTER_KEY", &key)]).good().out.contains("  master-key  "));
    // Put there before, they are where they belong.
    fs::create_dir(room.path("third")).unwrap();
    for file in ["master-key", "api-key"] {
        fs::copy(room.path("kith-data").join(file), room.path("third").join(file)).unwrap();
    }
    let said = room.kith("restore b.sqlite3 --data third").good().out;
    assert!(!said.contains("put back"), "{said}");
    let server = room.serving("serve --data third");
    assert_eq!(fs::read_to_string(room.path("kith-data/api-key")).unwrap().trim(), server.text("api_key"));
}

#[test]
fn data_that_is_there_is_never_written_over() {
    let (room, _) = with_backup();
    let before = fs::read(room.path("kith-data/kith.sqlite3")).unwrap();
    let ran = room.kith("restore b.sqlite3").failed("there is kith data in kith-data already");
    assert!(ran.err.contains("move that folder away first"), "{}", ran.err);
    assert_eq!(fs::read(room.path("kith-data/kith.sqlite3")).unwrap(), before);
    // A log without its database would be played into the restored one.
    fs::create_dir(room.path("new")).unwrap();
    room.file("new/kith.sqlite3-wal", "of another");
    room.kith("restore b.sqlite3 --data new").failed("there is kith data in new already");
    assert_eq!(fs::read_dir(room.path("new")).unwrap().count(), 1);
}

#[test]
fn what_is_no_backup_is_refused_and_leaves_nothing_behind() {
    let (room, _) = with_backup();
    room.zip("export.zip", ADA, "Ada,Lovelace");
    room.file("letter", "a letter to my aunt");
    room.file("empty", "");
    for file in ["export.zip", "letter", "empty", "."] {
        room.kith(&format!("restore {file} --data a/new")).failed("is no backup of kith");
        assert!(!room.path("a").exists(), "{file}");
    }
    room.kith("restore missing --data a/new").failed("cannot read missing");
    assert!(!room.path("a").exists());
    room.file("b.sqlite3-wal", "what was not folded yet");
    room.kith("restore b.sqlite3 --data a/new").failed("is a database in use");
    assert!(!room.path("a").exists());
}

#[test]
fn a_damaged_backup_is_refused_and_leaves_nothing_behind() {
    let (room, _) = with_backup();
    let good = fs::read(room.path("b.sqlite3")).unwrap();
    let at = good.windows(9).position(|window| window == b"Marchpane").unwrap();
    let mut bent = good.clone();
    bent[at] ^= 1;
    room.file("bent", bent);
    room.file("cut", &good[..good.len() / 2]);
    let mut newer = good.clone();
    newer[60..64].copy_from_slice(&99_u32.to_be_bytes()); // the schema's number
    room.file("newer", newer);
    fs::create_dir(room.path("there")).unwrap();
    for (data, file) in [("a/new", "bent"), ("there", "bent"), ("a/new", "cut")] {
        let ran = room.kith(&format!("restore {file} --data {data}"));
        assert_eq!(ran.code, 1, "{file}: {}", ran.err);
        assert!(
            ran.err.contains("nothing was restored") && ran.err.contains("an older backup"),
            "{}",
            ran.err
        );
        assert!(ran.out.contains("fault: ") && !ran.out.contains("kith serve"), "{}", ran.out);
    }
    room.kith("restore newer --data a/new").failed("written by a newer kith");
    assert!(!room.path("a").exists());
    assert_eq!(fs::read_dir(room.path("there")).unwrap().count(), 0, "a folder that was there stays");
}

#[test]
fn a_killed_restore_leaves_nothing_that_is_taken_for_data() {
    let (room, _) = with_backup();
    for round in 0..4 {
        let data = format!("d{round}");
        let mut command = room.command(&["restore", "b.sqlite3", "--data", &data]);
        let mut restore = command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        let mut said = [0; 20];
        // It says that it copies while it does: it dies somewhere after so many letters.
        let _ = restore.stderr.as_mut().unwrap().read_exact(&mut said[..=round * 6]);
        restore.kill().unwrap();
        restore.wait().unwrap();
        if room.path(&data).join("kith.sqlite3").exists() {
            assert_eq!(room.kith(&format!("verify --output json --data {data}")).json()["clean"], true);
        } else {
            room.kith(&format!("list --data {data}")).failed("there is no kith data");
            room.kith(&format!("restore b.sqlite3 --data {data}")).good();
        }
    }
    // As a kill in the middle leaves it.
    fs::create_dir_all(room.path("half/restoring")).unwrap();
    room.file("half/restoring/kith.sqlite3", "half");
    room.kith("list --data half").failed("there is no kith data");
    room.kith("restore b.sqlite3 --data half").good();
    assert_eq!(fs::read_dir(room.path("half")).unwrap().count(), 1);
}
