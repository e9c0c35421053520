//! A running server over a store of its own, and what is done to it from inside the house.

use std::sync::Arc;
use std::time::Duration;

use kith_api::{Server, ServerSettings};
use kith_engine::{Engine, NewKey, Settings, SourcesSettings};
use kith_model::clock::FixedClock;
use kith_model::random::SeededRandom;
use kith_model::{AccountId, Changes, Connection, KeyId, MemberId, Picture, Scope, Scopes, SnapshotId};
use kith_model::{Timestamp, Window, WorkspaceId};
use kith_store::{
    Account, AccountKey, Commit, Committed, Mode, NewAccount, NewSnapshot, Place, SourceKind, Store,
};
use tokio::sync::oneshot;
use tokio::task::JoinHandle;

use super::open::{open_store, postgres};
use super::{Client, Tenant};

/// The seed's moment.
pub const NOW: &str = "2026-04-26T10:35:00Z";
/// A key's requests a minute, for tests that are not about limits.
const NO_LIMIT: u32 = 1_000_000;

/// A running server.
pub struct TestApp {
    pub engine: Arc<Engine>,
    pub store: Arc<dyn Store>,
    pub clock: Arc<FixedClock>,
    pub address: std::net::SocketAddr,
    pub dir: Arc<tempfile::TempDir>,
    stop: Option<oneshot::Sender<()>>,
    task: Option<JoinHandle<()>>,
}

impl TestApp {
    pub async fn start() -> Self {
        Self::with(Settings::default()).await
    }

    /// With no limit to a key's requests.
    pub async fn unlimited() -> Self {
        Self::with(Settings { requests_per_minute: NO_LIMIT, ..Settings::default() }).await
    }

    /// With so many starting credits and no limit to a key's requests.
    pub async fn with_credits(starting_credits: u64) -> Self {
        Self::with(Settings { starting_credits, requests_per_minute: NO_LIMIT, ..Settings::default() }).await
    }

    pub async fn with(settings: Settings) -> Self {
        Self::listening(settings, listener()).await
    }

    pub async fn listening(settings: Settings, listener: ServerSettings) -> Self {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let clock = Arc::new(FixedClock::at(NOW.parse().unwrap()));
        Self::over(dir, clock, 1, settings, listener).await
    }

    /// By a clock that the test shares with others, with sources set up as it says and no limit to a key's requests.
    pub async fn calling(clock: Arc<FixedClock>, adapt: impl FnOnce(&mut SourcesSettings)) -> Self {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let store = open_store(dir.path()).await;
        let mut sources = super::sources(&clock);
        adapt(&mut sources.settings);
        let settings = Settings { requests_per_minute: NO_LIMIT, ..Settings::default() };
        let engine = engine(store.clone(), &clock, 1, settings).with_sources(sources);
        Self::serving(engine, store, dir, clock, listener()).await
    }

    /// Another process over the same folder, with a server and caches of its own.
    pub async fn beside(&self) -> Self {
        let (dir, clock) = (self.dir.clone(), self.clock.clone());
        Self::over(dir, clock, 2, self.engine.settings().clone(), listener()).await
    }

    /// Three servers over one store, which count their limits in it.
    pub async fn three(settings: Settings) -> [Self; 3] {
        let dir = Arc::new(tempfile::tempdir().unwrap());
        let clock = Arc::new(FixedClock::at(NOW.parse().unwrap()));
        let one = async |seed| {
            let (store, settings) = (open_store(dir.path()).await, settings.clone());
            let engine = engine(store.clone(), &clock, seed, settings).among_others();
            Self::serving(engine, store, dir.clone(), clock.clone(), listener()).await
        };
        [one(1).await, one(2).await, one(3).await]
    }

    /// One over a folder and one over a PostgreSQL, alike in all else; `None` where there is no such server.
    pub async fn on_both() -> Option<[Self; 2]> {
        kith_pg_fixture::shared_url()?;
        let one = async |place: fn(&std::path::Path) -> Place| {
            let dir = Arc::new(tempfile::tempdir().unwrap());
            let clock = Arc::new(FixedClock::at(NOW.parse().unwrap()));
            let settings = Settings { requests_per_minute: NO_LIMIT, ..Settings::default() };
            let store = kith_store::open(&place(dir.path())).await.unwrap();
            let engine = engine(store.clone(), &clock, 1, settings);
            Self::serving(engine, store, dir, clock, listener()).await
        };
        Some([one(|dir| Place::folder(dir)).await, one(|dir| Place::Postgres(postgres(dir))).await])
    }

    async fn over(
        dir: Arc<tempfile::TempDir>,
        clock: Arc<FixedClock>,
        seed: u64,
        settings: Settings,
        listener: ServerSettings,
    ) -> Self {
        let store = open_store(dir.path()).await;
        let engine = engine(store.clone(), &clock, seed, settings);
        Self::serving(engine, store, dir, clock, listener).await
    }

    async fn serving(
        engine: Engine,
        store: Arc<dyn Store>,
        dir: Arc<tempfile::TempDir>,
        clock: Arc<FixedClock>,
        listener: ServerSettings,
    ) -> Self {
        let engine = Arc::new(engine);
        let server = Server::bind(engine.clone(), listener).await.unwrap();
        let address = server.address();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(server.serve(async { drop(stopped.await) }));
        Self { engine, store, clock, address, dir, stop: Some(stop), task: Some(task) }
    }

    /// Asks the server to end; what completes when it has.
    pub fn stops(&mut self) -> JoinHandle<()> {
        drop(self.stop.take());
        self.task.take().unwrap()
    }

    /// A workspace of that name with the starting credits, and a client with a key for all of it.
    pub async fn workspace(&self, name: &str) -> Tenant<'_> {
        let workspace = self.engine.create_workspace(name).await.unwrap().id;
        let client = self.client(workspace, Scope::Admin).await;
        Tenant { app: self, workspace, client }
    }

    /// A client with a new key of this scope.
    pub async fn client(&self, workspace: WorkspaceId, scope: Scope) -> Client {
        self.key(workspace, scope, None).await.1
    }

    /// A new key, and a client that sends it.
    pub async fn key(
        &self,
        workspace: WorkspaceId,
        scope: Scope,
        expires: Option<Timestamp>,
    ) -> (KeyId, Client) {
        let new = NewKey { expires_at: expires, ..NewKey::new("test", Scopes::of([scope])) };
        let made = self.engine.create_key(workspace, new).await;
        let (key, secret) = made.unwrap();
        (key.id, Client::new(self.address, Some(secret.reveal())))
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
        pictures: Vec<(MemberId, Vec<Picture>)>,
    ) -> AccountKey {
        let account = self.account(workspace, id).await;
        let snapshot = NewSnapshot {
            id: SnapshotId::new(format!("snap_{}", account.head.as_ref().map_or(1, |head| head.seq + 1))),
            chunks: kith_model::chunk::chunks(&list),
            changes: Changes::between(self.newest(&account).await, list),
        };
        let commit = Commit {
            base: account.head.map(|head| head.seq),
            snapshot: Some(snapshot),
            upstream_total: None,
            owner: None,
            replaces_owner: false,
            pictures,
            at: self.engine.clock().now(),
            remember: None,
            sync: None,
        };
        let done = self.store.commit(account.key, commit).await.unwrap();
        assert!(matches!(done, Committed::Done { .. }));
        account.key
    }

    /// The account of that id, made if there is none.
    pub async fn account(&self, workspace: WorkspaceId, id: &str) -> Account {
        let id = AccountId::new(id);
        if let Some(account) = self.store.account(workspace, &id).await.unwrap() {
            return account;
        }
        let (source, mode, at) = (SourceKind::Archive, Mode::Mirror, self.engine.clock().now());
        let (name, base_url, credentials, next_sync_at) = ("Test".into(), None, None, None);
        let new = NewAccount { id, name, owner: None, source, base_url, mode, at, credentials, next_sync_at };
        self.store.create_account(workspace, new, None).await.unwrap().unwrap()
    }

    async fn newest(&self, account: &Account) -> Vec<Connection> {
        let Some(head) = &account.head else { return Vec::new() };
        let window = Window { offset: 0, count: head.total.max(1) };
        self.engine.read_connections(account.key.workspace, &account.id, window).await.unwrap().0
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        drop(self.stop.take());
    }
}

fn engine(store: Arc<dyn Store>, clock: &Arc<FixedClock>, seed: u64, settings: Settings) -> Engine {
    let random = Arc::new(SeededRandom::new(seed));
    Engine::new(store, clock.clone(), random, settings)
        .with_sources(super::sources(clock))
        .with_webhooks(super::hooks())
}

/// A listener on a free loopback port with generous times.
pub fn listener() -> ServerSettings {
    ServerSettings {
        listen: "127.0.0.1:0".parse().unwrap(),
        admin_listen: None,
        dashboard: true,
        mcp_hosts: Vec::new(),
        max_connections: 256,
        header_timeout: Duration::from_secs(10),
        body_timeout: Duration::from_secs(10),
        shutdown_timeout: Duration::from_secs(10),
    }
}
