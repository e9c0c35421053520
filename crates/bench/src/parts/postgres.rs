//! One kith on a durable PostgreSQL of its own, one on the embedded store beside it, in turn: pages, what a batch of debits
//! costs, and what a million connections take. The database runs on the same cores as all the rest.

mod show;

use std::time::Duration;

use anyhow::{Context as _, Result};
use kith_pg_fixture::{Options, PrivatePostgres, Programs};

use super::pages::{COMMITS, DEBITS};
use super::{FULL, write_export};
use crate::args::Args;
use crate::figures::{float, median, per};
use crate::kith::{Kith, Serving, text};
use crate::load::Load;
use crate::page::Page;
use crate::process;
use crate::temp::{Folder, size};

/// The page that is measured.
const COUNT: u32 = 50;
const OFFSET: u32 = 15_000;

/// What one round showed of one store.
pub(super) struct Round {
    per_second: f64,
    p50: f64,
    p99: f64,
    /// Microseconds a request of kith, and of the database.
    cpu: f64,
    database: f64,
    debits_a_commit: f64,
    commits_a_second: f64,
    /// Bytes of the database's log for each page.
    log: f64,
}

/// Rounds at one number of connections, of both stores.
pub(super) struct Compared {
    connections: usize,
    embedded: Vec<Round>,
    shared: Vec<Round>,
}

pub(crate) struct Postgres {
    pages: Vec<Compared>,
    connections: f64,
    /// Bytes of each table with its indexes, the largest first, and of the whole database.
    tables: Vec<(String, f64)>,
    bytes: f64,
    embedded_bytes: f64,
    import: Duration,
    import_of_one: Duration,
    verify: Duration,
}

/// `None` where there are no programs of PostgreSQL.
pub(crate) fn run(args: &Args, kith: &Kith, temp: &Folder) -> Result<Option<Postgres>> {
    if Programs::find().is_none() {
        return Ok(None);
    }
    let server = PrivatePostgres::start(&Options::durable().with("max_connections", "50"))?;
    let pages = pages(args, kith, temp, &server)?;
    server.create_database("disk")?;
    let shared = kith.over(server.url("disk"));
    let accounts = args.scale.div_ceil(FULL);
    let each = args.scale / accounts;
    let (data, embedded) = (temp.join("postgres-disk"), temp.join("embedded-disk"));
    let (mut import, mut import_of_one) = (Duration::ZERO, Duration::ZERO);
    for account in 1..=accounts {
        eprintln!("postgres: account {account} of {accounts}");
        let export = write_export(&temp.join("postgres.zip"), u64::from(account), each)?;
        let name = format!("Account {account}");
        let words = ["import", text(&export)?, "--account", &name];
        import_of_one = shared.run(&words, &data)?.1;
        import += import_of_one;
        kith.run(&words, &embedded)?;
    }
    eprintln!("postgres: verifying");
    let (said, verify) = shared.run(&["verify"], &data)?;
    let connections = said["connections"].as_f64().context("`kith verify` told no connections")?;
    server.psql("disk", "CHECKPOINT")?;
    let sizes = "SELECT relname, pg_total_relation_size(oid) FROM pg_class
                 WHERE relkind = 'r' AND relnamespace = CAST('public' AS regnamespace) ORDER BY 2 DESC LIMIT 4";
    let of = |line: &str| {
        let (name, bytes) = line.split_once('|')?;
        Some((name.to_owned(), bytes.parse().ok()?))
    };
    let postgres = Postgres {
        pages,
        connections,
        tables: server.psql("disk", sizes)?.lines().filter_map(of).collect(),
        bytes: server.psql("disk", "SELECT pg_database_size('disk')")?.parse()?,
        embedded_bytes: float(size(&embedded)?),
        import,
        import_of_one,
        verify,
    };
    std::fs::remove_dir_all(embedded)?;
    Ok(Some(postgres))
}

fn pages(args: &Args, kith: &Kith, temp: &Folder, server: &PrivatePostgres) -> Result<Vec<Compared>> {
    server.create_database("pages")?;
    let export = write_export(&temp.join("postgres.zip"), 1, FULL)?;
    let embedded = kith.up(&export, &temp.join("postgres-embedded"))?;
    let shared = kith.over(server.url("pages")).up(&export, &temp.join("postgres-pages"))?;
    let mut all = Vec::new();
    for connections in [64, 1] {
        eprintln!("postgres: {COUNT} rows, {connections} connections");
        let mut compared = Compared { connections, embedded: Vec::new(), shared: Vec::new() };
        for _ in 0..args.rounds {
            compared.embedded.push(round(args, &embedded, connections, None)?);
            compared.shared.push(round(args, &shared, connections, Some(server))?);
        }
        all.push(compared);
    }
    Ok(all)
}

fn round(
    args: &Args,
    serving: &Serving,
    connections: usize,
    server: Option<&PrivatePostgres>,
) -> Result<Round> {
    let page = Page { account: serving.account()?, count: COUNT, offset: OFFSET };
    let length = Some(page.fetch(serving, FULL)?.len());
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
    let (address, pid, time) = (serving.server.address, serving.server.pid(), args.time());
    let requests = &[page.request(serving)];
    let run = Load { address, pid, requests, length, connections, time }.run()?;
    let after = counters()?;
    let grown = |which: usize| after[which] - before[which];
    Ok(Round {
        per_second: run.per_second(),
        p50: run.percentile(50.0),
        p99: run.percentile(99.0),
        cpu: per(run.server.as_secs_f64() * 1e6, run.count()),
        // The counters saw the warm-up, too: by all pages that they counted.
        database: per(grown(3) * 1e6, grown(0)),
        debits_a_commit: per(grown(0), grown(1)),
        commits_a_second: per(run.per_second() * grown(1), grown(0)),
        log: per(grown(2), grown(0)),
    })
}

/// The process that all the others of the database are children of.
fn postmaster(server: &PrivatePostgres) -> Result<u32> {
    let file = std::fs::read_to_string(server.data().join("postmaster.pid"))?;
    file.lines().next().and_then(|pid| pid.parse().ok()).context("the database names no process")
}

impl Compared {
    /// The median of a figure, of the embedded store and of the shared one.
    fn both(&self, figure: fn(&Round) -> f64) -> (f64, f64) {
        (median(self.embedded.iter().map(figure)), median(self.shared.iter().map(figure)))
    }
}
