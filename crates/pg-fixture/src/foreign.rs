//! The Python and npm packages and the browser that tests run. `cargo xtask test` makes them ready and names them by
//! variable; where it could not, a test is skipped with a line, and with CI=true fails.

use std::path::PathBuf;

use crate::variables;

/// The variable that names the Python whose packages are those of `xtask/python`.
pub const PYTHON_VARIABLE: &str = "KITH_TEST_PYTHON";
/// The variable that names the folder whose `node_modules` are those of `xtask/node`.
pub const NODE_VARIABLE: &str = "KITH_TEST_NODE";
/// The variable that names the program `node`.
pub const NODE_PROGRAM_VARIABLE: &str = "KITH_TEST_NODE_BIN";

/// The variable that names the program of Chromium.
pub const CHROMIUM_VARIABLE: &str = "KITH_TEST_CHROMIUM";

/// Node.js with packages.
#[derive(Clone, Debug)]
pub struct Node {
    /// The program `node`.
    pub program: PathBuf,
    /// The folder that holds `node_modules`.
    pub folder: PathBuf,
}

impl Node {
    /// A file of a package, by its path below `node_modules`.
    #[must_use]
    pub fn file(&self, path: &str) -> PathBuf {
        self.folder.join("node_modules").join(path)
    }
}

/// The Python that has the packages of `xtask/python`; `None` at a desk without it: the test is skipped.
///
/// # Panics
/// Without it where `CI=true`.
#[must_use]
pub fn python() -> Option<PathBuf> {
    or_skip(path(PYTHON_VARIABLE), "Python packages")
}

/// The Node.js that has the packages of `xtask/node`; `None` at a desk without it: the test is skipped.
///
/// # Panics
/// Without it where `CI=true`.
#[must_use]
pub fn node() -> Option<Node> {
    let found = path(NODE_PROGRAM_VARIABLE).zip(path(NODE_VARIABLE));
    or_skip(found.map(|(program, folder)| Node { program, folder }), "Node.js packages")
}

/// The Chromium in which pages are looked at; `None` at a desk without it: the test is skipped.
///
/// # Panics
/// Without it where `CI=true`.
#[must_use]
pub fn chromium() -> Option<PathBuf> {
    or_skip(path(CHROMIUM_VARIABLE), "Chromium")
}

fn path(variable: &str) -> Option<PathBuf> {
    variables::get(variable).map(PathBuf::from)
}

fn or_skip<T>(found: Option<T>, what: &str) -> Option<T> {
    if found.is_none() {
        skip(what, variables::under_ci());
    }
    found
}

#[expect(clippy::print_stderr, reason = "a test that was skipped must not look like one that passed")]
fn skip(what: &str, under_ci: bool) {
    assert!(!under_ci, "no {what}, and CI=true: nothing may be skipped; cargo xtask test gets them");
    eprintln!("skipped: no {what}; cargo xtask test gets them, and cargo xtask tools prints where they lie");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_without_its_packages_is_skipped_at_a_desk() {
        skip("Python packages", false);
    }

    #[test]
    #[should_panic(expected = "nothing may be skipped")]
    fn a_test_without_its_packages_fails_under_ci() {
        skip("Python packages", true);
    }

    #[test]
    fn a_file_of_a_package_lies_in_node_modules() {
        let node = Node { program: "node".into(), folder: "tools/node".into() };
        assert_eq!(
            node.file("typescript/bin/tsc"),
            PathBuf::from("tools/node/node_modules/typescript/bin/tsc")
        );
    }
}
