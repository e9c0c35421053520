//! What the tests begin with: an engine over a fresh store, a workspace, and lists that are committed to its accounts.

use std::sync::Arc;

use kith_engine::{Caller, Engine, Mode, NewKey, Settings, SourceKind};
use kith_model::clock::FixedClock;
use kith_model::random::SeededRandom;
use kith_model::{
    AccountId, Changes, ConnectedOn, Connection, ProfileUrl, Scope, Scopes, SnapshotId, WorkspaceId,
};
use kith_store::{Commit, Committed, NewAccount, NewSnapshot, Store};

use self::open::{is_embedded, open_store};

#[path = "../../../store/tests/support/open.rs"]
mod open;

pub(crate) struct World {
    pub(crate) engine: Engine,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) workspace: WorkspaceId,
    secret: String,
    dir: tempfile::TempDir,
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with_credits(100_000).await
    }

    pub(crate) async fn with_credits(starting_credits: u64) -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-24T10:00:00Z".parse().unwrap()));
        let dir = tempfile::tempdir().unwrap();
        let store = open_store(dir.path()).await;
        let settings = Settings { starting_credits, ..Settings::default() };
        let engine = Engine::new(store.clone(), clock.clone(), Arc::new(SeededRandom::new(5)), settings);
        let workspace = engine.create_workspace("alice").await.unwrap().id;
        let made =
            engine.create_key(workspace, NewKey::new("test", Scopes::of([Scope::Read]))).await.unwrap();
        Self { secret: made.1.reveal().to_owned(), engine, store, clock, workspace, dir }
    }

    /// A program that calls with the key.
    pub(crate) async fn caller(&self) -> Caller {
        self.engine.authenticate(&self.secret, self.engine.next_request_id()).await.unwrap()
    }

    /// A person who looks.
    pub(crate) async fn looker(&self) -> Caller {
        self.caller().await.looking()
    }

    /// From now on the account `id` has this list, ten seconds after what was before.
    pub(crate) async fn has(&self, id: &str, list: &[Connection]) -> AccountId {
        self.clock.advance(10);
        let (id, at) = (AccountId::new(id), self.engine.clock().now());
        if self.store.account(self.workspace, &id).await.unwrap().is_none() {
            let new = NewAccount {
                id: id.clone(),
                name: format!("{id}'s owner"),
                owner: None,
                source: SourceKind::Archive,
                base_url: None,
                mode: Mode::Mirror,
                credentials: None,
                next_sync_at: None,
                at,
            };
            self.store.create_account(self.workspace, new, None).await.unwrap();
        }
        let account = self.store.account(self.workspace, &id).await.unwrap().unwrap();
        let seq = account.head.as_ref().map(|head| head.seq);
        let before = match seq {
            Some(_) => {
                let all = kith_model::Window { offset: 0, count: 30_000 };
                self.engine.read_connections(self.workspace, &id, all).await.unwrap().0
            }
            None => Vec::new(),
        };
        let snapshot = NewSnapshot {
            id: SnapshotId::new(format!("snap_{}", seq.unwrap_or(0) + 1)),
            chunks: kith_model::chunk::chunks(list),
            changes: Changes::between(before, list.to_vec()),
        };
        let commit = Commit {
            base: seq,
            snapshot: Some(snapshot),
            upstream_total: None,
            owner: None,
            replaces_owner: false,
            pictures: Vec::new(),
            at,
            remember: None,
            sync: None,
        };
        assert!(matches!(self.store.commit(account.key, commit).await.unwrap(), Committed::Done { .. }));
        id
    }

    /// The address of the database, where the store is one that several servers share.
    pub(crate) fn database(&self) -> Option<String> {
        (!is_embedded()).then(|| open::postgres(self.dir.path()).url)
    }

    pub(crate) async fn balance(&self) -> u64 {
        self.store.balance(self.workspace).await.unwrap().balance
    }
}

/// An invented member, told by a number.
pub(crate) fn person(n: u32) -> Connection {
    Connection {
        first_name: Some(format!("First{n}")),
        last_name: Some(format!("Last{n}")),
        company: Some(format!("Company {}", n % 97)),
        position: Some("Maker".into()),
        email: n.is_multiple_of(2).then(|| format!("p{n}@example.com")),
        profile_url: ProfileUrl::from_vanity(&format!("first-last-{n}")).ok(),
        connected_on: ConnectedOn::read("01 Jan 2024"),
        ..Connection::default()
    }
}

pub(crate) fn people(count: u32) -> Vec<Connection> {
    (0..count).map(person).collect()
}
