//! The dashboard's pages of one full account, asked with a session's cookie on one connection: the first paint of People,
//! pages far behind it, and searches as they are typed. No search is asked twice, for kith keeps what it found.

use std::collections::HashSet;
use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};

use anyhow::{Context as _, Result};
use kith_sim::people::Network;
use serde_json::{Value, json};

use super::{FULL, write_export};
use crate::args::Args;
use crate::figures::{median, per, show};
use crate::goals::{Bound, Goal};
use crate::kith::{Kith, Serving};
use crate::load::Load;
use crate::report::{Json, Table};
use crate::stop;
use crate::temp::Folder;

/// Searches of one round that differ; more than one connection gets through.
const DIFFERENT: usize = 5_000;

/// A page, and what each round showed of it.
struct Case {
    what: &'static str,
    /// The paths that are asked in turn, those of each round.
    paths: Vec<Vec<String>>,
    goal: Option<(&'static str, f64)>,
    p50: Vec<f64>,
    p99: Vec<f64>,
    /// Milliseconds of processor time a request.
    cpu: Vec<f64>,
}

/// What was measured.
pub(crate) struct Dashboard(Vec<Case>);

pub(crate) fn run(args: &Args, kith: &Kith, temp: &Folder) -> Result<Dashboard> {
    let network = Network::generate(1, FULL);
    let export = write_export(&temp.join("dashboard.zip"), 1, FULL)?;
    let data = temp.join("dashboard");
    let serving = kith.up(&export, &data)?;
    let cookie = sign_in(serving.server.address, &serving.key)?;
    let mut cases = cases(&network, serving.account()?, args.rounds as usize);
    for round in 0..args.rounds as usize {
        eprintln!("dashboard: round {}", round + 1);
        for case in &mut cases {
            stop::check()?;
            case.measure(args, &serving, &cookie, round)?;
        }
    }
    drop(serving);
    std::fs::remove_dir_all(data)?;
    Ok(Dashboard(cases))
}

fn cases(network: &Network, account: &str, rounds: usize) -> Vec<Case> {
    let case = |what, paths, goal| Case { what, paths, goal, p50: vec![], p99: vec![], cpu: vec![] };
    let same = |path: String| vec![vec![path]; rounds];
    let of = format!("/people?account={account}");
    let typed = |beginning: &str| {
        let all = typed(network, beginning, rounds * DIFFERENT);
        all.chunks((all.len() / rounds).max(1)).map(<[String]>::to_vec).collect()
    };
    vec![
        case("People, the first page of an account", same(of.clone()), Some(("p99", 300.0))),
        case("the same, 15,000 further on", same(format!("{of}&offset=15000")), None),
        case("the same, by last name", same(format!("{of}&sort=last_name")), None),
        case("a search of an account, as it is typed", typed(&format!("{of}&q=")), Some(("p50", 50.0))),
        case("People, the whole workspace", same("/people?account=".into()), Some(("p99", 300.0))),
        case("the same, by name", same("/people?account=&sort=first_name".into()), None),
        case("a search of the workspace, as it is typed", typed("/people?account=&q="), Some(("p50", 50.0))),
        case("the same, by name", typed("/people?account=&sort=first_name&q="), Some(("p50", 50.0))),
        case("Accounts", same("/".into()), None),
        case("Network", same(format!("/network?account={account}")), None),
    ]
}

/// Names that people have, in part or whole, as they stand in a field while somebody types; each once.
fn typed(network: &Network, beginning: &str, number: usize) -> Vec<String> {
    let mut seen = HashSet::new();
    let plain = |part: &&str| part.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    let mut searches = Vec::new();
    for member in &network.members {
        let second = member.vanity.match_indices('-').nth(1).map_or(member.vanity.len(), |(at, _)| at);
        let parts = (2..=second).filter_map(|end| member.vanity.get(..end)).filter(plain);
        let new = parts.filter(|part| seen.insert(*part));
        searches.extend(new.map(|part| format!("{beginning}{}", part.replace('-', "+"))));
    }
    searches.truncate(number);
    searches
}

/// Signs in with a key: the cookie.
fn sign_in(address: SocketAddr, key: &str) -> Result<String> {
    let mut stream = TcpStream::connect(address)?;
    let body = format!("key={key}&to=%2F");
    write!(
        stream,
        "POST /sign-in HTTP/1.1\r\nhost: {address}\r\norigin: http://{address}\r\nconnection: close\r\n\
         content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    let set = answer.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = set.and_then(|set| set.split(';').next()).context("signing in set no cookie")?;
    Ok(cookie.to_owned())
}

impl Case {
    fn measure(&mut self, args: &Args, serving: &Serving, cookie: &str, round: usize) -> Result<()> {
        let address = serving.server.address;
        let get = |path: &String| {
            format!("GET {path} HTTP/1.1\r\nhost: {address}\r\ncookie: {cookie}\r\n\r\n").into_bytes()
        };
        let requests: Vec<_> = self.paths.get(round).into_iter().flatten().map(get).collect();
        let (pid, time) = (serving.server.pid(), args.time());
        let run = Load { address, pid, requests: &requests, length: None, connections: 1, time }.run()?;
        self.p50.push(run.percentile(50.0));
        self.p99.push(run.percentile(99.0));
        self.cpu.push(per(run.server.as_secs_f64() * 1e3, run.count()));
        Ok(())
    }
}

fn of(values: &[f64]) -> f64 {
    median(values.iter().copied())
}

impl Dashboard {
    pub(crate) fn table(&self) -> Table {
        let row = |case: &Case| {
            vec![case.what.to_owned(), show(of(&case.p50)), show(of(&case.p99)), show(of(&case.cpu))]
        };
        Table {
            title: "Pages of the dashboard over a 30,000-connection account, one connection".into(),
            columns: &["what", "p50 ms", "p99 ms", "CPU ms a request"],
            rows: self.0.iter().map(row).collect(),
            note: "Each with a session; no search is asked twice.".into(),
        }
    }

    pub(crate) fn json(&self) -> Json {
        let case = |case: &Case| json!({"what": case.what, "p50_ms": case.p50, "p99_ms": case.p99, "cpu_ms": case.cpu});
        ("dashboard", self.0.iter().map(case).collect::<Value>())
    }

    pub(crate) fn goals(&self) -> Vec<Goal> {
        let goal = |case: &Case| {
            let (which, most) = case.goal?;
            let values = if which == "p50" { &case.p50 } else { &case.p99 };
            Some(Goal::new(format!("{}, {which}, ms", case.what), Bound::AtMost(most), of(values)))
        };
        self.0.iter().filter_map(goal).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_another_search_each_time() {
        let network = Network::generate(1, 500);
        let all = typed(&network, "/people?q=", 1_000);
        assert_eq!(all.len(), 1_000);
        assert_eq!(all.iter().collect::<HashSet<_>>().len(), 1_000);
        assert!(all.iter().all(|path| path.is_ascii() && !path.contains([' ', '%'])), "{:?}", &all[..10]);
    }
}
