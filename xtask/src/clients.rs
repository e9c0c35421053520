//! `cargo xtask clients`: what is generated of the clients, made anew from the document that this tree's kith prints.
//! What is made, and from what, is `clients/generate.py`'s.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result, anyhow, bail};

use crate::foreign::Foreign;
use crate::step;
use crate::workspace::{cargo, release_dir, root};

/// Generates; with `check` nothing is written, and a difference is an error.
pub(crate) fn run(check: bool) -> Result<()> {
    let foreign = Foreign::prepare();
    let missing =
        || anyhow!(foreign.missing.iter().map(|it| it.remedy.as_str()).collect::<Vec<_>>().join("; "));
    let (Some(python), Some(node)) = (&foreign.python, &foreign.node) else {
        return Err(missing().context("the generators can't be had"));
    };
    let document = release_dir()?.with_file_name("tools").join("openapi.json");
    fs::write(&document, openapi()?).with_context(|| format!("cannot write {}", document.display()))?;
    let mut generate = Command::new(python);
    generate.arg(root().join("clients").join("generate.py")).arg("--document").arg(&document);
    generate.arg("--node").arg(&node.program).arg("--node-modules").arg(node.folder.join("node_modules"));
    generate.args(check.then_some("--check"));
    let again = if check { "cargo xtask clients --check" } else { "cargo xtask clients" };
    step::command_as("clients", again, generate)
}

/// The OpenAPI document, by the binary of this tree.
fn openapi() -> Result<Vec<u8>> {
    let mut kith = cargo();
    kith.args(["run", "--quiet", "--locked", "--package", "kith", "--", "openapi"]);
    let said = kith.stderr(std::process::Stdio::inherit()).output().context("could not start cargo")?;
    if !said.status.success() {
        bail!("kith could not print its document; run it again with: {}", step::as_typed(&kith));
    }
    Ok(said.stdout)
}
