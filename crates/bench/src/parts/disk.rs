//! What a million connections take: bytes on disk, time to import, and memory while pages all over them are read.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use kith_model::random::SeededRandom;
use serde_json::json;

use super::{FULL, write_export};
use crate::args::Args;
use crate::figures::{float, per, show};
use crate::goals::{Bound, Goal};
use crate::kith::{Kith, text};
use crate::load::{Load, Measured};
use crate::page::Page;
use crate::report::{Json, Table};
use crate::temp::{Folder, size};

/// Different pages that are read in turn, drawn at random over all accounts.
const PAGES: usize = 4_000;

/// How long they are read for, at 16 connections.
const READING: Duration = Duration::from_secs(10);

pub(crate) struct Disk {
    accounts: u32,
    connections: f64,
    chunk_bytes: f64,
    folder_bytes: f64,
    import: Duration,
    verify: Duration,
    reading: Measured,
}

pub(crate) fn run(args: &Args, kith: &Kith, temp: &Folder) -> Result<Disk> {
    let accounts = args.scale.div_ceil(FULL);
    let each = args.scale / accounts;
    let data = temp.join("disk");
    let import = import(&[(kith, &data)], temp, accounts, each)?[0].iter().sum();
    let folder_bytes = float(size(&data)?);
    eprintln!("disk: verifying");
    let (said, verify) = kith.run(&["verify"], &data)?;
    let told = |field: &str| said[field].as_f64().with_context(|| format!("`kith verify` told no {field}"));
    let (connections, chunk_bytes) = (told("connections")?, told("chunk_bytes")?);
    if (connections - f64::from(each * accounts)).abs() > 0.5 {
        bail!("{} connections were imported, {connections} are kept", each * accounts);
    }
    let reading = read(kith, &data, each)?;
    std::fs::remove_dir_all(data)?;
    Ok(Disk { accounts, connections, chunk_bytes, folder_bytes, import, verify, reading })
}

/// The times of all imports, without the making of the exports: of each store, account by account.
pub(super) fn import(
    stores: &[(&Kith, &Path)],
    temp: &Folder,
    accounts: u32,
    each: u32,
) -> Result<Vec<Vec<Duration>>> {
    let mut times = vec![Vec::new(); stores.len()];
    for account in 1..=accounts {
        eprintln!("import: account {account} of {accounts}");
        let export = write_export(&temp.join("disk.zip"), u64::from(account), each)?;
        let name = format!("Account {account}");
        for ((kith, data), times) in stores.iter().zip(&mut times) {
            times.push(kith.run(&["import", text(&export)?, "--account", &name], data)?.1);
        }
    }
    Ok(times)
}

/// Reads pages of 50 at random; the server's memory is looked at under this load.
fn read(kith: &Kith, data: &Path, each: u32) -> Result<Measured> {
    let (said, _) = kith.run(&["account", "list"], data)?;
    let listed = said["accounts"].as_array().context("`kith account list` told no accounts")?;
    let accounts: Vec<_> = listed.iter().filter_map(|account| account["account_id"].as_str()).collect();
    let serving = kith.serve(data)?;
    let random = SeededRandom::new(50);
    let below = |bound: u32| u32::try_from(random.below(u64::from(bound))).unwrap_or(0);
    let mut requests = Vec::with_capacity(PAGES);
    for nth in 0..PAGES {
        let account = accounts.get(nth % accounts.len().max(1)).context("no account to read")?;
        let page = Page { account, count: 50, offset: below(each - 50) };
        if nth < accounts.len() {
            page.fetch(&serving, each)?; // one of each account is looked at, the others are only counted
        }
        requests.push(page.request(&serving));
    }
    eprintln!("disk: reading");
    let (address, pid) = (serving.server.address, serving.server.pid());
    let load = Load { address, pid, requests: &requests, length: None, connections: 16, time: READING };
    load.run()
}

impl Disk {
    fn each(&self, bytes: f64) -> f64 {
        per(bytes, self.connections)
    }

    pub(crate) fn table(&self) -> Table {
        let mib = |kib: u64| show(float(kib) / 1024.0);
        let row = |what: &str, value: String| vec![what.to_owned(), value];
        Table {
            title: format!("{} connections in {} accounts", show(self.connections), self.accounts),
            columns: &["what", "measured"],
            rows: vec![
                row("data folder, MiB", show(self.folder_bytes / f64::from(1 << 20))),
                row("data folder, bytes a connection", show(self.each(self.folder_bytes))),
                row("chunks, bytes a connection", show(self.each(self.chunk_bytes))),
                row("all imports, s", show(self.import.as_secs_f64())),
                row("connections imported a second", show(per(self.connections, self.import.as_secs_f64()))),
                row("`kith verify`, s", show(self.verify.as_secs_f64())),
                row("random pages of 50 read, a second, 16 connections", show(self.reading.per_second())),
                row("p50 / p99 of them, ms", {
                    let (p50, p99) = (self.reading.percentile(50.0), self.reading.percentile(99.0));
                    format!("{} / {}", show(p50), show(p99))
                }),
                row("resident memory while reading, MiB", mib(self.reading.memory.resident)),
                row("most ever resident, MiB", mib(self.reading.memory.peak)),
            ],
            note: String::new(),
        }
    }

    pub(crate) fn json(&self) -> Json {
        let figures = json!({
            "accounts": self.accounts, "connections": self.connections,
            "folder_bytes": self.folder_bytes, "chunk_bytes": self.chunk_bytes,
            "import_s": self.import.as_secs_f64(), "verify_s": self.verify.as_secs_f64(),
            "random_pages_per_second": self.reading.per_second(),
            "random_pages_p50_ms": self.reading.percentile(50.0),
            "random_pages_p99_ms": self.reading.percentile(99.0),
            "resident_kib": self.reading.memory.resident, "peak_kib": self.reading.memory.peak,
        });
        ("disk", figures)
    }

    pub(crate) fn goals(&self) -> Vec<Goal> {
        let (chunks, all) = (self.each(self.chunk_bytes), self.each(self.folder_bytes));
        vec![
            Goal::new("chunks, bytes on disk a connection", Bound::AtMost(60.0), chunks),
            Goal::new("everything, bytes on disk a connection", Bound::AtMost(200.0), all),
        ]
    }
}
