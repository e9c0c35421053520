//! One private server: its folder, its life from `initdb` to removal. Everything of it is gone when it is dropped.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Result};

use crate::account::Account;
use crate::guard::Guard;
use crate::launch::{Launched, append};
use crate::postmaster::{Postmaster, wait_for};
use crate::{Options, Programs, drawn};

pub(crate) const SUPERUSER: &str = "kith";

/// How a server is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Connections are cut, what was committed is written out.
    Fast,
    /// As in a crash: it recovers when it starts again.
    Immediate,
}

/// A PostgreSQL of one's own, on 127.0.0.1 alone. Any user of this machine may connect to it: it asks for no password.
/// Its methods wait until the thing is done, at most a minute. Dropped, it stops and removes its folder, whatever state
/// it is in; so it does, a moment later, when this process is killed.
pub struct PrivatePostgres {
    pub(crate) programs: Programs,
    pub(crate) account: Account,
    pub(crate) port: u16,
    run: Mutex<Run>,
    folder: PathBuf,
}

/// What changes in its life.
pub(crate) struct Run {
    pub(crate) postmaster: Option<Postmaster>,
    pub(crate) guard: Guard,
}

impl PrivatePostgres {
    /// Makes a server and starts it, in about two seconds.
    ///
    /// Fails where the programs are absent (ask `Programs::find` before), or do not do what they are told: the error
    /// then holds what they said.
    pub fn start(options: &Options) -> Result<Self> {
        let programs = Programs::find().context("PostgreSQL is not installed; cargo xtask test says how")?;
        let mut server = Self::unmade(programs, Account::find()?, options.within.as_deref())?;
        server.program("initdb", |initdb| {
            initdb.args(["--encoding=UTF8", "--locale=C", "--auth=trust", "--no-sync"]);
            initdb.arg(format!("--username={SUPERUSER}")).arg("-D").arg(server.data());
        })?;
        append(&server.data().join("postgresql.conf"), &options.as_conf())?;
        server.launch_on_a_free_port()?;
        Ok(server)
    }

    /// A folder without a server in it yet.
    pub(crate) fn unmade(programs: Programs, account: Account, within: Option<&Path>) -> Result<Self> {
        let folder = drawn::folder(within)?;
        let guard = Guard::over(&folder)?;
        account.give(&folder)?;
        let run = Mutex::new(Run { postmaster: None, guard });
        Ok(Self { programs, account, port: 0, run, folder })
    }

    /// Where its clients connect.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// `postgres://kith@127.0.0.1:PORT/DATABASE`; the same for its whole life.
    pub fn url(&self, database: &str) -> String {
        format!("postgres://{SUPERUSER}@127.0.0.1:{}/{database}", self.port)
    }

    /// PostgreSQL's programs, of the version that this server runs.
    pub fn programs(&self) -> &Programs {
        &self.programs
    }

    /// The folder that holds everything of it; its Unix socket lies there, unless the path is too long for one.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// PostgreSQL's data folder, for its programs.
    pub fn data(&self) -> PathBuf {
        self.folder().join("data")
    }

    /// All that it has said so far.
    pub fn log(&self) -> String {
        fs::read(self.log_file()).map(|log| String::from_utf8_lossy(&log).into_owned()).unwrap_or_default()
    }

    /// Whether its process runs, paused or not.
    pub fn is_running(&self) -> bool {
        self.run().postmaster.as_mut().is_some_and(|it| !it.has_ended().unwrap_or(true))
    }

    /// Stops it and waits for its end; a paused one goes on in order to stop. One that does not run is left so.
    pub fn stop(&self, mode: Mode) -> Result<()> {
        let mut run = self.run();
        if let Some(postmaster) = &mut run.postmaster {
            postmaster.stop(match mode {
                Mode::Fast => "INT",
                Mode::Immediate => "QUIT",
            })?;
        }
        run.postmaster = None;
        run.guard.watch(&[]);
        Ok(())
    }

    /// Starts it on the same port, with the data it had. Fails where it runs.
    pub fn start_again(&self) -> Result<()> {
        wait_for("its port is taken by another", || match self.launch()? {
            Launched::Ready => Ok(Some(())),
            Launched::PortTaken => Ok(None),
        })
    }

    /// `stop`, then `start_again`.
    pub fn restart(&self, mode: Mode) -> Result<()> {
        self.stop(mode)?;
        self.start_again()
    }

    /// Holds all its processes: connections stay open, and nothing is answered until `resume`.
    pub fn pause(&self) -> Result<()> {
        let Run { postmaster, guard } = &mut *self.run();
        guard.watch(postmaster.as_mut().context("it does not run")?.pause()?);
        Ok(())
    }

    /// Lets it go on after `pause`.
    pub fn resume(&self) -> Result<()> {
        let Run { postmaster, guard } = &mut *self.run();
        let postmaster = postmaster.as_mut().context("it does not run")?;
        postmaster.resume();
        guard.watch(&[postmaster.id()]);
        Ok(())
    }

    pub(crate) fn log_file(&self) -> PathBuf {
        self.folder().join("postgres.log")
    }

    pub(crate) fn run(&self) -> MutexGuard<'_, Run> {
        self.run.lock().unwrap_or_else(PoisonError::into_inner) // a test that panicked still cleans up
    }
}

impl Drop for PrivatePostgres {
    fn drop(&mut self) {
        let mut run = self.run();
        if let Some(mut postmaster) = run.postmaster.take()
            && postmaster.end().is_ok()
        {
            run.guard.watch(&[]);
        }
        // The guard, dropped next, removes the folder; first it ends what could not be ended here.
    }
}
