//! Moving out of the database and into it. Whoever moves in holds the mark: a row of `meta`, above zero while the move goes
//! on, which every write of it locks, so that a move that took over waits for the last one of the move before.

mod tables;

use async_trait::async_trait;
use kith_model::{AccountId, WorkspaceId};

use super::fault::Work;
use super::rows::{first_number, get};
use super::{Db, PostgresStore, accounts, outbox, people, scrub, upkeep};
use crate::moves::{self, ACCOUNT, Begun, LEDGER, Mark, Moves, Owner, Row, Rows, WORKSPACE};
use crate::{AccountKey, Error, Result};

#[async_trait]
impl Moves for PostgresStore {
    async fn workspace_names(&self) -> Result<Vec<String>> {
        self.read(|db| async move { names(&db).await }).await
    }

    async fn account_ids(&self, workspace: &str) -> Result<Vec<AccountId>> {
        self.read(|db| async move {
            let Some(workspace) = workspace_of(&db, workspace).await? else { return Ok(Vec::new()) };
            let all = "SELECT id FROM accounts WHERE workspace = $1 ORDER BY n";
            let rows = db.all(all, &[&workspace.0]).await?;
            rows.iter().map(|row| Ok(AccountId::new(get::<String>(row, 0)?))).collect()
        })
        .await
    }

    async fn read(&self, owner: &Owner) -> Result<Option<Rows>> {
        self.read_much(|db| async move {
            let Some(workspace) = workspace_of(&db, &owner.workspace).await? else { return Ok(None) };
            let mut all = Vec::new();
            let Some(id) = &owner.account else {
                for table in &WORKSPACE {
                    all.push((table, tables::read(&db, table, workspace.0).await?));
                }
                return Ok(Some(Rows::new(all)));
            };
            let Some(number) = account(&db, workspace, id).await? else { return Ok(None) };
            for table in &ACCOUNT {
                let key = AccountKey { workspace, number };
                all.push((table, tables::read_of_account(&db, table, key).await?));
            }
            Ok(Some(Rows::new(all)))
        })
        .await
    }

    async fn read_ledger(&self, name: &str, after: i64, limit: u32) -> Result<Rows> {
        self.read_much(|db| async move {
            let entries = match workspace_of(&db, name).await? {
                Some(workspace) => tables::read_entries(&db, workspace.0, after, limit).await?,
                None => Vec::new(),
            };
            Ok(Rows::new(vec![(&LEDGER, entries)]))
        })
        .await
    }

    async fn begin_move(&self, workspaces: &[String]) -> Result<Begun> {
        self.write_quietly(|db| async move {
            let mut there = names(&db).await?;
            if is_moving(&db).await? {
                there.retain(|name| !workspaces.contains(name));
            }
            if !there.is_empty() {
                return Ok(Begun::InTheWay(there));
            }
            let mark = "INSERT INTO meta AS m (name, value) VALUES ('moving', 1)
                        ON CONFLICT (name) DO UPDATE SET value = abs(m.value) + 1 RETURNING value";
            let mark = db.put(mark, &[]).await?;
            let mark = mark.ok_or_else(|| Error::Internal("the store took no mark".into()))?;
            Ok(Begun::Yes(Mark(get(&mark, 0)?)))
        })
        .await
    }

    async fn write(&self, mark: Mark, owner: &Owner, rows: &Rows) -> Result<()> {
        self.write_much(None, |db| async move {
            must_hold(&db, mark).await?;
            match &owner.account {
                None => write_workspace(&db, &owner.workspace, rows).await,
                Some(id) => {
                    let workspace = must_be_there(&db, &owner.workspace).await?;
                    write_account(&db, workspace, id, rows).await
                }
            }
        })
        .await
    }

    async fn write_ledger(&self, mark: Mark, name: &str, after: i64, rows: &Rows) -> Result<()> {
        self.write_much(None, |db| async move {
            must_hold(&db, mark).await?;
            let workspace = must_be_there(&db, name).await?;
            let drop = "DELETE FROM ledger WHERE workspace = $1 AND id > $2";
            db.run(drop, &[&workspace.0, &after]).await?;
            tables::insert(&db, &LEDGER, &[("workspace", workspace.0)], rows.of(LEDGER.name)).await
        })
        .await
    }

    async fn erase(&self, mark: Mark, owner: &Owner) -> Result<()> {
        self.write_much(None, |db| async move {
            must_hold(&db, mark).await?;
            let Some(workspace) = workspace_of(&db, &owner.workspace).await? else { return Ok(()) };
            if let Some(id) = &owner.account {
                return match account(&db, workspace, id).await? {
                    Some(number) => erase_account(&db, AccountKey { workspace, number }).await,
                    None => Ok(()),
                };
            }
            db.run("DELETE FROM workspaces WHERE id = $1", &[&workspace.0]).await?;
            people::erase(&db, workspace, None).await?;
            scrub::owe(&db).await
        })
        .await
    }

    async fn seal(&self) -> Result<Option<i64>> {
        let row = self.one("SELECT value FROM meta WHERE name = 'seal'", &[]).await?;
        Ok(row.map(|row| get(&row, 0)).transpose()?)
    }

    async fn end_move(&self, mark: Mark, seal: Option<i64>) -> Result<()> {
        self.scrub().await;
        self.write_quietly(|db| async move {
            must_hold(&db, mark).await?;
            if let Some(seal) = seal {
                let note = "INSERT INTO meta (name, value) VALUES ('seal', $1)
                            ON CONFLICT (name) DO UPDATE SET value = excluded.value";
                db.run(note, &[&seal]).await?;
            }
            // The number stays, so that no later move gets it.
            db.run("UPDATE meta SET value = -value WHERE name = 'moving'", &[]).await.map(drop)
        })
        .await
    }
}

/// Whether a move into the store goes on, or was broken off.
pub(super) async fn is_moving(db: &Db) -> Work<bool> {
    db.exists("SELECT 1 FROM meta WHERE name = 'moving' AND value > 0", &[]).await
}

async fn must_hold(db: &Db, mark: Mark) -> Work<()> {
    let same = "SELECT 1 FROM meta WHERE name = 'moving' AND value = $1 FOR SHARE";
    if db.exists(same, &[&mark.0]).await? { Ok(()) } else { Err(moves::overtaken().into()) }
}

async fn names(db: &Db) -> Work<Vec<String>> {
    let rows = db.all("SELECT name FROM workspaces ORDER BY name COLLATE \"C\"", &[]).await?;
    rows.iter().map(|row| get(row, 0)).collect()
}

async fn workspace_of(db: &Db, name: &str) -> Work<Option<WorkspaceId>> {
    let row = db.one("SELECT id FROM workspaces WHERE name = $1", &[&name]).await?;
    row.map(|row| get(&row, 0).map(WorkspaceId)).transpose()
}

async fn must_be_there(db: &Db, name: &str) -> Work<WorkspaceId> {
    let found = workspace_of(db, name).await?;
    found.ok_or_else(|| Error::Internal("rows of a workspace that was not moved yet".into()).into())
}

async fn account(db: &Db, workspace: WorkspaceId, id: &AccountId) -> Work<Option<i64>> {
    let find = "SELECT n FROM accounts WHERE workspace = $1 AND id = $2";
    let row = db.one(find, &[&workspace.0, &id.as_str()]).await?;
    row.map(|row| get(&row, 0)).transpose()
}

async fn write_workspace(db: &Db, name: &str, rows: &Rows) -> Work<()> {
    let at = rows.column("workspaces", "created_at").next().and_then(moves::Value::as_integer);
    let put = "INSERT INTO workspaces (name, created_at) VALUES ($1, $2)
               ON CONFLICT (name) DO UPDATE SET created_at = excluded.created_at";
    db.run(put, &[&name, &at]).await?;
    let workspace = must_be_there(db, name).await?;
    let id = workspace.0;
    // What else a balance knows is this store's own.
    let book = "INSERT INTO balances (workspace, balance, granted, consumed, entries, last_hold)
                VALUES ($1, 0, 0, 0, 0, $2) ON CONFLICT (workspace) DO NOTHING";
    db.run(book, &[&id, &first_number(workspace)]).await?;
    for row in rows.of("balances") {
        let set = "UPDATE balances SET balance = $2, granted = $3, consumed = $4, entries = $5,
                   generation = generation + 1 WHERE workspace = $1";
        let [balance, granted, consumed, entries] =
            [0, 1, 2, 3].map(|at| row.get(at).and_then(moves::Value::as_integer));
        db.run(set, &[&id, &balance, &granted, &consumed, &entries]).await?;
    }
    for table in ["key_hashes", "keys"] {
        db.run(&format!("DELETE FROM {table} WHERE workspace = $1"), &[&id]).await?;
    }
    db.run("DELETE FROM replies WHERE workspace = $1 AND account IS NULL", &[&id]).await?;
    db.run("DELETE FROM webhooks WHERE workspace = $1", &[&id]).await?;
    let plain = ["keys", "replies", "webhooks"];
    for (table, rows) in rows.tables().filter(|(table, _)| plain.contains(&table.name)) {
        free_replies(db, table, workspace, rows).await?;
        tables::insert(db, table, &[("workspace", id)], rows).await?;
    }
    for (table, rows) in rows.tables().filter(|(table, _)| moves::is_told(table)) {
        let gone = format!("DELETE FROM {} WHERE workspace = $1 AND account = 0", table.name);
        db.run(&gone, &[&id]).await?;
        tables::insert(db, table, &[("workspace", id), ("account", outbox::NONE)], rows).await?;
    }
    let hashes: Vec<_> = rows.column("keys", "hash").filter_map(moves::Value::as_bytes).collect();
    let keys: Vec<_> = rows.column("keys", "id").filter_map(moves::Value::as_text).collect();
    let ways = "INSERT INTO key_hashes (hash, workspace, key)
                SELECT d.hash, CAST($1 AS BIGINT), d.key FROM unnest($2::BYTEA[], $3::TEXT[]) AS d (hash, key)";
    db.run(ways, &[&id, &hashes, &keys]).await.map(drop)
}

async fn write_account(db: &Db, workspace: WorkspaceId, id: &AccountId, rows: &Rows) -> Work<()> {
    let index = moves::newest(rows)?;
    // One that is written again keeps its place among the others.
    let number = match account(db, workspace, id).await? {
        Some(number) => {
            erase_account(db, AccountKey { workspace, number }).await?;
            Some(number)
        }
        None => accounts::next_number(db, workspace).await?,
    };
    let number = number.ok_or_else(|| Error::Internal("an account for a workspace that is gone".into()))?;
    for (table, rows) in rows.tables() {
        free_replies(db, table, workspace, rows).await?;
        let own = if table.name == "accounts" { "n" } else { "account" };
        tables::insert(db, table, &[("workspace", workspace.0), (own, number)], rows).await?;
    }
    let account = AccountKey { workspace, number };
    people::apply(db, account, &index).await?;
    people::is_indexed(db, account).await?;
    upkeep::move_on(db, workspace).await
}

/// A key under which a reply of another owner was kept before is free for the one that comes.
async fn free_replies(db: &Db, table: &moves::Table, workspace: WorkspaceId, rows: &[Row]) -> Work<()> {
    if table.name != "replies" || rows.is_empty() {
        return Ok(());
    }
    let keys: Vec<_> = rows.iter().filter_map(|row| row.get(table.at("key"))?.as_text()).collect();
    let free = "DELETE FROM replies WHERE workspace = $1 AND key = ANY($2)";
    db.run(free, &[&workspace.0, &keys]).await.map(drop)
}

async fn erase_account(db: &Db, account: AccountKey) -> Work<()> {
    people::erase(db, account.workspace, Some(account.number)).await?;
    let gone = "DELETE FROM accounts WHERE workspace = $1 AND n = $2";
    db.run(gone, &[&account.workspace.0, &account.number]).await?;
    scrub::owe(db).await
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::PostgresSettings;
    use super::*;

    #[tokio::test]
    async fn every_column_is_moved_or_is_left_out_on_purpose() {
        let Some(database) = kith_pg_fixture::SharedDatabase::new() else { return };
        let timeout = Duration::from_secs(30);
        let (connect_timeout, statement_timeout) = (timeout, timeout);
        let url = database.as_ref().unwrap().url();
        let (password, ca_file, connections) = (None, None, 2);
        let settings = PostgresSettings {
            url,
            password,
            ca_file,
            connections,
            connect_timeout,
            statement_timeout,
            rewrite_below: 0,
        };
        let store = PostgresStore::open(&settings).await.unwrap();
        let all = "SELECT CAST(table_name || '.' || column_name AS TEXT) FROM information_schema.columns
                   WHERE table_schema = current_schema()";
        let rows = store.rows(all, &[]).await.unwrap();
        let columns: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
        assert!(columns.len() > 90, "{columns:?}");
        let own = [
            "meta.*",
            "schema_versions.*",
            "people.*",
            "key_hashes.*",
            "workspaces.id",
            "workspaces.name",
            "workspaces.last_account",
            "accounts.n",
            "accounts.indexed",
            "balances.last_hold",
            "balances.generation",
            "balances.erasures",
            "ledger.batch",
        ];
        let of_minutes = [
            "authorizations.*",
            "holds.*",
            "balances.held",
            "windows.*",
            "lines.*",
            "sessions.*",
            "sign_in_links.*",
        ];
        assert_eq!(moves::unmoved(&columns, &[&own[..], &of_minutes].concat()), Vec::<String>::new());
    }
}
