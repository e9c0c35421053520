//! Replies kept under idempotency keys, in the transaction of what they answer. Of two twins the second waits here, by the
//! row's key, until the first has committed or not.

use async_trait::async_trait;
use kith_model::{Timestamp, WorkspaceId};

use super::fault::Work;
use super::rows::{bytes, get, micros};
use super::{Db, PostgresStore, accounts};
use crate::{Error, Kept, Remember, Replies, Result};

/// A key is the workspace's again after 24 hours.
const KEPT_MICROS: i64 = 24 * 3_600 * 1_000_000;

#[async_trait]
impl Replies for PostgresStore {
    async fn reply(&self, workspace: WorkspaceId, key: &str, since: Timestamp) -> Result<Option<Kept>> {
        let find = "SELECT fingerprint, body FROM replies WHERE workspace = $1 AND key = $2 AND at >= $3";
        let row = self.one(find, &[&workspace.0, &key, &micros(since)]).await?;
        let kept = |row: &tokio_postgres::Row| {
            Ok::<_, super::Fault>(Kept { fingerprint: bytes(row, 0)?, body: get(row, 1)? })
        };
        Ok(row.as_ref().map(kept).transpose()?)
    }
}

/// Keeps a reply. `false` if one is already kept under its key, and not the one that this follows: a twin was first.
pub(super) async fn keep(db: &Db, workspace: WorkspaceId, remember: Option<&Remember>) -> Work<bool> {
    let Some(remember) = remember else { return Ok(true) };
    if let Some(account) = remember.account
        && !accounts::hold_on_to(db, account).await?
    {
        return Err(Error::Internal("a reply for an account that is gone".into()).into());
    }
    keep_for(db, workspace, remember.account.map(|account| account.number), remember).await
}

/// The same for an account that is locked, or is only being made.
pub(super) async fn keep_for(
    db: &Db,
    workspace: WorkspaceId,
    account: Option<i64>,
    remember: &Remember,
) -> Work<bool> {
    let (key, fingerprint) = (remember.key.as_str(), remember.fingerprint.as_slice());
    if let Some(before) = &remember.follows {
        let replace = "UPDATE replies SET account = $1, body = $2, at = $3
                       WHERE workspace = $4 AND key = $5 AND fingerprint = $6 AND body = $7";
        let at = micros(remember.at);
        let facts: super::Params<'_> =
            &[&account, &remember.body, &at, &workspace.0, &key, &fingerprint, before];
        return Ok(db.run(replace, facts).await? == 1);
    }
    let keep = "INSERT INTO replies AS r (workspace, key, fingerprint, account, body, at)
                VALUES ($1, $2, $3, $4, $5, $6)
                ON CONFLICT (workspace, key) DO UPDATE
                SET fingerprint = excluded.fingerprint, account = excluded.account, body = excluded.body, at = excluded.at
                WHERE r.at < excluded.at - $7";
    let at = micros(remember.at);
    let facts: super::Params<'_> =
        &[&workspace.0, &key, &fingerprint, &account, &remember.body, &at, &KEPT_MICROS];
    Ok(db.run(keep, facts).await? == 1)
}

/// Whether [`keep`] would find that a twin of this one was first. Writes nothing.
pub(super) async fn has_twin(db: &Db, workspace: WorkspaceId, remember: Option<&Remember>) -> Work<bool> {
    let Some(remember) = remember else { return Ok(false) };
    let key = remember.key.as_str();
    if let Some(before) = &remember.follows {
        let same =
            "SELECT 1 FROM replies WHERE workspace = $1 AND key = $2 AND fingerprint = $3 AND body = $4";
        let fingerprint = remember.fingerprint.as_slice();
        return Ok(!db.exists(same, &[&workspace.0, &key, &fingerprint, before]).await?);
    }
    let find = "SELECT 1 FROM replies WHERE workspace = $1 AND key = $2 AND at >= $3";
    db.exists(find, &[&workspace.0, &key, &(micros(remember.at) - KEPT_MICROS)]).await
}
