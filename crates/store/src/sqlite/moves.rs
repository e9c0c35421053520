//! Moving out of the file and into it. Whoever moves in holds the mark: a row of `meta`, above zero while the move goes on.

mod tables;

use async_trait::async_trait;
use kith_model::{AccountId, WorkspaceId};
use rusqlite::{OptionalExtension, Transaction, params};

use super::{SqliteStore, outbox, people, upkeep};
use crate::moves::{self, ACCOUNT, Begun, LEDGER, Mark, Moves, Owner, Row, Rows, WORKSPACE};
use crate::{AccountKey, Error, Result};

#[async_trait]
impl Moves for SqliteStore {
    async fn workspace_names(&self) -> Result<Vec<String>> {
        self.read(names).await
    }

    async fn account_ids(&self, workspace: &str) -> Result<Vec<AccountId>> {
        let workspace = workspace.to_owned();
        self.read(move |db| {
            let all = "SELECT a.id FROM workspaces w JOIN accounts a ON a.workspace = w.id WHERE w.name = ? ORDER BY a.n";
            let mut all = db.prepare_cached(all)?;
            let ids = all.query_map([workspace], |row| Ok(AccountId::new(row.get::<_, String>(0)?)))?;
            Ok(ids.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn read(&self, owner: &Owner) -> Result<Option<Rows>> {
        let owner = owner.clone();
        self.read(move |db| {
            let Some(workspace) = workspace(db, &owner.workspace)? else { return Ok(None) };
            let Some(id) = &owner.account else {
                let read = |table| Ok((table, tables::read(db, table, workspace.0)?));
                return Ok(Some(Rows::new(WORKSPACE.iter().map(read).collect::<Result<_>>()?)));
            };
            let Some(number) = account(db, workspace, id)? else { return Ok(None) };
            let read = |table| Ok((table, tables::read_of_account(db, table, number)?));
            Ok(Some(Rows::new(ACCOUNT.iter().map(read).collect::<Result<_>>()?)))
        })
        .await
    }

    async fn read_ledger(&self, name: &str, after: i64, limit: u32) -> Result<Rows> {
        let name = name.to_owned();
        self.read(move |db| {
            let entries = match workspace(db, &name)? {
                Some(workspace) => tables::read_entries(db, workspace.0, after, limit)?,
                None => Vec::new(),
            };
            Ok(Rows::new(vec![(&LEDGER, entries)]))
        })
        .await
    }

    async fn begin_move(&self, workspaces: &[String]) -> Result<Begun> {
        let workspaces = workspaces.to_vec();
        self.write(move |db| {
            let mut there = names(db)?;
            if is_moving(db)? {
                there.retain(|name| !workspaces.contains(name));
            }
            if !there.is_empty() {
                return Ok(Begun::InTheWay(there));
            }
            let mark = "INSERT INTO meta (name, value) VALUES ('moving', 1)
                        ON CONFLICT (name) DO UPDATE SET value = abs(value) + 1 RETURNING value";
            Ok(Begun::Yes(Mark(db.query_row(mark, [], |row| row.get(0))?)))
        })
        .await
    }

    async fn write(&self, mark: Mark, owner: &Owner, rows: &Rows) -> Result<()> {
        let (owner, rows) = (owner.clone(), rows.clone());
        self.write(move |db| {
            must_hold(db, mark)?;
            match &owner.account {
                None => write_workspace(db, &owner.workspace, &rows),
                Some(id) => write_account(db, must_be_there(db, &owner.workspace)?, id, &rows),
            }
        })
        .await
    }

    async fn write_ledger(&self, mark: Mark, name: &str, after: i64, rows: &Rows) -> Result<()> {
        let (name, rows) = (name.to_owned(), rows.clone());
        self.write(move |db| {
            must_hold(db, mark)?;
            let workspace = must_be_there(db, &name)?.0;
            db.execute("DELETE FROM ledger WHERE workspace = ? AND id > ?", params![workspace, after])?;
            tables::insert(db, &LEDGER, &[("workspace", Some(workspace))], rows.of(LEDGER.name))
        })
        .await
    }

    async fn erase(&self, mark: Mark, owner: &Owner) -> Result<()> {
        let owner = owner.clone();
        self.write(move |db| {
            must_hold(db, mark)?;
            let Some(workspace) = workspace(db, &owner.workspace)? else { return Ok(()) };
            if let Some(id) = &owner.account {
                return match account(db, workspace, id)? {
                    Some(number) => erase_account(db, AccountKey { workspace, number }),
                    None => Ok(()),
                };
            }
            people::erase(db, workspace, None)?;
            upkeep::owe_scrub(db)?;
            db.execute("DELETE FROM workspaces WHERE id = ?", [workspace.0])?;
            Ok(())
        })
        .await
    }

    async fn seal(&self) -> Result<Option<i64>> {
        self.read(|db| {
            let find = "SELECT value FROM meta WHERE name = 'seal'";
            Ok(db.query_row(find, [], |row| row.get(0)).optional()?)
        })
        .await
    }

    async fn end_move(&self, mark: Mark, seal: Option<i64>) -> Result<()> {
        upkeep::scrub(&self.inner).await;
        self.write(move |db| {
            must_hold(db, mark)?;
            if let Some(seal) = seal {
                let note = "INSERT INTO meta (name, value) VALUES ('seal', ?1)
                            ON CONFLICT (name) DO UPDATE SET value = ?1";
                db.execute(note, [seal])?;
            }
            // The number stays, so that no later move gets it.
            db.execute("UPDATE meta SET value = -value WHERE name = 'moving'", [])?;
            Ok(())
        })
        .await
    }
}

/// Whether a move into the store goes on, or was broken off.
pub(super) fn is_moving(db: &rusqlite::Connection) -> Result<bool> {
    Ok(db.prepare_cached("SELECT 1 FROM meta WHERE name = 'moving' AND value > 0")?.exists([])?)
}

fn must_hold(db: &Transaction<'_>, mark: Mark) -> Result<()> {
    let same = "SELECT 1 FROM meta WHERE name = 'moving' AND value = ?";
    if db.prepare_cached(same)?.exists([mark.0])? { Ok(()) } else { Err(moves::overtaken()) }
}

fn names(db: &Transaction<'_>) -> Result<Vec<String>> {
    let mut all = db.prepare_cached("SELECT name FROM workspaces ORDER BY name")?;
    let names = all.query_map([], |row| row.get(0))?;
    Ok(names.collect::<rusqlite::Result<_>>()?)
}

fn workspace(db: &Transaction<'_>, name: &str) -> Result<Option<WorkspaceId>> {
    let mut find = db.prepare_cached("SELECT id FROM workspaces WHERE name = ?")?;
    Ok(find.query_row([name], |row| row.get(0).map(WorkspaceId)).optional()?)
}

fn must_be_there(db: &Transaction<'_>, name: &str) -> Result<WorkspaceId> {
    workspace(db, name)?.ok_or_else(|| Error::Internal("rows of a workspace that was not moved yet".into()))
}

fn account(db: &Transaction<'_>, workspace: WorkspaceId, id: &AccountId) -> Result<Option<i64>> {
    let mut find = db.prepare_cached("SELECT n FROM accounts WHERE workspace = ? AND id = ?")?;
    Ok(find.query_row(params![workspace.0, id.as_str()], |row| row.get(0)).optional()?)
}

fn write_workspace(db: &Transaction<'_>, name: &str, rows: &Rows) -> Result<()> {
    let at = rows.column("workspaces", "created_at").next().and_then(moves::Value::as_integer);
    let put = "INSERT INTO workspaces (name, created_at) VALUES (?, ?)
               ON CONFLICT (name) DO UPDATE SET created_at = excluded.created_at";
    db.execute(put, params![name, at])?;
    let id = must_be_there(db, name)?.0;
    for (table, rows) in rows.tables().filter(|(table, _)| table.name != "workspaces") {
        let own = tables::of_no_account(table);
        db.execute(&format!("DELETE FROM {} WHERE workspace = ?{own}", table.name), [id])?;
        free_replies(db, table, id, rows)?;
        let owner: &[_] = if moves::is_told(table) {
            &[("workspace", Some(id)), ("account", Some(outbox::NONE))]
        } else {
            &[("workspace", Some(id))]
        };
        tables::insert(db, table, owner, rows)?;
    }
    Ok(())
}

fn write_account(db: &Transaction<'_>, workspace: WorkspaceId, id: &AccountId, rows: &Rows) -> Result<()> {
    let index = moves::newest(rows)?;
    // One that is written again keeps its place among the others.
    let mut number = account(db, workspace, id)?;
    if let Some(number) = number {
        erase_account(db, AccountKey { workspace, number })?;
    }
    for (table, rows) in rows.tables() {
        free_replies(db, table, workspace.0, rows)?;
        let of_workspace = ("workspace", Some(workspace.0));
        match table.name {
            "accounts" => {
                tables::insert(db, table, &[of_workspace, ("n", number)], rows)?;
                number = Some(db.last_insert_rowid());
            }
            name if name == "replies" || moves::is_told(table) => {
                tables::insert(db, table, &[of_workspace, ("account", number)], rows)?;
            }
            _ => tables::insert(db, table, &[("account", number)], rows)?,
        }
    }
    let number = number.ok_or_else(|| Error::Internal("an account without a row of its own".into()))?;
    let account = AccountKey { workspace, number };
    people::apply(db, account, &people::Moves::of(account, &index))
}

/// A key under which a reply of another owner was kept before is free for the one that comes.
fn free_replies(db: &Transaction<'_>, table: &moves::Table, workspace: i64, rows: &[Row]) -> Result<()> {
    if table.name == "replies" {
        let mut free = db.prepare_cached("DELETE FROM replies WHERE workspace = ? AND key = ?")?;
        for key in rows.iter().filter_map(|row| row.get(table.at("key"))) {
            free.execute(params![workspace, key.as_text()])?;
        }
    }
    Ok(())
}

fn erase_account(db: &Transaction<'_>, account: AccountKey) -> Result<()> {
    people::erase(db, account.workspace, Some(account.number))?;
    outbox::erase(db, account)?;
    upkeep::owe_scrub(db)?;
    db.execute("DELETE FROM accounts WHERE n = ?", [account.number])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn every_column_is_moved_or_is_left_out_on_purpose() {
        let folder = tempfile::tempdir().unwrap();
        let store = SqliteStore::open(folder.path()).unwrap();
        let columns = store.read(|db| {
            let all = "SELECT t.name || '.' || c.name FROM sqlite_schema t, pragma_table_info(t.name) c
                       WHERE t.type = 'table' AND t.name NOT LIKE 'sqlite_%' AND t.name NOT LIKE 'people%'";
            let mut all = db.prepare(all)?;
            let all = all.query_map([], |row| row.get::<_, String>(0))?;
            Ok(all.collect::<rusqlite::Result<Vec<_>>>()?)
        });
        let columns = columns.await.unwrap();
        assert!(columns.len() > 90, "{columns:?}");
        let own = ["meta.*", "workspaces.id", "workspaces.name", "accounts.n"];
        let of_minutes =
            ["authorizations.*", "holds.*", "windows.*", "lines.*", "sessions.*", "sign_in_links.*"];
        assert_eq!(moves::unmoved(&columns, &[&own[..], &of_minutes].concat()), Vec::<String>::new());
    }
}
