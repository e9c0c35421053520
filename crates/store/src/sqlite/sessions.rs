//! Sessions and links to sign in with, by hash.

use async_trait::async_trait;
use kith_model::Timestamp;
use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::keys::{COLUMNS, key};
use super::rows::Micros;
use super::{SqliteStore, upkeep};
use crate::{Key, NewSession, Result, Session, Sessions, SignInLink};

#[async_trait]
impl Sessions for SqliteStore {
    async fn add_session(&self, new: NewSession, idle_before: Timestamp) -> Result<bool> {
        self.write_quietly(move |db| {
            let idle = "DELETE FROM sessions WHERE workspace = ? AND seen_at < ?";
            db.prepare_cached(idle)?.execute(params![new.workspace.0, Micros(idle_before)])?;
            let add = "INSERT INTO sessions (hash, workspace, key, created_at, seen_at)
                       SELECT ?1, workspace, id, ?4, ?4 FROM keys WHERE workspace = ?2 AND id = ?3";
            let facts = params![new.hash, new.workspace.0, new.key.as_str(), Micros(new.at)];
            let added = db.prepare_cached(add)?.execute(facts)? == 1;
            let most = "DELETE FROM sessions WHERE hash IN (
                          SELECT hash FROM sessions WHERE workspace = ?1 AND key = ?2 AND hash != ?3
                          ORDER BY seen_at DESC, created_at DESC LIMIT -1 OFFSET 99)";
            db.prepare_cached(most)?.execute(params![new.workspace.0, new.key.as_str(), new.hash])?;
            Ok(added)
        })
        .await
    }

    async fn session(&self, hash: [u8; 32], seen_since: Timestamp) -> Result<Option<Session>> {
        self.read(move |db| {
            let find = format!(
                "SELECT {COLUMNS}, s.seen_at FROM sessions s JOIN keys k ON k.workspace = s.workspace AND k.id = s.key
                 WHERE s.hash = ? AND s.seen_at >= ?"
            );
            let mut find = db.prepare_cached(&find)?;
            let found = find.query_row(params![hash, Micros(seen_since)], |row| {
                Ok((key(row)?, row.get::<_, Micros>("seen_at")?.0))
            });
            let Some((key, seen_at)) = found.optional()? else { return Ok(None) };
            Ok(Some(Session { key, generation: upkeep::generation(db)?, seen_at }))
        })
        .await
    }

    async fn touch_session(&self, hash: [u8; 32], at: Timestamp) -> Result<()> {
        self.write_quietly(move |db| {
            let touch = "UPDATE sessions SET seen_at = ?2 WHERE hash = ?1 AND seen_at < ?2";
            db.prepare_cached(touch)?.execute(params![hash, Micros(at)])?;
            Ok(())
        })
        .await
    }

    async fn end_session(&self, hash: [u8; 32]) -> Result<bool> {
        self.write_quietly(move |db| {
            Ok(db.prepare_cached("DELETE FROM sessions WHERE hash = ?")?.execute([hash])? == 1)
        })
        .await
    }

    async fn add_link(&self, link: SignInLink) -> Result<bool> {
        self.write_quietly(move |db| {
            let add = "INSERT INTO sign_in_links (hash, workspace, key, expires_at)
                       SELECT ?1, workspace, id, ?4 FROM keys WHERE workspace = ?2 AND id = ?3";
            let facts = params![link.hash, link.workspace.0, link.key.as_str(), Micros(link.expires_at)];
            Ok(db.prepare_cached(add)?.execute(facts)? == 1)
        })
        .await
    }

    async fn take_link(&self, hash: [u8; 32], now: Timestamp) -> Result<Option<(Key, i64)>> {
        self.write_quietly(move |db| {
            let take = "DELETE FROM sign_in_links WHERE hash = ? AND expires_at > ? RETURNING workspace, key";
            let taken = db.prepare_cached(take)?.query_row(params![hash, Micros(now)], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?))
            });
            let Some(of) = taken.optional()? else { return Ok(None) };
            let find = format!("SELECT {COLUMNS} FROM keys k WHERE k.workspace = ? AND k.id = ?");
            let found = db.prepare_cached(&find)?.query_row(params![of.0, of.1], key).optional()?;
            found.map(|key| Ok((key, upkeep::generation(db)?))).transpose()
        })
        .await
    }
}

/// Forgets sessions that nobody used since, and links that nobody used in time.
pub(super) fn prune(db: &Transaction<'_>, before: Timestamp) -> Result<()> {
    db.execute("DELETE FROM sessions WHERE seen_at < ?", [Micros(before)])?;
    db.execute("DELETE FROM sign_in_links WHERE expires_at <= ?", [Micros(before)])?;
    Ok(())
}

/// Forgets who is signed in, and every link: in a copy they would let people in again, also those who signed out since.
pub(super) fn forget_all(db: &mut Connection) -> Result<()> {
    let change = db.transaction()?;
    change.execute("DELETE FROM sessions", [])?;
    change.execute("DELETE FROM sign_in_links", [])?;
    Ok(change.commit()?)
}
