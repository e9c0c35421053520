//! People and verbs for the tests of the API: a real server on a free loopback port over a fresh store, a clock
//! that stands still, and clients that send what they are told to, well formed or not.

pub mod client;

use std::sync::Arc;
use std::time::Duration;

use kith_api::{Server, ServerSettings};
use kith_engine::{Engine, Settings};
use kith_model::api_key::ApiKey;
use kith_model::clock::FixedClock;
use kith_model::random::SeededRandom;
use kith_model::{AccountId, Changes, Connection, MemberId, Picture, Scope, Scopes, SnapshotId, WorkspaceId};
use kith_store::{AccountKey, Commit, Committed, Mode, NewAccount, NewSnapshot, SourceKind, Store};
use serde_json::{Value, json};

pub use client::{Client, Reply};

/// The seed's moment.
pub const NOW: &str = "2026-04-26T10:35:00Z";

/// A running server.
pub struct TestApp {
    pub engine: Arc<Engine>,
    pub store: Arc<dyn Store>,
    pub clock: Arc<FixedClock>,
    pub address: std::net::SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    _dir: tempfile::TempDir,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    pub async fn with(settings: Settings) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = kith_store::open(dir.path()).unwrap();
        let clock = Arc::new(FixedClock::at(NOW.parse().unwrap()));
        let random = Arc::new(SeededRandom::new(1));
        let engine = Arc::new(Engine::new(store.clone(), clock.clone(), random, settings));
        let listen = ServerSettings {
            listen: "127.0.0.1:0".parse().unwrap(),
            admin_listen: None,
            max_connections: 256,
            header_timeout: Duration::from_secs(5),
            body_timeout: Duration::from_secs(5),
            shutdown_timeout: Duration::from_secs(5),
        };
        let server = Server::bind(engine.clone(), listen).await.unwrap();
        let address = server.address();
        let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
        tokio::spawn(server.serve(async { drop(stopped.await) }));
        Self { engine, store, clock, address, stop: Some(stop), _dir: dir }
    }

    /// A workspace of that name with the starting credits, and a client with a key for all of it.
    pub async fn workspace(&self, name: &str) -> Tenant<'_> {
        let workspace = self.engine.create_workspace(name).await.unwrap().id;
        let client = self.client(workspace, &[Scope::Admin]).await;
        Tenant { app: self, workspace, client }
    }

    /// A client with a new key of these scopes.
    pub async fn client(&self, workspace: WorkspaceId, scopes: &[Scope]) -> Client {
        let scopes = Scopes::of(scopes.iter().copied());
        let (_, secret): (_, ApiKey) = self.engine.create_key(workspace, "test", scopes, None).await.unwrap();
        Client::new(self.address, Some(secret.reveal()))
    }

    /// A client without any key.
    pub fn stranger(&self) -> Client {
        Client::new(self.address, None)
    }

    /// Makes `list` the newest state of an account of that id, which is made if there is none.
    pub async fn commit(
        &self,
        workspace: WorkspaceId,
        id: &str,
        list: Vec<Connection>,
        pictures: Vec<(MemberId, Picture)>,
    ) -> AccountKey {
        let at = self.engine.clock().now();
        let id = AccountId::new(id);
        let account = match self.store.account(workspace, &id).await.unwrap() {
            Some(account) => account,
            None => {
                let (source, mode) = (SourceKind::Archive, Mode::Mirror);
                let new = NewAccount { id, name: "Test".into(), owner: None, source, mode, at };
                self.store.create_account(workspace, new, None).await.unwrap().unwrap()
            }
        };
        let snapshot = NewSnapshot {
            id: SnapshotId::new(format!("snap_{}", account.head.as_ref().map_or(1, |head| head.seq + 1))),
            chunks: kith_model::chunk::chunks(&list),
            changes: Changes::between(self.newest(&account).await, list),
        };
        let pictures = pictures.into_iter().map(|(member, picture)| (member, vec![picture])).collect();
        let commit = Commit {
            base: account.head.map(|head| head.seq),
            snapshot: Some(snapshot),
            upstream_total: None,
            owner: None,
            pictures: Some(pictures),
            at,
            remember: None,
        };
        let done = self.store.commit(account.key, commit).await.unwrap();
        assert!(matches!(done, Committed::Done { .. }));
        account.key
    }

    async fn newest(&self, account: &kith_store::Account) -> Vec<Connection> {
        let Some(head) = &account.head else { return Vec::new() };
        let window = kith_model::Window { offset: 0, count: head.total.max(1) };
        self.engine.read_connections(account.key.workspace, &account.id, window).await.unwrap().0
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        drop(self.stop.take());
    }
}

/// A workspace with a key for all of it.
pub struct Tenant<'a> {
    pub app: &'a TestApp,
    pub workspace: WorkspaceId,
    pub client: Client,
}

impl Tenant<'_> {
    /// With an account `id` of so many invented connections.
    pub async fn with_connections(self, id: &str, count: u32) -> Self {
        self.app.commit(self.workspace, id, people(count), Vec::new()).await;
        self
    }

    /// Asks for a page of the account `id`.
    pub async fn lists(&self, id: &str, params: Value) -> Reply {
        self.client.network(&json!({"account_id": id, "action": "list_connections", "params": params})).await
    }

    pub async fn balance(&self) -> u64 {
        self.client.get("/v2/credits").await.data()["balance"].as_u64().unwrap()
    }
}

/// So many invented people, newest first.
pub fn people(count: u32) -> Vec<Connection> {
    (0..count).map(person).collect()
}

pub fn person(n: u32) -> Connection {
    Connection {
        source_id: Some(n.to_string()),
        first_name: Some(format!("First{n}")),
        last_name: Some(format!("Last{n}")),
        headline: Some(format!("Headline {n}")),
        company: Some(format!("Company {}", n % 97)),
        position: Some("Maker".into()),
        profile_url: kith_model::ProfileUrl::from_vanity(&format!("first-last-{n}")).ok(),
        connected_on: kith_model::ConnectedOn::read("01 Jan 2024"),
        ..Connection::default()
    }
}

/// The seed's first connection.
pub fn jane() -> Connection {
    Connection {
        source_id: Some("jane".into()),
        first_name: Some("Jane".into()),
        last_name: Some("Doe".into()),
        headline: Some("Founder @ Acme Corp — AI recruiting platform".into()),
        profile_url: kith_model::ProfileUrl::from_vanity("jane-doe-42").ok(),
        ..Connection::default()
    }
}
