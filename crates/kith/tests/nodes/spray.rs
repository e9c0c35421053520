//! A client that sprays requests over servers that are killed and started, on a database that is restarted, while the list
//! is replaced: whoever was answered has paid, once; whoever was refused has not; no page is of two lists.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use kith_pg_fixture::Mode;
use serde_json::{Value, json};

use crate::cluster::Cluster;
use crate::http::{Ask, Client};
use crate::load::{COUNT, Outcomes, list};

const CLIENTS: usize = 8;
const REQUESTS: usize = 20_000;
const MEMBERS: usize = 2_000;

/// What became of requests, and the codes of refusals.
#[derive(Default)]
struct Sprayed {
    outcomes: Outcomes,
    codes: HashMap<String, usize>,
}

#[test]
fn nothing_is_lost_torn_or_paid_twice_while_servers_die_and_the_database_restarts() {
    let Some(cluster) = Cluster::start(3, &["limits.requests_per_minute=100000000"]) else { return };
    cluster.room.file("a.csv", list(MEMBERS, "Acme"));
    cluster.room.file("b.csv", list(MEMBERS, "Brassknob"));
    let account = cluster.kith("import a.csv --account Ada --output json")["account_id"].clone();
    let account = account.as_str().unwrap();
    let (sent, done) = (AtomicUsize::new(0), AtomicBool::new(false));
    let sprayed = Mutex::new(Sprayed::default());
    std::thread::scope(|scope| {
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                let (cluster, sent, sprayed) = (&cluster, &sent, &sprayed);
                scope.spawn(move || sprays(cluster, account, client, sent, sprayed))
            })
            .collect();
        scope.spawn(|| replaces_lists(&cluster, &done));
        scope.spawn(|| breaks_things(&cluster, &sent));
        for client in clients {
            client.join().unwrap();
        }
        done.store(true, Ordering::Relaxed);
    });
    let Sprayed { outcomes, codes } = sprayed.into_inner().unwrap();
    let verified = cluster.is_sound();
    assert_eq!(verified["connections"], MEMBERS);
    outcomes.are_what_was_charged(&cluster);
    let (answered, refused) = (outcomes.answered.len(), outcomes.refused.len());
    assert!(answered > REQUESTS / 2, "{answered} answered, {refused} refused");
    assert!(refused > 0 && codes.keys().eq(["UNAVAILABLE"].iter()), "{codes:?}");
}

/// Sends its share of the requests, each to the next server. One of three has an idempotency key, and is repeated on
/// other servers until it is answered.
fn sprays(cluster: &Cluster, account: &str, number: usize, sent: &AtomicUsize, sprayed: &Mutex<Sprayed>) {
    let mut client = Client::default();
    for n in 0..REQUESTS / CLIENTS {
        let offset = (n * 97) % (MEMBERS - COUNT);
        let params = json!({"count": COUNT, "offset": offset});
        let body = json!({"account_id": account, "action": "list_connections", "params": params}).to_string();
        let retry = (n % 3 == 0).then(|| format!("k{number}-{n}"));
        for attempt in 0.. {
            let Some(address) = cluster.address((number + n + attempt) % cluster.len()) else { continue };
            let id = format!("c{number}-{n}-{attempt}");
            let ask = Ask {
                method: "POST",
                path: "/v2/network",
                key: &cluster.key,
                id: &id,
                retry: retry.as_deref(),
                body: &body,
            };
            let answer = client.send(&address, &ask);
            let mut sprayed = sprayed.lock().unwrap();
            let Sprayed { outcomes, codes } = &mut *sprayed;
            if let Some(key) = &retry {
                outcomes.by_key.entry(key.clone()).or_default().push(id.clone());
            }
            match answer {
                Some(answer) if answer.status == 200 => {
                    check_page(&answer.body, offset);
                    if retry.is_none() {
                        outcomes.answered.push(id);
                    }
                    break;
                }
                Some(answer) => {
                    assert_eq!((answer.status, answer.retry_after.is_some()), (503, true), "{}", answer.body);
                    *codes.entry(answer.code().to_owned()).or_default() += 1;
                    outcomes.refused.push(id);
                }
                None => outcomes.cut.push(id),
            }
            if retry.is_none() {
                break;
            }
        }
        sent.fetch_add(1, Ordering::Relaxed);
    }
}

/// The page is a stretch of one list: the right members, all with the company of that list.
fn check_page(answer: &Value, offset: usize) {
    let connections = answer["data"]["connections"].as_array().unwrap();
    assert_eq!((connections.len(), &answer["metadata"]["credits_consumed"]), (COUNT, &json!(2)));
    let company = &connections[0]["job_title"];
    for (at, connection) in connections.iter().enumerate() {
        let n = offset + at;
        assert_eq!(connection["name"], format!("First{n} Last{n}"));
        assert_eq!(connection["job_title"], *company, "a page of two snapshots");
    }
}

/// Moves the account from one list to the other and back; while the database is away an import may fail.
fn replaces_lists(cluster: &Cluster, done: &AtomicBool) {
    for list in ["b.csv", "a.csv"].into_iter().cycle() {
        if done.load(Ordering::Relaxed) {
            return;
        }
        let output = cluster.try_kith(&format!("import {list} --account Ada"));
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() || said.contains("error:"), "{said}");
    }
}

/// One thing after the other, each when so many requests were sent.
fn breaks_things(cluster: &Cluster, sent: &AtomicUsize) {
    let reached = |share: usize| {
        while sent.load(Ordering::Relaxed) < REQUESTS * share / 100 {
            std::thread::yield_now();
        }
    };
    reached(10);
    cluster.kill(0);
    reached(20);
    cluster.begin(0);
    reached(30);
    cluster.postgres.restart(Mode::Immediate).unwrap(); // as by a crash: it recovers from its log
    reached(45);
    cluster.kill(1);
    reached(55);
    cluster.begin(1);
    reached(65);
    cluster.postgres.restart(Mode::Fast).unwrap();
    reached(75);
    cluster.stop(2);
    reached(85);
    cluster.begin(2);
}
