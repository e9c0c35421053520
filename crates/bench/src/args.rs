//! What can be asked of the benchmark on its command line.

use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand, ValueEnum};

/// Measures kith on this machine against the ceiling of the machine, and both against the goals.
#[derive(Debug, Parser)]
#[command(name = "kith-bench")]
pub(crate) struct Args {
    /// The kith binary to measure: a release build.
    #[arg(long, default_value = "target/release/kith")]
    pub(crate) kith: PathBuf,
    /// Seconds that each figure is measured for.
    #[arg(long, default_value_t = 2.0, global = true)]
    pub(crate) seconds: f64,
    /// How often each figure is measured; the median counts.
    #[arg(long, default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) rounds: u32,
    /// Only pages of 50, at 64 connections and at one.
    #[arg(long)]
    pub(crate) quick: bool,
    /// What to measure; everything unless said (pages alone with --quick).
    #[arg(long, value_delimiter = ',')]
    parts: Vec<Part>,
    /// Connections that the disk and the postgres part import, over accounts of at most 30,000.
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(100..))]
    pub(crate) scale: u32,
    /// Accounts of 1,000 connections that the sources part syncs, and the team part asks.
    #[arg(long, default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) accounts: u32,
    /// The folder to work in, on the disk to be measured; a folder of its own is made in it and removed. Unless said,
    /// where the kith binary lies: the system's temporary folder may be in memory, where an fsync costs nothing.
    #[arg(long)]
    dir: Option<PathBuf>,
    /// Also write everything measured, each round of it, to this file.
    #[arg(long)]
    pub(crate) json: Option<PathBuf>,
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Part {
    Pages,
    Import,
    Disk,
    /// What changed over two hundred syncs, beside the ceiling.
    Changes,
    /// Searches beside a bare scan of the same text.
    Search,
    /// A whole account as a file, in each format.
    Exports,
    /// Live reads and syncs against a simulated LinkedIn.
    Sources,
    /// Pages, batches and bytes on a private PostgreSQL, beside the embedded store.
    Postgres,
    /// What the accounts of a workspace know together.
    Team,
    /// The dashboard's pages of a full account, with a session.
    Dashboard,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Serves one constant answer: the ceiling that kith is measured against.
    Ceiling {
        /// The port on loopback; 0 takes any that is free.
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// The file that holds the answer's body.
        #[arg(long)]
        body: PathBuf,
    },
    /// Measures the load generator itself, against the ceiling.
    Generator {
        /// The size of the answer's body.
        #[arg(long, default_value_t = 9_000)]
        bytes: usize,
        #[arg(long, default_value_t = 64)]
        connections: usize,
    },
}

impl Args {
    pub(crate) fn time(&self) -> Duration {
        Duration::try_from_secs_f64(self.seconds).unwrap_or(Duration::from_secs(2))
    }

    pub(crate) fn parts(&self) -> &[Part] {
        match (self.parts.is_empty(), self.quick) {
            (false, _) => &self.parts,
            (true, true) => &[Part::Pages],
            (true, false) => &[
                Part::Pages,
                Part::Import,
                Part::Disk,
                Part::Changes,
                Part::Search,
                Part::Exports,
                Part::Sources,
                Part::Postgres,
                Part::Team,
                Part::Dashboard,
            ],
        }
    }

    pub(crate) fn folder(&self) -> Result<PathBuf> {
        let beside = || self.kith.parent().map(PathBuf::from);
        self.dir
            .clone()
            .or_else(beside)
            .context("--kith names no file; build it: cargo build --release -p kith")
    }
}
