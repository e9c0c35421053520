//! What was changed behind the store's back, a verification finds: each kind of row in each way that matters.

use kith_store::{Held, Hold, SyncStatus};

use crate::contract::backends::{Backend, Postgres};
use crate::contract::given::{Tenant, at, people};
use crate::contract::jobs::end_of;

/// What is done to a row, and what is said of it.
const TAMPERED: [(&str, &str); 28] = [
    (
        "UPDATE chunks SET body = set_byte(body, length(body) / 2, get_byte(body, length(body) / 2) # 1)
         WHERE id = (SELECT id FROM chunks ORDER BY id LIMIT 1)",
        "is not what its name says",
    ),
    (
        "DELETE FROM chunks WHERE id = (SELECT id FROM chunks ORDER BY id LIMIT 1)",
        "which is missing or differs",
    ),
    (
        "INSERT INTO chunks (workspace, account, id, body)
         SELECT workspace, account, decode(repeat('00', 32), 'hex'), body FROM chunks LIMIT 1",
        "1 chunks are in no snapshot",
    ),
    (
        "UPDATE snapshots SET manifest = set_byte(manifest, 3, get_byte(manifest, 3) # 1) WHERE id = 'snap_3'",
        "which is missing or differs",
    ),
    (
        "UPDATE snapshots SET manifest = substr(manifest, 35) WHERE id = 'snap_3'",
        "the manifest of snapshot 3 is damaged",
    ),
    ("DELETE FROM snapshots WHERE id = 'snap_3'", "its newest snapshot is missing"),
    ("UPDATE changes SET body = substr(body, 5) WHERE seq = 2", "the changes of snapshot 2 are damaged"),
    ("UPDATE changes SET added = added + 1 WHERE seq = 2", "the changes of snapshot 2 are damaged"),
    ("DELETE FROM changes WHERE seq = 2", "the changes of snapshot 2 are missing"),
    ("DELETE FROM changes WHERE seq = 3", "the changes of snapshot 3 are missing"),
    (
        "DELETE FROM people WHERE member = (SELECT member FROM people ORDER BY member LIMIT 1)",
        "the search index is not that of its newest snapshot",
    ),
    (
        "UPDATE people SET name = 'John Doe' WHERE member = (SELECT member FROM people ORDER BY member LIMIT 1)",
        "the search index is not that of its newest snapshot",
    ),
    (
        "UPDATE people SET account = 404 WHERE member = (SELECT member FROM people ORDER BY member LIMIT 1)",
        "people has rows of an owner",
    ),
    ("UPDATE balances SET balance = balance + 1", "the balance is not the sum of its entries"),
    ("DELETE FROM ledger WHERE id = 2", "entry 2 does not follow from those before it"),
    ("UPDATE ledger SET credits = credits + 1 WHERE id = 3", "entry 3 does not follow from those before it"),
    ("UPDATE ledger SET debit = NOT debit WHERE id = 2", "entry 2 does not follow from those before it"),
    ("DELETE FROM balances", "the workspace has no balance"),
    ("UPDATE balances SET held = held - 1", "what is held is not the sum of its holds"),
    ("DELETE FROM holds", "what is held is not the sum of its holds"),
    ("UPDATE holds SET credits = credits + 1000", "what is held is not the sum of its holds"),
    ("DELETE FROM workspaces", "accounts has rows of an owner that is gone"),
    ("DELETE FROM key_hashes", "the hashes of the keys do not lead to them"),
    ("UPDATE keys SET hash = decode(repeat('07', 32), 'hex')", "the hashes of the keys do not lead to them"),
    ("UPDATE syncs SET ended_at = 1 WHERE id = 'sync_2'", "a sync has ended and is active, or neither"),
    ("UPDATE syncs SET leased_until = NULL WHERE id = 'sync_2'", "a sync runs without a lease"),
    ("UPDATE syncs SET snapshot = NULL WHERE id = 'sync_1'", "a sync succeeded and left no snapshot"),
    ("DELETE FROM credentials", "it is authorized and has no tokens"),
];

/// A store with some history.
async fn with_history() -> Option<Postgres> {
    let backend = Postgres::fresh().await?;
    let store = backend.open().await;
    let alice = Tenant::new(&store, "alice").await;
    store.add_key(super::super::keys::key(alice.id, 1)).await.unwrap();
    let account = alice.account("acc_1").await;
    for list in [people(0..600), people(1..601), people(1..602)] {
        account.lists(&list).await;
    }
    let called = alice.api_account("acc_2").await;
    let lease = called.runs("sync_1").await;
    let commit = called.commit_with(end_of(&lease, SyncStatus::Succeeded), 0..9).await;
    called.commits(commit).await;
    called.runs("sync_2").await;
    let hold = Hold { workspace: alice.id, credits: 80, at: at(0), until: at(60) };
    assert!(matches!(store.hold(hold).await.unwrap(), Held::Done(_)));
    alice.pays(5).await;
    alice.pays(6).await;
    store.close().await.unwrap();
    Some(backend)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_changed_is_found_and_nothing_is_found_where_nothing_was() {
    let Some(backend) = with_history().await else { return };
    let store = backend.open().await;
    let faults = async || store.verify(&|_, _| ()).await.unwrap().faults;
    assert_eq!(faults().await, Vec::<String>::new());
    let tables = "accounts balances changes chunks credentials holds key_hashes keys ledger people snapshots syncs workspaces";
    let tables: Vec<_> = tables.split(' ').collect();
    let each =
        |sql: &dyn Fn(&str) -> String| tables.iter().map(|table| sql(table)).collect::<Vec<_>>().join(";");
    backend.0.psql(&each(&|table| format!("CREATE TABLE kept_{table} AS TABLE {table}"))).unwrap();
    for (sql, says) in TAMPERED {
        let changed = backend.0.psql(&format!("{sql} RETURNING 1")).unwrap();
        assert!(!changed.is_empty(), "{sql} changed nothing");
        let found = faults().await;
        assert!(found.iter().any(|fault| fault.contains(says)), "{sql}: {says:?} is not among {found:?}");
        let back = |table: &str| format!("DELETE FROM {table}; INSERT INTO {table} TABLE kept_{table}");
        backend.0.psql(&each(&back)).unwrap();
    }
    assert_eq!(faults().await, Vec::<String>::new());
}
