//! `kith export`: one snapshot as one private file, whole or not at all, and free.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use serde_json::json;

use crate::support::{ADA_NEWER, ODD, Room, mode};

/// What lies in the room that nobody named.
fn hidden(room: &Room) -> usize {
    let names = fs::read_dir(room.path("")).unwrap().map(|file| file.unwrap().file_name());
    names.filter(|name| name.to_str().unwrap().starts_with('.')).count()
}

#[test]
fn each_format_is_a_private_file_that_tells_what_is_in_it() {
    let room = Room::with_ada();
    for (format, begins) in [
        ("csv", "\u{feff}id,first_name,"),
        ("ndjson", "{\"name\":\""),
        ("vcard", "BEGIN:VCARD\r\nVERSION:4.0\r\n"),
        ("parquet", "PAR1"),
    ] {
        let made = room.kith(&format!("export --format {format} --out ada.{format} --output json")).json();
        let file = room.path(&format!("ada.{format}"));
        let bytes = fs::read(&file).unwrap();
        assert!(bytes.starts_with(begins.as_bytes()), "{format}");
        assert_eq!(
            (mode(&file), &made["connections"], &made["bytes"]),
            (0o600, &json!(6), &json!(bytes.len()))
        );
        assert_eq!((&made["format"], &made["file"]), (&json!(format), &json!(format!("ada.{format}"))));
    }
    assert_eq!(hidden(&room), 0);
    assert_eq!(room.kith("credits show --output json").json()["consumed"], 0);
}

#[test]
fn a_file_that_is_there_stays_unless_its_place_is_to_be_taken() {
    let room = Room::with_ada();
    room.file("ada.csv", "mine");
    room.kith("export --out ada.csv").failed("ada.csv is there already");
    assert_eq!(fs::read_to_string(room.path("ada.csv")).unwrap(), "mine");
    let said = room.kith("export --out ada.csv --force").good().out;
    assert!(said.starts_with("Wrote 6 connections of Ada Lovelace (acc_"), "{said}");
    assert!(fs::read_to_string(room.path("ada.csv")).unwrap().contains("Zdeněk"));
    assert_eq!(mode(&room.path("ada.csv")), 0o600);
    room.kith("export --out kith-data --force").failed("is a folder, a link or a device");
    room.kith("export --out nowhere/ada.csv").failed("cannot write nowhere/ada.csv");
    assert_eq!(hidden(&room), 0);
}

#[test]
fn standard_output_is_the_file_and_nothing_else() {
    let room = Room::with_workspace();
    room.kith(&format!("import {}", room.file("odd.csv", ODD))).good();
    let ran = room.kith("export --out -").good();
    assert!(ran.out.contains(",'=SUM(A1:A9),'+Actuary,"), "{}", ran.out);
    assert!(ran.out.lines().count() == 6 && ran.err.contains("to standard output"), "{}", ran.err);
    room.kith("export --out odd.csv --force").good();
    assert_eq!(fs::read_to_string(room.path("odd.csv")).unwrap(), ran.out);
}

#[test]
fn an_older_snapshot_is_exported_as_it_was() {
    let room = Room::with_ada();
    room.kith("export --out old.csv").good();
    let snapshot = room.account()["snapshot"].as_str().unwrap().to_owned();
    room.kith(&format!("import {}", room.zip("new.zip", ADA_NEWER, "Ada,Lovelace"))).good();
    room.kith("export --out new.csv").good();
    room.kith(&format!("export --out again.csv --snapshot {snapshot}")).good();
    let read = |name: &str| fs::read(room.path(name)).unwrap();
    assert!(read("old.csv") == read("again.csv") && read("old.csv") != read("new.csv"));
    room.kith("export --out x.csv --snapshot snap_none").failed("has no snapshot of that id");
}

#[test]
fn what_can_not_be_exported_leaves_no_file() {
    let room = Room::with_workspace();
    room.kith("export --out x.csv").failed("there is no account yet");
    room.kith("account add Ada --source archive").good();
    room.kith("export --out x.csv").failed("nothing has been imported or synced");
    assert!(!room.path("x.csv").exists() && hidden(&room) == 0);
    for words in ["", "--out x.csv --format xlsx"] {
        assert_eq!(room.kith(&format!("export {words}")).code, 2, "{words}");
    }
}

#[test]
fn a_reader_who_goes_away_ends_it_quietly() {
    let room = Room::with_workspace();
    let person = |n| format!("Person,{n},https://www.linkedin.com/in/p-{n},,,,01 Jan 2019");
    let header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On".to_owned();
    let list = std::iter::once(header).chain((0..20_000).map(person)).collect::<Vec<_>>().join("\n");
    room.kith(&format!("import {}", room.file("many.csv", list))).good();
    let mut command = room.command(&["export", "--out", "-", "--format", "vcard"]);
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(child.wait_with_output().unwrap().status.success());
}
