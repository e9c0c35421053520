//! `cargo xtask test`: every test of the workspace, doc tests included, as plain `cargo test` prints them; then the
//! suites that speak to a store once more on each further store.

use std::ffi::OsString;
use std::process::Command;

use anyhow::Result;
use kith_pg_fixture::{URL_VARIABLE, under_ci};

use crate::foreign::Foreign;
use crate::postgres::Shared;
use crate::workspace::cargo;
use crate::{deployment, skipped, step};

/// The variable by which a suite learns what to keep things in.
const STORE_VARIABLE: &str = "KITH_TEST_STORE";

/// A further run of the suites that speak to a store.
struct Pass {
    name: &'static str,
    store: &'static str,
}

const FURTHER_PASSES: [Pass; 1] = [Pass { name: "tests on PostgreSQL", store: "postgres" }];

/// The packages of a further pass.
const WITH_A_STORE: [&str; 4] = ["-p", "kith-api", "-p", "kith-engine"];
/// Their tests, by target. The two packages beside them have none of these and run nothing: named, they make cargo
/// choose the features that the whole workspace has, so that no dependency is built a second time.
const TARGETS: [&str; 13] = [
    "-p",
    "kith",
    "-p",
    "kith-bench",
    "--lib",
    "--test",
    "api",
    "--test",
    "keys",
    "--test",
    "looking",
    "--test",
    "sources",
];

/// cargo's options that choose what to test, beside those for a package.
const CHOICES: [&str; 14] = [
    "--workspace",
    "--all",
    "--exclude",
    "--lib",
    "--doc",
    "--bin",
    "--bins",
    "--test",
    "--tests",
    "--example",
    "--examples",
    "--bench",
    "--benches",
    "--all-targets",
];

/// Runs the tests. `args` go to `cargo test`; none means all. What could not be tested is the answer.
pub(crate) fn run(args: &[String]) -> Result<Option<String>> {
    // What the tests need beside cargo is made ready here, a step each, and handed to them by variable.
    let shared = Shared::start()?;
    let mut missing = deployment::prepare();
    let foreign = Foreign::prepare();
    let url = shared.url().map(|url| (URL_VARIABLE, OsString::from(url)));
    let outcome =
        passes(args, url.is_some(), &foreign.variables().into_iter().chain(url).collect::<Vec<_>>());
    missing.extend(shared.end());
    missing.extend(foreign.missing);
    skipped::conclude(&missing, outcome, under_ci())
}

fn passes(args: &[String], postgres: bool, variables: &[(&str, OsString)]) -> Result<()> {
    let told = |mut test: Command| {
        test.envs(variables.iter().cloned());
        test
    };
    step::command_as("tests", &again(None, args), told(cargo_test(args)))?;
    if postgres && !chooses(args) {
        for pass in &FURTHER_PASSES {
            step::command_as(pass.name, &again(Some(pass), args), told(further_test(pass, args)))?;
        }
    }
    Ok(())
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

fn further_test(pass: &Pass, args: &[String]) -> Command {
    let mut test = cargo();
    test.env(STORE_VARIABLE, pass.store)
        .arg("test")
        .args(WITH_A_STORE)
        .args(TARGETS)
        .arg("--locked")
        .args(args);
    test
}

/// The command that repeats a pass. It is ours and not cargo's: by then the server is gone.
fn again(pass: Option<&Pass>, args: &[String]) -> String {
    let mut again = Command::new("cargo");
    again.args(["xtask", "test"]);
    if pass.is_some() || !args.is_empty() {
        again.arg("--");
    }
    if let Some(pass) = pass {
        again.env(STORE_VARIABLE, pass.store).args(WITH_A_STORE);
    }
    step::as_typed(again.args(args))
}

/// Whether `-p` or `--package` stands among cargo's own arguments; beside `--workspace` it would count for nothing.
fn names_a_package(args: &[String]) -> bool {
    cargos_own(args)
        .any(|arg| (arg.starts_with("-p") && !arg.starts_with("--")) || arg.starts_with("--package"))
}

/// Whether the caller chose what to test, packages or targets: then it is not tested further.
fn chooses(args: &[String]) -> bool {
    let choice = |arg: &String| CHOICES.contains(&arg.split('=').next().unwrap_or_default());
    names_a_package(args) || cargos_own(args).any(choice)
}

/// What stands before `--`: the rest goes to the tests themselves.
fn cargos_own(args: &[String]) -> impl Iterator<Item = &String> {
    args.iter().take_while(|arg| *arg != "--")
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;
    use std::fs;

    use super::*;

    fn owned(args: &[&str]) -> Vec<String> {
        args.iter().map(ToString::to_string).collect()
    }

    fn words(args: &[&str]) -> Vec<String> {
        cargo_test(&owned(args)).get_args().map(|word| word.to_string_lossy().into_owned()).collect()
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

    #[test]
    fn a_package_or_a_target_is_tested_once_and_a_filter_on_every_store() {
        for args in [
            &["-p", "kith-engine"][..],
            &["--test", "cli"],
            &["--test=cli"],
            &["--doc"],
            &["--exclude", "kith"],
        ] {
            assert!(chooses(&owned(args)), "{args:?}");
        }
        for args in [&[][..], &["page"], &["--all-features"], &["--", "--test"]] {
            assert!(!chooses(&owned(args)), "{args:?}");
        }
    }

    #[test]
    fn a_further_pass_tells_the_suites_its_store() {
        let test = further_test(&FURTHER_PASSES[0], &owned(&["page"]));
        assert!(
            test.get_envs().any(|it| it == (OsStr::new("KITH_TEST_STORE"), Some(OsStr::new("postgres"))))
        );
        assert_eq!(test.get_args().last(), Some(OsStr::new("page")));
    }

    #[test]
    fn a_further_pass_holds_every_suite_of_its_packages() {
        let mut named = TARGETS.iter().skip_while(|it| **it != "--lib").filter(|it| !it.starts_with('-'));
        for package in ["api", "engine"] {
            let folder = crate::workspace::root().join("crates").join(package).join("tests");
            for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
                let is_suite = path.extension().is_some_and(|it| it == "rs") || path.join("main.rs").exists();
                let suite = path.file_stem().unwrap().to_string_lossy().into_owned();
                assert!(!is_suite || named.clone().any(|it| *it == suite), "{suite} is missing from TARGETS");
            }
        }
        assert!(named.next().is_some());
    }

    #[test]
    fn a_pass_is_run_again_by_a_command_that_starts_a_server_again() {
        assert_eq!(again(None, &[]), "cargo xtask test");
        assert_eq!(again(None, &owned(&["-p", "kith-store"])), "cargo xtask test -- -p kith-store");
        let further = "KITH_TEST_STORE=postgres cargo xtask test -- -p kith-api -p kith-engine page";
        assert_eq!(again(Some(&FURTHER_PASSES[0]), &owned(&["page"])), further);
    }
}
