//! What tests run of other people's: the Python and npm packages pinned in `xtask/python` and `xtask/node`, made ready in
//! the target folder once, and again when a list changes, and a browser. Where something can't be had, the run says what
//! was left out and how to get it.

mod chromium;
mod folder;
mod node;
mod python;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};
use kith_pg_fixture::{CHROMIUM_VARIABLE, NODE_PROGRAM_VARIABLE, NODE_VARIABLE, Node, PYTHON_VARIABLE};

use crate::skipped::Skipped;

/// What could be had.
pub(crate) struct Foreign {
    /// The Python that has the packages.
    pub(crate) python: Option<PathBuf>,
    pub(crate) node: Option<Node>,
    pub(crate) chromium: Option<PathBuf>,
    pub(crate) missing: Vec<Skipped>,
}

impl Foreign {
    /// Makes everything ready, and returns what can't be.
    pub(crate) fn prepare() -> Self {
        let mut missing = Vec::new();
        let mut or_missing = |what, error: anyhow::Error| {
            missing.push(Skipped { what, remedy: format!("{error:#}") });
        };
        let python = python::prepare().map_err(|error| or_missing("what runs Python packages", error)).ok();
        // Node.js itself is one of Python's packages.
        let node = python.as_ref().and_then(|python| {
            node::prepare(python).map_err(|error| or_missing("what runs npm packages", error)).ok()
        });
        let chromium = chromium::prepare().map_err(|skipped| missing.push(skipped)).ok();
        Self { python, node, chromium, missing }
    }

    /// What tests find them by.
    pub(crate) fn variables(&self) -> Vec<(&'static str, OsString)> {
        let python = self.python.iter().map(|it| (PYTHON_VARIABLE, it.into()));
        let node = self.node.iter().flat_map(|it| {
            [(NODE_VARIABLE, it.folder.clone().into()), (NODE_PROGRAM_VARIABLE, it.program.clone().into())]
        });
        let chromium = self.chromium.iter().map(|it| (CHROMIUM_VARIABLE, it.into()));
        python.chain(node).chain(chromium).collect()
    }
}

/// `cargo xtask tools`: makes them ready, and prints the variables for a shell.
pub(crate) fn run() -> Result<()> {
    let tools = Foreign::prepare();
    for (name, path) in tools.variables() {
        let mut export = Command::new("export");
        export.arg(format!("{name}={}", path.display()));
        println!("{}", crate::step::as_typed(&export));
    }
    match tools.missing.first() {
        Some(missing) => bail!("{} is not here: {}", missing.what, missing.remedy),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_told_of_what_is_there_and_of_nothing_else() {
        let nothing = Foreign { python: None, node: None, chromium: None, missing: Vec::new() };
        assert_eq!(nothing.variables(), []);
        let node = Node { program: "bin/node".into(), folder: "node".into() };
        let all = Foreign {
            python: Some("bin/python".into()),
            node: Some(node),
            chromium: Some("chromium".into()),
            missing: Vec::new(),
        };
        let expected = [
            ("KITH_TEST_PYTHON", "bin/python"),
            ("KITH_TEST_NODE", "node"),
            ("KITH_TEST_NODE_BIN", "bin/node"),
            ("KITH_TEST_CHROMIUM", "chromium"),
        ];
        assert_eq!(all.variables(), expected.map(|(name, path)| (name, OsString::from(path))));
    }
}
