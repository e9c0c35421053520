//! A folder that an earlier kith made is opened and brought up to date, and nothing in it is lost.

use kith_model::{SnapshotId, WorkspaceId};
use kith_store::{Mode, SourceKind};

use crate::contract::backends::{Backend, Sqlite, is_clean};
use crate::contract::given::{Tenant, at, people};
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

#[tokio::test]
async fn what_changed_before_sets_named_their_snapshots_is_read_and_the_names_that_are_left_are_found() {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let account = Tenant::new(&store, "alice").await.account("acc_1").await;
    for (seconds, n) in [(0, 10), (10, 11), (20, 12), (30, 13)] {
        account.lists_at(seconds, &people(0..n)).await;
    }
    store.prune(at(21), at(0)).await.unwrap(); // the first two snapshots go
    store.close().await.unwrap();
    backend
        .raw()
        .execute_batch(
            "DROP INDEX changes_snapshot; DELETE FROM changes WHERE seq = 1;
             ALTER TABLE changes DROP COLUMN snapshot;
             PRAGMA user_version = 3;",
        )
        .unwrap();
    let store = backend.open().await;
    let sets = store.changes(account.key, 0, u32::MAX).await.unwrap();
    let names: Vec<_> = sets.iter().map(|set| (set.seq, set.snapshot.as_str())).collect();
    assert_eq!(names, [(2, "snap_0000000000000002"), (3, "snap_3"), (4, "snap_4")]);
    store.prune(at(99), at(0)).await.unwrap();
    for (seq, name) in names {
        let number = store.snapshot_number(account.key, &SnapshotId::new(name)).await.unwrap();
        assert_eq!(number, Some(seq));
    }
    assert_eq!(
        store.snapshot_at(account.key, at(5)).await.unwrap(),
        None,
        "when the first was made is not known"
    );
    assert_eq!(store.snapshot_at(account.key, at(15)).await.unwrap(), Some(2));
    is_clean(&*store).await;
}
