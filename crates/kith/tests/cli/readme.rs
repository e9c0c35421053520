//! The README's own lines, run as they stand: the first command, the line to paste, and the ten-line script. So is the line
//! of the reference that goes on with a broken export.

use std::process::Command;

use crate::support::{Room, Serving};

const README: &str = include_str!("../../../../README.md");
const REFERENCE: &str = include_str!("../../../../docs/API.md");
const SAMPLE: &[u8] = include_bytes!("../../../../samples/Basic_LinkedInDataExport.zip");

fn up(room: &Room) -> Serving {
    room.serving(&format!("up {}", room.file("Basic_LinkedInDataExport.zip", SAMPLE)))
}

/// The first block of that language in the README.
fn block(language: &str) -> &'static str {
    let (_, rest) = README.split_once(&format!("```{language}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

/// A text of the README with the server's own address, key and account in it.
fn filled(text: &str, server: &Serving) -> String {
    text.replace("http://127.0.0.1:7171", server.text("base_url"))
        .replace("kith_…", server.text("api_key"))
        .replace("acc_…", server.text("account_id"))
}

#[test]
fn the_script_prints_everybody_once() {
    let room = Room::new();
    let server = up(&room);
    let script = filled(block("python"), &server);
    assert!(script.lines().count() <= 10, "it is called ten lines long");
    let ran =
        Command::new("python3").args(["-c", &script]).env("PYTHONIOENCODING", "utf-8").output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let names = String::from_utf8(ran.stdout).unwrap();
    let listed = room.kith("list --all --output json").json();
    let listed: Vec<_> =
        listed["connections"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    // A name may have a line break in it, as a cell of the sample does.
    assert_eq!(names, listed.join("\n") + "\n");
    assert_eq!(listed.len(), 1_201);
}

#[test]
fn the_first_command_and_the_line_to_paste_are_those_that_kith_knows() {
    let command =
        README.lines().find_map(|line| line.trim().strip_prefix("cargo run --release -- ")).unwrap();
    assert_eq!(
        command.split_whitespace().take(2).collect::<Vec<_>>(),
        ["up", "samples/Basic_LinkedInDataExport.zip"]
    );

    let room = Room::new();
    let server = up(&room);
    let pasted = README.split("    curl -s ").nth(1).unwrap();
    let pasted = filled(pasted.split("\n\n").next().unwrap(), &server);
    let (_, body) = pasted.split_once("-d '").unwrap();
    let (status, answer) =
        server.posts("/v2/network", server.text("api_key"), body.split('\'').next().unwrap());
    assert_eq!((status, answer["data"]["connections"].as_array().unwrap().len()), (200, 10));
}

#[test]
fn the_line_that_goes_on_with_a_broken_export_makes_the_file_whole() {
    if Command::new("curl").arg("--version").output().is_err() {
        assert!(!kith_pg_fixture::under_ci(), "no curl, and CI=true: nothing may be skipped");
        return eprintln!("skipped: no curl");
    }
    let room = Room::new();
    let server = up(&room);
    let line = REFERENCE.lines().find(|line| line.starts_with("    curl -sf ")).unwrap();
    let ran = || {
        let mut shell = Command::new("sh");
        shell.args(["-c", &filled(line, &server)]).current_dir(room.path("."));
        assert!(shell.status().unwrap().success(), "{line}");
        std::fs::read(room.path("connections.ndjson")).unwrap()
    };
    let whole = ran();
    assert_eq!(whole.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count(), 1_201);
    room.file("connections.ndjson", &whole[..whole.len() / 2]);
    assert_eq!(ran(), whole);
}
