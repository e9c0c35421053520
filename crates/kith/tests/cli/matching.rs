//! Whose export is it: one member is one account, two are two, and nobody's list is replaced by accident.

use crate::support::{ADA, ADA_NEWER, BOB, Room};

#[test]
fn a_members_zip_and_csv_are_one_account() {
    let room = Room::with_ada();
    let account = room.account();
    assert_eq!(account["name"], "Ada Lovelace");
    let ran = room.kith(&format!("import {} --output json", room.file("ada.csv", ADA_NEWER))).json();
    assert_eq!((&ran["account_id"], &ran["created"]), (&account["account_id"], &false.into()));

    let room = Room::with_workspace();
    let ran = room.kith(&format!("import {} --output json", room.file("ada.csv", ADA))).json();
    assert_eq!((&ran["account_name"], &ran["created"]), (&"My network".into(), &true.into()));
    room.kith(&format!("import {}", room.zip("ada.zip", ADA_NEWER, "Ada,Lovelace"))).good();
    assert_eq!(room.account()["account_id"], ran["account_id"]);
}

#[test]
fn two_members_are_two_accounts() {
    let room = Room::with_ada();
    room.kith(&format!("import {}", room.zip("bob.zip", BOB, "Bob,Otherman"))).good();
    room.kith(&format!("import {}", room.zip("ada2.zip", ADA_NEWER, "Ada,Lovelace"))).good();
    let shown: Vec<_> =
        room.accounts().iter().map(|one| (one["name"].clone(), one["connections"].clone())).collect();
    assert_eq!(shown, [("Ada Lovelace".into(), 6.into()), ("Bob Otherman".into(), 4.into())]);
}

#[test]
fn where_no_account_fits_the_two_ways_out_are_named_and_both_work() {
    let room = Room::with_ada();
    let bob = room.file("bob.csv", BOB);
    let refused = room.kith(&format!("import {bob}")).misuse("nothing was imported");
    assert!(refused.err.contains("--account NAME") && refused.err.contains("--replace"), "{}", refused.err);
    assert_eq!(room.account()["connections"], 6);

    room.kith(&format!("import {bob} --account Bob")).good();
    assert_eq!(room.accounts().len(), 2);
    room.kith(&format!("import {bob} --account Bob")).good();
    assert_eq!(room.accounts().len(), 2, "the name is that of an account now");
}

#[test]
fn another_members_file_takes_the_place_of_a_list_only_when_told_to() {
    let room = Room::with_ada();
    let (bob, id) = (room.file("bob.csv", BOB), room.account()["account_id"].clone());
    let import = format!("import {bob} --account {}", id.as_str().unwrap());
    let refused = room.kith(&import).misuse("keeps 1 of its 6 connections");
    assert!(refused.err.contains("--account NAME") && refused.err.contains("--replace"), "{}", refused.err);
    assert!(!refused.err.contains("?replace=true"), "{}", refused.err);
    assert_eq!(room.account()["connections"], 6);
    let done = room.kith(&format!("{import} --replace --output json")).json();
    assert_eq!((&done["removed"], &done["connections"]), (&5.into(), &4.into()));
}

#[test]
fn a_name_that_several_have_and_an_id_that_nobody_has_are_refused() {
    let room = Room::with_ada();
    room.kith(&format!("import {} --account Bob", room.file("bob.csv", BOB))).good();
    room.run(&["account", "rename", "Ada Lovelace", "Bob"], &[]).good();
    room.kith("import bob.csv --account Bob").misuse("several accounts are called \"Bob\"");
    room.kith("account show Bob").misuse("2 accounts are called \"Bob\"");
    room.kith("import bob.csv --account acc_0000000000000000")
        .misuse("there is no account acc_0000000000000000");
}

#[test]
fn an_account_that_was_given_to_another_member_is_theirs_from_then_on() {
    let room = Room::with_ada();
    let bob = room.zip("bob.zip", BOB, "Bob,Babbage");
    room.kith(&format!(
        "import {bob} --account {} --replace",
        room.account()["account_id"].as_str().unwrap()
    ))
    .good();
    room.kith(&format!("import {bob}")).good();
    assert_eq!(room.accounts().len(), 1);
}

#[test]
fn a_list_that_was_empty_so_far_is_filled_by_the_first_export_that_has_somebody() {
    let room = Room::new();
    let header = ADA.lines().find(|line| line.starts_with("First Name")).unwrap();
    room.kith(&format!("import {}", room.file("new.csv", format!("{header}\n")))).good();
    room.kith(&format!("import {}", room.file("ada.csv", ADA))).good();
    assert_eq!(room.account()["connections"], 6);
}
