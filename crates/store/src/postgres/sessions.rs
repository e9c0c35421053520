//! Sessions and links to sign in with. A secret's hash leads to its workspace and its key, as that of a key does.

use async_trait::async_trait;
use kith_model::{KeyId, Timestamp, WorkspaceId};

use super::fault::Work;
use super::rows::{at, get, micros, text};
use super::{Db, PostgresStore};
use crate::{Key, NewSession, Result, Session, Sessions, SignInLink};

#[async_trait]
impl Sessions for PostgresStore {
    async fn add_session(&self, new: NewSession, idle_before: Timestamp) -> Result<bool> {
        let new = &new;
        self.write_quietly(|db| async move {
            if !has_key(&db, new.workspace, &new.key).await? {
                return Ok(false);
            }
            let idle = "DELETE FROM sessions WHERE workspace = $1 AND seen_at < $2";
            db.run(idle, &[&new.workspace.0, &micros(idle_before)]).await?;
            let add = "INSERT INTO sessions (hash, workspace, key, created_at, seen_at) VALUES ($1, $2, $3, $4, $4)";
            let (hash, key) = (new.hash.as_slice(), new.key.as_str());
            db.run(add, &[&hash, &new.workspace.0, &key, &micros(new.at)]).await?;
            let most = "DELETE FROM sessions WHERE hash IN (
                          SELECT hash FROM sessions WHERE workspace = $1 AND key = $2 AND hash <> $3
                          ORDER BY seen_at DESC, created_at DESC OFFSET 99)";
            db.run(most, &[&new.workspace.0, &key, &hash]).await?;
            Ok(true)
        })
        .await
    }

    async fn session(&self, hash: [u8; 32], seen_since: Timestamp) -> Result<Option<Session>> {
        let way = "SELECT workspace, key, seen_at FROM sessions WHERE hash = $1 AND seen_at >= $2";
        let Some(way) = self.one(way, &[&hash.as_slice(), &micros(seen_since)]).await? else {
            return Ok(None);
        };
        let found = self.key_of(get(&way, 0)?, get(&way, 1)?).await?;
        let Some((key, generation)) = found else { return Ok(None) };
        Ok(Some(Session { key, generation, seen_at: at(&way, 2)? }))
    }

    async fn touch_session(&self, hash: [u8; 32], at: Timestamp) -> Result<()> {
        let touch = "UPDATE sessions SET seen_at = $2 WHERE hash = $1 AND seen_at < $2";
        self.change(touch, &[&hash.as_slice(), &micros(at)]).await.map(drop)
    }

    async fn end_session(&self, hash: [u8; 32]) -> Result<bool> {
        let end = "DELETE FROM sessions WHERE hash = $1 RETURNING 1";
        Ok(!self.change(end, &[&hash.as_slice()]).await?.is_empty())
    }

    async fn add_link(&self, link: SignInLink) -> Result<bool> {
        let link = &link;
        self.write_quietly(|db| async move {
            if !has_key(&db, link.workspace, &link.key).await? {
                return Ok(false);
            }
            let add = "INSERT INTO sign_in_links (hash, workspace, key, expires_at) VALUES ($1, $2, $3, $4)";
            let (hash, key) = (link.hash.as_slice(), link.key.as_str());
            db.run(add, &[&hash, &link.workspace.0, &key, &micros(link.expires_at)]).await?;
            Ok(true)
        })
        .await
    }

    // One that is taken is used up, whatever becomes of the look for its key.
    async fn take_link(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<(Key, i64)>> {
        let take = "DELETE FROM sign_in_links WHERE hash = $1 AND expires_at > $2 RETURNING workspace, key";
        let taken = self.change(take, &[&hash.as_slice(), &micros(now)]).await?;
        let Some(of) = taken.into_iter().next() else { return Ok(None) };
        self.key_of(get(&of, 0)?, get(&of, 1)?).await
    }
}

/// Whether there is such a key; its workspace stays until the transaction ends.
async fn has_key(db: &Db, workspace: WorkspaceId, key: &KeyId) -> Work<bool> {
    let there = "SELECT 1 FROM workspaces WHERE id = $1 FOR KEY SHARE";
    let has = "SELECT 1 FROM keys WHERE workspace = $1 AND id = $2";
    Ok(db.exists(there, &[&workspace.0]).await?
        && db.exists(has, &[&workspace.0, &text(key.as_str())]).await?)
}

/// Forgets sessions that nobody used since, and links that nobody used in time.
pub(super) async fn prune(db: &Db, before: Timestamp) -> Work<()> {
    db.run("DELETE FROM sessions WHERE seen_at < $1", &[&micros(before)]).await?;
    db.run("DELETE FROM sign_in_links WHERE expires_at <= $1", &[&micros(before)]).await.map(drop)
}
