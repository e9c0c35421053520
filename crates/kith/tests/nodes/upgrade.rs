//! A rolling upgrade: the schema of the next version comes under servers that go on, and servers of this version start on
//! it. That every statement of theirs keeps its promise there, the store's contract shows.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;

use crate::cluster::Cluster;
use crate::http::{Ask, Client};
use crate::support::{ADA, ADA_NEWER};

const NEXT: &str = include_str!("../../../store/tests/contract/postgres/next.sql");
const READS: usize = 600;

#[test]
fn servers_go_on_while_the_schema_of_the_next_version_comes_under_them() {
    let Some(cluster) = Cluster::start(2, &["limits.requests_per_minute=1000000"]) else { return };
    cluster.room.file("ada.csv", ADA);
    cluster.room.file("newer.csv", ADA_NEWER);
    let imported = cluster.kith("import ada.csv --account Ada --output json");
    let account = imported["account_id"].as_str().unwrap();
    let read = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for node in 0..2 {
            let (cluster, read) = (&cluster, &read);
            scope.spawn(move || {
                let mut client = Client::default();
                for n in 0..READS {
                    let params = json!({"count": 5});
                    let body = json!({"account_id": account, "action": "list_connections", "params": params})
                        .to_string();
                    let (key, id) = (cluster.key.as_str(), format!("n{node}-{n}"));
                    let ask =
                        Ask { method: "POST", path: "/v2/network", key, id: &id, retry: None, body: &body };
                    let answer = client.send(&cluster.address(node).unwrap(), &ask).unwrap();
                    assert_eq!(answer.status, 200, "{answer:?}");
                    read.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        while read.load(Ordering::Relaxed) < READS / 4 {
            std::thread::yield_now();
        }
        cluster.postgres.psql("kith", NEXT).unwrap();
        cluster.kith("import newer.csv --account Ada --output json");
    });
    cluster.stop(0);
    cluster.begin(0);
    assert_eq!(cluster.debits().len(), 2 * READS);
    cluster.is_sound();
}
