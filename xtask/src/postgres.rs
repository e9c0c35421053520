//! The PostgreSQL that the tests share: started before them, gone after them, however they end.
//! Where it cannot be had the rest runs, and the very last line of the run says what was left out.

use std::env;

use anyhow::{Result, anyhow};
use kith_pg_fixture::{Options, PrivatePostgres, URL_VARIABLE};

use crate::skipped::Skipped;
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

    /// Ends the server. The answer is what was left out for want of one.
    pub(crate) fn end(self) -> Option<Skipped> {
        match self {
            Self::Private(_) | Self::Theirs(_) => None,
            Self::Skipped(remedy) => Some(Skipped { what: "PostgreSQL", remedy }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_server_that_was_missing_is_something_left_out() {
        let remedy = "sudo apt-get install postgresql".to_owned();
        let missing = Shared::Skipped(remedy.clone());
        assert_eq!(missing.url(), None);
        assert_eq!(missing.end(), Some(Skipped { what: "PostgreSQL", remedy }));
        assert_eq!(Shared::Theirs("postgres://kith@127.0.0.1:1/postgres".to_owned()).end(), None);
    }
}
