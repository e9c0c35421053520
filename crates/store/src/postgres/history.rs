//! What changed: read set by set, oldest first. Written with the snapshots, in their transaction.

use async_trait::async_trait;
use kith_model::{Changes, SnapshotId, Timestamp};

use super::PostgresStore;
use super::fault::Work;
use super::rows::{at, get, micros, text};
use crate::records::{MOST_SETS, nameless_number, nameless_snapshot};
use crate::{AccountKey, ChangeSet, Error, History, Result};

#[async_trait]
impl History for PostgresStore {
    async fn changes(&self, account: AccountKey, after: i64, at_least: u32) -> Result<Vec<ChangeSet>> {
        let (workspace, number) = (account.workspace.0, account.number);
        let rows = self.read(|db| async move {
            let counts = "SELECT seq, added + removed + updated FROM changes
                          WHERE workspace = $1 AND account = $2 AND seq > $3 ORDER BY seq LIMIT $4";
            let most = i64::try_from(MOST_SETS).unwrap_or(i64::MAX);
            let (mut last, mut held) = (after, 0);
            for row in db.all(counts, &[&workspace, &number, &after, &most]).await? {
                last = get(&row, 0)?;
                held += get::<i64>(&row, 1)?;
                if held >= i64::from(at_least) {
                    break;
                }
            }
            let sets = "SELECT c.seq, COALESCE(c.snapshot, s.id), c.at, c.body FROM changes c
                        LEFT JOIN snapshots s
                        ON s.workspace = c.workspace AND s.account = c.account AND s.seq = c.seq
                        WHERE c.workspace = $1 AND c.account = $2 AND c.seq > $3 AND c.seq <= $4 ORDER BY c.seq";
            db.all(sets, &[&workspace, &number, &after, &last]).await
        });
        let rows = rows.await?;
        let read = move || rows.iter().map(set).collect::<Work<_>>();
        let sets = tokio::task::spawn_blocking(read).await;
        Ok(sets.map_err(|failed| Error::Internal(format!("a store task did not end: {failed}")))??)
    }

    async fn snapshot_number(&self, account: AccountKey, id: &SnapshotId) -> Result<Option<i64>> {
        let find = "SELECT seq FROM snapshots WHERE workspace = $1 AND account = $2 AND id = $3
                    UNION SELECT seq FROM changes WHERE workspace = $1 AND account = $2 AND snapshot = $3
                    UNION SELECT seq FROM changes
                    WHERE workspace = $1 AND account = $2 AND seq = $4 AND snapshot IS NULL";
        let (nameless, id) = (nameless_number(id), text(id.as_str()));
        let row = self.one(find, &[&account.workspace.0, &account.number, &id, &nameless]).await?;
        Ok(row.map(|row| get(&row, 0)).transpose()?)
    }

    async fn snapshot_at(&self, account: AccountKey, at: Timestamp) -> Result<Option<i64>> {
        let find = "WITH known AS (
                        SELECT seq, at FROM changes WHERE workspace = $1 AND account = $2
                        UNION SELECT seq, created_at FROM snapshots WHERE workspace = $1 AND account = $2)
                    SELECT max(seq) FROM known WHERE seq <
                        (SELECT COALESCE(min(seq), 9223372036854775807) FROM known WHERE at > $3)";
        let row = self.one(find, &[&account.workspace.0, &account.number, &micros(at)]).await?;
        Ok(row.map(|row| get(&row, 0)).transpose()?.flatten())
    }
}

pub(super) fn set(row: &tokio_postgres::Row) -> Work<ChangeSet> {
    let seq = get(row, 0)?;
    let snapshot = get::<Option<String>>(row, 1)?.map_or_else(|| nameless_snapshot(seq), SnapshotId::new);
    Ok(ChangeSet { seq, snapshot, at: at(row, 2)?, changes: Changes::from_bytes(get(row, 3)?)? })
}
