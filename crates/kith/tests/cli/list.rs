//! `kith list`: windows, the three forms, and whose list it is.

use std::io::{BufRead as _, BufReader};
use std::process::Stdio;

use crate::support::{BOB, ODD, Room};

#[test]
fn json_is_the_data_of_the_api() {
    let room = Room::with_ada();
    let data = room.kith("list --count 2 --offset 1 --output json").json();
    let keys: Vec<_> = data.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["connections", "total_results", "total_available_results", "pagination"]);
    let first: Vec<_> = data["connections"][0].as_object().unwrap().iter().collect();
    assert_eq!(first[0].1, "Zdeněk Vymyšlený");
    assert_eq!(
        first.iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(),
        ["name", "job_title", "profile_url", "profile_picture"]
    );
    assert_eq!(data["total_available_results"], 6);
    let page = serde_json::json!({"offset": 1, "count": 2, "next_offset": 3, "has_more": true, "results_per_page": 10, "pages_fetched": 1});
    assert_eq!(data["pagination"], page);
    let past = room.kith("list --offset 100 --output json").json();
    assert_eq!((&past["total_results"], &past["pagination"]["has_more"]), (&0.into(), &false.into()));
}

#[test]
fn json_keeps_formulas_as_text_and_csv_makes_them_harmless() {
    let room = Room::with_workspace();
    room.kith(&format!("import {}", room.file("odd.csv", ODD))).good();
    let json = room.kith("list --all --output json").json();
    assert_eq!(json["connections"][0]["job_title"], "+Actuary at =SUM(A1:A9)");
    let csv = room.kith("list --all --output csv").good().out;
    let lines: Vec<_> = csv.lines().collect();
    assert_eq!(lines[0], "id,first_name,last_name,email,company,position,connected_on,profile_url,job_title");
    assert!(lines[1].contains(",Formula,Equalson,,'=SUM(A1:A9),'+Actuary,2018-08-18,"), "{}", lines[1]);
    assert!(lines[1].ends_with(",'+Actuary at =SUM(A1:A9)"), "{}", lines[1]);
    assert!(lines[2].contains(",'-Dash,'@Sign,,\"'=HYPERLINK("), "{}", lines[2]);
    assert_eq!(lines.len(), 6);
}

#[test]
fn the_table_is_for_people_and_reading_costs_nothing() {
    let room = Room::with_ada();
    let ran = room.kith("list --count 3").good();
    assert!(ran.out.starts_with("NAME "), "{}", ran.out);
    assert!(ran.out.contains("Pastry Architect at Marchpane & Daughters"), "{}", ran.out);
    assert!(ran.out.contains("https://www.linkedin.com/in/ike-noemail/") && ran.out.contains("2025-03-15"));
    assert_eq!(ran.out.lines().count(), 4);
    assert!(ran.err.contains("3 of 6 connections, from offset 0"), "{}", ran.err);
    assert_eq!(room.kith("credits show --output json").json()["consumed"], 0);
}

#[test]
fn where_there_are_several_accounts_one_must_be_named() {
    let room = Room::with_ada();
    room.kith(&format!("import {} --account Bob", room.file("bob.csv", BOB))).good();
    let refused = room.kith("list").misuse("there are 2 accounts; name one by its id");
    assert!(refused.err.contains("(Ada Lovelace)") && refused.err.contains("(Bob)"), "{}", refused.err);
    assert!(room.kith("list --account Bob").good().out.contains("Basil Otherman"));
    room.kith("list --account Carol").failed("there is no account \"Carol\"");
    Room::with_workspace().kith("list").failed("there is no account yet");
}

#[test]
fn numbers_out_of_range_are_misuse() {
    let room = Room::with_ada();
    for words in
        ["--count 0", "--count 30001", "--count ten", "--offset -1", "--offset 2147483648", "--all --count 1"]
    {
        assert_eq!(room.kith(&format!("list {words}")).code, 2, "{words}");
    }
}

#[test]
fn a_reader_who_goes_away_ends_it_quietly() {
    let room = Room::with_workspace();
    let person = |n| format!("Person,{n},https://www.linkedin.com/in/p-{n},,,,01 Jan 2019");
    let header = "First Name,Last Name,URL,Email Address,Company,Position,Connected On".to_owned();
    let list = std::iter::once(header).chain((0..20_000).map(person)).collect::<Vec<_>>().join("\n");
    room.kith(&format!("import {}", room.file("many.csv", list))).good();
    let mut child = room
        .command(&["list", "--all", "--output", "csv"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::with_capacity(16, child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success());
    assert_eq!(String::from_utf8(ended.stderr).unwrap(), "");
}
