//! The OpenAPI document, by a linter.

use std::process::Command;

use kith_pg_fixture::node;

use crate::served::{Served, beside, passes};

#[test]
fn a_linter_finds_nothing_in_the_document() {
    let Some(node) = node() else { return };
    let served = Served::start();
    let folder = tempfile::tempdir().unwrap();
    let document = folder.path().join("openapi.json");
    std::fs::write(&document, served.gets("/openapi.json")).unwrap();
    let mut lint = Command::new(&node.program);
    lint.arg(node.file("@redocly/cli/bin/cli.js"))
        .arg("lint")
        .arg(&document)
        .arg("--config")
        .arg(beside("redocly.yaml"));
    lint.env("REDOCLY_TELEMETRY", "off")
        .env("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true")
        .current_dir(folder.path());
    passes(&mut lint);
}
