//! `kith up`: from nothing to an API, and again with a newer export.

use crate::support::{ADA, ADA_NEWER, BOB, Room, mode};

#[test]
fn the_first_run_makes_a_folder_a_workspace_a_key_and_an_account_and_serves_them() {
    let room = Room::new();
    let server = room.serving(&format!("up {}", room.zip("ada.zip", ADA, "Ada,Lovelace")));
    let keys: Vec<_> = server.said.as_object().unwrap().keys().collect();
    assert_eq!(keys, ["base_url", "api_key", "account_id", "admin_url", "dashboard_url"]);
    assert!(server.said["admin_url"].is_null());
    assert_eq!(mode(&room.path("kith-data")), 0o700);
    assert_eq!(mode(&room.path("kith-data/kith.sqlite3")), 0o600);

    let (status, answer) = server.lists(server.text("api_key"), server.text("account_id"), 2);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["data"]["connections"][0]["name"], "Ottoline Marchpane");
    assert_eq!(answer["data"]["total_available_results"], 6);
    let credits = room.kith("credits show --output json").json();
    assert_eq!((&credits["granted"], &credits["balance"]), (&100_000.into(), &99_999.into()));

    let (ended, rest) = server.stop();
    assert!(ended.success());
    assert_eq!(rest, "", "the first line of standard output is the only one");
}

#[test]
fn for_people_it_says_what_was_read_where_it_serves_and_a_line_to_paste() {
    let room = Room::new();
    let export = room.file("ada.csv", ADA);
    let (text, curl) = {
        let mut child = room
            .command(&["up", &export, "--listen", "127.0.0.1:0", "--account", "Ada"])
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let lines = std::io::BufRead::lines(std::io::BufReader::new(child.stdout.take().unwrap()));
        let lines = lines.map(Result::unwrap);
        let mut text: Vec<String> = Vec::new();
        for line in lines {
            let is_last = line.contains("Ctrl-C");
            text.push(line);
            if is_last {
                break;
            }
        }
        let curl = text.iter().find(|line| line.starts_with("curl ")).unwrap().clone();
        // Pasted into a shell as it stands.
        let answer = std::process::Command::new("sh").args(["-c", &curl]).output();
        child.kill().unwrap();
        child.wait().unwrap();
        (text.join("\n"), answer.map(|answer| String::from_utf8(answer.stdout).unwrap()))
    };
    assert!(
        text.contains("Made the data folder kith-data and the workspace \"default\" with 100,000 credits.")
    );
    assert!(text.contains("Read ada.csv: 6 rows, 6 connections"), "{text}");
    assert!(text.contains("Account Ada (acc_") && text.contains("6 added, 0 removed, 0 updated"), "{text}");
    assert!(text.contains("\"count\":10"), "{text}");
    assert!(
        text.contains("  dashboard  http://127.0.0.1:") && text.contains("/sign-in?link=kith_link"),
        "{text}"
    );
    assert!(text.contains("(works once, for an hour; kith dashboard prints another)"), "{text}");
    if let Ok(answer) = curl {
        // Where there is no curl, there is no answer.
        assert!(answer.is_empty() || answer.contains("Ottoline Marchpane"), "{answer}");
    }
}

#[test]
fn a_newer_export_syncs_the_same_account_and_the_same_one_changes_nothing() {
    let room = Room::new();
    let (old, new) = (room.zip("1.zip", ADA, "Ada,Lovelace"), room.zip("2.zip", ADA_NEWER, "ADA,Lovelace "));
    let snapshot = || room.account()["snapshot"].clone();
    let first = room.serving(&format!("up {old}"));
    let (account, key, before) =
        (first.text("account_id").to_owned(), first.text("api_key").to_owned(), snapshot());
    first.stop();

    let again = room.serving(&format!("up {old}"));
    assert_eq!((again.text("account_id"), again.text("api_key")), (account.as_str(), key.as_str()));
    assert_eq!(snapshot(), before, "nothing changed");
    assert!(again.err().contains("Nothing changed"), "{}", again.err());
    again.stop();

    let newer = room.serving(&format!("up {new}"));
    assert_eq!(newer.text("account_id"), account);
    assert_ne!(snapshot(), before);
    assert!(newer.err().contains("1 added, 1 removed, 1 updated"), "{}", newer.err());
    newer.stop();
}

#[test]
fn without_an_export_it_serves_what_is_there() {
    let room = Room::new();
    let empty = room.serving("up");
    assert!(empty.said["account_id"].is_null());
    empty.stop();
    room.kith(&format!("import {}", room.file("ada.csv", ADA))).good();
    let full = room.serving("up");
    assert_eq!(full.said["account_id"], room.account()["account_id"]);
}

#[test]
fn another_workspace_is_made_when_it_is_named_and_has_a_key_file_of_its_own() {
    let room = Room::with_ada();
    let export = room.file("bob.csv", BOB);
    let server = room.serving(&format!("up {export} --workspace sales --set credits.starting=7"));
    let (status, _) = server.lists(server.text("api_key"), server.text("account_id"), 1);
    assert_eq!(status, 200);
    let (status, _) = server.lists(server.text("api_key"), room.account()["account_id"].as_str().unwrap(), 1);
    assert_eq!(status, 404, "another workspace's account");
    assert_eq!(room.kith("credits show --workspace sales --output json").json()["granted"], 7);
    assert_eq!(mode(&room.path("kith-data/api-key-sales")), 0o600);
}

#[test]
fn what_cannot_be_imported_is_not_served() {
    let room = Room::with_ada();
    let listen = "--listen 127.0.0.1:0";
    room.kith(&format!("up nothing.zip {listen}")).failed("cannot read nothing.zip");
    room.kith(&format!("up {} {listen}", room.file("x.pdf", "%PDF-1.7"))).failed("looks like a PDF");
    let bob = room.file("bob.csv", BOB);
    room.kith(&format!("up {bob} {listen}")).misuse("no account keeps at least half");
    room.kith("up --account Ada").misuse("required");
    room.kith("up --listen nowhere").misuse("--listen must be an IP address and a port");
}
