//! What things cost a shared store, one by one: bytes on disk, bytes of its log, and time. These are the
//! inputs of docs/SCALING.md, taken on a durable PostgreSQL of its own.
//! `cargo run --release -p kith-store --example scaling`
#![expect(clippy::print_stdout, reason = "printing is all it does")]

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use kith_model::{
    AccountId, Changes, Connection, KeyId, ProfileUrl, RequestId, SnapshotId, SyncId, Timestamp, WorkspaceId,
    chunk,
};
use kith_pg_fixture::{Options, PrivatePostgres};
use kith_sim::people::{Member, Network};
use kith_store::{
    AccountKey, Cause, Charged, Commit, Debit, Lease, Mode, NewAccount, NewCredentials, NewSnapshot, NewSync,
    Place, PostgresSettings, SourceKind, Store, SyncEnd, SyncStatus, TakeRequests, Tally,
};
use tokio::task::JoinSet;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// An account of the model.
const CONNECTIONS: u32 = 1_000;
/// So many of them: enough that a page more or less does not count.
const ACCOUNTS: u32 = 200;

struct Probe {
    server: PrivatePostgres,
    store: Arc<dyn Store>,
    workspace: WorkspaceId,
}

#[tokio::main]
async fn main() -> Result<()> {
    let server = PrivatePostgres::start(&Options::durable())?;
    server.create_database("kith")?;
    let settings = PostgresSettings {
        url: server.url("kith"),
        password: None,
        ca_file: None,
        connections: 10,
        connect_timeout: Duration::from_secs(5),
        statement_timeout: Duration::from_secs(30),
        rewrite_below: 0,
    };
    let store = kith_store::open(&Place::Postgres(settings)).await?;
    let workspace = store.create_workspace("probe", 1_000_000_000, at(0)).await?.ok_or("taken")?.id;
    let probe = Probe { server, store, workspace };
    println!(
        "| what | times | ms each | transactions each | bytes of log each |\n| --- | --- | --- | --- | --- |"
    );
    let mut accounts = Vec::new();
    for n in 0..ACCOUNTS {
        accounts.push(probe.account(n).await?);
    }
    let mut networks: Vec<_> = (0..ACCOUNTS).map(|n| Network::generate(u64::from(n), CONNECTIONS)).collect();
    let before = probe.bytes()?;
    probe
        .figures(&format!("first list of {CONNECTIONS}"), ACCOUNTS, async || {
            for (account, network) in accounts.iter().zip(&networks) {
                probe.sync(*account, 1, Some((Vec::new(), connections(network)))).await?;
            }
            Ok(())
        })
        .await?;
    probe.sizes("a first list", before, f64::from(ACCOUNTS) * f64::from(CONNECTIONS), "connection")?;
    let before = probe.bytes()?;
    probe
        .figures("sync of a list that is the same", ACCOUNTS, async || {
            for account in &accounts {
                probe.sync(*account, 2, None).await?;
            }
            Ok(())
        })
        .await?;
    probe.sizes("a sync that finds nothing", before, f64::from(ACCOUNTS), "sync")?;
    let before = probe.bytes()?;
    probe
        .figures("sync that finds one member more and one new job", ACCOUNTS, async || {
            for (account, network) in accounts.iter().zip(&mut networks) {
                let old = connections(network);
                network.edit(1, 0, 1, 7);
                probe.sync(*account, 3, Some((old, connections(network)))).await?;
            }
            Ok(())
        })
        .await?;
    probe.sizes("a sync that finds two changes", before, f64::from(ACCOUNTS), "sync")?;
    let before = probe.bytes()?;
    for (crowd, rounds) in [(1, 2_000), (32, 400)] {
        let what = format!("page charged, {crowd} at a time");
        probe.figures(&what, crowd * rounds, async || probe.charges(crowd, rounds).await).await?;
    }
    probe.sizes("pages charged", before, 2_000.0 + 32.0 * 400.0, "page")?;
    probe
        .figures("block of a rate limit taken", 2_000, async || {
            for n in 0..2_000 {
                let ask = TakeRequests { at: at(n / 100), seconds: 60, limit: 300, want: 3 };
                probe.store.take_requests(probe.workspace, &KeyId::new("key_1"), ask).await?;
            }
            Ok(())
        })
        .await?;
    probe.store.close().await?;
    Ok(())
}

impl Probe {
    async fn account(&self, n: u32) -> Result<AccountKey> {
        let body = vec![7; 300];
        let credentials =
            Some(NewCredentials { body, expires_at: None, replaces: None, sync: None, remember: None });
        let new = NewAccount {
            id: AccountId::new(format!("acc_{n:016}")),
            name: format!("Account {n}"),
            owner: None,
            source: SourceKind::Portability,
            base_url: Some("https://api.linkedin.com".into()),
            mode: Mode::Mirror,
            at: at(0),
            credentials,
            next_sync_at: Some(at(0)),
        };
        Ok(self.store.create_account(self.workspace, new, None).await?.ok_or("taken")?.key)
    }

    /// A sync as a server carries it out: queued, claimed, its calls taken, reported on once, committed.
    async fn sync(
        &self,
        account: AccountKey,
        nth: i64,
        lists: Option<(Vec<Connection>, Vec<Connection>)>,
    ) -> Result<()> {
        let store = &self.store;
        let now = at(nth * 100_000);
        let id = SyncId::new(format!("sync_{:011}{nth:05}", account.number % 1_000_000_000));
        let new = NewSync { id: id.clone(), cause: Cause::Schedule, queued_at: now, run_at: now };
        store.queue_sync(account, new, Some(at((nth + 1) * 100_000)), None).await?;
        let (_, run) = store.claim_sync(now, at(nth * 100_000 + 120)).await?.ok_or("nothing to claim")?;
        let lease = Lease { account, sync: id, attempt: run.attempt };
        let tally = Tally { seen: CONNECTIONS, expected: Some(CONNECTIONS), calls: 20, ..Tally::default() };
        store.take_calls(account, i32::try_from(nth)?, 20, 2_000).await?;
        store.report_sync(&lease, tally, at(nth * 100_000 + 120)).await?;
        let head = store.snapshot(account, None).await?;
        let snapshot = lists.map(|(old, list)| NewSnapshot {
            id: SnapshotId::new(format!("snap_{nth:016}")),
            chunks: chunk::chunks(&list),
            changes: Changes::between(old, list),
        });
        let end = SyncEnd {
            lease,
            status: SyncStatus::Succeeded,
            reason: None,
            tally,
            at: now,
            next_sync_at: None,
            suspect_total: None,
            follow: None,
        };
        let commit = Commit {
            base: head.map(|head| head.seq),
            snapshot,
            upstream_total: Some(CONNECTIONS),
            owner: None,
            replaces_owner: false,
            pictures: Vec::new(),
            at: now,
            remember: None,
            sync: Some(end),
        };
        store.commit(account, commit).await?;
        Ok(())
    }

    async fn charges(&self, crowd: u32, rounds: u32) -> Result<()> {
        let generation = self.store.generation(self.workspace).await?;
        for round in 0..rounds {
            let mut all = JoinSet::new();
            for n in 0..crowd {
                let debit = Debit {
                    workspace: self.workspace,
                    credits: 1,
                    request: RequestId::new(format!("req_{round:010}{n:010}")),
                    key: KeyId::new("key_0123456789abcdef"),
                    account: Some(AccountId::new("acc_0123456789abcdef")),
                    action: "list_connections",
                    at: at(0),
                    generation,
                    grounds: None,
                    remember: None,
                    hold: None,
                    warn_below: 0,
                };
                let store = Arc::clone(&self.store);
                all.spawn(async move { store.debit(debit).await });
            }
            for charged in all.join_all().await {
                if !matches!(charged?, Charged::Done { .. }) {
                    return Err("a charge was refused".into());
                }
            }
        }
        Ok(())
    }

    /// Prints what some work took.
    async fn figures(&self, what: &str, times: u32, work: impl AsyncFnOnce() -> Result<()>) -> Result<()> {
        let log = || -> Result<f64> {
            Ok(self.server.psql("kith", "SELECT pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')")?.parse()?)
        };
        let (before, began) = (log()?, now());
        work().await?;
        let ms = began.elapsed().as_secs_f64() * 1_000.0;
        let each = |total: f64| total / f64::from(times);
        println!("| {what} | {times} | {:.2} | {:.0} |", each(ms), each(log()? - before));
        Ok(())
    }

    /// Bytes of each table with its indexes.
    fn bytes(&self) -> Result<Vec<(String, f64)>> {
        let sql = "SELECT relname, pg_total_relation_size(oid) FROM pg_class
                   WHERE relkind = 'r' AND relnamespace = CAST('public' AS regnamespace) ORDER BY relname";
        let said = self.server.psql("kith", sql)?;
        let of = |line: &str| -> Option<(String, f64)> {
            let (name, bytes) = line.split_once('|')?;
            Some((name.to_owned(), bytes.parse().ok()?))
        };
        Ok(said.lines().filter_map(of).collect())
    }

    /// Prints by how many bytes each table grew.
    fn sizes(&self, what: &str, before: Vec<(String, f64)>, times: f64, unit: &str) -> Result<()> {
        let grown: Vec<_> =
            self.bytes()?.into_iter().zip(before).map(|(now, was)| (now.0, now.1 - was.1)).collect();
        let all: f64 = grown.iter().map(|(_, bytes)| bytes).sum();
        let tables: Vec<_> = grown
            .iter()
            .filter(|(_, bytes)| *bytes / times >= 0.5)
            .map(|(name, bytes)| format!("{name} {:.0}", bytes / times))
            .collect();
        println!("| {what}: {:.0} bytes on disk a {unit} ({}) | | | |", all / times, tables.join(", "));
        Ok(())
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_800_000_000 + seconds).unwrap_or(Timestamp::UNIX_EPOCH)
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
        connected_on: Some(kith_model::ConnectedOn::Day(member.connected_on)),
        ..Connection::default()
    }
}

#[expect(clippy::disallowed_methods, reason = "a probe measures time as it passes")]
fn now() -> Instant {
    Instant::now()
}
