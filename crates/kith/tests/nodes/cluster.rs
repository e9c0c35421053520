//! A PostgreSQL of the test's own and servers on it, each in a data folder of its own, all with one master key.

use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};

use kith_pg_fixture::{Options, PrivatePostgres, Programs};
use serde_json::Value;

use crate::support::{Room, Serving};

pub(crate) const MASTER_KEY: &str = "5ea1ed00000000000000000000000000000000000000000000000000000000ed";

/// The cluster.
pub(crate) struct Cluster {
    pub(crate) room: Room,
    pub(crate) postgres: Arc<PrivatePostgres>,
    pub(crate) url: String,
    nodes: Vec<Mutex<Option<Serving>>>,
    settings: Vec<String>,
    /// A key that may do everything.
    pub(crate) key: String,
}

impl Cluster {
    /// So many servers with these settings, all started at once on an empty database. `None`, said aloud, where there is
    /// no PostgreSQL.
    pub(crate) fn start(nodes: usize, settings: &[&str]) -> Option<Self> {
        Programs::find_or_skip()?;
        let postgres = PrivatePostgres::start(&Options::durable()).unwrap();
        postgres.create_database("kith").unwrap();
        let url = postgres.url("kith");
        Some(Self::over(Arc::new(postgres), url, nodes, settings))
    }

    /// The same, on a PostgreSQL that there is.
    pub(crate) fn over(postgres: Arc<PrivatePostgres>, url: String, nodes: usize, settings: &[&str]) -> Self {
        let settings = settings.iter().map(ToString::to_string).collect();
        let nodes = (0..nodes).map(|_| Mutex::new(None)).collect();
        let mut cluster = Self { room: Room::new(), postgres, url, nodes, settings, key: String::new() };
        std::thread::scope(|scope| {
            for node in 0..cluster.nodes.len() {
                let cluster = &cluster;
                scope.spawn(move || cluster.begin(node));
            }
        });
        let made = cluster.kith("key create --scope admin --output json");
        cluster.key = made["api_key"].as_str().unwrap_or_else(|| panic!("{made}")).to_owned();
        cluster
    }

    /// The same servers, on another database from their next start on.
    pub(crate) fn moved_to(self, url: String) -> Self {
        Self { url, ..self }
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = self.room.command(words);
        command.envs([("KITH_MASTER_KEY", MASTER_KEY), ("KITH_STORE__URL", &self.url)]);
        command
    }

    /// Runs a command beside the servers; what it printed, as JSON.
    pub(crate) fn kith(&self, words: &str) -> Value {
        let output = self.try_kith(words);
        assert!(output.status.success(), "{words}: {}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// The same, be it that the database is away just now.
    pub(crate) fn try_kith(&self, words: &str) -> std::process::Output {
        self.command(&words.split_whitespace().collect::<Vec<_>>()).output().unwrap()
    }

    /// Starts a server; waits until it serves.
    pub(crate) fn begin(&self, node: usize) {
        self.begin_at(node, "127.0.0.1:0");
    }

    /// The same, at an address that somebody else was told.
    pub(crate) fn begin_at(&self, node: usize, listen: &str) {
        let data = format!("node-{node}");
        let mut words = vec!["serve", "--data", &data, "--listen", listen];
        for setting in &self.settings {
            words.extend(["--set", setting]);
        }
        let serving = Serving::start(self.command(&words), &self.room.path(&format!("{data}.err")));
        *self.node(node) = Some(serving);
    }

    /// Kills a server where it stands.
    pub(crate) fn kill(&self, node: usize) {
        let serving = self.node(node).take();
        serving.unwrap().kill();
    }

    /// Tells a server to stop, and waits until it has.
    pub(crate) fn stop(&self, node: usize) {
        let serving = self.node(node).take();
        assert!(serving.unwrap().stop().0.success());
    }

    fn node(&self, node: usize) -> std::sync::MutexGuard<'_, Option<Serving>> {
        self.nodes[node].lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Where a server listens, if it runs.
    pub(crate) fn address(&self, node: usize) -> Option<String> {
        let node = self.node(node);
        node.as_ref().map(|serving| serving.text("base_url").strip_prefix("http://").unwrap().to_owned())
    }

    /// What a server has logged.
    pub(crate) fn log(&self, node: usize) -> String {
        std::fs::read_to_string(self.room.path(&format!("node-{node}.err"))).unwrap()
    }

    /// Fails unless the store is sound.
    pub(crate) fn is_sound(&self) -> Value {
        let verified = self.kith("verify --output json");
        assert_eq!(verified["clean"], true, "{verified}");
        verified
    }

    /// All debits: request id and credits. And fails unless the entries add up to the balance.
    pub(crate) fn debits(&self) -> Vec<(String, i64)> {
        let (mut debits, mut sum, mut before) = (Vec::new(), 0, None);
        loop {
            let from = before.map(|before: i64| format!(" --before {before}")).unwrap_or_default();
            let page = self.kith(&format!("credits entries --limit 500 --output json{from}"));
            for entry in page["entries"].as_array().unwrap() {
                let credits = entry["credits"].as_i64().unwrap();
                assert!(entry["balance_after"].as_i64().unwrap() >= 0);
                if entry["kind"] == "debit" {
                    sum -= credits;
                    debits.push((entry["request_id"].as_str().unwrap().to_owned(), credits));
                } else {
                    sum += credits;
                }
            }
            before = page["next_before"].as_i64();
            if before.is_none() {
                break;
            }
        }
        assert_eq!(self.kith("credits show --output json")["balance"], sum);
        debits
    }
}
