//! Searches of one full account, one after the other on one connection, beside the least that any scan can take: looking
//! for the same word in the same folded text with nothing around it. No search is asked twice, for kith keeps what it found.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use kith_model::{Date, Query, Words};
use kith_sim::people::Network;
use memchr::memmem::Finder;
use serde_json::{Value, json};

use super::{FULL, write_export};
use crate::args::Args;
use crate::figures::{median, per, show};
use crate::kith::{Kith, Serving};
use crate::load::Load;
use crate::report::{Json, Table};
use crate::temp::Folder;
use crate::{http, stop};

/// Searches of one round that differ; more than one connection gets through.
const DIFFERENT: u32 = 20_000;

/// A kind of search, and what each round showed of it.
struct Case {
    what: &'static str,
    /// The word that is looked for, for the bare scan.
    word: Option<String>,
    params: Value,
    /// Whether each request is another one.
    varies: bool,
    found: u64,
    p50: Vec<f64>,
    p99: Vec<f64>,
    /// Microseconds of processor time a request.
    cpu: Vec<f64>,
    /// Milliseconds.
    bare: Vec<f64>,
}

/// What was measured.
pub(crate) struct Search {
    cases: Vec<Case>,
    /// Milliseconds of the first search of all, which folds the account.
    first: f64,
    /// Bytes of the folded text.
    bytes: usize,
}

pub(crate) fn run(args: &Args, kith: &Kith, temp: &Folder) -> Result<Search> {
    let network = Network::generate(1, FULL);
    let export = write_export(&temp.join("search.zip"), 1, FULL)?;
    let data = temp.join("search");
    let serving = kith.up(&export, &data)?;
    let text = folded(&network);
    let mut cases = cases(&network);
    let start = Instant::now();
    ask(&serving, &json!({"query": "first of all"}))?;
    let first = start.elapsed().as_secs_f64() * 1_000.0;
    for case in &mut cases {
        case.found = ask(&serving, &case.params)?["total_available_results"].as_u64().context("no total")?;
        ensure!(case.found > 0, "{} finds nobody", case.what);
    }
    for round in 0..args.rounds {
        eprintln!("search: round {}", round + 1);
        for case in &mut cases {
            stop::check()?;
            case.measure(args.time(), &serving, round)?;
            case.bare.extend(case.word.as_deref().map(|word| bare(word, &text)));
        }
    }
    drop(serving);
    std::fs::remove_dir_all(data)?;
    Ok(Search { cases, first, bytes: text.len() })
}

fn cases(network: &Network) -> Vec<Case> {
    let rare = network.members[FULL as usize / 2].vanity.split('-').next().unwrap_or_default().to_owned();
    let case = |what, word: Option<&str>, params| Case {
        what,
        word: word.map(str::to_owned),
        params,
        varies: true,
        found: 0,
        p50: Vec::new(),
        p99: Vec::new(),
        cpu: Vec::new(),
        bare: Vec::new(),
    };
    let kept = Case { varies: false, ..case("the same, asked again", None, json!({"query": "manager"})) };
    vec![
        case("one word", Some("manager"), json!({"query": "manager"})),
        kept,
        case("two words", Some("marketing"), json!({"query": "marketing senior"})),
        case("a rare word", Some(&rare), json!({"query": &rare})),
        case("one word, by last name", Some("manager"), json!({"query": "manager", "sort": "last_name"})),
        case("everybody, by last name", None, json!({"sort": "last_name"})),
    ]
}

/// The words of a whole network, one member after the other.
fn folded(network: &Network) -> String {
    let of = |member: &kith_sim::people::Member| {
        let name = format!("{} {}", member.first_name, member.last_name);
        Words::of([&*name, &member.position, &member.company]).as_str().to_owned()
    };
    network.members.iter().map(of).collect()
}

/// Milliseconds of the median look for a word in all of a text.
fn bare(word: &str, text: &str) -> f64 {
    let query = Query::read(word);
    let finder = Finder::new(query.terms().first().map_or("", kith_model::words::Term::pattern));
    let one = |_| {
        let start = Instant::now();
        std::hint::black_box(finder.find_iter(text.as_bytes()).count());
        start.elapsed().as_secs_f64() * 1_000.0
    };
    median((0..50).map(one))
}

fn body(serving: &Serving, params: &Value) -> Result<String> {
    let mut params = params.clone();
    params["count"] = 50.into();
    Ok(json!({"account_id": serving.account()?, "action": "search_connections", "params": params})
        .to_string())
}

fn ask(serving: &Serving, params: &Value) -> Result<Value> {
    let address = serving.server.address;
    let answer = http::exchange(address, &http::post(address, &serving.key, &body(serving, params)?))?;
    Ok(serde_json::from_slice::<Value>(&answer)?["data"].take())
}

impl Case {
    fn measure(&mut self, time: Duration, serving: &Serving, round: u32) -> Result<()> {
        let address = serving.server.address;
        let first: Date = "2030-01-01".parse()?;
        let mut requests = Vec::new();
        for n in 0..if self.varies { DIFFERENT } else { 1 } {
            let mut params = self.params.clone();
            if self.varies {
                // Everybody was connected by then: another question with the same work and the same answer.
                let days = i32::try_from(round * DIFFERENT + n)?;
                let day = first.checked_add(Duration::from_secs(86_400) * days.unsigned_abs())?;
                params["connected_before"] = day.to_string().into();
            }
            requests.push(http::post(address, &serving.key, &body(serving, &params)?));
        }
        let (pid, length) = (serving.server.pid(), None);
        let run = Load { address, pid, requests: &requests, length, connections: 1, time }.run()?;
        self.p50.push(run.percentile(50.0));
        self.p99.push(run.percentile(99.0));
        self.cpu.push(per(run.server.as_secs_f64() * 1e6, run.count()));
        Ok(())
    }
}

impl Search {
    pub(crate) fn table(&self) -> Table {
        let of = |values: &Vec<f64>| show(median(values.iter().copied()));
        let row = |case: &Case| {
            let bare = if case.word.is_some() { of(&case.bare) } else { String::new() };
            let found = case.found.to_string();
            vec![case.what.to_owned(), found, of(&case.p50), of(&case.p99), of(&case.cpu), bare]
        };
        Table {
            title: "Searches of a 30,000-connection account, pages of 50, one connection".into(),
            columns: &["what", "found", "p50 ms", "p99 ms", "CPU µs a request", "bare scan ms"],
            rows: self.cases.iter().map(row).collect(),
            note: format!(
                "The first search of all folds the account: {} ms. The folded text has {} KiB.",
                show(self.first),
                self.bytes / 1_024
            ),
        }
    }

    pub(crate) fn json(&self) -> Json {
        let case = |case: &Case| {
            json!({"what": case.what, "found": case.found, "p50_ms": case.p50, "p99_ms": case.p99,
                "cpu_us": case.cpu, "bare_scan_ms": case.bare})
        };
        let cases: Value = self.cases.iter().map(case).collect();
        ("search", json!({"cases": cases, "first_ms": self.first, "folded_bytes": self.bytes}))
    }
}
