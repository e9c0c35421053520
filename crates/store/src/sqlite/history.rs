//! What changed: read set by set, oldest first. Written with the snapshots, in their transaction.

use async_trait::async_trait;
use kith_model::{Changes, SnapshotId, Timestamp};
use rusqlite::{OptionalExtension, params};

use super::SqliteStore;
use super::rows::Micros;
use crate::records::{MOST_SETS, nameless_number, nameless_snapshot};
use crate::{AccountKey, ChangeSet, History, Result};

#[async_trait]
impl History for SqliteStore {
    async fn changes(&self, account: AccountKey, after: i64, at_least: u32) -> Result<Vec<ChangeSet>> {
        self.read(move |db| {
            let find = "SELECT c.seq, COALESCE(c.snapshot, s.id), c.at, c.body
                        FROM accounts a JOIN changes c ON c.account = a.n
                        LEFT JOIN snapshots s ON s.account = c.account AND s.seq = c.seq
                        WHERE a.workspace = ? AND a.n = ? AND c.seq > ? ORDER BY c.seq";
            let mut find = db.prepare_cached(find)?;
            let mut rows = find.query(params![account.workspace.0, account.number, after])?;
            let (mut sets, mut held) = (Vec::new(), 0);
            while let Some(row) = rows.next()? {
                let seq = row.get(0)?;
                let set = ChangeSet {
                    seq,
                    snapshot: row
                        .get::<_, Option<String>>(1)?
                        .map_or_else(|| nameless_snapshot(seq), SnapshotId::new),
                    at: row.get::<_, Micros>(2)?.0,
                    changes: Changes::from_bytes(row.get_ref(3)?.as_blob().map_err(rusqlite::Error::from)?)?,
                };
                held += set.count();
                sets.push(set);
                if held >= at_least as usize || sets.len() >= MOST_SETS {
                    break;
                }
            }
            Ok(sets)
        })
        .await
    }

    async fn snapshot_number(&self, account: AccountKey, id: &SnapshotId) -> Result<Option<i64>> {
        let (nameless, id) = (nameless_number(id), id.as_str().to_owned());
        self.read(move |db| {
            let find = "WITH own(n) AS (SELECT n FROM accounts WHERE workspace = ?1 AND n = ?2)
                        SELECT seq FROM snapshots JOIN own ON account = n WHERE id = ?3
                        UNION SELECT seq FROM changes JOIN own ON account = n WHERE snapshot = ?3
                        UNION SELECT seq FROM changes JOIN own ON account = n WHERE seq = ?4 AND snapshot IS NULL";
            let key = params![account.workspace.0, account.number, id, nameless];
            Ok(db.prepare_cached(find)?.query_row(key, |row| row.get(0)).optional()?)
        })
        .await
    }

    async fn snapshot_at(&self, account: AccountKey, at: Timestamp) -> Result<Option<i64>> {
        self.read(move |db| {
            let find = "WITH own(n) AS (SELECT n FROM accounts WHERE workspace = ?1 AND n = ?2),
                        known(seq, at) AS (
                            SELECT seq, at FROM changes JOIN own ON account = n
                            UNION SELECT seq, created_at FROM snapshots JOIN own ON account = n)
                        SELECT max(seq) FROM known WHERE seq <
                            (SELECT COALESCE(min(seq), 9223372036854775807) FROM known WHERE at > ?3)";
            let key = params![account.workspace.0, account.number, Micros(at)];
            Ok(db.prepare_cached(find)?.query_row(key, |row| row.get(0))?)
        })
        .await
    }
}
