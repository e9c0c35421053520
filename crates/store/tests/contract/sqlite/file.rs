//! The embedded store's file, and the way in behind the store's back that the other tests here use.

use std::fs;

use kith_store::{Error, Place};
use rusqlite::Connection;

use crate::contract::backends::{Backend, Sqlite};
use crate::contract::given::{Tenant, people};

impl Sqlite {
    /// The file, past the store.
    pub(super) fn raw(&self) -> Connection {
        Connection::open(self.0.path().join("kith.sqlite3")).unwrap()
    }

    /// Every byte of every file of the store: the database, its log, whatever else lies there.
    pub(super) fn on_disk(&self) -> Vec<u8> {
        let files = fs::read_dir(self.0.path()).unwrap();
        files.flat_map(|file| fs::read(file.unwrap().path()).unwrap()).collect()
    }

    fn log_bytes(&self) -> u64 {
        fs::metadata(self.0.path().join("kith.sqlite3-wal")).map_or(0, |log| log.len())
    }
}

#[tokio::test]
async fn closing_folds_the_log_into_the_database() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    Tenant::new(&store, "alice").await.account("acc_1").await.lists(&people(0..300)).await;
    assert!(backend.log_bytes() > 0);
    store.close().await.unwrap();
    assert_eq!(backend.log_bytes(), 0);
}

#[tokio::test]
async fn what_was_committed_is_there_when_the_folder_is_opened_again() {
    let backend = Sqlite::new();
    let account = Tenant::new(&backend.open().await, "alice").await.account("acc_1").await;
    account.lists(&people(0..300)).await;
    let generation = account.store.generation(account.key.workspace).await.unwrap();
    let key = account.key;
    drop(account);
    let again = crate::contract::given::Owned { store: backend.open().await, key };
    assert_eq!(again.list().await, people(0..300));
    assert_eq!(again.store.generation(key.workspace).await.unwrap(), generation);
}

#[tokio::test]
async fn a_folder_that_a_newer_kith_wrote_is_refused_and_left_as_it_is() {
    let backend = Sqlite::new();
    drop(backend.open().await);
    backend.raw().pragma_update(None, "user_version", 99).unwrap();
    let refused = kith_store::open(&backend.place()).await.err().unwrap().to_string();
    assert!(refused.contains("newer kith (schema 99;"), "{refused}");
    let version: i64 = backend.raw().query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap();
    assert_eq!(version, 99);
}

#[tokio::test]
async fn a_folder_that_cannot_be_opened_is_unavailable() {
    let backend = Sqlite::new();
    let missing = backend.0.path().join("missing");
    assert!(matches!(kith_store::open(&Place::folder(&missing)).await, Err(Error::Unavailable(_))));
    fs::write(backend.0.path().join("kith.sqlite3"), "this is a letter to my aunt, not a database").unwrap();
    assert!(matches!(kith_store::open(&backend.place()).await, Err(Error::Damaged(_))));
}

#[tokio::test]
async fn a_value_that_no_kith_writes_is_damage() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    account.lists(&people(0..10)).await;
    let raw = backend.raw();
    raw.execute("UPDATE accounts SET mode = 'x'", []).unwrap();
    let found = store.accounts(account.key.workspace, 10, 0).await;
    assert!(matches!(found, Err(Error::Damaged(_))), "{found:?}");
    raw.execute("UPDATE snapshots SET manifest = substr(manifest, 2)", []).unwrap();
    let found = store.snapshot(account.key, None).await;
    assert!(matches!(found, Err(Error::Damaged(_))), "{found:?}");
}
