//! Tenants. Erasing one takes the rows that say who it is first: whoever writes for it then finds nothing to write to.

use std::collections::HashMap;

use async_trait::async_trait;
use kith_model::{Credits, Timestamp, WorkspaceId};

use super::fault::Work;
use super::rows::{at, first_number, get, micros, number, whole};
use super::{PostgresStore, ledger, people, scrub};
use crate::{Error, Result, Workspace, Workspaces};

#[async_trait]
impl Workspaces for PostgresStore {
    async fn create_workspace(
        &self,
        name: &str,
        credits: Credits,
        at: Timestamp,
    ) -> Result<Option<Workspace>> {
        self.write_quietly(|db| async move {
            let add = "INSERT INTO workspaces (name, created_at) VALUES ($1, $2)
                       ON CONFLICT (name) DO NOTHING RETURNING id";
            let Some(row) = db.put(add, &[&name, &micros(at)]).await? else { return Ok(None) };
            let id = WorkspaceId(get(&row, 0)?);
            let book = "INSERT INTO balances (workspace, balance, granted, consumed, entries, last_hold)
                        VALUES ($1, 0, 0, 0, 0, $2)";
            db.run(book, &[&id.0, &first_number(id)]).await?;
            if credits > 0 {
                ledger::grant(&db, id, whole(credits), at).await?;
            }
            Ok(Some(Workspace { id, name: name.to_owned(), created_at: at, accounts: 0 }))
        })
        .await
    }

    async fn workspaces(&self) -> Result<Vec<Workspace>> {
        // Apart, since workspaces and accounts may be sharded differently.
        let counts = "SELECT workspace, count(*) FROM accounts GROUP BY workspace";
        let count = |row: &tokio_postgres::Row| Ok((get::<i64>(row, 0)?, number(row, 1)?));
        let counts = self.rows(counts, &[]).await?;
        let counts: HashMap<i64, u64> = counts.iter().map(count).collect::<Work<_>>()?;
        let all = "SELECT id, name, created_at FROM workspaces ORDER BY name COLLATE \"C\"";
        let of = |row: &tokio_postgres::Row| {
            let id = WorkspaceId(get(row, 0)?);
            let accounts = counts.get(&id.0).copied().unwrap_or_default();
            Ok(Workspace { id, name: get(row, 1)?, created_at: at(row, 2)?, accounts })
        };
        let rows = self.rows(all, &[]).await?;
        rows.iter().map(of).collect::<Work<_>>().map_err(Error::from)
    }

    async fn delete_workspace(&self, workspace: WorkspaceId) -> Result<bool> {
        let gone = self
            .write_much(None, |db| async move {
                if db.run("DELETE FROM workspaces WHERE id = $1", &[&workspace.0]).await? == 0 {
                    return Ok(false);
                }
                people::erase(&db, workspace, None).await?;
                scrub::owe(&db).await?;
                Ok(true)
            })
            .await?;
        if gone {
            self.scrub().await;
        }
        Ok(gone)
    }
}
