//! Connections that are cut at any byte, on the way there or on the way back: whoever is told that a charge was made finds it
//! in the ledger once, and whoever is told that it was not never does.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use kith_model::RequestId;
use kith_model::random::SeededRandom;
use kith_store::{Charged, Debit, Error, Place};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::contract::backends::{Backend, Postgres, is_clean, settings};
use crate::contract::given::{Tenant, reply};

/// A way to the database that ends after some thousand bytes, each time after others.
struct Way {
    address: std::net::SocketAddr,
    cuts: Arc<AtomicU64>,
}

impl Way {
    async fn to(database: String, seed: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, cuts) = (listener.local_addr().unwrap(), Arc::<AtomicU64>::default());
        let counted = Arc::clone(&cuts);
        tokio::spawn(async move {
            let random = SeededRandom::new(seed);
            while let Ok((client, _)) = listener.accept().await {
                let Ok(server) = TcpStream::connect(&database).await else { return };
                let ((from_client, to_client), (from_server, to_server)) =
                    (client.into_split(), server.into_split());
                // What it takes to be let in passes; then the way there ends, or the way back.
                let (there, back) = match random.below(3) {
                    0 => (6_000 + random.below(12_000), u64::MAX),
                    _ => (u64::MAX, 1_000 + random.below(3_000)),
                };
                let counted = Arc::clone(&counted);
                tokio::spawn(async move {
                    tokio::select! {
                        () = carry(from_client, to_server, there) => {}
                        () = carry(from_server, to_client, back) => {}
                    }
                    counted.fetch_add(1, Ordering::Relaxed);
                });
            }
        });
        Self { address, cuts }
    }
}

/// Carries bytes until so many are through: the last ones may be half of what was meant.
async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut left: u64) {
    let mut piece = [0; 4_096];
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(piece.len());
        let Ok(read @ 1..) = from.read(&mut piece[..most]).await else { return };
        if to.write_all(&piece[..read]).await.is_err() {
            return;
        }
        left -= read as u64;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_charge_is_what_its_caller_is_told_wherever_the_way_to_the_database_is_cut() {
    let Some(backend) = Postgres::fresh().await else { return };
    let there = backend.open().await;
    let alice = Tenant::new(&there, "alice").await;
    there.grant(alice.id, 1_000_000, crate::contract::given::at(0)).await.unwrap();
    let url = backend.0.url();
    let database = url.split('@').nth(1).unwrap().split('/').next().unwrap().to_owned();
    let way = Way::to(database.clone(), 7).await;
    let cut = Place::Postgres(settings(url.replace(&database, &way.address.to_string())));
    let store = loop {
        if let Ok(store) = kith_store::open(&cut).await {
            break store;
        }
    };
    let mut told = HashMap::new();
    for round in 0..800 {
        let debit = alice.debit(1).await; // as things stand: a charge that was looked for in vain moves them on
        let mut all = JoinSet::new();
        for n in 0..8 {
            let request = format!("r{round}-{n}");
            let remember = (n == 7 && round % 3 == 0).then(|| reply(&request));
            let debit = Debit { request: RequestId::new(&request), remember, ..debit.clone() };
            let store = Arc::clone(&store);
            all.spawn(async move { (request, store.debit(debit).await) });
        }
        for (request, answer) in all.join_all().await {
            let charged = match answer {
                Ok(Charged::Done { .. }) => true,
                Ok(Charged::Stale) | Err(Error::Unavailable(_)) => false,
                other => panic!("{request}: {other:?}"),
            };
            told.insert(request, charged);
        }
    }
    let mut entered = HashMap::<String, usize>::new();
    let mut before = None;
    loop {
        let page = there.entries(alice.id, 1_000, before).await.unwrap();
        let Some(last) = page.last() else { break };
        before = Some(last.id);
        for request in page.iter().filter_map(|entry| entry.request_id.clone()) {
            *entered.entry(request).or_default() += 1;
        }
    }
    for (request, charged) in &told {
        assert_eq!(entered.get(request).copied().unwrap_or(0), usize::from(*charged), "{request}");
    }
    let (made, cuts) = (told.values().filter(|charged| **charged).count(), way.cuts.load(Ordering::Relaxed));
    assert!(
        made > told.len() / 2 && made < told.len() && cuts > 50,
        "{made} of {} charged, {cuts} cuts",
        told.len()
    );
    is_clean(&*there).await;
}
