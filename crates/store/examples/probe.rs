//! Where the time and the bytes of the embedded store go: a first import of 30,000 connections, a later sync, a
//! verification, a deletion, beside 70,000 rows of other accounts. Run it with `--release`.
#![expect(clippy::print_stdout, reason = "printing is all it does")]

use std::error::Error;
use std::sync::Arc;
use std::time::Instant;

use kith_model::random::SeededRandom;
use kith_model::{AccountId, Changes, ConnectedOn, Connection, ProfileUrl, SnapshotId, Timestamp, chunk};
use kith_sim::people::{Member, Network};
use kith_store::{AccountKey, Commit, Mode, NewAccount, NewSnapshot, Place, SourceKind, Store};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const SIZE: u32 = 30_000;

#[tokio::main]
async fn main() -> Result<()> {
    let dir = tempfile::tempdir()?;
    let store = kith_store::open(&Place::folder(dir.path())).await?;
    let workspace = store.create_workspace("probe", 0, Timestamp::UNIX_EPOCH).await?.ok_or("taken")?.id;
    let mut accounts = Vec::new();
    for n in 0..4 {
        let new = NewAccount {
            id: AccountId::new(format!("acc_{n}")),
            name: String::new(),
            owner: None,
            source: SourceKind::Archive,
            base_url: None,
            mode: Mode::Mirror,
            at: Timestamp::UNIX_EPOCH,
            credentials: None,
            next_sync_at: None,
        };
        accounts.push(store.create_account(workspace, new, None).await?.ok_or("taken")?.key);
    }

    let mut network = Network::generate(1, SIZE);
    let list = connections(&network);
    println!("first import of {SIZE}");
    let chunks = timed("  cut, encode, hash", || chunk::chunks(&list));
    let bytes = timed("  compress", || chunks.iter().map(|chunk| chunk.compress().len()).sum::<usize>());
    println!("  {} chunks of {bytes} bytes in all", chunks.len());
    // The same list without changes leaves the search index out: the difference is what the index takes.
    let bare = commit(&store, accounts[3], &chunks, Changes::default()).await?;
    let whole = commit(&store, accounts[0], &chunks, Changes::between(Vec::new(), list.clone())).await?;
    println!("  commit without the search index  {bare:8.1} ms (compressing included)");
    println!("  search index                     {:8.1} ms", whole - bare);
    println!("  commit, whole                    {whole:8.1} ms");
    store.delete_account(accounts[3], None).await?;
    sizes(dir.path())?;

    for (seed, account) in (2..).zip(&accounts[1..3]) {
        let list = connections(&Network::generate(seed, 35_000));
        commit(&store, *account, &chunk::chunks(&list), Changes::between(Vec::new(), list)).await?;
    }
    println!("with 70,000 rows of two other accounts beside it");
    network.edit(100, 100, 100, 7);
    let next = connections(&network);
    let changes = timed("  compare two lists", || Changes::between(list, next.clone()));
    let sync = commit(&store, accounts[0], &chunk::chunks(&next), changes).await?;
    println!("  commit of 300 changes            {sync:8.1} ms");
    let began = now();
    let found = store.verify(&|_, _| ()).await?;
    println!("  verify                           {:8.1} ms, {} faults", since(began), found.faults.len());
    let began = now();
    store.delete_account(accounts[0], None).await?;
    println!("  delete the account of {SIZE}      {:8.1} ms", since(began));
    store.close().await?;
    Ok(())
}

/// Commits on top of whatever is newest; how many milliseconds that took.
async fn commit(
    store: &Arc<dyn Store>,
    account: AccountKey,
    chunks: &[chunk::Chunk],
    changes: Changes,
) -> Result<f64> {
    let base = store.snapshot(account, None).await?.map(|snapshot| snapshot.seq);
    let random = SeededRandom::new(base.unwrap_or(0).unsigned_abs());
    let snapshot = NewSnapshot { id: SnapshotId::generate(&random), chunks: chunks.to_vec(), changes };
    let commit = Commit {
        base,
        snapshot: Some(snapshot),
        upstream_total: None,
        owner: None,
        replaces_owner: false,
        pictures: Vec::new(),
        at: Timestamp::UNIX_EPOCH,
        remember: None,
        sync: None,
    };
    let began = now();
    store.commit(account, commit).await?;
    Ok(since(began))
}

/// Bytes of each table and index, the largest first.
fn sizes(dir: &std::path::Path) -> Result<()> {
    let db = rusqlite::Connection::open(dir.join("kith.sqlite3"))?;
    let mut find =
        db.prepare("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 8")?;
    let mut rows = find.query([])?;
    println!("bytes on disk");
    while let Some(row) = rows.next()? {
        println!("  {:30} {:>10}", row.get::<_, String>(0)?, row.get::<_, u64>(1)?);
    }
    Ok(())
}

fn connections(network: &Network) -> Vec<Connection> {
    network.members.iter().cloned().map(connection).collect()
}

fn connection(member: Member) -> Connection {
    let some = |text: String| (!text.is_empty()).then_some(text);
    Connection {
        first_name: some(member.first_name),
        last_name: some(member.last_name),
        company: some(member.company),
        position: some(member.position),
        email: some(member.email),
        profile_url: ProfileUrl::from_vanity(&member.vanity).ok(),
        connected_on: Some(ConnectedOn::Day(member.connected_on)),
        ..Connection::default()
    }
}

fn timed<T>(what: &str, work: impl FnOnce() -> T) -> T {
    let began = now();
    let done = work();
    println!("{what:34} {:8.1} ms", since(began));
    done
}

#[expect(clippy::disallowed_methods, reason = "a probe measures time as it passes")]
fn now() -> Instant {
    Instant::now()
}

fn since(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1_000.0
}
