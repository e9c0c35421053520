//! The Python and npm packages that tests run: pinned in `xtask/python` and `xtask/node`, made ready in the target
//! folder once, and again when a list changes. Where they can't be had, the run says what was left out and how to get it.

mod folder;
mod node;
mod python;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Result, bail};
use kith_pg_fixture::{NODE_PROGRAM_VARIABLE, NODE_VARIABLE, Node, PYTHON_VARIABLE};

use crate::skipped::Skipped;

/// What could be had.
pub(crate) struct Foreign {
    /// The Python that has the packages.
    pub(crate) python: Option<PathBuf>,
    pub(crate) node: Option<Node>,
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
        Self { python, node, missing }
    }

    /// What tests find them by.
    pub(crate) fn variables(&self) -> Vec<(&'static str, OsString)> {
        let python = self.python.iter().map(|it| (PYTHON_VARIABLE, it.into()));
        let node = self.node.iter().flat_map(|it| {
            [(NODE_VARIABLE, it.folder.clone().into()), (NODE_PROGRAM_VARIABLE, it.program.clone().into())]
        });
        python.chain(node).collect()
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
        let nothing = Foreign { python: None, node: None, missing: Vec::new() };
        assert_eq!(nothing.variables(), []);
        let node = Node { program: "bin/node".into(), folder: "node".into() };
        let both = Foreign { python: Some("bin/python".into()), node: Some(node), missing: Vec::new() };
        let expected = [
            ("KITH_TEST_PYTHON", "bin/python"),
            ("KITH_TEST_NODE", "node"),
            ("KITH_TEST_NODE_BIN", "bin/node"),
        ];
        assert_eq!(both.variables(), expected.map(|(name, path)| (name, OsString::from(path))));
    }
}
