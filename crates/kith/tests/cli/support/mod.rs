//! What the tests share: a folder to run kith in, exports of two invented members, and servers.

mod server;
mod sim;

use std::io::{Cursor, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use tempfile::TempDir;
use zip::write::SimpleFileOptions;

pub(crate) use server::{Serving, answer};
pub(crate) use sim::Sim;

/// A folder of its own, with nothing of the caller's environment.
pub(crate) struct Room(TempDir);

/// What a command printed, and how it ended.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Ada's list, her newer one, Bob's (who shares one of four with her), and one of odd rows.
pub(crate) const ADA: &str = include_str!("../../fixtures/ada.csv");
pub(crate) const ADA_NEWER: &str = include_str!("../../fixtures/ada-newer.csv");
pub(crate) const BOB: &str = include_str!("../../fixtures/bob.csv");
pub(crate) const ODD: &str = include_str!("../../fixtures/odd.csv");

impl Room {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// A room in which the workspace "default" exists.
    pub(crate) fn with_workspace() -> Self {
        let room = Self::new();
        room.kith("workspace create default").good();
        room
    }

    /// A room in which Ada's export, as a ZIP, is imported.
    pub(crate) fn with_ada() -> Self {
        let room = Self::with_workspace();
        room.kith(&format!("import {}", room.zip("ada.zip", ADA, "Ada,Lovelace"))).good();
        room
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Writes a file; its name again, to stand in a command.
    pub(crate) fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), content).unwrap();
        name.to_owned()
    }

    /// Writes an archive with a list and, in its `Profile.csv`, an owner ("First,Last").
    pub(crate) fn zip(&self, name: &str, list: &str, owner: &str) -> String {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        let profile = format!("First Name,Last Name\n{owner}\n");
        for (name, text) in [("Connections.csv", list), ("Profile.csv", &profile)] {
            zip.start_file(name, SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        self.file(name, zip.finish().unwrap().into_inner())
    }

    /// Runs kith with these words, apart by blanks, to its end.
    pub(crate) fn kith(&self, words: &str) -> Ran {
        self.run(&words.split_whitespace().collect::<Vec<_>>(), &[])
    }

    pub(crate) fn run(&self, words: &[&str], variables: &[(&str, &str)]) -> Ran {
        Ran::of(self.command(words).envs(variables.iter().copied()).output().unwrap())
    }

    /// Runs kith with these words, apart by blanks, and a text on its standard input.
    pub(crate) fn piped(&self, words: &str, input: &str) -> Ran {
        let words: Vec<_> = words.split_whitespace().collect();
        let mut command = self.command(&words);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        // A command that refuses its arguments reads nothing.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        Ran::of(child.wait_with_output().unwrap())
    }

    pub(crate) fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kith"));
        command.env_clear().current_dir(self.0.path()).args(words).stdin(Stdio::null());
        command
    }

    /// Starts `up` or `serve` at a free port and waits until it serves.
    pub(crate) fn serving(&self, words: &str) -> Serving {
        let words: Vec<_> = words.split_whitespace().collect();
        Serving::start(self.command(&words), &self.path("server.err"))
    }

    /// All accounts, as `account list` tells them.
    pub(crate) fn accounts(&self) -> Vec<Value> {
        self.kith("account list --output json").json()["accounts"].as_array().unwrap().clone()
    }

    /// The only account.
    pub(crate) fn account(&self) -> Value {
        let all = self.accounts();
        assert_eq!(all.len(), 1, "{all:?}");
        all[0].clone()
    }
}

impl Ran {
    fn of(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Asserts that it did what it was asked.
    #[track_caller]
    pub(crate) fn good(self) -> Self {
        assert_eq!(self.code, 0, "{}", self.err);
        self
    }

    /// Asserts that it failed, with these words.
    #[track_caller]
    pub(crate) fn failed(self, words: &str) -> Self {
        self.ended(1, words)
    }

    /// Asserts that it was refused as misuse, with these words.
    #[track_caller]
    pub(crate) fn misuse(self, words: &str) -> Self {
        self.ended(2, words)
    }

    #[track_caller]
    fn ended(self, code: i32, words: &str) -> Self {
        assert_eq!(self.code, code, "{}", self.err);
        assert!(self.err.contains(words), "{words:?} is not in {:?}", self.err);
        assert_eq!(self.out, "", "a command that failed prints no result");
        self
    }

    /// The JSON that it printed.
    #[track_caller]
    pub(crate) fn json(self) -> Value {
        let ran = self.good();
        serde_json::from_str(&ran.out).unwrap_or_else(|_| panic!("no JSON: {}", ran.out))
    }
}

/// The permissions of a file or a folder.
pub(crate) fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}
