//! What the accounts of a workspace know together, asked of a thousand of them with a thousand connections each: who of them
//! knows a person, anybody at a company, whomever words find; and everybody. Beside it a bare query by the same index.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, Result};
use kith_model::random::SeededRandom;
use kith_model::{PersonKey, ProfileUrl};
use kith_sim::export;
use kith_sim::people::{Member, NEWEST, Network};
use rusqlite::{Connection, OpenFlags};
use serde_json::{Value, json};

use crate::args::Args;
use crate::figures::{float, median, per, show};
use crate::goals::{Bound, Goal};
use crate::http;
use crate::kith::{Kith, Serving, text};
use crate::load::Load;
use crate::report::{Json, Table};
use crate::temp::Folder;

/// Connections of an account.
const EACH: usize = 1_000;
/// People whom all of them are drawn from, those at the beginning far more often.
const POOL: u32 = 300_000;
/// Different things that are asked for in turn: more than are answered while one figure is measured, so that no answer
/// is one that was given before.
const ASKED: usize = 4_000;

pub(crate) struct Team {
    accounts: u32,
    /// Milliseconds of each bare query.
    bare: f64,
    /// What was asked, with the median, the 99th of a hundred and the answers a second.
    asked: Vec<(&'static str, f64, f64, f64)>,
    /// Milliseconds of the first page of everybody just after a start.
    first: f64,
}

pub(crate) fn run(args: &Args, kith: &Kith, temp: &Folder) -> Result<Team> {
    let data = temp.join("team");
    let pool = Network::generate(77, POOL);
    let random = SeededRandom::new(3);
    for account in 1..=args.accounts {
        if account % 100 == 1 {
            eprintln!("team: account {account} of {}", args.accounts);
        }
        let members = std::iter::repeat_with(|| drawn(&pool, &random).clone()).take(EACH).collect();
        let file = temp.join("team.zip");
        std::fs::write(&file, export::archive(&Network { owner: pool.owner.clone(), members }, NEWEST)?)?;
        kith.run(&["import", text(&file)?, "--account", &format!("Account {account}")], &data)?;
    }
    let serving = kith.serve(&data)?;
    let everybody = [json!({"action": "list_people", "params": {"count": 50}})];
    let began = Instant::now();
    http::exchange(serving.server.address, &requests(&serving, &everybody)[0])?;
    let first = began.elapsed().as_secs_f64() * 1_000.0;
    let find = |param: &'static str, of: fn(&Member) -> String| -> Vec<Value> {
        let one = || json!({"action": "find_introducers", "params": {param: of(drawn(&pool, &random))}});
        std::iter::repeat_with(one).take(ASKED).collect()
    };
    let profiles = find("profile_url", |member| format!("linkedin.com/in/{}", member.vanity));
    let companies = find("company", |member| member.company.clone());
    let words = find("query", |member| format!("{} {}", member.first_name, member.last_name));
    let mut asked = Vec::new();
    for (what, bodies) in [
        ("`find_introducers` by `profile_url`", profiles.as_slice()),
        ("`find_introducers` by `company`", &companies),
        ("`find_introducers` by `query`: a first and a last name", &words),
        ("`list_people`, the first page again", &everybody),
    ] {
        eprintln!("team: {what}");
        let requests = requests(&serving, bodies);
        let (address, pid) = (serving.server.address, serving.server.pid());
        let load =
            Load { address, pid, requests: &requests, length: None, connections: 1, time: args.time() };
        let seen = load.run()?;
        asked.push((what, seen.percentile(50.0), seen.percentile(99.0), seen.per_second()));
    }
    let bare = bare(&data, &pool, &random)?;
    drop(serving);
    std::fs::remove_dir_all(data)?;
    Ok(Team { accounts: args.accounts, bare, asked, first })
}

/// One of the pool.
fn drawn<'p>(pool: &'p Network, random: &SeededRandom) -> &'p Member {
    let most = pool.members.len() as u64;
    let at = random.below(most) * random.below(most) / most;
    &pool.members[usize::try_from(at).unwrap_or(0)]
}

fn requests(serving: &Serving, bodies: &[Value]) -> Vec<Vec<u8>> {
    let request = |body: &Value| http::post_team(serving.server.address, &serving.key, &body.to_string());
    bodies.iter().map(request).collect()
}

/// Milliseconds of a bare query by the index of people, without kith and without HTTP.
fn bare(data: &Path, pool: &Network, random: &SeededRandom) -> Result<f64> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(data.join("kith.sqlite3"), flags)?;
    let mut find = db.prepare("SELECT * FROM people WHERE workspace = 1 AND person = ?")?;
    let mut times = Vec::with_capacity(ASKED);
    let mut found = 0_u64;
    for _ in 0..ASKED {
        let profile = ProfileUrl::from_vanity(&drawn(pool, random).vanity)?;
        let began = Instant::now();
        let mut rows = find.query([PersonKey::of_profile(&profile).0])?;
        while rows.next()?.is_some() {
            found += 1;
        }
        times.push(began.elapsed().as_secs_f64() * 1_000.0);
    }
    (found > 0).then_some(median(times)).context("the bare query found nobody")
}

impl Team {
    pub(crate) fn table(&self) -> Table {
        let row = |what: &str, p50: f64, p99: String, rate: String| {
            vec![what.to_owned(), show(p50), p99, rate, show(per(p50, self.bare))]
        };
        let none = String::new;
        let mut rows = vec![row("a bare query by the same index", self.bare, none(), none())];
        for (what, p50, p99, rate) in &self.asked {
            rows.push(row(what, *p50, show(*p99), show(*rate)));
        }
        rows.push(row("`list_people`, the first page after a start", self.first, none(), none()));
        let connections = show(float(u64::from(self.accounts) * EACH as u64));
        Table {
            title: format!("What {} accounts of {connections} connections know together", self.accounts),
            columns: &["what", "p50, ms", "p99, ms", "a second", "p50 / bare"],
            rows,
            note: "One connection; each of the first three is asked for something else each time.".into(),
        }
    }

    pub(crate) fn json(&self) -> Json {
        let asked: Vec<_> = self
            .asked
            .iter()
            .map(|(what, p50, p99, rate)| json!({"what": what, "p50_ms": p50, "p99_ms": p99, "per_second": rate}))
            .collect();
        (
            "team",
            json!({"accounts": self.accounts, "bare_ms": self.bare, "first_ms": self.first, "asked": asked}),
        )
    }

    pub(crate) fn goals(&self) -> Vec<Goal> {
        let goal = |(what, p50, ..): &(&str, f64, f64, f64)| {
            Goal::new(format!("{what} over a million rows, p50, ms"), Bound::AtMost(50.0), *p50)
        };
        self.asked.iter().map(goal).collect()
    }
}
