//! Proof on the bytes: what was erased is in no file of a table or an index any more. The database's own log holds it until
//! the database writes over it (docs/OPERATIONS.md).

use std::fs;
use std::path::Path;

use kith_model::Connection;
use kith_pg_fixture::{Options, PrivatePostgres, Programs};
use kith_store::Place;

use crate::contract::backends::{is_clean, settings};
use crate::contract::given::{Tenant, at, person};
use crate::contract::postgres::session::Session;

fn people(word: &str) -> Vec<Connection> {
    let named = |n: u32| Connection { last_name: Some(format!("{word}{n:04}")), ..person(n) };
    (0..2_000).map(named).collect()
}

/// Whether a word stands anywhere in the files of tables and indexes.
fn stands_in(folder: &Path, word: &str) -> bool {
    fs::read_dir(folder).unwrap().any(|found| {
        let path = found.unwrap().path();
        if path.is_dir() {
            return stands_in(&path, word);
        }
        // A file may be dropped while it is looked for.
        let bytes = fs::read(&path).unwrap_or_default();
        bytes.windows(word.len()).any(|window| window == word.as_bytes())
    })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_of_an_erased_account_is_left_in_a_table_or_an_index() {
    if Programs::find_or_skip().is_none() {
        return;
    }
    let server = PrivatePostgres::start(&Options::quick()).unwrap();
    server.create_database("kith").unwrap();
    let store = kith_store::open(&Place::Postgres(settings(server.url("kith")))).await.unwrap();
    let alice = Tenant::new(&store, "alice").await;
    let (erased, kept) = (alice.account("acc_1").await, alice.account("acc_2").await);
    erased.lists(&people("quixo")).await;
    kept.lists(&people("bramb")).await;
    erased.lists(&people("quixo")[..1_500]).await;
    let files = server.data().join("base");
    let on_disk = || server.psql("kith", "CHECKPOINT").unwrap();
    // As the database does by itself sooner or later: what it samples outlives the rows.
    server.psql("kith", "ANALYZE").unwrap();
    on_disk();
    assert!(stands_in(&files, "quixo") && stands_in(&files, "bramb"));
    assert!(store.delete_account(erased.key, None).await.unwrap());
    on_disk();
    assert!(!stands_in(&files, "quixo"), "a trace is left");
    assert!(stands_in(&files, "bramb"));
    is_clean(&*store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn where_tables_are_large_what_was_erased_is_cleared_away_without_writing_them_anew() {
    if Programs::find_or_skip().is_none() {
        return;
    }
    let server = PrivatePostgres::start(&Options::quick()).unwrap();
    server.create_database("kith").unwrap();
    let place =
        Place::Postgres(kith_store::PostgresSettings { rewrite_below: 0, ..settings(server.url("kith")) });
    let store = kith_store::open(&place).await.unwrap();
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    account.lists(&people("quixo")).await;
    let file = || server.psql("kith", "SELECT pg_relation_filenode('people')").unwrap();
    let before = file();
    assert!(store.delete_account(account.key, None).await.unwrap());
    assert_eq!(file(), before);
    assert_eq!(server.psql("kith", "SELECT pg_relation_size('people')").unwrap(), "0");
    assert_eq!(server.psql("kith", "SELECT value FROM meta WHERE name = 'erased'").unwrap(), "0");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_somebody_may_still_read_is_cleared_away_once_nobody_does() {
    if Programs::find_or_skip().is_none() {
        return;
    }
    let server = PrivatePostgres::start(&Options::quick()).unwrap();
    server.create_database("kith").unwrap();
    let store = kith_store::open(&Place::Postgres(settings(server.url("kith")))).await.unwrap();
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    account.lists(&people("quixo")).await;
    let size = || server.psql("kith", "SELECT pg_relation_size('people')").unwrap();
    let owed = || server.psql("kith", "SELECT value FROM meta WHERE name = 'erased'").unwrap();
    let reader = Session::of(&server.url("kith")).await;
    reader.does("BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM ledger").await;
    assert!(store.delete_account(account.key, None).await.unwrap());
    // It reads no table of people: only that it might keeps them.
    assert_eq!(owed(), "1");
    reader.does("COMMIT").await;
    store.prune(at(0), at(0)).await.unwrap();
    assert_eq!((owed(), size()), ("0".into(), "0".into()));
}
