//! `cargo xtask`: the chores of this workspace, each one a command that a person and CI run alike.
//! Reads the command line and hands over; one file a chore. Knows cargo, and of kith's crates pg-fixture alone.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a tool for the terminal speaks to it")]
#![expect(clippy::disallowed_methods, reason = "xtask times its steps and reads cargo's environment")]

mod apt;
mod bench;
mod check;
mod clients;
mod deployment;
mod foreign;
mod house_rules;
mod postgres;
mod skipped;
mod step;
mod test;
mod tools;
mod tree;
mod wanted;
mod workspace;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The chores of the kith workspace.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", after_help = "Example:\n  cargo xtask check")]
struct Cli {
    #[command(subcommand)]
    chore: Chore,
}

#[derive(Subcommand)]
enum Chore {
    /// Run every test, doc tests included
    ///
    /// A private PostgreSQL is started for the tests and removed after them; it listens on 127.0.0.1 alone. After the
    /// tests of the workspace, those of kith-api and kith-engine run once more with everything kept in it. Where
    /// PostgreSQL is not installed, root on a Debian installs it; for anyone else the rest runs, and the last line says
    /// how to install it. With CI=true such a run fails. The same holds for nginx and systemd-analyze, with which the
    /// files of deploy/ are tried, for Chromium, which looks at the dashboard, and for the packages of
    /// `cargo xtask tools`.
    #[command(after_help = "Examples:
  cargo xtask test
  cargo xtask test -- -p kith-model
  cargo xtask test -- a_page -- --nocapture
  KITH_TEST_STORE=postgres cargo xtask test -- -p kith-engine

Variables:
  KITH_TEST_POSTGRES_BIN  the folder of PostgreSQL's programs, in place of the newest that is found
  KITH_TEST_POSTGRES      the URL of a server to use, in place of a private one: its superuser, database postgres
  KITH_TEST_CHROMIUM      the browser's program, in place of the one that is found")]
    Test {
        /// Passed on to `cargo test`; a package named here takes the place of the whole workspace
        #[arg(last = true, value_name = "ARGS")]
        args: Vec<String>,
    },
    /// Run what CI runs: format, house rules, clippy, docs, dependencies, tests
    #[command(after_help = "Example:\n  cargo xtask check --no-tests")]
    Check {
        /// Leave the tests out
        #[arg(long)]
        no_tests: bool,
    },
    /// Check the tree by its own rules: headers, lengths, unfinished code, links, named commands
    #[command(after_help = "Example:\n  cargo xtask house-rules")]
    HouseRules,
    /// Get the Python and npm packages and the browser that tests run, and print the variables that tests find them by
    ///
    /// The packages are pinned in xtask/python and xtask/node, and kept in the target folder; Node.js is one of them. The
    /// browser is the machine's Chromium; root on a Debian installs it where it is missing. With the variables set, plain `cargo test` runs the tests that need them. `cargo xtask test` sets them by itself.
    #[command(after_help = "Example:\n  cargo xtask tools\n  eval \"$(cargo xtask tools | grep ^export)\"")]
    Tools,
    /// Generate anew what is generated of the clients, from the OpenAPI document of this tree
    #[command(after_help = "Examples:\n  cargo xtask clients\n  cargo xtask clients --check")]
    Clients {
        /// Write nothing; fail where something would change
        #[arg(long)]
        check: bool,
    },
    /// Build kith and kith-bench for release, and measure
    #[command(after_help = "Examples:\n  cargo xtask bench\n  cargo xtask bench -- --help")]
    Bench {
        /// Passed on to `kith-bench`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, value_name = "ARGS")]
        args: Vec<String>,
    },
    /// Count the crates that the kith binary is built from
    #[command(after_help = "Examples:\n  cargo xtask tree\n  cargo xtask tree kith-store")]
    Tree {
        /// Count for this package instead
        #[arg(default_value = "kith")]
        package: String,
    },
}

fn main() -> ExitCode {
    let outcome = match Cli::parse().chore {
        Chore::Test { args } => test::run(&args),
        Chore::Check { no_tests } => check::run(no_tests),
        Chore::HouseRules => house_rules::run().map(|()| None),
        Chore::Clients { check } => clients::run(check).map(|()| None),
        Chore::Tools => foreign::run().map(|()| None),
        Chore::Bench { args } => bench::run(&args).map(|()| None),
        Chore::Tree { package } => tree::run(&package).map(|()| None),
    };
    match outcome {
        Ok(last_line) => {
            if let Some(line) = last_line {
                println!("\nxtask: {line}");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn every_chore_shows_an_example_in_its_help() {
        Cli::command().debug_assert();
        for chore in Cli::command().get_subcommands() {
            let help = chore.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(help.contains(&format!("cargo xtask {}", chore.get_name())), "{}", chore.get_name());
        }
    }

    #[test]
    fn what_follows_the_dashes_reaches_the_program_untouched() {
        let Chore::Test { args } =
            Cli::parse_from(["xtask", "test", "--", "-p", "kith-model", "--", "--nocapture"]).chore
        else {
            panic!("another chore was read");
        };
        assert_eq!(args, ["-p", "kith-model", "--", "--nocapture"]);
        let Chore::Bench { args } = Cli::parse_from(["xtask", "bench", "read", "--seconds", "5"]).chore
        else {
            panic!("another chore was read");
        };
        assert_eq!(args, ["read", "--seconds", "5"]);
    }
}
