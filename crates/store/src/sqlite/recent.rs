//! What changed lately in many accounts: each account's newest sets by name from an index, laid together here.

use async_trait::async_trait;
use kith_model::{Changes, SnapshotId, WorkspaceId};
use rusqlite::{OptionalExtension as _, Transaction, params};

use super::SqliteStore;
use super::rows::Micros;
use crate::records::{MOST_SETS, nameless_snapshot, newest};
use crate::{ChangeSet, Recent, Result, SetName, SetPlace};

/// The condition and the columns of the index.
const NAMES: &str = "SELECT c.at, c.seq, c.added + c.removed + c.updated FROM accounts a
                     JOIN changes c INDEXED BY changes_recent ON c.account = a.n
                     WHERE a.workspace = ? AND a.n = ? AND (c.at, c.seq) <= (?, ?)
                     AND c.added + c.removed + c.updated > 0 ORDER BY c.at DESC, c.seq DESC";

#[async_trait]
impl Recent for SqliteStore {
    async fn recent_sets(
        &self,
        workspace: WorkspaceId,
        accounts: &[i64],
        from: Option<SetPlace>,
        at_least: u32,
    ) -> Result<Vec<SetName>> {
        let accounts = accounts.to_vec();
        self.read(move |db| {
            let mut all = Vec::new();
            for account in accounts {
                names(db, workspace, account, from, at_least, &mut all)?;
            }
            Ok(newest(all, at_least, MOST_SETS))
        })
        .await
    }

    async fn change_sets(
        &self,
        workspace: WorkspaceId,
        places: &[SetPlace],
    ) -> Result<Vec<(i64, ChangeSet)>> {
        let places = places.to_vec();
        self.read(move |db| {
            let found = places.iter().map(|place| set(db, workspace, *place));
            found.filter_map(Result::transpose).collect()
        })
        .await
    }
}

fn names(
    db: &Transaction<'_>,
    workspace: WorkspaceId,
    account: i64,
    from: Option<SetPlace>,
    at_least: u32,
    all: &mut Vec<SetName>,
) -> Result<()> {
    let at = from.map_or(i64::MAX, |from| from.at.as_microsecond());
    let last = from.map_or(i64::MAX, |from| from.last_of(account));
    let mut find = db.prepare_cached(NAMES)?;
    let mut rows = find.query(params![workspace.0, account, at, last])?;
    let (mut sets, mut held) = (0, 0);
    while let Some(row) = rows.next()? {
        let place = SetPlace { at: row.get::<_, Micros>(0)?.0, account, seq: row.get(1)? };
        let count = row.get(2)?;
        all.push(SetName { place, count });
        (sets, held) = (sets + 1, held + count);
        if held >= u64::from(at_least) || sets >= MOST_SETS {
            break;
        }
    }
    Ok(())
}

fn set(db: &Transaction<'_>, workspace: WorkspaceId, place: SetPlace) -> Result<Option<(i64, ChangeSet)>> {
    let SetPlace { account, seq, .. } = place;
    let find = "SELECT COALESCE(c.snapshot, s.id), c.at, c.body
                FROM accounts a JOIN changes c ON c.account = a.n
                LEFT JOIN snapshots s ON s.account = c.account AND s.seq = c.seq
                WHERE a.workspace = ? AND a.n = ? AND c.seq = ?";
    let mut find = db.prepare_cached(find)?;
    let found = find.query_row(params![workspace.0, account, seq], |row| {
        let snapshot = row.get::<_, Option<String>>(0)?;
        let snapshot = snapshot.map_or_else(|| nameless_snapshot(seq), SnapshotId::new);
        Ok((snapshot, row.get::<_, Micros>(1)?.0, Changes::from_bytes(row.get_ref(2)?.as_blob()?)))
    });
    let Some((snapshot, at, changes)) = found.optional()? else { return Ok(None) };
    Ok(Some((account, ChangeSet { seq, snapshot, at, changes: changes? })))
}
