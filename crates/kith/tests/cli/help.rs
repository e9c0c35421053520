//! What the command line tells of itself: help with examples, completions, manual pages, exit codes.

use crate::support::Room;

/// The subcommands that a help text lists.
fn subcommands(help: &str) -> Vec<String> {
    let listed = help.split_once("\nCommands:\n").map_or("", |(_, rest)| rest);
    let lines = listed.lines().take_while(|line| !line.is_empty());
    lines
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_command_has_help_with_an_example_of_itself() {
    let room = Room::new();
    let (mut open, mut seen) = (vec![String::new()], 0);
    while let Some(command) = open.pop() {
        let help = room.kith(&format!("{command} --help")).good().out;
        let example = format!("\n  kith {command}");
        assert!(help.contains("Example") && help.contains(example.trim_end()), "{command}: {help}");
        assert!(help.contains("--data <DIR>") && help.contains("--workspace <NAME>"), "{command}");
        open.extend(subcommands(&help).into_iter().map(|name| format!("{command} {name}").trim().to_owned()));
        seen += 1;
    }
    assert!(seen >= 35, "{seen} commands");
}

#[test]
fn misuse_of_the_command_line_is_2() {
    let room = Room::new();
    for words in
        ["", "frobnicate", "list --colour", "account", "key revoke", "completions tcsh", "list --output xml"]
    {
        let ran = room.kith(words);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{words}");
    }
    assert!(room.kith("--version").good().out.starts_with("kith "));
}

#[test]
fn shells_man_and_the_document_are_served_whatever_the_settings_are() {
    let room = Room::new();
    room.file("kith.toml", "broken");
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        assert!(room.kith(&format!("completions {shell}")).good().out.contains("kith"), "{shell}");
    }
    assert!(room.kith("man").good().out.contains(".TH kith 1"));
    room.kith("man --out pages").good();
    let document: serde_json::Value = serde_json::from_str(&room.kith("openapi").good().out).unwrap();
    assert_eq!(document["openapi"], "3.1.0");
    for page in ["kith.1", "kith-up.1", "kith-account-delete.1"] {
        assert!(room.path("pages").join(page).exists(), "{page}");
    }
}
