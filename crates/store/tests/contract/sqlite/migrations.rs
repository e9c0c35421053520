//! A folder that an earlier kith made is opened and brought up to date, and nothing in it is lost.

use kith_model::{Changes, Query, SnapshotId, WorkspaceId};
use kith_store::{Criteria, Mode, SourceKind};

use crate::contract::backends::{Backend, Sqlite, is_clean};
use crate::contract::given::{at, people};
use crate::contract::jobs::new_sync;

const FIRST: &str = include_str!("../../../src/sqlite/migrations/0001.sql");

/// A folder as the first schema left it, with an account and a balance.
pub(super) async fn of_the_first_schema() -> Sqlite {
    let backend = Sqlite::new();
    let raw = backend.raw();
    raw.pragma_update(None, "journal_mode", "WAL").unwrap();
    raw.execute_batch(FIRST).unwrap();
    raw.execute_batch(
        "INSERT INTO workspaces VALUES (1, 'alice', 1777199700000000);
         INSERT INTO balances VALUES (1, 100, 100, 0, 1);
         INSERT INTO ledger VALUES (1, 1, 0, 100, 100, NULL, NULL, NULL, NULL, 1777199700000000);
         INSERT INTO accounts (n, workspace, id, name, owner, source, mode, paused, created_at)
         VALUES (7, 1, 'acc_1', 'Jane', 'jane doe', 'archive', 'mirror', 1, 1777199700000000);
         PRAGMA user_version = 1;",
    )
    .unwrap();
    backend
}

#[tokio::test]
async fn an_account_of_the_first_schema_is_there_and_needs_nothing_new() {
    let backend = of_the_first_schema().await;
    let store = backend.open().await;
    let (accounts, total) = store.accounts(WorkspaceId(1), 10, 0).await.unwrap();
    let account = &accounts[0];
    assert_eq!((account.id.as_str(), account.key.number, total), ("acc_1", 7, 1));
    assert_eq!((account.name.as_str(), account.owner.as_deref()), ("Jane", Some("jane doe")));
    assert_eq!((account.source, account.mode, account.paused), (SourceKind::Archive, Mode::Mirror, true));
    assert_eq!(
        (account.needs_authorization, account.authorized_until, &account.base_url),
        (false, None, &None)
    );
    assert_eq!((account.next_sync_at, account.suspect_total, account.created_at), (None, None, at(0)));
    assert_eq!(store.balance(WorkspaceId(1)).await.unwrap().balance, 100);
    is_clean(&*store).await;
}

#[tokio::test]
async fn a_migrated_folder_takes_what_is_new() {
    let backend = of_the_first_schema().await;
    let store = backend.open().await;
    let key = store.accounts(WorkspaceId(1), 10, 0).await.unwrap().0[0].key;
    let account = crate::contract::given::Owned { store, key };
    account.lists(&people(0..10)).await;
    account.queues(new_sync("sync_1", 0)).await;
    drop(account);
    let again = crate::contract::given::Owned { store: backend.open().await, key };
    assert_eq!(again.list().await, people(0..10));
    assert!(again.sync("sync_1").await.is_some());
    is_clean(&*again.store).await;
}

/// Four lists of nobody, of which the first two were dropped, as the first schema kept them.
fn with_history_of_the_first_schema(backend: &Sqlite) {
    let raw = backend.raw();
    let nobody = Changes::default().to_bytes();
    for seq in 1..=4 {
        let made = at(seq * 10 - 10).as_microsecond();
        if seq > 1 {
            let add = "INSERT INTO changes VALUES (7, ?, 0, 0, 0, ?, ?)";
            raw.execute(add, rusqlite::params![seq, made, nobody]).unwrap();
        }
        if seq > 2 {
            let add = "INSERT INTO snapshots (account, seq, id, total, manifest, created_at, superseded_at)
                       VALUES (7, ?1, 'snap_' || ?1, 0, x'', ?2, ?3)";
            let superseded = (seq < 4).then_some(made + 10_000_000);
            raw.execute(add, rusqlite::params![seq, made, superseded]).unwrap();
        }
    }
    raw.execute("UPDATE accounts SET head = 4", []).unwrap();
}

#[tokio::test]
async fn what_changed_before_sets_named_their_snapshots_is_read_and_the_names_that_are_left_are_found() {
    let backend = of_the_first_schema().await;
    with_history_of_the_first_schema(&backend);
    let store = backend.open().await;
    let key = store.accounts(WorkspaceId(1), 10, 0).await.unwrap().0[0].key;
    let sets = store.changes(key, 0, u32::MAX).await.unwrap();
    let names: Vec<_> = sets.iter().map(|set| (set.seq, set.snapshot.as_str())).collect();
    assert_eq!(names, [(2, "snap_0000000000000002"), (3, "snap_3"), (4, "snap_4")]);
    assert_eq!(store.prune(at(99), at(0)).await.unwrap(), 1);
    for (seq, name) in names {
        let number = store.snapshot_number(key, &SnapshotId::new(name)).await.unwrap();
        assert_eq!(number, Some(seq));
    }
    assert_eq!(store.snapshot_at(key, at(5)).await.unwrap(), None, "when the first was made is not known");
    assert_eq!(store.snapshot_at(key, at(15)).await.unwrap(), Some(2));
    is_clean(&*store).await;
}

#[tokio::test]
async fn the_search_index_of_an_earlier_kith_is_filled_anew_from_the_newest_lists() {
    let backend = of_the_first_schema().await;
    let raw = backend.raw();
    let list = people(0..700);
    let chunks = kith_model::chunk::chunks(&list);
    let add = "INSERT INTO snapshots (account, seq, id, total, manifest, created_at) VALUES (7, 1, 'snap_1', 700, ?, 0)";
    raw.execute(add, [kith_model::Manifest::of(&chunks).to_bytes()]).unwrap();
    for chunk in &chunks {
        let body = rusqlite::params![chunk.id().0, chunk.compress()];
        raw.execute("INSERT INTO chunks (account, id, body) VALUES (7, ?, ?)", body).unwrap();
    }
    for row in &list {
        let old = "INSERT INTO people (workspace, account, member, name) VALUES (1, 7, ?, ?)";
        raw.execute(old, rusqlite::params![row.member_id().0, row.name()]).unwrap();
    }
    raw.execute("UPDATE accounts SET head = 1", []).unwrap();
    let store = backend.open().await;
    let found = Criteria { words: Query::read("doe17"), ..Criteria::default() };
    assert_eq!(store.people_matching(WorkspaceId(1), &found).await.unwrap().len(), 11);
    is_clean(&*store).await;
}
