//! A backup is one moment of the store, whatever goes on meanwhile: clean, private, and without traces of what was
//! erased. What no kith wrote is not taken for one.

use std::fs::{self, OpenOptions};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use kith_model::{KeyId, WorkspaceId};
use kith_store::{BackedUp, Entry, Error, NewSession, SignInLink, Store};
use tokio::sync::oneshot;

use super::erasure::{histories, words_left};
use super::migrations::of_the_first_schema;
use crate::contract::backends::{Backend, Sqlite, is_clean};
use crate::contract::given::{Owned, Tenant, at, people};
use crate::contract::keys::key;

impl Sqlite {
    /// Where the file of the store lies.
    fn file(&self) -> PathBuf {
        self.0.path().join("kith.sqlite3")
    }

    /// A folder with nothing but a backup of `store` in it.
    async fn backup_of(store: &dyn Store) -> Self {
        let copy = Self::new();
        OpenOptions::new().write(true).create_new(true).mode(0o600).open(copy.file()).unwrap();
        assert_eq!(store.backup(&copy.file(), &|_, _| ()).await.unwrap(), BackedUp::Done);
        assert_eq!(fs::read_dir(copy.0.path()).unwrap().count(), 1, "it is one file");
        copy
    }

    fn open_copy(&self) -> Arc<dyn Store> {
        kith_store::open_copy(self.0.path()).unwrap().unwrap()
    }
}

async fn entries_of(store: &dyn Store, workspace: WorkspaceId) -> Vec<Entry> {
    let mut entries = store.entries(workspace, 100_000, None).await.unwrap();
    entries.reverse();
    entries
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_beside_charges_and_imports_is_clean_and_its_ledger_a_beginning() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let alice = Tenant::new(&store, "alice").await;
    store.grant(alice.id, 1_000_000, at(0)).await.unwrap();
    let account = alice.account("acc_1").await;
    account.lists(&people(0..2_000)).await;
    for _ in 0..3 {
        let (stop, mut stopped) = oneshot::channel::<()>();
        let charges = tokio::spawn({
            let alice = alice.clone();
            async move {
                let mut charged = 0_u32;
                while stopped.try_recv().is_err() {
                    alice.pays(1).await;
                    charged += 1;
                }
                charged
            }
        });
        let imports = tokio::spawn({
            let account = account.clone();
            async move {
                for shift in 0..10 {
                    account.lists(&people(shift..2_000 + shift * 20)).await;
                }
            }
        });
        let before = alice.entries().await.len();
        let copy = Sqlite::backup_of(&*store).await;
        imports.await.unwrap();
        stop.send(()).unwrap();
        assert!(charges.await.unwrap() > 0);
        let copied = copy.open_copy();
        is_clean(&*copied).await;
        let (then, now) = (entries_of(&*copied, alice.id).await, entries_of(&*store, alice.id).await);
        assert!(before.min(1_000) <= then.len() && then.len() <= now.len());
        assert_eq!(then, now[..then.len()]);
        let newest = Owned { store: Arc::clone(&copied), key: account.key }.list().await;
        assert!(newest.len() >= 1_900, "{} rows", newest.len());
    }
    is_clean(&*store).await;
}

#[tokio::test]
async fn a_backup_goes_on_as_the_store_did() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let alice = Tenant::new(&store, "alice").await;
    let account = alice.account("acc_1").await;
    account.lists(&people(0..700)).await;
    alice.pays(3).await;
    let copy = Sqlite::backup_of(&*store).await;
    let copied = copy.open_copy();
    let same = Owned { store: Arc::clone(&copied), key: account.key };
    assert_eq!(same.list().await, people(0..700));
    let tenant = Tenant { store: Arc::clone(&copied), id: alice.id };
    assert_eq!(tenant.entries().await, alice.entries().await);
    tenant.pays(1).await;
    same.lists(&people(1..800)).await;
    alice.has(97).await;
    tenant.has(96).await;
    is_clean(&*copied).await;
    copied.close().await.unwrap();
    assert_eq!(fs::read_dir(copy.0.path()).unwrap().count(), 1, "closed, it is one file again");
}

#[tokio::test]
async fn what_was_erased_is_not_in_the_bytes_of_a_backup() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let alice = Tenant::new(&store, "alice").await;
    let all = histories(&backend, &alice, &['a', 'b']).await;
    // A reader keeps the store from scrubbing its own file: the copy is without traces all the same.
    let reader = backend.raw();
    reader.execute_batch("BEGIN; SELECT count(*) FROM people").unwrap();
    assert!(store.delete_account(all[0].0.key, None).await.unwrap());
    assert!(!words_left(&backend, 'a').is_empty());
    let copy = Sqlite::backup_of(&*store).await;
    assert!(words_left(&copy, 'a').is_empty());
    assert!(words_left(&copy, 'b').len() > 500);
    is_clean(&*copy.open_copy()).await;
}

/// A hash that is found again in bytes.
fn hash(n: u32) -> [u8; 32] {
    format!("{:<32}", format!("signed-in-{n:04}")).into_bytes().try_into().unwrap()
}

#[tokio::test]
async fn nobody_is_signed_in_by_a_backup_and_nothing_of_a_session_or_link_is_in_its_bytes() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let alice = Tenant::new(&store, "alice").await;
    store.add_key(key(alice.id, 1)).await.unwrap();
    for n in 0..600 {
        let (hash, workspace, key) = (hash(n), alice.id, KeyId::new("key_1"));
        let session = NewSession { hash, workspace, key: key.clone(), at: at(0) };
        assert!(store.add_session(session, at(-1)).await.unwrap());
        assert!(store.add_link(SignInLink { hash, workspace, key, expires_at: at(900) }).await.unwrap());
    }
    let copy = Sqlite::backup_of(&*store).await;
    assert_eq!(copy.on_disk().windows(10).filter(|bytes| bytes == b"signed-in-").count(), 0);
    let copied = copy.open_copy();
    is_clean(&*copied).await;
    assert_eq!(copied.session(hash(7), at(0)).await.unwrap(), None);
    assert_eq!(copied.take_link(hash(7), at(1)).await.unwrap(), None);
    assert!(copied.key_by_hash(key(alice.id, 1).hash).await.unwrap().is_some(), "keys work as before");
    // Who is signed in at the store itself stays so.
    assert!(store.session(hash(7), at(0)).await.unwrap().is_some());
    assert!(store.take_link(hash(7), at(1)).await.unwrap().is_some());
}

#[tokio::test]
async fn a_backup_is_as_private_as_the_file_that_it_is_written_into() {
    let backend = Sqlite::new();
    let copy = Sqlite::backup_of(&*backend.open().await).await;
    assert_eq!(fs::metadata(copy.file()).unwrap().permissions().mode() & 0o777, 0o600);
}

#[tokio::test]
async fn a_backup_tells_how_far_it_is() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    account.lists(&people(0..60_000)).await;
    let (copy, told) = (Sqlite::new(), Mutex::new(Vec::new()));
    let tell = |done, all| told.lock().unwrap().push((done, all));
    store.backup(&copy.file(), &tell).await.unwrap();
    let told = told.into_inner().unwrap();
    assert!(told.len() > 2 && told.is_sorted() && told.iter().all(|(done, all)| done <= all), "{told:?}");
    let bytes = fs::metadata(copy.file()).unwrap().len();
    assert_eq!(told.last(), Some(&(bytes, bytes)));
}

#[tokio::test]
async fn a_file_with_something_in_it_is_not_written_over() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let other = Sqlite::new();
    fs::write(other.file(), "a letter to my aunt").unwrap();
    assert!(store.backup(&other.file(), &|_, _| ()).await.is_err());
    assert_eq!(fs::read_to_string(other.file()).unwrap(), "a letter to my aunt");
    let nowhere = other.0.path().join("missing/kith.sqlite3");
    assert!(matches!(store.backup(&nowhere, &|_, _| ()).await, Err(Error::Unavailable(_))));
}

#[tokio::test]
async fn a_backup_of_an_earlier_kith_is_brought_up_to_date() {
    let backend = of_the_first_schema().await;
    assert_eq!(backend.open_copy().accounts(WorkspaceId(1), 10, 0).await.unwrap().1, 1);
}

#[tokio::test]
async fn what_no_kith_wrote_is_no_backup_and_stays_as_it_is() {
    let other = Sqlite::new();
    assert!(matches!(kith_store::open_copy(other.0.path()), Err(Error::Unavailable(_))));
    let long = "this is a letter to my aunt. ".repeat(200);
    for text in ["", "a letter to my aunt", &long] {
        fs::write(other.file(), text).unwrap();
        assert!(kith_store::open_copy(other.0.path()).unwrap().is_none(), "{text:.20}");
        assert_eq!(fs::read_to_string(other.file()).unwrap(), *text);
    }
    fs::remove_file(other.file()).unwrap();
    other.raw().execute_batch("CREATE TABLE ledger (n); PRAGMA user_version = 2").unwrap();
    let before = fs::read(other.file()).unwrap();
    assert!(kith_store::open_copy(other.0.path()).unwrap().is_none());
    assert_eq!(fs::read(other.file()).unwrap(), before);
}
