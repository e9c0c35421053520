//! Snapshots: immutable chunks, a manifest that names them, and a pointer that moves once all of it is written.

use std::collections::HashSet;

use async_trait::async_trait;
use kith_model::{Changes, Chunk, ChunkId, Manifest, MemberId, Picture, SnapshotId, Timestamp, WorkspaceId};

use super::fault::Work;
use super::rows::{at, chunk_id, get, member_id, micros, number, text, time};
use super::{Db, Params, PostgresStore, accounts, credentials, outbox, people, replies, sessions, sync_rows};
use crate::{
    AccountKey, Bodies, Commit, Committed, Error, Happening, NewSnapshot, Result, Snapshot, Snapshots,
    SyncStatus,
};

/// So many accounts are looked through at a time for what is past its time.
const PRUNED_AT_ONCE: i64 = 500;

#[async_trait]
impl Snapshots for PostgresStore {
    async fn commit(&self, account: AccountKey, commit: Commit) -> Result<Committed> {
        // Compressing is most of the work: done before the account is locked, for what seems to be new.
        let kept = self.rows(NAMES, &[&account.workspace.0, &account.number]).await?;
        let kept = kept.iter().map(|row| chunk_id(row, 0)).collect::<Work<HashSet<_>>>()?;
        let compress = move || {
            let new = commit.snapshot.iter().flat_map(|new| &new.chunks);
            let missing = new.filter(|chunk| !kept.contains(&chunk.id()));
            let bodies: Bodies = missing.map(|chunk| (chunk.id(), chunk.compress())).collect();
            (commit, bodies)
        };
        let (commit, bodies) = tokio::task::spawn_blocking(compress)
            .await
            .map_err(|failed| Error::Internal(format!("a store task did not end: {failed}")))?;
        let (commit, bodies) = (&commit, &bodies);
        self.write_much(
            Some(account.workspace),
            |db| async move { write(&db, account, commit, bodies).await },
        )
        .await
    }

    async fn snapshot(&self, account: AccountKey, id: Option<&SnapshotId>) -> Result<Option<Snapshot>> {
        let find = "SELECT s.seq, s.id, s.manifest, s.created_at, s.superseded_at FROM accounts a
                    JOIN snapshots s ON s.workspace = a.workspace AND s.account = a.n
                    WHERE a.workspace = $1 AND a.n = $2
                    AND CASE WHEN $3::TEXT IS NULL THEN s.seq = a.head ELSE s.id = $3 END";
        let id = id.map(|id| text(id.as_str()));
        let Some(row) = self.one(find, &[&account.workspace.0, &account.number, &id]).await? else {
            return Ok(None);
        };
        Ok(Some(Snapshot {
            seq: get(&row, 0)?,
            id: SnapshotId::new(get::<String>(&row, 1)?),
            manifest: Manifest::from_bytes(get(&row, 2)?)?,
            created_at: at(&row, 3)?,
            superseded_at: time(&row, 4)?,
        }))
    }

    async fn chunks(&self, account: AccountKey, chunks: &[ChunkId]) -> Result<Bodies> {
        let find = "SELECT id, body FROM chunks WHERE workspace = $1 AND account = $2 AND id = ANY($3)";
        let names: Vec<&[u8]> = chunks.iter().map(|chunk| chunk.0.as_slice()).collect();
        let rows = self.rows(find, &[&account.workspace.0, &account.number, &names]).await?;
        let body = |row: &tokio_postgres::Row| Ok((chunk_id(row, 0)?, get(row, 1)?));
        rows.iter().map(body).collect::<Work<_>>().map_err(Error::from)
    }

    async fn pictures(&self, account: AccountKey) -> Result<Vec<(MemberId, Picture)>> {
        let all = "SELECT member, url, width, expires_at FROM pictures WHERE workspace = $1 AND account = $2
                   ORDER BY member, width";
        let picture = |row: &tokio_postgres::Row| {
            let picture = Picture { url: get(row, 1)?, width: number(row, 2)?, expires_at: time(row, 3)? };
            Ok((member_id(row, 0)?, picture))
        };
        let rows = self.rows(all, &[&account.workspace.0, &account.number]).await?;
        rows.iter().map(picture).collect::<Work<_>>().map_err(Error::from)
    }

    async fn prune(&self, before: Timestamp, replies_before: Timestamp) -> Result<u64> {
        self.write_quietly(|db| async move {
            db.run("DELETE FROM replies WHERE at < $1", &[&micros(replies_before)]).await?;
            db.run("DELETE FROM windows WHERE began < $1", &[&replies_before.as_second()]).await?;
            sessions::prune(&db, replies_before).await?;
            outbox::prune(&db, replies_before).await?;
            credentials::drop_authorizations(&db, replies_before).await
        })
        .await?;
        let due = "SELECT DISTINCT workspace, account FROM snapshots WHERE superseded_at < $1
                   ORDER BY workspace, account LIMIT $2";
        let mut gone = 0;
        loop {
            let before_these = gone;
            let rows = self.rows(due, &[&micros(before), &PRUNED_AT_ONCE]).await?;
            for row in &rows {
                let account = AccountKey { workspace: WorkspaceId(get(row, 0)?), number: get(row, 1)? };
                gone += self
                    .write(account.workspace, |db| async move { drop_old(&db, account, before).await })
                    .await?;
            }
            if gone == before_these {
                break;
            }
        }
        self.scrub().await;
        Ok(gone)
    }
}

/// The names of an account's chunks.
const NAMES: &str = "SELECT id FROM chunks WHERE workspace = $1 AND account = $2";

async fn names(db: &Db, account: AccountKey) -> Work<HashSet<ChunkId>> {
    let rows = db.all(NAMES, &[&account.workspace.0, &account.number]).await?;
    rows.iter().map(|row| chunk_id(row, 0)).collect()
}

async fn write(db: &Db, account: AccountKey, commit: &Commit, bodies: &Bodies) -> Work<Committed> {
    let head = "SELECT head, indexed FROM accounts WHERE workspace = $1 AND n = $2 FOR NO KEY UPDATE";
    let Some(row) = db.one(head, &[&account.workspace.0, &account.number]).await? else {
        return Ok(Committed::NoAccount);
    };
    let (head, indexed): (Option<i64>, Option<i64>) = (get(&row, 0)?, get(&row, 1)?);
    // Before the base: a commit that was made already must not be computed again.
    if let Some(end) = &commit.sync
        && (end.lease.account != account || !sync_rows::may_commit(db, &end.lease).await?)
    {
        return Ok(Committed::LeaseLost);
    }
    if head != commit.base {
        return Ok(Committed::Outdated);
    }
    if !replies::keep(db, account.workspace, commit.remember.as_ref()).await? {
        return Ok(Committed::Twin);
    }
    if let Some(new) = &commit.snapshot {
        if indexed != head {
            people::make_anew(db, account).await?;
        }
        add_chunks(db, account, &new.chunks, bodies).await?;
        add_snapshot(db, account, head, new, commit.at).await?;
        people::apply(db, account, &new.changes).await?;
        people::is_indexed(db, account).await?;
    }
    replace_pictures(db, account, commit).await?;
    accounts::mark_synced(db, account, commit).await?;
    // Late, for whoever tells webhooks of this account waits from here to the end.
    if let (Some(head), Some(_)) = (head, &commit.snapshot) {
        outbox::tell(db, account, &Happening::Changed(head + 1), commit.at).await?;
    }
    if let Some(end) = &commit.sync {
        let newest = "SELECT s.id FROM accounts a
                      JOIN snapshots s ON s.workspace = a.workspace AND s.account = a.n AND s.seq = a.head
                      WHERE a.workspace = $1 AND a.n = $2";
        let newest = db.one(newest, &[&account.workspace.0, &account.number]).await?;
        let Some(newest) = newest else {
            return Err(Error::Internal("a sync succeeds with a snapshot only".into()).into());
        };
        sync_rows::end(db, end, SyncStatus::Succeeded, Some(get(&newest, 0)?)).await?;
    }
    Ok(Committed::Done { new_chunks: bodies.len() })
}

async fn add_chunks(db: &Db, account: AccountKey, chunks: &[Chunk], bodies: &Bodies) -> Work<()> {
    let add = "INSERT INTO chunks (workspace, account, id, body)
               SELECT $1, $2, d.id, d.body FROM unnest($3::BYTEA[], $4::BYTEA[]) AS d (id, body)
               ON CONFLICT DO NOTHING";
    let put = async |ids: &[&[u8]], bodies: &[&[u8]]| {
        db.run(add, &[&account.workspace.0, &account.number, &ids, &bodies]).await
    };
    let (ids, texts): (Vec<_>, Vec<_>) =
        bodies.iter().map(|(id, body)| (id.0.as_slice(), body.as_slice())).unzip();
    put(&ids, &texts).await?;
    // A chunk that was there a moment ago may have been pruned since.
    let kept = names(db, account).await?;
    for chunk in chunks.iter().filter(|chunk| !kept.contains(&chunk.id())) {
        put(&[chunk.id().0.as_slice()], &[chunk.compress().as_slice()]).await?;
    }
    Ok(())
}

async fn add_snapshot(
    db: &Db,
    account: AccountKey,
    head: Option<i64>,
    new: &NewSnapshot,
    at: Timestamp,
) -> Work<()> {
    let (workspace, number, at) = (account.workspace.0, account.number, micros(at));
    let seq = head.unwrap_or(0) + 1;
    let supersede =
        "UPDATE snapshots SET superseded_at = $1 WHERE workspace = $2 AND account = $3 AND seq = $4";
    db.run(supersede, &[&at, &workspace, &number, &head]).await?;
    let manifest = Manifest::of(&new.chunks);
    let add = "INSERT INTO snapshots (workspace, account, seq, id, total, manifest, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let (total, bytes) = (i64::from(manifest.total()), manifest.to_bytes());
    db.run(add, &[&workspace, &number, &seq, &new.id.as_str(), &total, &bytes, &at]).await?;
    // Of the first one all is new: its list says who.
    let (first, changes) = (Changes::default(), &new.changes);
    let changes = if head.is_some() { changes } else { &first };
    let count = |rows: usize| i64::try_from(rows).unwrap_or(i64::MAX);
    let (added, removed) = (count(changes.added.len()), count(changes.removed.len()));
    let updated = count(changes.updated.len());
    let add = "INSERT INTO changes (workspace, account, seq, added, removed, updated, at, body, snapshot)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let (body, id) = (changes.to_bytes(), new.id.as_str());
    let facts: Params<'_> = &[&workspace, &number, &seq, &added, &removed, &updated, &at, &body, &id];
    db.run(add, facts).await?;
    let point = "UPDATE accounts SET head = $1 WHERE workspace = $2 AND n = $3";
    db.run(point, &[&seq, &workspace, &number]).await.map(drop)
}

async fn replace_pictures(db: &Db, account: AccountKey, commit: &Commit) -> Work<()> {
    let (workspace, number) = (account.workspace.0, account.number);
    let drop = "DELETE FROM pictures WHERE workspace = $1 AND account = $2 AND member = ANY($3)";
    if !commit.pictures.is_empty() {
        let replaced: Vec<_> = commit.pictures.iter().map(|(member, _)| member.0.to_vec()).collect();
        db.run(drop, &[&workspace, &number, &replaced]).await?;
        let all =
            || commit.pictures.iter().flat_map(|(member, sizes)| sizes.iter().map(move |one| (member, one)));
        let members: Vec<_> = all().map(|(member, _)| member.0.to_vec()).collect();
        let widths: Vec<_> = all().map(|(_, picture)| i64::from(picture.width)).collect();
        let urls: Vec<_> = all().map(|(_, picture)| picture.url.as_str()).collect();
        let expiries: Vec<_> = all().map(|(_, picture)| picture.expires_at.map(micros)).collect();
        // Of two of one width the last counts, as it would one by one.
        let add = "INSERT INTO pictures (workspace, account, member, width, url, expires_at)
                   SELECT DISTINCT ON (d.member, d.width) CAST($1 AS BIGINT), CAST($2 AS BIGINT), d.member, d.width, d.url, d.expires_at
                   FROM unnest($3::BYTEA[], $4::BIGINT[], $5::TEXT[], $6::BIGINT[])
                        WITH ORDINALITY AS d (member, width, url, expires_at, nth)
                   ORDER BY d.member, d.width, d.nth DESC";
        db.run(add, &[&workspace, &number, &members, &widths, &urls, &expiries]).await?;
    }
    // Last: who has left the list has no picture, whatever was given.
    let gone = commit.snapshot.iter().flat_map(|new| &new.changes.removed);
    let gone: Vec<_> = gone.map(|gone| gone.member_id().0.to_vec()).collect();
    if !gone.is_empty() {
        db.run(drop, &[&workspace, &number, &gone]).await?;
    }
    Ok(())
}

/// Drops the snapshots of an account that were superseded before, and the chunks that no manifest names then.
async fn drop_old(db: &Db, account: AccountKey, before: Timestamp) -> Work<u64> {
    if !accounts::lock(db, account).await? {
        return Ok(0);
    }
    let old = "DELETE FROM snapshots WHERE workspace = $1 AND account = $2 AND superseded_at < $3";
    let gone = db.run(old, &[&account.workspace.0, &account.number, &micros(before)]).await?;
    let mut unnamed = names(db, account).await?;
    let manifests = "SELECT manifest FROM snapshots WHERE workspace = $1 AND account = $2";
    for row in db.all(manifests, &[&account.workspace.0, &account.number]).await? {
        for chunk in Manifest::from_bytes(get(&row, 0)?)?.chunks() {
            unnamed.remove(chunk);
        }
    }
    let unnamed: Vec<&[u8]> = unnamed.iter().map(|chunk| chunk.0.as_slice()).collect();
    let drop = "DELETE FROM chunks WHERE workspace = $1 AND account = $2 AND id = ANY($3)";
    db.run(drop, &[&account.workspace.0, &account.number, &unnamed]).await?;
    Ok(gone)
}
