//! Syncs are jobs of all servers: each is one server's at a time, and a dead server's are taken over.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use kith_pg_fixture::Programs;
use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::http::{Ask, Client};
use crate::support::Sim;

fn posts(cluster: &Cluster, node: usize, path: &str, body: &Value) -> Value {
    let (body, address) = (body.to_string(), cluster.address(node).unwrap());
    let ask = Ask { method: "POST", path, key: &cluster.key, id: "a", retry: None, body: &body };
    let answer = Client::default().send(&address, &ask).unwrap();
    assert!(answer.status < 300, "{answer:?}");
    answer.body["data"].clone()
}

fn account(cluster: &Cluster, sim: &Sim, name: &str) -> String {
    let source = json!({"kind": "connections_api", "access_token": sim.token("connections_api"),
                        "base_url": sim.url(), "mode": "mirror"});
    let made = posts(cluster, 0, "/v2/accounts", &json!({"name": name, "source": source}));
    made["account_id"].as_str().unwrap().to_owned()
}

fn newest_sync(cluster: &Cluster, account: &str) -> Value {
    cluster.kith(&format!("syncs {account} --output json"))["syncs"][0].clone()
}

const SETTINGS: [&str; 4] = [
    "sources.allow_hosts=127.0.0.1",
    "sync.lease_seconds=2",
    "sources.calls_per_minute=100000",
    "sources.calls_per_minute_in_all=100000",
];

#[test]
fn each_sync_is_carried_out_once_however_many_servers_look_for_work() {
    let Some(cluster) = Cluster::start(3, &SETTINGS) else { return };
    let sim = Sim::start(&cluster.room, 250, "");
    let accounts: Vec<_> = (0..12).map(|n| account(&cluster, &sim, &format!("Account {n}"))).collect();
    for account in &accounts {
        while newest_sync(&cluster, account)["status"] != "succeeded" {
            std::thread::yield_now();
        }
    }
    let times = |text| (0..3).map(|node| cluster.log(node).matches(text).count()).sum::<usize>();
    // A server says that one is done after it is.
    while times("a sync is done") < accounts.len() {
        std::thread::yield_now();
    }
    assert_eq!((times("a sync begins"), times("a sync is done")), (accounts.len(), accounts.len()));
    cluster.is_sound();
}

#[test]
fn the_sync_of_a_server_that_died_is_taken_over_when_its_lease_ends() {
    let Some(cluster) = Cluster::start(2, &SETTINGS) else { return };
    // Slow enough that nobody is done with it before its server dies.
    let sim = Sim::start(&cluster.room, 900, "--latency-ms 400");
    let account = account(&cluster, &sim, "Ada");
    let working = loop {
        if let Some(node) = (0..2).find(|node| cluster.log(*node).contains("a sync begins")) {
            break node;
        }
        std::thread::yield_now();
    };
    cluster.kill(working);
    while newest_sync(&cluster, &account)["status"] != "succeeded" {
        std::thread::yield_now();
    }
    let sync = newest_sync(&cluster, &account);
    assert_eq!((&sync["seen"], &sync["status"]), (&json!(900), &json!("succeeded")), "{sync}");
    let other = cluster.log(1 - working);
    assert_eq!(other.matches("a sync is done").count(), 1, "{other}");
    cluster.is_sound();
}

#[test]
fn a_sync_is_committed_also_while_its_heartbeat_waits_for_the_commit() {
    // A heartbeat that the database never sends away: one that kept the commit waiting would keep it for good.
    let settings = [&SETTINGS[..], &["store.statement_timeout_seconds=3600"]].concat();
    let Some(cluster) = Cluster::start(1, &settings) else { return };
    let sim = Sim::start(&cluster.room, 250, "");
    let commits_wait = Held::begin(&cluster, "LOCK TABLE pictures IN EXCLUSIVE MODE");
    let account = account(&cluster, &sim, "Ada");
    let beats = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'SELECT paused%'";
    while cluster.postgres.psql("kith", beats).unwrap() == "0" {
        std::thread::yield_now();
    }
    commits_wait.end();
    while newest_sync(&cluster, &account)["status"] != "succeeded" {
        let stuck = "SELECT count(*) FROM pg_stat_activity a JOIN pg_stat_activity b ON a.pid = ANY(pg_blocking_pids(b.pid))
                     WHERE a.state = 'idle in transaction' AND a.state_change < now() - interval '20 seconds'";
        assert_eq!(cluster.postgres.psql("kith", stuck).unwrap(), "0", "nobody goes on with the commit");
    }
    cluster.is_sound();
}

/// A transaction of somebody else, which stays open.
struct Held(std::process::Child);

impl Held {
    fn begin(cluster: &Cluster, sql: &str) -> Self {
        let mut psql = Programs::find_or_skip().unwrap().command("psql");
        psql.args(["-X", "-q", "-A", "-t", "-d", &cluster.url]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut psql = psql.spawn().unwrap();
        writeln!(psql.stdin.as_mut().unwrap(), "BEGIN; {sql}; SELECT 'held';").unwrap();
        let mut line = String::new();
        BufReader::new(psql.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "held\n");
        Self(psql)
    }

    fn end(mut self) {
        drop(self.0.stdin.take()); // at the end of what it reads, psql leaves, and the database undoes it
        assert!(self.0.wait().unwrap().success());
    }
}
