//! Requests made up from the document: those that fit it, those that do not, and chains of them that follow its links.
//! Every answer fits the document, none is a fault of the server's.

use std::process::Command;

use kith_pg_fixture::python;

use crate::served::{Served, beside, passes};

fn schemathesis(served: &Served, words: &[&str]) -> Option<Command> {
    let folder = served.data();
    let mut run = Command::new(python()?);
    run.args(["-m", "schemathesis.cli", "--config-file"]).arg(beside("schemathesis.toml")).arg("run");
    run.arg(format!("{}/openapi.json", served.url)).args(words).current_dir(folder);
    run.env("KITH_API_KEY", &served.key).env("KITH_ACCOUNT", &served.account);
    run.env("KITH_SPARE", served.makes_an_account());
    run.env("PYTHONPATH", beside("")).env("PYTHONDONTWRITEBYTECODE", "1").env("NO_COLOR", "1");
    Some(run)
}

/// All checks but the one below.
#[test]
fn whatever_is_asked_is_answered_as_the_document_says() {
    let served = Served::start();
    let Some(mut run) = schemathesis(&served, &["--checks", "all", "--exclude-checks", "ignored_auth"])
    else {
        return;
    };
    let said = passes(&mut run);
    for phase in ["Examples", "Coverage", "Fuzzing", "Stateful"] {
        assert!(said.contains(&format!("✅ {phase}\n")), "{phase} was left out: {said}");
    }
}

/// By itself, for an address that keeps sending keys that are none is answered later and later.
#[test]
fn no_call_that_needs_a_key_is_answered_without_one() {
    let served = Served::start();
    let words = ["--checks", "ignored_auth", "--phases", "examples", "--max-examples", "1", "--workers", "1"];
    let Some(mut run) = schemathesis(&served, &words) else { return };
    passes(&mut run);
}
