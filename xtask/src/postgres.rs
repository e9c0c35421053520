//! The PostgreSQL that the tests share: started before them, gone after them, however they end.
//! Where it cannot be had the rest runs, and the very last line of the run says what was left out.

use std::env;

use anyhow::{Result, anyhow, bail};
use kith_pg_fixture::{Options, PrivatePostgres, URL_VARIABLE};

use crate::{step, tools};

/// What the tests find. The server lives as long as this does.
pub(crate) enum Shared {
    Private(PrivatePostgres),
    /// One that the caller named.
    Theirs(String),
    /// None, and the way to have it the next time.
    Skipped(String),
}

impl Shared {
    /// Fails where PostgreSQL is there and does not start.
    pub(crate) fn start() -> Result<Self> {
        if let Some(url) = env::var(URL_VARIABLE).ok().filter(|url| !url.is_empty()) {
            return Ok(Self::Theirs(url));
        }
        if let Err(remedy) = tools::postgresql() {
            return Ok(Self::Skipped(remedy));
        }
        let mut server = None;
        step::run("PostgreSQL", "cargo xtask test", || {
            server = Some(PrivatePostgres::start(&Options::quick())?);
            Ok(())
        })?;
        server.map(Self::Private).ok_or_else(|| anyhow!("PostgreSQL was not started"))
    }

    /// What the tests are to read in `KITH_TEST_POSTGRES`.
    pub(crate) fn url(&self) -> Option<String> {
        match self {
            Self::Private(server) => Some(server.url("postgres")),
            Self::Theirs(url) => Some(url.clone()),
            Self::Skipped(_) => None,
        }
    }

    /// Ends the server. The answer is the line that the run must end with, if any.
    pub(crate) fn conclude(self, tests: Result<()>, under_ci: bool) -> Result<Option<String>> {
        match self {
            Self::Private(_) | Self::Theirs(_) => tests.map(|()| None),
            Self::Skipped(remedy) => skipped(&remedy, tests, under_ci),
        }
    }
}

fn skipped(remedy: &str, tests: Result<()>, under_ci: bool) -> Result<Option<String>> {
    let line = format!("PostgreSQL was skipped; to test it: {remedy}");
    match tests {
        Err(error) => bail!("{error:#}\nxtask: {line}"),
        Ok(()) if under_ci => bail!("nothing may be skipped where CI=true\nxtask: {line}"),
        Ok(()) => Ok(Some(line)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "PostgreSQL was skipped; to test it: sudo apt-get install postgresql";

    fn conclude(tests: Result<()>, under_ci: bool) -> Result<Option<String>> {
        Shared::Skipped("sudo apt-get install postgresql".to_owned()).conclude(tests, under_ci)
    }

    #[test]
    fn a_run_without_postgresql_passes_at_a_desk_and_says_so_last() {
        assert_eq!(conclude(Ok(()), false).unwrap().as_deref(), Some(LINE));
    }

    #[test]
    fn a_run_without_postgresql_fails_under_ci() {
        let error = conclude(Ok(()), true).unwrap_err().to_string();
        assert!(error.ends_with(LINE), "{error}");
    }

    #[test]
    fn tests_that_fail_are_told_before_what_was_skipped() {
        let error = conclude(Err(anyhow!("tests failed")), false).unwrap_err().to_string();
        assert!(error.starts_with("tests failed") && error.ends_with(LINE), "{error}");
    }

    #[test]
    fn a_run_with_postgresql_has_no_more_to_say() {
        let theirs = || Shared::Theirs("postgres://kith@127.0.0.1:1/postgres".to_owned());
        assert_eq!(theirs().conclude(Ok(()), true).unwrap(), None);
        assert!(theirs().conclude(Err(anyhow!("tests failed")), true).is_err());
    }
}
