//! Where the time of a team's questions goes in the embedded store: a thousand accounts of a thousand connections, drawn from
//! a pool of 300,000 people. What the store answers, without the engine and HTTP. Run it with `--release`; a number after it
//! is another number of accounts.
#![expect(clippy::print_stdout, reason = "printing is all it does")]

use std::error::Error;
use std::time::Instant;

use kith_model::random::SeededRandom;
use kith_model::{
    AccountId, Changes, ConnectedOn, Connection, PersonKey, ProfileUrl, Query, SnapshotId, Timestamp, chunk,
};
use kith_sim::people::{Member, Network};
use kith_store::{Commit, Criteria, Mode, NewAccount, NewSnapshot, Place, SourceKind};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

const EACH: usize = 1_000;
const POOL: u32 = 300_000;
const ASKED: usize = 200;

#[tokio::main]
async fn main() -> Result<()> {
    let accounts: usize = std::env::args().nth(1).map_or(Ok(1_000), |count| count.parse())?;
    let dir = tempfile::tempdir()?;
    let store = kith_store::open(&Place::folder(dir.path())).await?;
    let workspace = store.create_workspace("team", 0, Timestamp::UNIX_EPOCH).await?.ok_or("taken")?.id;
    let pool: Vec<_> = Network::generate(77, POOL).members.into_iter().map(connection).collect();
    let random = SeededRandom::new(3);
    let drawn = || {
        let most = pool.len() as u64;
        let at = random.below(most) * random.below(most) / most; // those at the beginning far more often
        &pool[usize::try_from(at).unwrap_or(0)]
    };
    let began = now();
    let mut rows = 0;
    for account in 0..accounts {
        let new = NewAccount {
            id: AccountId::new(format!("acc_{account}")),
            name: String::new(),
            owner: None,
            source: SourceKind::Archive,
            base_url: None,
            mode: Mode::Mirror,
            at: Timestamp::UNIX_EPOCH,
            credentials: None,
            next_sync_at: None,
        };
        let key = store.create_account(workspace, new, None).await?.ok_or("taken")?.key;
        let list = std::iter::repeat_with(|| drawn().clone()).take(EACH).collect();
        let list = kith_model::member::distinct(list).0;
        rows += list.len();
        let snapshot = NewSnapshot {
            id: SnapshotId::new(format!("snap_{account}")),
            chunks: chunk::chunks(&list),
            changes: Changes::between(Vec::new(), list),
        };
        let commit = Commit {
            base: None,
            snapshot: Some(snapshot),
            upstream_total: None,
            owner: None,
            replaces_owner: false,
            pictures: Vec::new(),
            at: Timestamp::UNIX_EPOCH,
            remember: None,
            sync: None,
        };
        store.commit(key, commit).await?;
    }
    println!("{rows} rows of {accounts} accounts, {:.1} s", since(began) / 1_000.0);
    sizes(dir.path())?;

    told("a bare query by the same index", bare(dir.path(), &drawn)?, 0);

    let (mut times, mut most) = (Vec::new(), 0);
    for _ in 0..ASKED {
        let key = PersonKey::of(1, drawn());
        let began = now();
        most = most.max(store.people(workspace, &[key]).await?.len());
        times.push(since(began));
    }
    told("one person", times, most);

    let none = Criteria::default();
    for (what, of) in [
        ("a company", company as fn(&Connection) -> Criteria),
        ("a first and a last name", |row| words(Some(&row.name()))),
        ("a first name", |row| words(row.first_name.as_deref())),
        ("a position", |row| words(row.position.as_deref())),
        ("a title", |row| Criteria { title: read(row.position.as_deref()), ..Criteria::default() }),
    ] {
        let (mut times, mut most) = (Vec::new(), 0);
        for criteria in std::iter::repeat_with(|| of(drawn())).take(ASKED).filter(|asked| *asked != none) {
            let began = now();
            let found = store.people_matching(workspace, &criteria).await?;
            let mut people: Vec<_> = found.iter().map(|seen| seen.person).collect();
            people.sort_unstable();
            people.dedup();
            let seen = store.sightings(workspace, Some(&people)).await?.len();
            people.truncate(50);
            store.people(workspace, &people).await?;
            times.push(since(began));
            most = most.max(seen);
        }
        told(what, times, most);
    }
    let began = now();
    let all = store.sightings(workspace, None).await?.len();
    told("everybody", vec![since(began)], all);
    let began = now();
    let all = store.names(workspace, None).await?.len();
    told("what everybody is called", vec![since(began)], all);
    let began = now();
    let account = store.account(workspace, &AccountId::new("acc_1")).await?.ok_or("gone")?.key;
    store.delete_account(account, None).await?;
    told("delete an account", vec![since(began)], EACH);
    store.close().await?;
    Ok(())
}

fn read(text: Option<&str>) -> Query {
    text.map(Query::read).unwrap_or_default()
}

fn company(row: &Connection) -> Criteria {
    Criteria { company: read(row.company.as_deref()), ..Criteria::default() }
}

fn words(text: Option<&str>) -> Criteria {
    Criteria { words: read(text), ..Criteria::default() }
}

/// Milliseconds of each query of one person, without the store.
fn bare<'p>(dir: &std::path::Path, drawn: &dyn Fn() -> &'p Connection) -> Result<Vec<f64>> {
    let db = rusqlite::Connection::open(dir.join("kith.sqlite3"))?;
    let mut find = db.prepare("SELECT * FROM people WHERE workspace = 1 AND person = ?")?;
    let mut times = Vec::new();
    for _ in 0..ASKED * 10 {
        let key = PersonKey::of(1, drawn());
        let began = now();
        let mut found = find.query([key.0])?;
        while found.next()?.is_some() {}
        times.push(since(began));
    }
    Ok(times)
}

fn told(what: &str, mut times: Vec<f64>, most: usize) {
    times.sort_by(f64::total_cmp);
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or(0.0);
    println!("{what:34} p50 {:8.3} ms, p99 {:8.3} ms, of at most {most} rows", at(50), at(99));
}

/// Bytes of each table and index, the largest first.
fn sizes(dir: &std::path::Path) -> Result<()> {
    let db = rusqlite::Connection::open(dir.join("kith.sqlite3"))?;
    let mut find =
        db.prepare("SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC LIMIT 5")?;
    let mut rows = find.query([])?;
    while let Some(row) = rows.next()? {
        println!("  {:30} {:>12} bytes", row.get::<_, String>(0)?, row.get::<_, u64>(1)?);
    }
    Ok(())
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

#[expect(clippy::disallowed_methods, reason = "a probe measures time as it passes")]
fn now() -> Instant {
    Instant::now()
}

fn since(began: Instant) -> f64 {
    began.elapsed().as_secs_f64() * 1_000.0
}
