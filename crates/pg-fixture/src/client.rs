//! SQL by way of `psql`, and whole databases: made, copied and dropped.

use std::io::Write;
use std::process::Stdio;
use std::thread;

use anyhow::{Context, Result, bail};

use crate::options::quoted;
use crate::postmaster::wait_for;
use crate::{PrivatePostgres, Programs};

impl PrivatePostgres {
    /// Runs `sql` as the superuser, each statement a transaction of its own, and ends at the first that fails.
    /// The answer is a line for each row, its columns parted by `|`.
    pub fn psql(&self, database: &str, sql: &str) -> Result<String> {
        run(&self.programs, &self.url(database), sql)
    }

    /// Makes an empty database.
    pub fn create_database(&self, name: &str) -> Result<()> {
        self.psql("postgres", &format!("CREATE DATABASE {}", identifier(name))).map(drop)
    }

    /// Makes a copy of `template`, to which nobody may be connected meanwhile.
    pub fn create_database_from(&self, template: &str, name: &str) -> Result<()> {
        let sql = format!("CREATE DATABASE {} TEMPLATE {}", identifier(name), identifier(template));
        self.psql("postgres", &sql).map(drop)
    }

    /// Drops a database and cuts its connections; one that is absent stays so.
    pub fn drop_database(&self, name: &str) -> Result<()> {
        self.psql("postgres", &format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", identifier(name))).map(drop)
    }

    /// Changes one of PostgreSQL's settings that need no restart, for every connection made from then on.
    pub fn set(&self, name: &str, value: &str) -> Result<()> {
        const LOADED: &str = "SELECT pg_conf_load_time()";
        let before = self.psql("postgres", LOADED)?;
        let alter = format!("ALTER SYSTEM SET {} = {};", identifier(name), quoted(value));
        self.psql("postgres", &format!("{alter} SELECT pg_reload_conf()"))?;
        wait_for("PostgreSQL reads its settings again", || {
            Ok((self.psql("postgres", LOADED)? != before).then_some(()))
        })
    }
}

/// Runs `sql` in the database at `url`.
pub(crate) fn run(programs: &Programs, url: &str, sql: &str) -> Result<String> {
    let mut psql = programs.command("psql");
    psql.args(["-X", "-q", "-A", "-t", "-w", "-v", "ON_ERROR_STOP=1", "-d", url]);
    psql.env("PGCONNECT_TIMEOUT", "10"); // in seconds: it may be paused
    psql.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut psql = psql.spawn().context("could not start `psql`")?;
    let stdin = psql.stdin.take();
    let output = thread::scope(|scope| {
        // Beside the reading: psql answers while it reads. One that ended early says why in its output.
        scope.spawn(|| stdin.map(|mut pipe| pipe.write_all(sql.as_bytes())));
        psql.wait_with_output()
    })?;
    if !output.status.success() {
        bail!("psql: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned())
}

fn identifier(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}
