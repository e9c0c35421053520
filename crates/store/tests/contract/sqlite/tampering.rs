//! What was changed behind the store's back, a verification finds: each kind of row in each way that matters.

use kith_store::{Held, Hold, SyncStatus};
use rusqlite::Connection;

use crate::contract::backends::{Backend, Sqlite};
use crate::contract::given::{Tenant, at, people, person};
use crate::contract::jobs::end_of;

/// What a verification says of a store with some history after `tamper` had its file.
async fn after(tamper: impl FnOnce(&Connection)) -> Vec<String> {
    let backend = Sqlite::new();
    let store = backend.open().await;
    let alice = Tenant::new(&store, "alice").await;
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
    assert_eq!(store.verify(&|_, _| ()).await.unwrap().faults, Vec::<String>::new());
    store.close().await.unwrap();
    tamper(&backend.raw());
    backend.open().await.verify(&|_, _| ()).await.unwrap().faults
}

/// Changes exactly one row.
fn one(sql: &str) -> impl FnOnce(&Connection) {
    move |db| assert_eq!(db.execute(sql, []).unwrap(), 1, "{sql}")
}

/// Flips one bit in the middle of a blob, found by `SELECT rowid, blob`.
fn flip(table: &str, column: &str) -> impl FnOnce(&Connection) {
    let find = format!("SELECT rowid, {column} FROM {table} ORDER BY rowid LIMIT 1");
    let put = format!("UPDATE {table} SET {column} = ? WHERE rowid = ?");
    move |db| {
        let (row, mut blob): (i64, Vec<u8>) =
            db.query_row(&find, [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        let middle = blob.len() / 2;
        blob[middle] ^= 1;
        db.execute(&put, rusqlite::params![blob, row]).unwrap();
    }
}

fn says(faults: &[String], part: &str) {
    assert!(faults.iter().any(|fault| fault.contains(part)), "{part:?} is not among {faults:?}");
}

#[tokio::test]
async fn a_flipped_bit_in_a_chunk() {
    says(&after(flip("chunks", "body")).await, "is not what its name says");
}

#[tokio::test]
async fn a_chunk_that_is_gone() {
    says(&after(one("DELETE FROM chunks WHERE rowid = 2")).await, "which is missing or differs");
}

#[tokio::test]
async fn a_chunk_that_no_snapshot_names() {
    let sql = "INSERT INTO chunks SELECT account, zeroblob(32), body FROM chunks WHERE rowid = 1";
    says(&after(one(sql)).await, "1 chunks are in no snapshot");
}

#[tokio::test]
async fn a_flipped_bit_in_a_manifest() {
    says(&after(flip("snapshots", "manifest")).await, "which is missing or differs");
}

#[tokio::test]
async fn an_entry_less_in_a_manifest() {
    let sql = "UPDATE snapshots SET manifest = substr(manifest, 35) WHERE seq = 3";
    says(&after(one(sql)).await, "the manifest of snapshot 3 is damaged");
}

#[tokio::test]
async fn an_entry_less_in_a_manifest_whose_total_was_changed_to_match() {
    let tamper = |db: &Connection| {
        let find = "SELECT manifest FROM snapshots WHERE seq = 3";
        let manifest: Vec<u8> = db.query_row(find, [], |row| row.get(0)).unwrap();
        let (first, rest) = manifest.split_at(34); // a name of 32 bytes and how many rows
        let rows = u16::from_le_bytes([first[32], first[33]]);
        let put = "UPDATE snapshots SET total = total - ?, manifest = ? WHERE seq = 3";
        assert_eq!(db.execute(put, rusqlite::params![rows, rest]).unwrap(), 1);
    };
    says(&after(tamper).await, "the search index is not that of its newest snapshot");
}

#[tokio::test]
async fn a_snapshot_that_is_gone() {
    says(&after(one("DELETE FROM snapshots WHERE seq = 3")).await, "its newest snapshot is missing");
}

#[tokio::test]
async fn changes_that_cannot_be_read() {
    let sql = "UPDATE changes SET body = substr(body, 5) WHERE seq = 2";
    says(&after(one(sql)).await, "the changes of snapshot 2 are damaged");
}

#[tokio::test]
async fn changes_that_are_not_as_many_as_were_counted() {
    let sql = "UPDATE changes SET added = added + 1 WHERE seq = 2";
    says(&after(one(sql)).await, "the changes of snapshot 2 are damaged");
}

#[tokio::test]
async fn changes_that_are_gone() {
    for seq in [2, 3] {
        let sql = format!("DELETE FROM changes WHERE seq = {seq}");
        says(&after(one(&sql)).await, &format!("the changes of snapshot {seq} are missing"));
    }
}

#[tokio::test]
async fn a_person_missing_from_the_index() {
    let faults = after(one("DELETE FROM people WHERE n = 17")).await;
    says(&faults, "the search index is not that of its newest snapshot");
}

#[tokio::test]
async fn a_person_in_the_index_with_another_name() {
    let faults = after(one("UPDATE people SET name = 'John Doe' WHERE n = 17")).await;
    says(&faults, "the search index is not that of its newest snapshot");
}

#[tokio::test]
async fn a_person_in_the_index_of_no_account() {
    let sql = "INSERT INTO people SELECT 9999, workspace, 404, member, name, title, company FROM people WHERE n = 17";
    says(&after(one(sql)).await, "rows of an account that is gone");
}

#[tokio::test]
async fn words_missing_from_the_index() {
    let name = person(30).name();
    let tamper = |db: &Connection| {
        let forget = "INSERT INTO people_text (people_text, rowid, name, title, company)
                      SELECT 'delete', n, name, title, company FROM people WHERE name = ?";
        assert_eq!(db.execute(forget, [name]).unwrap(), 1);
    };
    says(&after(tamper).await, "the words of the search index are not those of its people");
}

#[tokio::test]
async fn a_balance_that_is_not_the_sum_of_its_entries() {
    says(&after(one("UPDATE balances SET balance = balance + 1")).await, "not the sum of its entries");
    says(
        &after(one("UPDATE balances SET consumed = 0, balance = granted")).await,
        "not the sum of its entries",
    );
}

#[tokio::test]
async fn a_balance_that_is_gone() {
    says(&after(one("DELETE FROM balances")).await, "has no balance");
}

#[tokio::test]
async fn a_ledger_entry_that_was_changed() {
    for change in ["credits = 4", "balance_after = 96", "debit = 0", "credits = 0", "id = 9"] {
        let faults = after(one(&format!("UPDATE ledger SET {change} WHERE id = 2"))).await;
        says(&faults, "does not follow from those before it");
    }
}

#[tokio::test]
async fn a_ledger_entry_that_is_gone() {
    says(&after(one("DELETE FROM ledger WHERE id = 2")).await, "does not follow from those before it");
    says(&after(one("DELETE FROM ledger WHERE id = 3")).await, "not the sum of its entries");
}

#[tokio::test]
async fn rows_of_an_account_or_workspace_that_is_gone() {
    for table in ["credentials", "syncs", "holds"] {
        let owner = if table == "holds" { "workspace" } else { "account" };
        let tamper = |db: &Connection| {
            db.pragma_update(None, "foreign_keys", false).unwrap();
            db.execute(&format!("UPDATE {table} SET {owner} = 404"), []).unwrap();
        };
        says(&after(tamper).await, &format!("{table} has rows of an owner that is gone"));
    }
}

#[tokio::test]
async fn two_active_syncs_of_one_account() {
    let tamper = |db: &Connection| {
        db.execute("DROP INDEX syncs_active", []).unwrap();
        let wake = "UPDATE syncs SET status = 'queued', ended_at = NULL WHERE id = 'sync_1'";
        assert_eq!(db.execute(wake, []).unwrap(), 1);
    };
    says(&after(tamper).await, "account acc_2: more than one sync is active");
}

#[tokio::test]
async fn syncs_that_are_not_what_they_say() {
    for (change, fault) in [
        ("ended_at = NULL WHERE id = 'sync_1'", "a sync has ended and is active, or neither"),
        ("ended_at = 1 WHERE id = 'sync_2'", "a sync has ended and is active, or neither"),
        ("snapshot = NULL WHERE id = 'sync_1'", "a sync succeeded and left no snapshot"),
        ("leased_until = NULL WHERE id = 'sync_2'", "a sync runs without a lease"),
    ] {
        let faults = after(one(&format!("UPDATE syncs SET {change}"))).await;
        says(&faults, &format!("account acc_2: {fault}"));
    }
}

#[tokio::test]
async fn an_authorized_account_whose_tokens_are_gone() {
    says(&after(one("DELETE FROM credentials")).await, "account acc_2: it is authorized and has no tokens");
}

#[tokio::test]
async fn more_held_than_there_is() {
    says(&after(one("UPDATE holds SET credits = 90")).await, "more is held than there is");
}
