//! Live reads and syncs against a simulated LinkedIn that runs beside kith on the same cores: what a long read takes
//! next to a short one, and what a thousand accounts cost one process.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use kith_sim::people::Network;
use kith_sim::{Grant, Options, Sim};
use serde_json::{Value, json};

use crate::args::Args;
use crate::children;
use crate::figures::{median, show};
use crate::goals::{Bound, Goal};
use crate::kith::{Kith, Serving};
use crate::report::{Json, Table};
use crate::temp::Folder;
use crate::{http, process, stop};

/// Connections of each account that is synced.
const PEOPLE: u32 = 1_000;
/// What a simulated call takes while live reads are measured.
const LATENCY: Duration = Duration::from_millis(100);

/// What was measured.
pub(crate) struct Sources {
    accounts: u32,
    /// Milliseconds of live reads of 100 and of 1,000.
    short: Vec<f64>,
    long: Vec<f64>,
    /// Seconds until all accounts were synced.
    synced: f64,
    calls: u64,
    peak_mib: f64,
}

pub(crate) fn run(args: &Args, kith: &Kith, temp: &Folder) -> Result<Sources> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let sim = runtime.block_on(Sim::start(Options::default()))?;
    let data = temp.join("sources");
    let serving = kith.serve(&data)?;
    let address =
        children::address(&serving.server.said["base_url"]).context("`kith serve` named no base_url")?;
    let (short, long) = live(args, &sim, &serving, address)?;
    let (synced, calls) = sync(args, &sim, &serving, address)?;
    let peak_mib = f64::from(u32::try_from(process::memory(serving.server.pid())?.peak)?) / 1_024.0; // of KiB
    drop(serving);
    std::fs::remove_dir_all(data)?;
    Ok(Sources { accounts: args.accounts, short, long, synced, calls, peak_mib })
}

/// Makes an account of a new member with that many connections; its id.
fn account(sim: &Sim, serving: &Serving, address: SocketAddr, seed: u64, mode: &str) -> Result<String> {
    let member = sim.add_member(Network::generate(seed, PEOPLE));
    let token = sim.token(member, Grant::connections());
    let source =
        json!({"kind": "connections_api", "access_token": token, "base_url": sim.url(), "mode": mode});
    let body = json!({"name": format!("Member {seed}"), "source": source}).to_string();
    let answer = http::exchange(address, &http::post_account(address, &serving.key, &body))?;
    let answer: Value = serde_json::from_slice(&answer)?;
    Ok(answer["data"]["account_id"].as_str().context("no account was made")?.to_owned())
}

fn live(args: &Args, sim: &Sim, serving: &Serving, address: SocketAddr) -> Result<(Vec<f64>, Vec<f64>)> {
    let id = account(sim, serving, address, 1, "live")?;
    sim.set_latency(LATENCY);
    let (mut short, mut long) = (Vec::new(), Vec::new());
    for _ in 0..args.rounds * 5 {
        for (count, times) in [(100, &mut short), (1_000, &mut long)] {
            stop::check()?;
            let body = json!({"account_id": id, "action": "list_connections", "params": {"count": count}});
            let request = http::post(address, &serving.key, &body.to_string());
            let request = String::from_utf8(request)?.replace("x-api-key", "connection: close\r\nx-api-key");
            let start = Instant::now();
            http::exchange(address, request.as_bytes())?;
            times.push(start.elapsed().as_secs_f64() * 1_000.0);
        }
    }
    sim.set_latency(Duration::ZERO);
    Ok((short, long))
}

/// Seconds until every account has its list, and the calls that took.
fn sync(args: &Args, sim: &Sim, serving: &Serving, address: SocketAddr) -> Result<(f64, u64)> {
    sim.reset_calls();
    let start = Instant::now();
    for seed in 0..args.accounts {
        if seed % 100 == 0 {
            eprintln!("sources: account {seed} of {}", args.accounts);
            stop::check()?;
        }
        account(sim, serving, address, u64::from(seed) + 2, "mirror")?;
    }
    let wanted = f64::from(args.accounts);
    let limit = Duration::from_secs(u64::from(args.accounts).max(60));
    while serving.counter("kith_syncs_total")?.unwrap_or_default() < wanted {
        stop::check()?;
        if start.elapsed() > limit {
            bail!("not all accounts were synced within {} s", limit.as_secs());
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    let took = start.elapsed().as_secs_f64();
    let mut offset = 1; // the first is the live one
    while offset <= args.accounts {
        let path = format!("/v2/accounts?limit=500&offset={offset}");
        let page: Value =
            serde_json::from_slice(&http::exchange(address, &http::get_with(address, &serving.key, &path))?)?;
        let accounts = page["data"]["accounts"].as_array().context("no accounts")?;
        for account in accounts {
            if account["connections"] != PEOPLE || account["complete"] != true {
                bail!("an account is not whole: {account}");
            }
        }
        offset += u32::try_from(accounts.len().max(1))?;
    }
    Ok((took, sim.calls().connections))
}

impl Sources {
    pub(crate) fn table(&self) -> Table {
        let row = |what: String, figure: String| vec![what, figure];
        let accounts = self.accounts;
        Table {
            title: "Sources, against a simulated LinkedIn on the same cores".into(),
            columns: &["what", "figure"],
            rows: vec![
                row("live read of 100 at 100 ms a call, ms".into(), show(median(self.short.clone()))),
                row("live read of 1,000, 10 calls side by side, ms".into(), show(median(self.long.clone()))),
                row(format!("{accounts} accounts x 1,000 connections made and synced, s"), show(self.synced)),
                row("calls for that".into(), self.calls.to_string()),
                row("peak memory of kith, MiB".into(), show(self.peak_mib)),
            ],
            note: String::new(),
        }
    }

    pub(crate) fn json(&self) -> Json {
        (
            "sources",
            json!({"accounts": self.accounts, "live_100_ms": self.short, "live_1000_ms": self.long,
                "synced_s": self.synced, "calls": self.calls, "peak_mib": self.peak_mib}),
        )
    }

    pub(crate) fn goals(&self) -> Vec<Goal> {
        let ratio = median(self.long.clone()) / median(self.short.clone());
        vec![
            Goal::new("live read of 1,000 / of 100, at 100 ms a call", Bound::AtMost(2.5), ratio),
            Goal::new("peak memory after syncing all accounts, MiB", Bound::AtMost(300.0), self.peak_mib),
        ]
    }
}
