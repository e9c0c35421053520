//! A standby: a second server that follows a first by streaming, and can be promoted to take its place.

use anyhow::{Result, bail};

use crate::PrivatePostgres;
use crate::launch::append;
use crate::postmaster::wait_for;

/// Whether the first server's commits wait for the standby.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Replication {
    /// A commit is confirmed without it; a promoted standby may lack the last ones.
    Asynchronous,
    /// A commit is confirmed once the standby has it on disk. While there is no standby, commits wait without end;
    /// `set("synchronous_standby_names", "")` on the first server ends that.
    Synchronous,
}

impl PrivatePostgres {
    /// Makes a hot standby (it answers reads) of this server, and waits until it streams. Each is dropped on its own.
    pub fn standby(&self, replication: Replication) -> Result<Self> {
        let mut standby = Self::unmade(self.programs.clone(), self.account, None)?;
        standby.program("pg_basebackup", |copy| {
            copy.args(["-R", "--checkpoint=fast", "--no-sync", "-w", "-d", &self.url("postgres")]);
            copy.arg("-D").arg(standby.data());
        })?;
        // The copy holds the first server's settings too: once promoted it must not wait for a standby of its own.
        append(&standby.data().join("postgresql.auto.conf"), "synchronous_standby_names = ''\n")?;
        standby.launch_on_a_free_port()?;
        wait_for("the standby streams", || {
            standby.says("SELECT status = 'streaming' FROM pg_stat_wal_receiver")
        })?;
        if replication == Replication::Synchronous {
            self.set("synchronous_standby_names", "*")?;
            wait_for("the standby is waited for", || {
                self.says(
                    "SELECT true FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'",
                )
            })?;
        }
        Ok(standby)
    }

    /// Makes a standby a server of its own that takes writes. Whether the first server still runs does not matter;
    /// clients find this one at its own URL.
    pub fn promote(&self) -> Result<()> {
        if self.says("SELECT pg_promote(true, 60)")?.is_none() {
            bail!("the standby was not promoted within 60 s");
        }
        Ok(())
    }

    fn says(&self, sql: &str) -> Result<Option<()>> {
        Ok((self.psql("postgres", sql)?.lines().next() == Some("t")).then_some(()))
    }
}
