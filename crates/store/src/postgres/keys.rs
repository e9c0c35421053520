//! API keys. A secret's hash leads to its workspace and its key; everything else goes by the workspace.

use async_trait::async_trait;
use kith_model::api_key::KeyHash;
use kith_model::{KeyId, Scopes, Timestamp, WorkspaceId};
use tokio_postgres::Row;

use super::PostgresStore;
use super::fault::{Fault, Work};
use super::rows::{at, bytes, get, maybe, micros, number, text, time};
use crate::{Error, Key, KeyChange, Keys, Result, TakeRequests, Taken};

/// What every query of keys, as `k`, selects first, for [`key`].
const COLUMNS: &str = "k.workspace, k.id, k.name, k.hash, k.scopes, k.created_at, k.expires_at, k.revoked_at,
    k.requests_per_minute";

fn key(row: &Row) -> Work<Key> {
    Ok(Key {
        workspace: WorkspaceId(get(row, 0)?),
        id: KeyId::new(get::<String>(row, 1)?),
        name: get(row, 2)?,
        hash: KeyHash(bytes(row, 3)?),
        scopes: Scopes::from_bits(number(row, 4)?),
        created_at: at(row, 5)?,
        expires_at: time(row, 6)?,
        revoked_at: time(row, 7)?,
        requests_per_minute: maybe(row, 8)?,
    })
}

#[async_trait]
impl Keys for PostgresStore {
    async fn add_key(&self, key: Key) -> Result<()> {
        let key = &key;
        self.write(key.workspace, |db| async move {
            let there = "SELECT 1 FROM workspaces WHERE id = $1 FOR KEY SHARE";
            if !db.exists(there, &[&key.workspace.0]).await? {
                return Err(Error::Internal("a key for a workspace that is gone".into()).into());
            }
            let hash = "INSERT INTO key_hashes (hash, workspace, key) VALUES ($1, $2, $3)";
            let id = key.id.as_str();
            db.run(hash, &[&key.hash.0.as_slice(), &key.workspace.0, &id]).await?;
            let add =
                "INSERT INTO keys (workspace, id, name, hash, scopes, created_at, expires_at, revoked_at,
                       requests_per_minute) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
            db.run(
                add,
                &[
                    &key.workspace.0,
                    &id,
                    &key.name,
                    &key.hash.0.as_slice(),
                    &i64::from(key.scopes.bits()),
                    &micros(key.created_at),
                    &key.expires_at.map(micros),
                    &key.revoked_at.map(micros),
                    &key.requests_per_minute.map(i64::from),
                ],
            )
            .await?;
            Ok(())
        })
        .await
    }

    async fn keys(&self, workspace: WorkspaceId) -> Result<Vec<Key>> {
        let all = format!(
            "SELECT {COLUMNS} FROM keys k WHERE k.workspace = $1 ORDER BY k.created_at, k.id COLLATE \"C\""
        );
        let rows = self.rows(&all, &[&workspace.0]).await?;
        rows.iter().map(key).collect::<Work<_>>().map_err(Error::from)
    }

    async fn change_key(&self, workspace: WorkspaceId, id: &KeyId, change: KeyChange) -> Result<Option<Key>> {
        let change = &change;
        self.write(workspace, |db| async move {
            let set = format!(
                "UPDATE keys k SET name = coalesce($3, k.name),
                 requests_per_minute = CASE WHEN $4 THEN $5 ELSE k.requests_per_minute END
                 WHERE k.workspace = $1 AND k.id = $2 AND k.revoked_at IS NULL RETURNING {COLUMNS}"
            );
            let (name, limit) = (change.name.as_deref().map(text), change.requests_per_minute);
            let (is_set, limit) = (limit.is_some(), limit.flatten().map(i64::from));
            let facts: super::Params<'_> = &[&workspace.0, &text(id.as_str()), &name, &is_set, &limit];
            db.put(&set, facts).await?.as_ref().map(key).transpose()
        })
        .await
    }

    async fn revoke_key(&self, workspace: WorkspaceId, id: &KeyId, at: Timestamp) -> Result<bool> {
        self.write(workspace, |db| async move {
            let revoke =
                "UPDATE keys SET revoked_at = $1 WHERE workspace = $2 AND id = $3 AND revoked_at IS NULL";
            Ok(db.run(revoke, &[&micros(at), &workspace.0, &text(id.as_str())]).await? == 1)
        })
        .await
    }

    async fn key_by_hash(&self, hash: KeyHash) -> Result<Option<(Key, i64)>> {
        let way = "SELECT workspace, key FROM key_hashes WHERE hash = $1";
        let Some(way) = self.one(way, &[&hash.0.as_slice()]).await? else { return Ok(None) };
        let found = self.key_of(get(&way, 0)?, get(&way, 1)?).await?;
        Ok(found.filter(|(key, _)| key.hash.matches(&hash)))
    }

    async fn take_requests(&self, workspace: WorkspaceId, key: &KeyId, ask: TakeRequests) -> Result<Taken> {
        // A server's clock that is a little behind another's begins no new window.
        let take = "INSERT INTO windows AS w (workspace, key, began, used, granted)
                    SELECT b.workspace, $2, $3::BIGINT, least($4::BIGINT, $5::BIGINT), least($4, $5) FROM balances b
                    WHERE b.workspace = $1
                    ON CONFLICT (workspace, key) DO UPDATE SET
                    began = CASE WHEN abs($3 - w.began) < $6 THEN w.began ELSE $3 END,
                    granted = CASE WHEN abs($3 - w.began) < $6 THEN greatest(0, least($4, $5 - w.used))
                              ELSE excluded.granted END,
                    used = CASE WHEN abs($3 - w.began) < $6 THEN w.used + greatest(0, least($4, $5 - w.used))
                           ELSE excluded.used END
                    RETURNING began, granted, used";
        let began = ask.at.as_second();
        let (want, limit, seconds) = (i64::from(ask.want), i64::from(ask.limit), i64::from(ask.seconds));
        let facts: super::Params<'_> = &[&workspace.0, &key.as_str(), &began, &want, &limit, &seconds];
        let Some(row) = self.change(take, facts).await?.into_iter().next() else {
            return Ok(Taken { began, granted: 0, used: 0 });
        };
        Ok(Taken { began: get(&row, 0)?, granted: number(&row, 1)?, used: number(&row, 2)? })
    }
}

impl PostgresStore {
    /// A key, and the generation of its workspace that this holds for.
    pub(super) async fn key_of(&self, workspace: i64, id: String) -> Result<Option<(Key, i64)>> {
        let find = format!(
            "SELECT {COLUMNS}, b.generation FROM keys k JOIN balances b ON b.workspace = k.workspace
             WHERE k.workspace = $1 AND k.id = $2"
        );
        let row = self.one(&find, &[&workspace, &id]).await?;
        row.map(|row| Ok((key(&row)?, get(&row, 9)?))).transpose().map_err(|fault: Fault| fault.into())
    }
}
