//! `cargo xtask check`: exactly what CI runs. The quick steps come first; the first that fails ends it.

use std::env;
use std::process::Command;

use anyhow::Result;

use crate::workspace::cargo;
use crate::{house_rules, step, test, tools};

/// Runs every step, the tests last, or not at all with `no_tests`. What could not be checked is the answer.
pub(crate) fn run(no_tests: bool) -> Result<Option<String>> {
    tools::rustfmt_and_clippy()?;
    step::command("format", cargo_with("fmt --all --check"))?;
    house_rules::run()?;
    step::command("clippy", cargo_with("clippy --workspace --all-targets --locked -- -D warnings"))?;
    step::command("docs", docs())?;
    tools::cargo_deny()?;
    // cargo-deny reads the manifests of every platform, and may not use the network: fetch them before.
    step::command("fetch", cargo_with("fetch --locked"))?;
    step::command(
        "dependencies",
        cargo_with("deny --offline --locked check --hide-inclusion-graph bans licenses sources"),
    )?;
    let skipped = if no_tests { None } else { test::run(&[])? };
    println!("\nxtask: all checks passed");
    Ok(skipped)
}

fn docs() -> Command {
    let mut docs = cargo_with("doc --workspace --no-deps --document-private-items --locked");
    let callers = env::var("RUSTDOCFLAGS").unwrap_or_default();
    docs.env("RUSTDOCFLAGS", format!("{callers} -D warnings").trim_start());
    docs
}

fn cargo_with(line: &str) -> Command {
    let mut cargo = cargo();
    cargo.args(line.split(' '));
    cargo
}
