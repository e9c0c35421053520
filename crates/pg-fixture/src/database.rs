//! A database of its own on the shared server, for one test.

use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::{Context, Result};

use crate::client::{identifier, run};
use crate::shared::or_skip;
use crate::{Programs, shared_url};

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database on the shared server, dropped with this.
pub struct SharedDatabase {
    programs: Programs,
    server: String,
    name: String,
}

impl SharedDatabase {
    /// A new and empty one, or a copy of `template`, to which nobody may be connected meanwhile. `None`, said once, where
    /// there is no shared server.
    ///
    /// # Panics
    ///
    /// As [`shared_url`].
    pub fn new(template: Option<&str>) -> Option<Result<Self>> {
        let (server, programs) = or_skip(shared_url().zip(Programs::find()))?;
        let name = format!("kith_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let template = template.map(|from| format!(" TEMPLATE {}", identifier(from))).unwrap_or_default();
        let made = run(&programs, &server, &format!("CREATE DATABASE {}{template}", identifier(&name)));
        Some(made.map(|_| Self { programs, server, name }).context("could not make a database"))
    }

    /// Its name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its URL.
    pub fn url(&self) -> String {
        let server = self.server.strip_suffix("/postgres").unwrap_or(&self.server);
        format!("{server}/{}", self.name)
    }

    /// Runs SQL in it; a line for each row, its columns parted by `|`.
    pub fn psql(&self, sql: &str) -> Result<String> {
        run(&self.programs, &self.url(), sql)
    }
}

impl Drop for SharedDatabase {
    fn drop(&mut self) {
        // One that stays goes with the server.
        let drop = format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", identifier(&self.name));
        let _ = run(&self.programs, &self.server, &drop);
    }
}
