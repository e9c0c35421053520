//! Tenants. Erasing one takes the rows that say who it is first: whoever writes for it then finds nothing to write to.

use async_trait::async_trait;
use kith_model::{Credits, Timestamp, WorkspaceId};

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
        let all =
            "SELECT w.id, w.name, w.created_at, (SELECT count(*) FROM accounts a WHERE a.workspace = w.id)
                   FROM workspaces w ORDER BY w.name COLLATE \"C\"";
        let of = |row: &tokio_postgres::Row| {
            Ok(Workspace {
                id: WorkspaceId(get(row, 0)?),
                name: get(row, 1)?,
                created_at: at(row, 2)?,
                accounts: number(row, 3)?,
            })
        };
        let rows = self.rows(all, &[]).await?;
        rows.iter().map(of).collect::<super::Work<_>>().map_err(Error::from)
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
