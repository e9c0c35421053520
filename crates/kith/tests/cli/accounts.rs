//! `kith account`: showing, renaming, pausing, erasing.

use crate::support::{ADA, Room};

#[test]
fn an_account_is_found_by_its_name_and_by_its_id() {
    let room = Room::with_ada();
    let id = room.account()["account_id"].as_str().unwrap().to_owned();
    let by_name = room.run(&["account", "show", "Ada Lovelace", "--output", "json"], &[]).json();
    assert_eq!(by_name, room.kith(&format!("account show {id} --output json")).json());
    assert_eq!((&by_name["status"], &by_name["connections"]), (&"active".into(), &6.into()));
    let text = room.kith(&format!("account show {id}")).good().out;
    assert!(text.contains("Ada Lovelace") && text.contains(&id), "{text}");
    assert!(room.kith("account list").good().out.contains(&id));
    room.kith("account show nobody").failed("there is no account \"nobody\"");
}

#[test]
fn renaming_pausing_and_resuming_are_told_back() {
    let room = Room::with_ada();
    room.run(&["account", "rename", "Ada Lovelace", "Countess"], &[]).good();
    assert_eq!(room.account()["name"], "Countess");
    room.run(&["account", "rename", "Countess", " "], &[]).misuse("name must be 1 to 200 characters");
    assert_eq!(room.kith("account pause Countess --output json").json()["status"], "paused");
    assert!(room.kith("account pause Countess").good().out.contains("paused"), "twice is once");
    assert_eq!(room.kith("account resume Countess --output json").json()["status"], "active");
    room.kith(&format!("import {}", room.file("again.csv", ADA))).good();
    assert_eq!(room.account()["name"], "Countess", "an import gives no new name");
}

#[test]
fn an_account_is_erased_only_when_someone_agrees() {
    let room = Room::with_ada();
    room.run(&["account", "delete", "Ada Lovelace"], &[]).misuse("there is no terminal to ask at");
    assert_eq!(room.accounts().len(), 1);
    let ran = room.run(&["account", "delete", "Ada Lovelace", "--yes"], &[]).good();
    assert!(ran.out.contains("Erased \"Ada Lovelace\"") && ran.out.contains("6 connections"), "{}", ran.out);
    assert!(room.accounts().is_empty());
    let file = std::fs::read(room.path("kith-data/kith.sqlite3")).unwrap();
    let found = file.windows(9).any(|bytes| bytes == b"Marchpane");
    assert!(!found, "nothing of it is left in the file");
}
