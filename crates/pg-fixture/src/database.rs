//! A database of its own on the shared server, for one test: a schema that its connections have for their only one, since
//! making and dropping whole databases takes PostgreSQL many times as long.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};

use crate::client::run;
use crate::shared::or_skip;
use crate::{Programs, shared_url};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A schema on the shared server, dropped with this.
pub struct SharedDatabase {
    programs: Programs,
    server: String,
    schema: String,
}

impl SharedDatabase {
    /// A new and empty one. `None`, said once, where there is no shared server.
    ///
    /// # Panics
    ///
    /// As [`shared_url`].
    pub fn new() -> Option<Result<Self>> {
        let (server, programs) = or_skip(shared_url().zip(Programs::find()))?;
        let schema = format!("kith_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let made = run(&programs, &server, &format!("CREATE SCHEMA {schema}"));
        Some(made.map(|_| Self { programs, server, schema }).context("could not make a schema"))
    }

    /// Its URL.
    pub fn url(&self) -> String {
        format!("{}?options=-csearch_path%3D{}", self.server, self.schema)
    }

    /// Runs SQL in it; a line for each row, its columns parted by `|`.
    pub fn psql(&self, sql: &str) -> Result<String> {
        run(&self.programs, &self.url(), sql)
    }
}

impl Drop for SharedDatabase {
    fn drop(&mut self) {
        // One that stays goes with the server. What still uses it, a failed test's, is not waited for.
        let drop = format!("SET lock_timeout = '5s'; DROP SCHEMA IF EXISTS {} CASCADE", self.schema);
        let _ = run(&self.programs, &self.server, &drop);
    }
}
