//! What changed lately in many accounts: each account's newest sets by name from an index, laid together here.

use async_trait::async_trait;
use kith_model::WorkspaceId;

use super::PostgresStore;
use super::fault::Work;
use super::history::set;
use super::rows::{at, get, number, whole};
use crate::records::{MOST_SETS, newest};
use crate::{ChangeSet, Error, Recent, Result, SetName, SetPlace};

#[async_trait]
impl Recent for PostgresStore {
    async fn recent_sets(
        &self,
        workspace: WorkspaceId,
        accounts: &[i64],
        from: Option<SetPlace>,
        at_least: u32,
    ) -> Result<Vec<SetName>> {
        // The condition is that of the index.
        let find = "SELECT c.at, a.n, c.seq, c.held FROM unnest($2::BIGINT[], $3::BIGINT[]) AS a (n, last)
                    CROSS JOIN LATERAL (
                        SELECT at, seq, added + removed + updated AS held FROM changes
                        WHERE workspace = $1 AND account = a.n AND (at, seq) <= ($4, a.last)
                        AND added + removed + updated > 0 ORDER BY at DESC, seq DESC LIMIT $5) c";
        let lasts = accounts.iter().map(|account| from.map_or(i64::MAX, |from| from.last_of(*account)));
        let lasts: Vec<i64> = lasts.collect();
        let until = from.map_or(i64::MAX, |from| from.at.as_microsecond());
        // Each set holds one change at least.
        let most = whole(u64::from(at_least.max(1)).min(MOST_SETS as u64));
        let rows = self.rows(find, &[&workspace.0, &accounts, &lasts, &until, &most]).await?;
        let name = |row| -> Work<SetName> {
            let place = SetPlace { at: at(row, 0)?, account: get(row, 1)?, seq: get(row, 2)? };
            Ok(SetName { place, count: number(row, 3)? })
        };
        let all = rows.iter().map(name).collect::<Work<_>>()?;
        Ok(newest(all, at_least, MOST_SETS))
    }

    async fn change_sets(
        &self,
        workspace: WorkspaceId,
        places: &[SetPlace],
    ) -> Result<Vec<(i64, ChangeSet)>> {
        let (accounts, numbers): (Vec<_>, Vec<_>) =
            places.iter().map(|place| (place.account, place.seq)).unzip();
        let find = "SELECT c.seq, COALESCE(c.snapshot, s.id), c.at, c.body, c.account
                    FROM unnest($2::BIGINT[], $3::BIGINT[]) AS p (account, seq)
                    JOIN changes c ON c.workspace = $1 AND c.account = p.account AND c.seq = p.seq
                    LEFT JOIN snapshots s
                    ON s.workspace = c.workspace AND s.account = c.account AND s.seq = c.seq";
        let rows = self.rows(find, &[&workspace.0, &accounts, &numbers]).await?;
        let read = move || rows.iter().map(|row| Ok((get(row, 4)?, set(row)?))).collect::<Work<_>>();
        let sets = tokio::task::spawn_blocking(read).await;
        Ok(sets.map_err(|failed| Error::Internal(format!("a store task did not end: {failed}")))??)
    }
}
