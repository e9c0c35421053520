//! The tools that the checks need beside cargo: present, or installed from where they are published,
//! or named with the command that installs them.

use std::env;
use std::ffi::OsStr;
use std::process::Command;

use anyhow::{Result, bail};
use kith_pg_fixture::{PROGRAMS_VARIABLE, Programs};

use crate::workspace::cargo;
use crate::{apt, step};

const CARGO_DENY: &str = "0.20.2";

/// rustfmt and clippy, at the version of `rust-toolchain.toml`.
pub(crate) fn rustfmt_and_clippy() -> Result<()> {
    if says_its_version("fmt").is_some() && says_its_version("clippy").is_some() {
        return Ok(());
    }
    let mut rustup = Command::new("rustup");
    rustup.args(["component", "add", "clippy", "rustfmt"]);
    install("clippy and rustfmt", rustup)
}

/// cargo-deny, at the pinned version or a later patch of it.
pub(crate) fn cargo_deny() -> Result<()> {
    if says_its_version("deny").is_some_and(|said| serves(&said, CARGO_DENY)) {
        return Ok(());
    }
    println!("\ncargo-deny {CARGO_DENY} is not here yet; building it takes about three minutes, once");
    let mut cargo = cargo();
    cargo.args(["install", "cargo-deny", "--locked", "--version", CARGO_DENY]);
    install("cargo-deny", cargo)
}

/// PostgreSQL's programs. Root on a Debian installs them, as CI does; anyone else reads how: the error is the remedy.
pub(crate) fn postgresql() -> Result<Programs, String> {
    if let Some(programs) = Programs::find() {
        return Ok(programs);
    }
    if let Some(folder) = env::var_os(PROGRAMS_VARIABLE) {
        return Err(format!("{PROGRAMS_VARIABLE} must name the folder of initdb; got {}", folder.display()));
    }
    if apt::is_ours() {
        if let Err(error) = apt::install("PostgreSQL", "postgresql") {
            eprintln!("{error:#}");
        }
        if let Some(programs) = Programs::find() {
            return Ok(programs);
        }
    }
    Err(how_to_get_postgresql(apt::is_here(), answers("brew")).to_owned())
}

fn how_to_get_postgresql(apt: bool, brew: bool) -> &'static str {
    match (apt, brew) {
        (true, _) => "sudo apt-get install postgresql",
        (_, true) => "brew install postgresql",
        _ => "install PostgreSQL 13 or later, its server included",
    }
}

pub(crate) fn answers(program: &str) -> bool {
    runs(program, "--version")
}

/// Whether the program is there and ends well with this argument.
pub(crate) fn runs(program: impl AsRef<OsStr>, argument: &str) -> bool {
    Command::new(program).arg(argument).output().is_ok_and(|said| said.status.success())
}

/// What `cargo <tool> --version` prints; nothing where the tool is absent.
fn says_its_version(tool: &str) -> Option<String> {
    let said = cargo().args([tool, "--version"]).output().ok()?;
    said.status.success().then(|| String::from_utf8_lossy(&said.stdout).into_owned())
}

/// Whether `said` ("cargo-deny 0.20.3") is `pinned` or a later patch of it.
fn serves(said: &str, pinned: &str) -> bool {
    let parts = |version: &str| -> Option<[u32; 3]> {
        version.splitn(3, '.').map(|part| part.parse().ok()).collect::<Option<Vec<u32>>>()?.try_into().ok()
    };
    match (said.split_whitespace().last().and_then(parts), parts(pinned)) {
        (Some(has), Some(needs)) => has[..2] == needs[..2] && has[2] >= needs[2],
        _ => false,
    }
}

fn install(tool: &str, command: Command) -> Result<()> {
    match step::command(&format!("install {tool}"), command) {
        Ok(()) => Ok(()),
        Err(error) => bail!("{error:#}\nthe checks need {tool}: install it by hand, then check again"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pinned_version_or_a_later_patch_of_it_serves() {
        for said in ["cargo-deny 0.20.2", "cargo-deny 0.20.11\n"] {
            assert!(serves(said, "0.20.2"), "{said}");
        }
        for said in ["cargo-deny 0.20.1", "cargo-deny 0.21.2", "cargo-deny 1.20.2", "cargo-deny", ""] {
            assert!(!serves(said, "0.20.2"), "{said}");
        }
    }

    #[test]
    fn a_tool_that_is_absent_has_no_version() {
        assert!(says_its_version("fmt").is_some());
        assert_eq!(says_its_version("no-such-tool"), None);
    }

    #[test]
    fn the_way_to_postgresql_is_that_of_the_system() {
        assert_eq!(how_to_get_postgresql(true, true), "sudo apt-get install postgresql");
        assert_eq!(how_to_get_postgresql(false, true), "brew install postgresql");
        assert!(how_to_get_postgresql(false, false).starts_with("install PostgreSQL 13 or later"));
        assert!(answers("cargo") && !answers("no-such-program"));
    }
}
