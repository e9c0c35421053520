//! The database is away, slow, or another one by now: requests are refused and not charged, `/readyz` tells, and nothing
//! needs to be started anew when it is back.

use std::sync::Arc;

use kith_pg_fixture::{Mode, Options, PrivatePostgres, Programs, Replication};
use serde_json::json;

use crate::cluster::Cluster;
use crate::http::{Answer, Ask, Client};
use crate::support::ADA;

const SETTINGS: [&str; 3] =
    ["store.statement_timeout_seconds=2", "store.connect_timeout_seconds=2", "store.connections=4"];

fn asks(cluster: &Cluster, id: &str) -> Answer {
    let accounts = cluster.room.path("account");
    let account = std::fs::read_to_string(accounts).unwrap();
    let body =
        json!({"account_id": account, "action": "list_connections", "params": {"count": 5}}).to_string();
    let ask = Ask { method: "POST", path: "/v2/network", key: &cluster.key, id, retry: None, body: &body };
    Client::default().send(&cluster.address(0).unwrap(), &ask).unwrap()
}

fn ready(cluster: &Cluster) -> u16 {
    let ask = Ask { method: "GET", path: "/readyz", key: "", id: "a", retry: None, body: "" };
    Client::default().send(&cluster.address(0).unwrap(), &ask).unwrap().status
}

/// With a list that is in the server's caches.
fn with_ada(cluster: &Cluster) {
    cluster.room.file("ada.csv", ADA);
    let imported = cluster.kith("import ada.csv --account Ada --output json");
    cluster.room.file("account", imported["account_id"].as_str().unwrap());
    assert_eq!((asks(cluster, "before").status, ready(cluster)), (200, 200));
}

fn is_refused(cluster: &Cluster, id: &str) {
    let answer = asks(cluster, id);
    assert_eq!((answer.status, answer.code()), (503, "UNAVAILABLE"), "{answer:?}");
    assert!(answer.retry_after.is_some(), "{answer:?}");
    assert_eq!(answer.body["metadata"]["credits_consumed"], 0);
    assert_eq!(ready(cluster), 503);
}

fn serves_again(cluster: &Cluster) {
    for n in 0.. {
        if asks(cluster, &format!("again-{n}")).status == 200 {
            break;
        }
    }
    assert_eq!(ready(cluster), 200);
}

/// Whoever was answered has paid, and nobody else.
fn paid(cluster: &Cluster, refused: &[&str]) {
    let debits = cluster.debits();
    for id in refused {
        assert!(debits.iter().all(|(request, _)| request != id), "{id} was refused, and charged");
    }
    assert_eq!(debits.iter().filter(|(request, _)| request == "before").count(), 1);
    cluster.is_sound();
}

#[test]
fn a_database_that_is_away_refuses_and_charges_nothing_until_it_is_back() {
    let Some(cluster) = Cluster::start(1, &SETTINGS) else { return };
    with_ada(&cluster);
    cluster.postgres.stop(Mode::Fast).unwrap();
    is_refused(&cluster, "away");
    is_refused(&cluster, "still-away");
    cluster.postgres.start_again().unwrap();
    serves_again(&cluster);
    cluster.postgres.stop(Mode::Immediate).unwrap();
    is_refused(&cluster, "crashed");
    cluster.postgres.start_again().unwrap();
    serves_again(&cluster);
    paid(&cluster, &["away", "still-away", "crashed"]);
}

#[test]
fn a_database_that_takes_no_more_connections_refuses_and_charges_nothing() {
    let Some(cluster) = Cluster::start(1, &SETTINGS) else { return };
    with_ada(&cluster);
    cluster
        .postgres
        .psql(
            "postgres",
            "ALTER DATABASE kith ALLOW_CONNECTIONS false;
        SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'kith'",
        )
        .unwrap();
    // Once all connections have really ended: a charge that one took with it would be looked for until there is another.
    let left = "SELECT count(*) FROM pg_stat_activity WHERE datname = 'kith'";
    while cluster.postgres.psql("postgres", left).unwrap() != "0" || ready(&cluster) != 503 {
        std::thread::yield_now();
    }
    is_refused(&cluster, "full");
    cluster.postgres.psql("postgres", "ALTER DATABASE kith ALLOW_CONNECTIONS true").unwrap();
    serves_again(&cluster);
    paid(&cluster, &["full"]);
}

#[test]
fn a_database_that_hangs_is_waited_for_no_longer_than_is_set() {
    let Some(cluster) = Cluster::start(1, &SETTINGS) else { return };
    with_ada(&cluster);
    // A key that nobody has seen yet has to be looked up: nothing was sent that could be carried out later.
    let made = cluster.kith("key create --scope read --output json");
    cluster.postgres.pause().unwrap();
    let key = made["api_key"].as_str().unwrap();
    let ask = Ask { method: "GET", path: "/v2/credits", key, id: "hung", retry: None, body: "" };
    let answer = Client::default().send(&cluster.address(0).unwrap(), &ask).unwrap();
    assert_eq!((answer.status, answer.code()), (503, "UNAVAILABLE"), "{answer:?}");
    assert_eq!(ready(&cluster), 503);
    cluster.postgres.resume().unwrap();
    serves_again(&cluster);
    paid(&cluster, &["hung"]);
}

#[test]
fn a_charge_that_a_hanging_database_may_have_made_is_answered_as_it_turns_out() {
    let Some(cluster) = Cluster::start(1, &SETTINGS) else { return };
    with_ada(&cluster);
    // On a machine that dawdles they may all have asked what they rest on, and be refused, before any came to be charged:
    // then once more.
    for round in 0.. {
        assert!(round < 20, "no charge was ever under way when the database stopped");
        serves_again(&cluster);
        if charges_while_it_hangs(&cluster, round) {
            break;
        }
    }
    serves_again(&cluster);
    cluster.is_sound();
}

/// Stops the database under five charges, until one is looked for or all are refused, and lets it go on. Whether one was
/// looked for.
fn charges_while_it_hangs(cluster: &Cluster, round: u32) -> bool {
    std::thread::scope(|scope| {
        cluster.postgres.pause().unwrap();
        let asking = |n| {
            let id = format!("w{round}.{n}");
            scope.spawn(move || (asks(cluster, &id).status, id))
        };
        let waiting: Vec<_> = (0..5).map(asking).collect();
        // They are given up one after the other, and looked for: until the database is back none can be answered.
        let is_looked_for = || cluster.log(0).contains("is not known yet");
        while !is_looked_for() && !waiting.iter().all(std::thread::ScopedJoinHandle::is_finished) {
            std::thread::yield_now();
        }
        cluster.postgres.resume().unwrap();
        let debits = |of: &str| cluster.debits().iter().filter(|(id, _)| id == of).count();
        for (status, id) in waiting.into_iter().map(|one| one.join().unwrap()) {
            assert_eq!(debits(&id), usize::from(status == 200), "{id} was answered {status}");
        }
        is_looked_for()
    })
}

#[test]
fn a_standby_that_takes_over_is_found_and_nothing_that_was_answered_is_lost() {
    if Programs::find_or_skip().is_none() {
        return;
    }
    let primary = PrivatePostgres::start(&Options::durable()).unwrap();
    primary.create_database("kith").unwrap();
    let standby = primary.standby(Replication::Synchronous).unwrap();
    let (one, other) = (primary.port(), standby.port());
    let url =
        format!("postgres://kith@127.0.0.1:{one},127.0.0.1:{other}/kith?target_session_attrs=read-write");
    let cluster = Cluster::over(Arc::new(primary), url, 1, &SETTINGS);
    with_ada(&cluster);
    let mut answered: Vec<_> = (0..20).map(|n| format!("p{n}")).collect();
    answered.retain(|id| asks(&cluster, id).status == 200);
    cluster.postgres.stop(Mode::Immediate).unwrap();
    is_refused(&cluster, "between");
    standby.set("synchronous_standby_names", "").unwrap_or_default();
    standby.promote().unwrap();
    serves_again(&cluster);
    let debits = cluster.debits();
    for id in &answered {
        assert_eq!(debits.iter().filter(|(request, _)| request == id).count(), 1, "{id}");
    }
    paid(&cluster, &["between"]);
}
