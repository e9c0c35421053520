//! One kith on a durable PostgreSQL of its own, one on the embedded store, and the ceiling, in turn. The database runs on
//! the same cores and the same disk as all the rest; its processor time is counted apart from kith's.

mod bulk;
mod show;

use std::process::Command;

use anyhow::{Context as _, Result};
use kith_pg_fixture::{Options, PrivatePostgres, Programs};

use super::pages::{COMMITS, DEBITS, ceiling};
use super::{FULL, syncs, write_export};
use crate::args::Args;
use crate::children::Server;
use crate::figures::{median, per};
use crate::kith::{Kith, Serving};
use crate::load::{Load, Measured};
use crate::page::Page;
use crate::temp::Folder;
use crate::{http, process};
use bulk::Bulk;

/// The page that is measured.
const COUNT: u32 = 50;
const OFFSET: u32 = 15_000;

/// What one round showed of one server. Processor time is in microseconds a request.
pub(super) struct Round {
    per_second: f64,
    p50: f64,
    p99: f64,
    cpu: f64,
    ledger: Ledger,
}

/// What the ledger did meanwhile; nothing where there is none.
#[derive(Default)]
struct Ledger {
    /// Processor time of the database, by the page.
    database: f64,
    debits_a_commit: f64,
    commits_a_second: f64,
    /// Bytes of the database's log for each debit.
    log: f64,
}

/// Rounds at one number of connections.
pub(super) struct Compared {
    connections: usize,
    embedded: Vec<Round>,
    shared: Vec<Round>,
    ceiling: Vec<Round>,
}

pub(crate) struct Postgres {
    pages: Vec<Compared>,
    /// Medians of an fdatasync on this disk, taken between the rounds.
    syncs_ms: Vec<f64>,
    bulk: Bulk,
}

/// `None` where there are no programs of PostgreSQL.
pub(crate) fn run(args: &Args, kith: &Kith, temp: &Folder) -> Result<Option<Postgres>> {
    if Programs::find().is_none() {
        return Ok(None);
    }
    let options = Options::durable().with("max_connections", "50").within(temp.path());
    let server = PrivatePostgres::start(&options)
        .context("a folder that PostgreSQL's user may enter is chosen with --dir")?;
    let mut postgres = Postgres { pages: Vec::new(), syncs_ms: Vec::new(), bulk: Bulk::default() };
    pages(args, kith, temp, &server, &mut postgres)?;
    postgres.bulk = bulk::run(args, kith, temp, &server)?;
    Ok(Some(postgres))
}

fn pages(
    args: &Args,
    kith: &Kith,
    temp: &Folder,
    server: &PrivatePostgres,
    into: &mut Postgres,
) -> Result<()> {
    server.create_database("pages")?;
    let export = write_export(&temp.join("postgres.zip"), 1, FULL)?;
    let data = temp.join("postgres-embedded");
    let embedded = kith.up(&export, &data)?;
    let shared = kith.over(server.url("pages")).up(&export, &temp.join("postgres-pages"))?;
    let body = temp.join("body");
    std::fs::write(&body, page(&embedded)?.fetch(&embedded, FULL)?)?;
    let bare = ceiling(Command::new(std::env::current_exe()?), &body)?;
    for connections in [64, 1] {
        eprintln!("postgres: {COUNT} rows, {connections} connections");
        let mut compared =
            Compared { connections, embedded: Vec::new(), shared: Vec::new(), ceiling: Vec::new() };
        for _ in 0..args.rounds {
            compared.embedded.push(round(args, &embedded, connections, None)?);
            compared.shared.push(round(args, &shared, connections, Some(server))?);
            let request = http::post(bare.address, &embedded.key, &page(&embedded)?.body());
            let run = load(args, &bare, &[request], None, connections)?;
            compared.ceiling.push(Round::of(&run, Ledger::default()));
            into.syncs_ms.push(syncs::overwriting(temp.path())?);
        }
        into.pages.push(compared);
    }
    drop(embedded);
    Ok(std::fs::remove_dir_all(data)?)
}

fn page(serving: &Serving) -> Result<Page<'_>> {
    Ok(Page { account: serving.account()?, count: COUNT, offset: OFFSET })
}

fn load(
    args: &Args,
    server: &Server,
    requests: &[Vec<u8>],
    length: Option<usize>,
    connections: usize,
) -> Result<Measured> {
    let (address, pid, time) = (server.address, server.pid(), args.time());
    Load { address, pid, requests, length, connections, time }.run()
}

fn round(
    args: &Args,
    serving: &Serving,
    connections: usize,
    server: Option<&PrivatePostgres>,
) -> Result<Round> {
    let page = page(serving)?;
    let length = Some(page.fetch(serving, FULL)?.len());
    // A debit's own cost in the database, from what it has done before and after.
    let counters = || -> Result<[f64; 4]> {
        let (log, cpu) = match server {
            Some(server) => {
                let log = server.psql("pages", "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")?;
                (log.parse()?, process::cpu_of_family(postmaster(server)?)?.as_secs_f64())
            }
            None => (0.0, 0.0),
        };
        let counter = |name| Ok::<_, anyhow::Error>(serving.counter(name)?.unwrap_or(0.0));
        Ok([counter(DEBITS)?, counter(COMMITS)?, log, cpu])
    };
    let before = counters()?;
    let run = load(args, &serving.server, &[page.request(serving)], length, connections)?;
    let after = counters()?;
    let grown = |which: usize| after[which] - before[which];
    // The counters saw the warm-up, too: by all pages that they counted.
    let ledger = Ledger {
        database: per(grown(3) * 1e6, grown(0)),
        debits_a_commit: per(grown(0), grown(1)),
        commits_a_second: per(run.per_second() * grown(1), grown(0)),
        log: per(grown(2), grown(0)),
    };
    Ok(Round::of(&run, ledger))
}

/// The process that all the others of the database are children of.
fn postmaster(server: &PrivatePostgres) -> Result<u32> {
    let file = std::fs::read_to_string(server.data().join("postmaster.pid"))?;
    file.lines().next().and_then(|pid| pid.parse().ok()).context("the database names no process")
}

impl Round {
    fn of(run: &Measured, ledger: Ledger) -> Self {
        let cpu = per(run.server.as_secs_f64() * 1e6, run.count());
        Self {
            per_second: run.per_second(),
            p50: run.percentile(50.0),
            p99: run.percentile(99.0),
            cpu,
            ledger,
        }
    }
}

impl Compared {
    /// The median of a figure: of the embedded store, of the shared one and of the ceiling.
    fn each(&self, figure: fn(&Round) -> f64) -> [f64; 3] {
        [&self.embedded, &self.shared, &self.ceiling].map(|rounds| median(rounds.iter().map(figure)))
    }
}
