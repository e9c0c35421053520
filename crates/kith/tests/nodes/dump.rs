//! Backups of a shared store are its own tools': a dump taken while servers charge is restored into a new database, is
//! sound, serves the same, and holds no key.

use std::sync::atomic::{AtomicBool, Ordering};

use kith_pg_fixture::Programs;
use serde_json::json;

use crate::cluster::{Cluster, MASTER_KEY};
use crate::http::{Ask, Client};
use crate::support::ADA;

#[test]
fn a_dump_taken_while_servers_charge_is_restored_and_sound_and_holds_no_key() {
    let Some(cluster) = Cluster::start(1, &["limits.requests_per_minute=1000000"]) else { return };
    let programs = Programs::find_or_skip().unwrap();
    cluster.room.file("ada.csv", ADA);
    let imported = cluster.kith("import ada.csv --account Ada --output json");
    let account = imported["account_id"].as_str().unwrap();
    // However soon the dump looks, something was charged before.
    assert_eq!(read(&cluster, &mut Client::default(), account, "before"), Some(200));
    let dump = cluster.room.path("kith.dump");
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let reading = scope.spawn(|| reads_until(&cluster, account, &done));
        let mut pg_dump = programs.command("pg_dump");
        pg_dump
            .args(["--format=custom", "--compress=0", "--no-owner", "--file"])
            .arg(&dump)
            .arg(&cluster.url);
        assert!(pg_dump.status().unwrap().success());
        done.store(true, Ordering::Relaxed);
        assert!(reading.join().unwrap() > 0);
    });
    cluster.postgres.create_database("again").unwrap();
    let again = cluster.postgres.url("again");
    let mut restore = programs.command("pg_restore");
    restore.args(["--no-owner", "--exit-on-error", "--dbname", &again]).arg(&dump);
    assert!(restore.status().unwrap().success());

    let cluster = cluster.moved_to(again);
    assert_eq!(cluster.is_sound()["connections"], imported["connections"]);
    let charged = cluster.debits().len();
    assert!(charged > 0);
    cluster.stop(0);
    cluster.begin(0);
    let answer = read(&cluster, &mut Client::default(), account, "after").unwrap();
    assert_eq!(answer, 200);
    assert_eq!(cluster.debits().len(), charged + 1);

    let bytes = std::fs::read(&dump).unwrap();
    let holds = |text: &str| bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(holds("list_connections") && holds("Marchpane"), "the dump can be read");
    for secret in [cluster.key.as_str(), cluster.key.strip_prefix("kith_").unwrap(), MASTER_KEY] {
        assert!(!holds(secret), "a key is in the dump");
    }
}

fn read(cluster: &Cluster, client: &mut Client, account: &str, id: &str) -> Option<u16> {
    let body =
        json!({"account_id": account, "action": "list_connections", "params": {"count": 5}}).to_string();
    let ask = Ask { method: "POST", path: "/v2/network", key: &cluster.key, id, retry: None, body: &body };
    client.send(&cluster.address(0).unwrap(), &ask).map(|answer| answer.status)
}

/// How many pages were read.
fn reads_until(cluster: &Cluster, account: &str, done: &AtomicBool) -> usize {
    let mut client = Client::default();
    for n in 0.. {
        if done.load(Ordering::Relaxed) {
            return n;
        }
        assert_eq!(read(cluster, &mut client, account, &format!("r{n}")), Some(200));
    }
    0
}
