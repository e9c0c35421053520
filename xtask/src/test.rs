//! `cargo xtask test`: every test of the workspace, doc tests included, as plain `cargo test` prints them.

use std::process::Command;

use anyhow::Result;

use crate::step;
use crate::workspace::cargo;

/// Runs the tests. `args` go to `cargo test`; none means all.
pub(crate) fn run(args: &[String]) -> Result<()> {
    // What the tests need beside cargo is made ready here, a step each, and handed to them by variable.
    step::command("tests", cargo_test(args))
}

fn cargo_test(args: &[String]) -> Command {
    let mut test = cargo();
    test.arg("test");
    if !names_a_package(args) {
        test.arg("--workspace");
    }
    test.arg("--locked").args(args);
    test
}

/// Whether `-p` or `--package` stands among cargo's own arguments; beside `--workspace` it would count for nothing.
fn names_a_package(args: &[String]) -> bool {
    args.iter()
        .take_while(|arg| *arg != "--")
        .any(|arg| (arg.starts_with("-p") && !arg.starts_with("--")) || arg.starts_with("--package"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(args: &[&str]) -> Vec<String> {
        let args: Vec<String> = args.iter().map(ToString::to_string).collect();
        cargo_test(&args).get_args().map(|word| word.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn with_no_arguments_it_is_every_test_of_the_workspace() {
        assert_eq!(words(&[]), ["test", "--workspace", "--locked"]);
    }

    #[test]
    fn a_package_takes_the_place_of_the_workspace_and_a_filter_does_not() {
        assert_eq!(words(&["-p", "kith-model"]), ["test", "--locked", "-p", "kith-model"]);
        assert_eq!(words(&["--package=kith-model"]), ["test", "--locked", "--package=kith-model"]);
        assert_eq!(words(&["page"]), ["test", "--workspace", "--locked", "page"]);
        assert_eq!(words(&["--", "-p"]), ["test", "--workspace", "--locked", "--", "-p"]);
    }
}
