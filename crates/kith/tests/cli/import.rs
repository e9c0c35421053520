//! `kith import`: what it reports, and what it leaves alone.

use crate::support::{ADA, ADA_NEWER, ODD, Room};

#[test]
fn the_report_tells_every_row() {
    let room = Room::with_workspace();
    let report = room.kith(&format!("import {} --output json", room.file("odd.csv", ODD))).json();
    let number = |field: &str| report[field].as_u64().unwrap();
    assert_eq!(
        number("rows"),
        number("connections") + number("duplicates") + report["skipped"].as_array().unwrap().len() as u64
    );
    assert_eq!((number("connections"), number("duplicates"), number("nameless")), (5, 1, 1));
    assert_eq!((number("added"), number("removed"), number("updated")), (5, 0, 0));
    assert!(report["warnings"][0]["reason"].as_str().unwrap().contains("1/2/18"), "{report}");
    assert!(report["elapsed_ms"].as_f64().unwrap() > 0.0);
    assert_eq!(
        (&report["created"], &report["changed"], &report["dry_run"]),
        (&true.into(), &true.into(), &false.into())
    );
    assert_eq!(report["snapshot"], room.account()["snapshot"]);
}

#[test]
fn the_same_export_again_changes_nothing_and_a_newer_one_moves_the_snapshot() {
    let room = Room::with_ada();
    let before = room.account();
    let again = room.kith("import ada.zip --output json").json();
    assert_eq!((&again["changed"], &again["snapshot"]), (&false.into(), &before["snapshot"]));
    let newer = room.kith(&format!("import {} --output json", room.file("2.csv", ADA_NEWER))).json();
    assert_eq!((&newer["changed"], &newer["created"]), (&true.into(), &false.into()));
    assert_ne!(newer["snapshot"], before["snapshot"]);
    assert_eq!([&newer["added"], &newer["removed"], &newer["updated"]], [1, 1, 1]);
}

#[test]
fn a_dry_run_reports_and_writes_nothing() {
    let room = Room::with_workspace();
    let ada = room.file("ada.csv", ADA);
    let new = room.kith(&format!("import {ada} --dry-run --output json")).json();
    assert_eq!((&new["account_id"], &new["snapshot"]), (&serde_json::Value::Null, &serde_json::Value::Null));
    assert_eq!([&new["rows"], &new["connections"], &new["added"]], [6, 6, 6]);
    assert_eq!(
        (&new["dry_run"], &new["created"], &new["changed"]),
        (&true.into(), &true.into(), &true.into())
    );
    assert!(room.accounts().is_empty());

    room.kith(&format!("import {ada}")).good();
    let state = || {
        ["account list", "verify", "workspace list"]
            .map(|what| room.kith(&format!("{what} --output json")).json())
    };
    let before = state();
    let newer = room.file("2.csv", ADA_NEWER);
    let report = room.kith(&format!("import {newer} --dry-run --output json")).json();
    assert_eq!([&report["added"], &report["removed"], &report["updated"]], [1, 1, 1]);
    let text = room.kith(&format!("import {newer} --dry-run")).good().out;
    assert!(text.contains("Nothing was written (dry run)"), "{text}");
    assert_eq!(state(), before);
}

#[test]
fn what_is_no_export_is_refused_and_makes_no_account() {
    let room = Room::with_workspace();
    room.kith("import missing.zip").failed("cannot read missing.zip");
    room.kith("import .").failed("is a folder");
    room.kith(&format!("import {}", room.file("a.csv", "a,b\n1,2\n")))
        .failed("a.csv was not imported: no header");
    room.kith(&format!("import {}", room.file("x.zip", "PK\u{3}\u{4}"))).failed("cut short or damaged");
    let big = room.file("big.csv", vec![b' '; (1 << 20) + 1]);
    room.kith(&format!("import {big} --set import.max_export_mib=1")).failed("has more than 1,048,576 bytes");
    room.kith("import").misuse("EXPORT");
    assert!(room.accounts().is_empty());
}

#[test]
fn without_a_folder_a_dry_run_makes_none_and_an_import_makes_all_that_it_needs() {
    let room = Room::new();
    let ada = room.file("ada.csv", ADA);
    let would = room.kith(&format!("import {ada} --dry-run --output json")).json();
    assert_eq!((&would["created"], &would["added"]), (&true.into(), &6.into()));
    assert!(!room.path("kith-data").exists());
    room.kith(&format!("import {ada}")).good();
    assert_eq!(room.account()["connections"], 6);
}

#[test]
fn what_only_looks_says_what_to_do_where_there_is_nothing() {
    let room = Room::new();
    room.kith("account list").failed("there is no kith data in kith-data");
    room.kith("workspace create sales").good();
    let refused = room.kith("account list").failed("no workspace \"default\"; there is: sales");
    assert!(refused.err.contains("kith workspace create default"), "{}", refused.err);
}

#[test]
fn for_people_only_the_first_five_remarks_are_listed_and_progress_is_in_lines() {
    let room = Room::with_workspace();
    let nobodys = (1..=7).map(|n| format!("Person,{n},https://www.linkedin.com/company/{n},,,,01 Jan 2019"));
    let list = ADA.to_owned()
        + &nobodys.collect::<Vec<_>>().join(
            "
",
        );
    let ran = room.kith(&format!("import {}", room.file("ada.csv", list))).good();
    assert_eq!(ran.out.matches("    line ").count(), 5, "{}", ran.out);
    assert!(ran.out.contains("and 2 more"), "{}", ran.out);
    assert!(ran.err.contains("reading ada.csv: 100 %"), "{}", ran.err);
}
