//! What is done at one server holds at all: a revoked key, a paused account, a new list, an idempotency key.

use std::sync::Mutex;

use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::http::{Answer, Ask, Client};
use crate::support::{ADA, ADA_NEWER};

fn asks(cluster: &Cluster, node: usize, key: &str, retry: Option<&str>, account: &str, count: u32) -> Answer {
    let body = json!({"account_id": account, "action": "list_connections", "params": {"count": count}});
    let (body, address) = (body.to_string(), cluster.address(node).unwrap());
    let ask = Ask { method: "POST", path: "/v2/network", key, id: "a", retry, body: &body };
    Client::default().send(&address, &ask).unwrap()
}

/// Asks every server until all answer as is wanted. That a quarter of a second is enough, the API's tests show with a
/// clock that stands still.
fn soon(cluster: &Cluster, is_so: impl Fn(usize) -> bool) {
    for node in 0..cluster.len() {
        while !is_so(node) {
            std::thread::yield_now();
        }
    }
}

#[test]
fn what_is_done_at_one_server_holds_at_all() {
    let Some(cluster) = Cluster::start(3, &[]) else { return };
    for name in ["ada.csv", "newer.csv"] {
        cluster.room.file(name, if name == "ada.csv" { ADA } else { ADA_NEWER });
    }
    let imported = cluster.kith("import ada.csv --account Ada --output json");
    let account = imported["account_id"].as_str().unwrap().to_owned();
    let made = cluster.kith("key create --scope read --output json");
    let (key, id) = (made["api_key"].as_str().unwrap(), made["key_id"].as_str().unwrap());
    let page = |node: usize| asks(&cluster, node, key, None, &account, 100);
    let first: Vec<_> = (0..3).map(|node| page(node).body["data"].clone()).collect();
    assert!(first.iter().all(|data| *data == first[0] && data["total_results"] != 0), "{first:?}");

    cluster.kith("import newer.csv --account Ada --output json");
    soon(&cluster, |node| page(node).body["data"] != first[0]);
    cluster.try_kith("account pause Ada");
    soon(&cluster, |node| page(node).code() == "ACCOUNT_INACTIVE");
    cluster.try_kith("account resume Ada");
    soon(&cluster, |node| page(node).status == 200);
    cluster.try_kith(&format!("key revoke {id}"));
    soon(&cluster, |node| page(node).code() == "INVALID_API_KEY");
    cluster.is_sound();
}

#[test]
fn one_idempotency_key_on_all_servers_at_once_is_one_charge_and_one_answer() {
    let Some(cluster) = Cluster::start(3, &[]) else { return };
    cluster.room.file("ada.csv", ADA);
    let imported = cluster.kith("import ada.csv --account Ada --output json");
    let account = imported["account_id"].as_str().unwrap();
    for round in 0..20 {
        let (answers, retry) = (Mutex::new(Vec::new()), format!("k{round}"));
        std::thread::scope(|scope| {
            for twin in 0..6 {
                let (cluster, answers, retry) = (&cluster, &answers, &retry);
                scope.spawn(move || {
                    let answer = asks(cluster, twin % 3, &cluster.key, Some(retry), account, 5);
                    answers.lock().unwrap().push(answer);
                });
            }
        });
        let answers = answers.into_inner().unwrap();
        assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
        assert_eq!(answers.iter().filter(|answer| !answer.replayed).count(), 1);
        let bodies: Vec<&Value> = answers.iter().map(|answer| &answer.body).collect();
        assert!(bodies.iter().all(|body| *body == bodies[0]), "{bodies:?}");
    }
    assert_eq!(cluster.debits().len(), 20);
    cluster.is_sound();
}

#[test]
fn servers_with_different_master_keys_do_not_share_a_store() {
    let Some(cluster) = Cluster::start(1, &[]) else { return };
    let mut words = cluster.room.command(&["serve", "--data", "other", "--listen", "127.0.0.1:0"]);
    let other = "77".repeat(32);
    let refused = words.envs([("KITH_MASTER_KEY", other.as_str()), ("KITH_STORE__URL", &cluster.url)]);
    let refused = refused.output().unwrap();
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.contains("sealed with another master key"), "{said}");
    assert!(!said.contains(&other));
}
