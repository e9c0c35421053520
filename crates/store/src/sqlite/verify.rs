//! Proof that what is kept is whole: hashes, manifests, the search index against chunks, ledgers against balances.
//! One account at a time, each as of one moment, so that it can run beside a server.

mod history;
mod upstream;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kith_model::{Chunk, ChunkId, Manifest};
use rusqlite::{ErrorCode, OptionalExtension, Transaction, params};

use super::rows::chunk_id;
use super::{SqliteStore, blocking, people, schema};
use crate::records::Person;
use crate::{Result, Verified};

pub(super) async fn verify(store: &SqliteStore, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Verified> {
    let inner = Arc::clone(&store.inner);
    // Not on a pooled reader: SQLite checks full-text tables by what a connection remembers of their structure.
    let (mut found, accounts) =
        blocking(move || whole(&schema::open_reader(&inner.path)?.transaction()?)).await?;
    found.faults.extend(words(store).await?);
    let all = accounts.len() as u64;
    for (done, (number, id)) in (0_u64..).zip(accounts) {
        progress(done, all);
        let one = store.read(move |db| account(db, number, &id)).await?;
        found.accounts += one.accounts;
        found.snapshots += one.snapshots;
        found.connections += one.connections;
        found.chunks += one.chunks;
        found.chunk_bytes += one.chunk_bytes;
        found.faults.extend(one.faults);
    }
    progress(all, all);
    Ok(found)
}

/// Compares the words of the search index with its rows. Holds up writers meanwhile: full-text tables can be
/// checked by a writing connection only.
async fn words(store: &SqliteStore) -> Result<Option<String>> {
    let inner = Arc::clone(&store.inner);
    let checked =
        blocking(move || inner.with_writer(|writer| Ok(people::check_words(&writer.transaction()?)))).await?;
    match checked {
        Ok(()) => Ok(None),
        Err(error) if error.sqlite_error_code() == Some(ErrorCode::DatabaseCorrupt) => {
            Ok(Some("the words of the search index are not those of its people".into()))
        }
        Err(error) => Err(error.into()),
    }
}

/// The file itself, the ledgers; and which accounts there are.
fn whole(db: &Transaction<'_>) -> Result<(Verified, Vec<(i64, String)>)> {
    let mut found = Verified::default();
    let check: String = db.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if check != "ok" {
        found.faults.push(format!("the database file is damaged: {check}"));
    }
    let orphans = "SELECT count(*) FROM people WHERE account NOT IN (SELECT n FROM accounts)";
    if db.query_row(orphans, [], |row| row.get::<_, i64>(0))? != 0 {
        found.faults.push("the search index has rows of an account that is gone".into());
    }
    ledgers(db, &mut found)?;
    upstream::faults(db, &mut found.faults)?;
    let mut all = db.prepare("SELECT n, id FROM accounts ORDER BY n")?;
    let accounts =
        all.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
    Ok((found, accounts))
}

fn ledgers(db: &Transaction<'_>, found: &mut Verified) -> Result<()> {
    let mut balances = db.prepare(
        "SELECT w.id, balance, granted, consumed, entries FROM workspaces w LEFT JOIN balances ON workspace = w.id",
    )?;
    let mut entries =
        db.prepare("SELECT id, debit, credits, balance_after FROM ledger WHERE workspace = ? ORDER BY id")?;
    let mut rows = balances.query([])?;
    while let Some(row) = rows.next()? {
        let workspace: i64 = row.get(0)?;
        if row.get::<_, Option<i64>>(1)?.is_none() {
            found.faults.push(format!("ledger {workspace}: the workspace has no balance"));
            continue;
        }
        let kept: [i64; 4] = [row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?];
        let (mut granted, mut consumed, mut count, mut wrong) = (0_i64, 0_i64, 0_i64, None);
        let mut ledger = entries.query([workspace])?;
        while let Some(entry) = ledger.next()? {
            let credits: i64 = entry.get(2)?;
            *if entry.get(1)? { &mut consumed } else { &mut granted } += credits;
            count += 1;
            let right = entry.get::<_, i64>(0)? == count && entry.get::<_, i64>(3)? == granted - consumed;
            if (!right || credits <= 0 || granted < consumed) && wrong.is_none() {
                wrong = Some(count);
            }
        }
        found.ledger_entries += count.unsigned_abs();
        if let Some(entry) = wrong {
            found
                .faults
                .push(format!("ledger {workspace}: entry {entry} does not follow from those before it"));
        }
        if kept != [granted - consumed, granted, consumed, count] {
            found.faults.push(format!("ledger {workspace}: the balance is not the sum of its entries"));
        }
    }
    Ok(())
}

fn account(db: &Transaction<'_>, number: i64, id: &str) -> Result<Verified> {
    let mut found = Verified { accounts: 1, ..Verified::default() };
    let head =
        db.query_row("SELECT head FROM accounts WHERE n = ?", [number], |row| row.get(0)).optional()?;
    let Some(head): Option<Option<i64>> = head else { return Ok(Verified::default()) }; // erased meanwhile
    let mut fault = |text: &str| found.faults.push(format!("account {id}: {text}"));
    let mut unnamed: HashSet<ChunkId> = HashSet::new();
    let mut chunks: HashMap<ChunkId, usize> = HashMap::new();
    let mut people = Vec::new();
    let newest = manifests(db, number, head, &mut fault)?;
    history::faults(db, number, head, &mut fault)?;
    let in_head: HashSet<ChunkId> = newest.1.iter().copied().collect();

    let mut bodies = db.prepare("SELECT id, body FROM chunks WHERE account = ?")?;
    let mut rows = bodies.query([number])?;
    while let Some(row) = rows.next()? {
        let chunk = chunk_id(row, 0)?;
        let body = row.get_ref(1)?.as_blob().map_err(rusqlite::Error::from)?;
        found.chunks += 1;
        found.chunk_bytes += body.len() as u64;
        if let Ok(connections) = Chunk::open(chunk, body) {
            if in_head.contains(&chunk) {
                people.extend(connections.iter().map(Person::of));
            }
            chunks.insert(chunk, connections.len());
        } else {
            found.faults.push(format!("account {id}: chunk {chunk} is not what its name says"));
        }
        unnamed.insert(chunk);
    }
    for (seq, manifest) in &newest.0 {
        found.snapshots += 1;
        for (chunk, count) in manifest.entries() {
            unnamed.remove(&chunk);
            if chunks.get(&chunk) != Some(&(count as usize)) {
                found.faults.push(format!(
                    "account {id}: snapshot {seq} names chunk {chunk}, which is missing or differs"
                ));
            }
        }
        if Some(*seq) == head {
            found.connections += u64::from(manifest.total());
        }
    }
    if !unnamed.is_empty() {
        found.faults.push(format!("account {id}: {} chunks are in no snapshot", unnamed.len()));
    }
    people.sort_unstable();
    if people != people::all(db, number)? {
        found.faults.push(format!("account {id}: the search index is not that of its newest snapshot"));
    }
    Ok(found)
}

type Manifests = (Vec<(i64, Manifest)>, Vec<ChunkId>);

/// The manifests of an account that can be read, and the chunks of the newest.
fn manifests(
    db: &Transaction<'_>,
    number: i64,
    head: Option<i64>,
    fault: &mut dyn FnMut(&str),
) -> Result<Manifests> {
    let mut all = Vec::new();
    let mut newest = Vec::new();
    let mut find = db.prepare("SELECT seq, total, manifest FROM snapshots WHERE account = ?")?;
    let mut rows = find.query(params![number])?;
    while let Some(row) = rows.next()? {
        let (seq, total): (i64, u32) = (row.get(0)?, row.get(1)?);
        match Manifest::from_bytes(row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?) {
            Ok(manifest) if manifest.total() == total => {
                if Some(seq) == head {
                    newest = manifest.chunks().to_vec();
                }
                all.push((seq, manifest));
            }
            _ => fault(&format!("the manifest of snapshot {seq} is damaged")),
        }
    }
    if head.is_some_and(|head| all.iter().all(|(seq, _)| *seq != head)) {
        fault("its newest snapshot is missing");
    }
    Ok((all, newest))
}
