//! Proof that what is kept is whole: hashes, manifests, the search index against chunks, ledgers against balances, rows
//! against their owners. One workspace's ledger and one account at a time, each as of one moment, so that it can run beside
//! servers.

mod history;
mod upstream;

use std::collections::{HashMap, HashSet};

use kith_model::{Chunk, ChunkId, Manifest, WorkspaceId};

use super::fault::Work;
use super::rows::{chunk_id, get, number};
use super::{Db, PostgresStore, people};
use crate::{AccountKey, Result, Verified};

/// So many entries of a ledger, or bodies of chunks, are held at a time.
const PAGE: i64 = 10_000;

pub(super) async fn verify(store: &PostgresStore, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Verified> {
    let mut found = Verified::default();
    for row in store.rows("SELECT id FROM workspaces ORDER BY id", &[]).await? {
        let workspace = WorkspaceId(get(&row, 0)?);
        let (entries, faults) = store.read_all(|db| async move { ledger(&db, workspace).await }).await?;
        found.ledger_entries += entries;
        found.faults.extend(faults);
    }
    found.faults.extend(store.read_all(|db| async move { upstream::faults(&db).await }).await?);
    let accounts = store.rows("SELECT workspace, n, id FROM accounts ORDER BY workspace, n", &[]).await?;
    let all = accounts.len() as u64;
    for (done, row) in (0_u64..).zip(&accounts) {
        progress(done, all);
        let key = AccountKey { workspace: WorkspaceId(get(row, 0)?), number: get(row, 1)? };
        let id: &str = get(row, 2)?;
        let one = store.read_all(|db| async move { account(&db, key, id).await }).await?;
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

/// The ledger of a workspace: how many entries, and what is wrong.
async fn ledger(db: &Db, workspace: WorkspaceId) -> Work<(u64, Vec<String>)> {
    let mut faults = Vec::new();
    let kept = "SELECT balance, granted, consumed, entries FROM balances WHERE workspace = $1";
    let Some(kept) = db.one(kept, &[&workspace.0]).await? else {
        let there = db.exists("SELECT 1 FROM workspaces WHERE id = $1", &[&workspace.0]).await?;
        if there {
            faults.push(format!("ledger {}: the workspace has no balance", workspace.0));
        }
        return Ok((0, faults));
    };
    let kept: [i64; 4] = [get(&kept, 0)?, get(&kept, 1)?, get(&kept, 2)?, get(&kept, 3)?];
    let page = "SELECT id, debit, credits, balance_after FROM ledger WHERE workspace = $1 AND id > $2
                ORDER BY id LIMIT $3";
    let (mut granted, mut consumed, mut count, mut wrong) = (0_i64, 0_i64, 0_i64, None);
    let mut last = i64::MIN;
    loop {
        let entries = db.all(page, &[&workspace.0, &last, &PAGE]).await?;
        for entry in &entries {
            let credits: i64 = get(entry, 2)?;
            *if get(entry, 1)? { &mut consumed } else { &mut granted } += credits;
            count += 1;
            last = get(entry, 0)?;
            let right = last == count && get::<i64>(entry, 3)? == granted - consumed;
            if (!right || credits <= 0 || granted < consumed) && wrong.is_none() {
                wrong = Some(count);
            }
        }
        if entries.is_empty() {
            break;
        }
    }
    if let Some(entry) = wrong {
        faults.push(format!("ledger {}: entry {entry} does not follow from those before it", workspace.0));
    }
    if kept != [granted - consumed, granted, consumed, count] {
        faults.push(format!("ledger {}: the balance is not the sum of its entries", workspace.0));
    }
    Ok((count.unsigned_abs(), faults))
}

async fn account(db: &Db, key: AccountKey, id: &str) -> Work<Verified> {
    let mut found = Verified { accounts: 1, ..Verified::default() };
    let head = "SELECT head FROM accounts WHERE workspace = $1 AND n = $2";
    let Some(head) = db.one(head, &[&key.workspace.0, &key.number]).await? else {
        return Ok(Verified::default()); // erased meanwhile
    };
    let head: Option<i64> = get(&head, 0)?;
    let mut fault = |text: &str| found.faults.push(format!("account {id}: {text}"));
    let (manifests, newest) = manifests(db, key, head, &mut fault).await?;
    history::faults(db, key, head, &mut fault).await?;
    let in_head: HashSet<ChunkId> = newest.iter().copied().collect();
    let mut unnamed: HashSet<ChunkId> = HashSet::new();
    let mut chunks: HashMap<ChunkId, usize> = HashMap::new();
    let mut members = Vec::new();
    let bodies = "SELECT id, body FROM chunks WHERE workspace = $1 AND account = $2";
    for row in db.all(bodies, &[&key.workspace.0, &key.number]).await? {
        let (chunk, body): (ChunkId, &[u8]) = (chunk_id(&row, 0)?, get(&row, 1)?);
        found.chunks += 1;
        found.chunk_bytes += body.len() as u64;
        if let Ok(connections) = Chunk::open(chunk, body) {
            if in_head.contains(&chunk) {
                members.extend(connections.iter().map(people::kept));
            }
            chunks.insert(chunk, connections.len());
        } else {
            found.faults.push(format!("account {id}: chunk {chunk} is not what its name says"));
        }
        unnamed.insert(chunk);
    }
    for (seq, manifest) in &manifests {
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
    members.sort_unstable();
    if members != people::all(db, key).await? {
        found.faults.push(format!("account {id}: the search index is not that of its newest snapshot"));
    }
    Ok(found)
}

type Manifests = (Vec<(i64, Manifest)>, Vec<ChunkId>);

/// The manifests of an account that can be read, and the chunks of the newest.
async fn manifests(
    db: &Db,
    key: AccountKey,
    head: Option<i64>,
    fault: &mut (dyn FnMut(&str) + Send),
) -> Work<Manifests> {
    let mut all = Vec::new();
    let mut newest = Vec::new();
    let find = "SELECT seq, total, manifest FROM snapshots WHERE workspace = $1 AND account = $2";
    for row in db.all(find, &[&key.workspace.0, &key.number]).await? {
        let (seq, total): (i64, u32) = (get(&row, 0)?, number(&row, 1)?);
        match Manifest::from_bytes(get(&row, 2)?) {
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
