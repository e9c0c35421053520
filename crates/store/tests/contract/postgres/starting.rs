//! Servers that start together, or against a schema that is not theirs.

use kith_pg_fixture::{Options, PrivatePostgres, Programs};
use kith_store::{Charged, Error, Place};

use crate::contract::backends::{Backend, Postgres, is_clean, settings};
use crate::contract::given::{Tenant, people};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn however_many_servers_start_together_the_schema_is_made_once() {
    let Some(backend) = Postgres::fresh().await else { return };
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let place = backend.place();
        all.spawn(async move { kith_store::open(&place).await.map(drop) });
    }
    assert!(all.join_all().await.into_iter().all(|opened| opened.is_ok()));
    let versions = backend.0.psql("SELECT version FROM schema_versions ORDER BY version").unwrap();
    let newest: usize = versions.lines().last().unwrap().parse().unwrap();
    assert_eq!(versions.lines().count(), newest + 1);
    assert_eq!(backend.0.psql("SELECT value FROM meta WHERE name = 'handles'").unwrap(), "12");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_schema_that_this_kith_can_no_longer_use_is_refused_and_left_as_it_is() {
    let Some(backend) = Postgres::fresh().await else { return };
    let store = backend.open().await;
    Tenant::new(&store, "alice").await.account("acc_1").await.lists(&people(0..9)).await;
    backend.0.psql("INSERT INTO schema_versions (version, usable_from) VALUES (99, 98)").unwrap();
    let refused = kith_store::open(&backend.place()).await.err().unwrap();
    assert!(
        matches!(&refused, Error::Unavailable(says) if says.contains("newer kith (schema 99")),
        "{refused}"
    );
    backend.0.psql("UPDATE schema_versions SET usable_from = 1 WHERE version = 99").unwrap();
    is_clean(&*backend.open().await).await;
}

#[tokio::test]
async fn an_address_of_no_database_says_what_is_wrong_without_its_password() {
    let Some(backend) = Postgres::fresh().await else { return };
    let url = backend.0.url().replace("kith@", "kith:s3cret@");
    for wrong in [url.replace("/postgres?", "/not-there?"), url.replace("127.0.0.1:", "127.0.0.1:1")] {
        let place = Place::Postgres(settings(wrong));
        let refused = kith_store::open(&place).await.err().unwrap();
        assert!(matches!(refused, Error::Unavailable(_)), "{refused}");
        assert!(!refused.to_string().contains("s3cret"), "{refused}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_that_may_make_no_tables_serves_from_those_that_there_are() {
    if Programs::find_or_skip().is_none() {
        return;
    }
    let server = PrivatePostgres::start(&Options::quick()).unwrap();
    server.create_database("kith").unwrap();
    let url = server.url("kith");
    drop(kith_store::open(&Place::Postgres(settings(url.clone()))).await.unwrap());
    let least = "REVOKE CREATE ON SCHEMA public FROM PUBLIC; CREATE ROLE least LOGIN;
                 GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO least;
                 GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO least";
    server.psql("kith", least).unwrap();
    let (_, rest) = url.split_once('@').unwrap();
    let place = Place::Postgres(settings(format!("postgres://least@{rest}")));
    let store = kith_store::open(&place).await.unwrap();
    let alice = Tenant::new(&store, "alice").await;
    alice.account("acc_1").await.lists(&people(0..9)).await;
    assert!(matches!(alice.pays(1).await, Charged::Done { .. }));
    is_clean(&*store).await;
}
