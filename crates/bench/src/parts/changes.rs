//! What changed in a full account over two hundred syncs, a hundred changes at a time, kith and the ceiling in turn. The
//! ceiling serves kith's own answer, so both move the same bytes.

use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use kith_sim::export::connections_csv;
use kith_sim::people::Network;
use serde_json::{Value, json};

use super::pages::ceiling;
use super::{FULL, write_export};
use crate::args::Args;
use crate::children::Server;
use crate::figures::{median, per, show};
use crate::kith::{Kith, Serving};
use crate::load::Load;
use crate::report::{Json, Table};
use crate::temp::Folder;
use crate::{http, stop};

/// Syncs after the first list. Each adds one member, removes one and changes one.
const SYNCS: usize = 200;

/// A question, at a number of connections.
struct Case {
    what: &'static str,
    connections: usize,
    body: String,
    ceiling: Server,
    kith: Vec<Side>,
    bare: Vec<Side>,
}

/// What one run of one server showed: milliseconds, and microseconds of processor time a request.
struct Side {
    p50: f64,
    p99: f64,
    cpu: f64,
}

/// What was measured.
pub(crate) struct Changes {
    cases: Vec<Case>,
}

pub(crate) fn run(args: &Args, kith: &Kith, temp: &Folder) -> Result<Changes> {
    let export = write_export(&temp.join("changes.zip"), 1, FULL)?;
    let data = temp.join("changes");
    let serving = kith.up(&export, &data)?;
    let snapshots = history(&serving)?;
    let mut cases = Vec::new();
    for (what, since, changes) in [
        ("100 changes, since the second snapshot", &snapshots[0], 100),
        ("100 changes, since one amid the history", &snapshots[SYNCS / 2], 100),
        ("nothing new", &snapshots[SYNCS - 1], 0),
    ] {
        for connections in [1, 16] {
            let body = body(&serving, since)?;
            let answer = ask(&serving, &body)?;
            let parsed: Value = serde_json::from_slice(&answer)?;
            ensure!(parsed["data"]["total_results"] == changes, "{what}: {}", http::snippet(&answer));
            let file = temp.join("body");
            std::fs::write(&file, answer)?;
            let ceiling = ceiling(Command::new(std::env::current_exe()?), &file)?;
            cases.push(Case { what, connections, body, ceiling, kith: Vec::new(), bare: Vec::new() });
        }
    }
    for round in 0..args.rounds {
        eprintln!("changes: round {} of {}", round + 1, args.rounds);
        for case in &mut cases {
            stop::check()?;
            let (kith, bare) =
                (case.load(args, &serving.server, &serving)?, case.load(args, &case.ceiling, &serving)?);
            case.kith.push(kith);
            case.bare.push(bare);
        }
    }
    drop(serving);
    std::fs::remove_dir_all(data)?;
    Ok(Changes { cases })
}

/// Makes the history: the snapshots' ids, from the second on.
fn history(serving: &Serving) -> Result<Vec<String>> {
    let address = serving.server.address;
    let path = format!("/v2/accounts/{}/import", serving.account()?);
    let mut network = Network::generate(1, FULL);
    let one = |sync: usize| {
        if sync.is_multiple_of(50) {
            eprintln!("changes: sync {sync} of {SYNCS}");
        }
        stop::check()?;
        network.edit(1, 1, 1, sync as u64);
        let csv = connections_csv(&network)?;
        let answer = http::exchange(address, &http::post_csv(address, &serving.key, &path, &csv))?;
        let answer: Value = serde_json::from_slice(&answer)?;
        let snapshot = answer["data"]["snapshot"].as_str().context("an import named no snapshot")?;
        Ok(snapshot.to_owned())
    };
    (0..SYNCS).map(one).collect()
}

fn body(serving: &Serving, since: &str) -> Result<String> {
    let params = json!({"since": since, "count": 100});
    Ok(json!({"account_id": serving.account()?, "action": "list_changes", "params": params}).to_string())
}

fn ask(serving: &Serving, body: &str) -> Result<Vec<u8>> {
    http::exchange(serving.server.address, &http::post(serving.server.address, &serving.key, body))
}

impl Case {
    fn load(&self, args: &Args, server: &Server, serving: &Serving) -> Result<Side> {
        let (address, pid, time) = (server.address, server.pid(), args.time());
        let requests = [http::post(address, &serving.key, &self.body)];
        let load =
            Load { address, pid, requests: &requests, length: None, connections: self.connections, time };
        let run = load.run()?;
        let cpu = per(run.server.as_secs_f64() * 1e6, run.count());
        Ok(Side { p50: run.percentile(50.0), p99: run.percentile(99.0), cpu })
    }

    fn both(&self, figure: fn(&Side) -> f64) -> String {
        let of = |sides: &[Side]| show(median(sides.iter().map(figure)));
        format!("{} / {}", of(&self.kith), of(&self.bare))
    }
}

impl Changes {
    pub(crate) fn table(&self) -> Table {
        let row = |case: &Case| {
            vec![
                case.what.to_owned(),
                case.connections.to_string(),
                case.both(|side| side.p50),
                case.both(|side| side.p99),
                case.both(|side| side.cpu),
            ]
        };
        Table {
            title: "Changes of a 30,000-connection account over 200 syncs of 3 changes, kith / ceiling".into(),
            columns: &["what", "connections", "p50 ms", "p99 ms", "CPU µs a request"],
            rows: self.cases.iter().map(row).collect(),
            note: "The ceiling answers the same bytes from memory. Nothing of changes is kept in memory by kith: each \
                   answer is read from the store. An answer without changes is free, and waits for no disk."
                .into(),
        }
    }

    pub(crate) fn json(&self) -> Json {
        let side = |side: &Side| json!({"p50_ms": side.p50, "p99_ms": side.p99, "cpu_us": side.cpu});
        let sides = |sides: &[Side]| sides.iter().map(side).collect::<Value>();
        let case = |case: &Case| {
            json!({"what": case.what, "connections": case.connections, "kith": sides(&case.kith),
                "ceiling": sides(&case.bare)})
        };
        ("changes", json!({"cases": self.cases.iter().map(case).collect::<Value>()}))
    }
}
