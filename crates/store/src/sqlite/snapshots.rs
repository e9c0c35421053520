//! Snapshots: immutable chunks, a manifest that names them, and a pointer that moves once all of it is written.

use std::collections::HashSet;

use async_trait::async_trait;
use kith_model::{Changes, Chunk, ChunkId, Manifest, MemberId, Picture, SnapshotId, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

use super::rows::{Micros, chunk_id, member_id};
use super::{SqliteStore, accounts, credentials, outbox, people, replies, sessions, sync_rows, upkeep};
use crate::{
    AccountKey, Bodies, Commit, Committed, Error, Happening, NewSnapshot, Result, Snapshot, Snapshots,
    SyncStatus,
};

#[async_trait]
impl Snapshots for SqliteStore {
    async fn commit(&self, account: AccountKey, commit: Commit) -> Result<Committed> {
        // Compressing and folding are most of the work: done before the one writer is held, for what seems to be new.
        let (commit, made) = self.read(move |db| prepare(db, account, commit)).await?;
        self.write(move |db| write(db, account, &commit, made)).await
    }

    async fn snapshot(&self, account: AccountKey, id: Option<&SnapshotId>) -> Result<Option<Snapshot>> {
        let id = id.map(|id| id.as_str().to_owned());
        self.read(move |db| {
            let find = "SELECT s.seq, s.id, s.manifest, s.created_at, s.superseded_at
                        FROM accounts a JOIN snapshots s ON s.account = a.n
                        WHERE a.workspace = ?1 AND a.n = ?2 AND CASE WHEN ?3 IS NULL THEN s.seq = a.head ELSE s.id = ?3 END";
            let mut find = db.prepare_cached(find)?;
            let mut rows = find.query(params![account.workspace.0, account.number, id])?;
            let Some(row) = rows.next()? else { return Ok(None) };
            Ok(Some(Snapshot {
                seq: row.get(0)?,
                id: SnapshotId::new(row.get::<_, String>(1)?),
                manifest: Manifest::from_bytes(row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?)?,
                created_at: row.get::<_, Micros>(3)?.0,
                superseded_at: row.get::<_, Option<Micros>>(4)?.map(|at| at.0),
            }))
        })
        .await
    }

    async fn chunks(&self, account: AccountKey, chunks: &[ChunkId]) -> Result<Bodies> {
        let chunks = chunks.to_vec();
        self.read(move |db| {
            let mut find = db.prepare_cached(
                "SELECT c.body FROM accounts a JOIN chunks c ON c.account = a.n
                 WHERE a.workspace = ? AND a.n = ? AND c.id = ?",
            )?;
            let mut bodies = Vec::with_capacity(chunks.len());
            for id in chunks {
                let key = params![account.workspace.0, account.number, id.0];
                if let Some(body) = find.query_row(key, |row| row.get(0)).optional()? {
                    bodies.push((id, body));
                }
            }
            Ok(bodies)
        })
        .await
    }

    async fn pictures(&self, account: AccountKey) -> Result<Vec<(MemberId, Picture)>> {
        self.read(move |db| {
            let mut all = db.prepare_cached(
                "SELECT p.member, p.url, p.width, p.expires_at FROM accounts a JOIN pictures p ON p.account = a.n
                 WHERE a.workspace = ? AND a.n = ?",
            )?;
            let rows = all.query_map([account.workspace.0, account.number], |row| {
                let expires_at = row.get::<_, Option<Micros>>(3)?.map(|at| at.0);
                Ok((member_id(row, 0)?, Picture { url: row.get(1)?, width: row.get(2)?, expires_at }))
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn prune(&self, before: Timestamp, replies_before: Timestamp) -> Result<u64> {
        let gone = self
            .write(move |db| {
                db.execute("DELETE FROM replies WHERE at < ?", [Micros(replies_before)])?;
                credentials::drop_authorizations(db, replies_before)?;
                sessions::prune(db, replies_before)?;
                outbox::prune(db, replies_before)?;
                let accounts: Vec<i64> = db
                    .prepare_cached("SELECT DISTINCT account FROM snapshots WHERE superseded_at < ?")?
                    .query_map([Micros(before)], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()?;
                let gone = db.execute("DELETE FROM snapshots WHERE superseded_at < ?", [Micros(before)])?;
                for account in accounts {
                    drop_unnamed(db, account)?;
                }
                Ok(gone as u64)
            })
            .await?;
        upkeep::scrub(&self.inner).await;
        Ok(gone)
    }
}

/// What is made of a commit before it is written.
#[derive(Default)]
struct Made {
    bodies: Bodies,
    moves: people::Moves,
}

fn prepare(db: &Transaction<'_>, account: AccountKey, commit: Commit) -> Result<(Commit, Made)> {
    let mut made = Made::default();
    if let Some(new) = &commit.snapshot {
        let kept = names(db, account.number)?;
        for chunk in &new.chunks {
            if !kept.contains(&chunk.id()) {
                made.bodies.push((chunk.id(), chunk.compress()));
            }
        }
        made.moves = people::Moves::of(account, &new.changes);
    }
    Ok((commit, made))
}

fn write(db: &Transaction<'_>, account: AccountKey, commit: &Commit, made: Made) -> Result<Committed> {
    let head = "SELECT head FROM accounts WHERE workspace = ? AND n = ?";
    let head = db
        .query_row(head, [account.workspace.0, account.number], |row| row.get::<_, Option<i64>>(0))
        .optional()?;
    let Some(head) = head else { return Ok(Committed::NoAccount) };
    // Before the base: a commit that was made already must not be computed again.
    if let Some(end) = &commit.sync
        && (end.lease.account != account || !sync_rows::may_commit(db, &end.lease)?)
    {
        return Ok(Committed::LeaseLost);
    }
    if head != commit.base {
        return Ok(Committed::Outdated);
    }
    if !replies::keep(db, account.workspace, commit.remember.as_ref())? {
        return Ok(Committed::Twin);
    }
    let Made { bodies, moves } = made;
    let new_chunks = bodies.len();
    if let Some(new) = &commit.snapshot {
        add_chunks(db, account, &new.chunks, bodies)?;
        add_snapshot(db, account, head, new, commit.at)?;
        people::apply(db, account, &moves)?;
    }
    replace_pictures(db, account, commit)?;
    accounts::mark_synced(db, account, commit)?;
    if let Some(end) = &commit.sync {
        let newest = "SELECT s.id FROM accounts a JOIN snapshots s ON s.account = a.n AND s.seq = a.head WHERE a.n = ?";
        let newest: Option<String> =
            db.prepare_cached(newest)?.query_row([account.number], |row| row.get(0)).optional()?;
        let Some(newest) = newest else {
            return Err(Error::Internal("a sync succeeds with a snapshot only".into()));
        };
        sync_rows::end(db, end, SyncStatus::Succeeded, Some(&newest))?;
    }
    Ok(Committed::Done { new_chunks })
}

fn add_chunks(db: &Transaction<'_>, account: AccountKey, chunks: &[Chunk], bodies: Bodies) -> Result<()> {
    let mut add = db.prepare_cached("INSERT OR IGNORE INTO chunks (account, id, body) VALUES (?, ?, ?)")?;
    for (id, body) in bodies {
        add.execute(params![account.number, id.0, body])?;
    }
    // A chunk that was there a moment ago may have been pruned since.
    let kept = names(db, account.number)?;
    for chunk in chunks.iter().filter(|chunk| !kept.contains(&chunk.id())) {
        add.execute(params![account.number, chunk.id().0, chunk.compress()])?;
    }
    Ok(())
}

fn add_snapshot(
    db: &Transaction<'_>,
    account: AccountKey,
    head: Option<i64>,
    new: &NewSnapshot,
    at: Timestamp,
) -> Result<()> {
    let (number, seq) = (account.number, head.unwrap_or(0) + 1);
    let supersede = "UPDATE snapshots SET superseded_at = ? WHERE account = ? AND seq = ?";
    db.execute(supersede, params![Micros(at), number, head])?;
    let manifest = Manifest::of(&new.chunks);
    let add =
        "INSERT INTO snapshots (account, seq, id, total, manifest, created_at) VALUES (?, ?, ?, ?, ?, ?)";
    let (total, bytes) = (manifest.total(), manifest.to_bytes());
    db.execute(add, params![number, seq, new.id.as_str(), total, bytes, Micros(at)])?;
    // Of the first one all is new: its list says who.
    let (first, changes) = (Changes::default(), &new.changes);
    let changes = if head.is_some() { changes } else { &first };
    let counts = (changes.added.len() as u64, changes.removed.len() as u64, changes.updated.len() as u64);
    let add = "INSERT INTO changes (account, seq, added, removed, updated, at, body, snapshot)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
    let (body, id) = (changes.to_bytes(), new.id.as_str());
    db.execute(add, params![number, seq, counts.0, counts.1, counts.2, Micros(at), body, id])?;
    if head.is_some() {
        outbox::tell(db, account, &Happening::Changed(seq), at)?;
    }
    db.execute("UPDATE accounts SET head = ? WHERE n = ?", params![seq, number])?;
    Ok(())
}

fn replace_pictures(db: &Transaction<'_>, account: AccountKey, commit: &Commit) -> Result<()> {
    let mut drop = db.prepare_cached("DELETE FROM pictures WHERE account = ? AND member = ?")?;
    let mut add = db.prepare_cached("INSERT OR REPLACE INTO pictures VALUES (?, ?, ?, ?, ?)")?;
    for (member, sizes) in &commit.pictures {
        drop.execute(params![account.number, member.0])?;
        for picture in sizes {
            let expires = picture.expires_at.map(Micros);
            add.execute(params![account.number, member.0, picture.width, picture.url, expires])?;
        }
    }
    // Last: who has left the list has no picture, whatever was given.
    for gone in commit.snapshot.iter().flat_map(|new| &new.changes.removed) {
        drop.execute(params![account.number, gone.member_id().0])?;
    }
    Ok(())
}

fn names(db: &Transaction<'_>, account: i64) -> Result<HashSet<ChunkId>> {
    let mut all = db.prepare_cached("SELECT id FROM chunks WHERE account = ?")?;
    let rows = all.query_map([account], |row| chunk_id(row, 0))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Drops the chunks of an account that no manifest names.
fn drop_unnamed(db: &Transaction<'_>, account: i64) -> Result<()> {
    let mut unnamed = names(db, account)?;
    let mut manifests = db.prepare_cached("SELECT manifest FROM snapshots WHERE account = ?")?;
    let mut rows = manifests.query([account])?;
    while let Some(row) = rows.next()? {
        let manifest = Manifest::from_bytes(row.get_ref(0)?.as_blob().map_err(rusqlite::Error::from)?)?;
        for chunk in manifest.chunks() {
            unnamed.remove(chunk);
        }
    }
    let mut drop = db.prepare_cached("DELETE FROM chunks WHERE account = ? AND id = ?")?;
    for chunk in unnamed {
        drop.execute(params![account, chunk.0])?;
    }
    Ok(())
}
