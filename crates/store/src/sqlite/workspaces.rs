//! Tenants.

use async_trait::async_trait;
use kith_model::{Credits, Timestamp, WorkspaceId};
use rusqlite::{OptionalExtension, params};

use super::rows::Micros;
use super::{SqliteStore, ledger, people, upkeep};
use crate::{Result, Workspace, Workspaces};

#[async_trait]
impl Workspaces for SqliteStore {
    async fn create_workspace(
        &self,
        name: &str,
        credits: Credits,
        at: Timestamp,
    ) -> Result<Option<Workspace>> {
        let name = name.to_owned();
        self.write(move |db| {
            let taken =
                db.query_row("SELECT 1 FROM workspaces WHERE name = ?", [&name], |_| Ok(())).optional()?;
            if taken.is_some() {
                return Ok(None);
            }
            db.execute("INSERT INTO workspaces (name, created_at) VALUES (?, ?)", params![name, Micros(at)])?;
            let id = WorkspaceId(db.last_insert_rowid());
            db.execute("INSERT INTO balances VALUES (?, 0, 0, 0, 0)", [id.0])?;
            if credits > 0 {
                ledger::grant(db, id, credits, at)?;
            }
            Ok(Some(Workspace { id, name, created_at: at, accounts: 0 }))
        })
        .await
    }

    async fn workspaces(&self) -> Result<Vec<Workspace>> {
        self.read(|db| {
            let mut all = db.prepare_cached(
                "SELECT id, name, created_at, (SELECT count(*) FROM accounts WHERE workspace = workspaces.id)
                 FROM workspaces ORDER BY name",
            )?;
            let rows = all.query_map([], |row| {
                Ok(Workspace {
                    id: WorkspaceId(row.get(0)?),
                    name: row.get(1)?,
                    created_at: row.get::<_, Micros>(2)?.0,
                    accounts: row.get(3)?,
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn delete_workspace(&self, workspace: WorkspaceId) -> Result<bool> {
        let gone = self
            .write(move |db| {
                let find = "SELECT 1 FROM workspaces WHERE id = ?";
                if !db.prepare_cached(find)?.exists([workspace.0])? {
                    return Ok(false);
                }
                people::erase(db, workspace, None)?;
                upkeep::owe_scrub(db)?;
                Ok(db.execute("DELETE FROM workspaces WHERE id = ?", [workspace.0])? == 1)
            })
            .await?;
        if gone {
            upkeep::scrub(&self.inner).await;
        }
        Ok(gone)
    }
}
