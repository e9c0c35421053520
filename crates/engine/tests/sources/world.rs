//! What the tests begin with: an engine over a fresh store, a simulated LinkedIn, one clock for both that moves when
//! kith would wait.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use kith_engine::{
    AccountInfo, App, Caller, Engine, Http, HttpSettings, ListConnections, MasterKey, Mode, NewKey,
    NewSource, Settings, SourceKind, Sources, SourcesSettings, SyncInfo, SyncSettings, Timer, Vault,
};
use kith_model::clock::FixedClock;
use kith_model::random::SeededRandom;
use kith_model::{AccountId, Connection, Scope, Scopes, Window, WorkspaceId};
use kith_sim::{Grant, MemberId, Options, Sim, people::Network};
use kith_store::Store;

pub(crate) use self::open::is_embedded;
use self::open::open_store;

#[path = "../../../store/tests/support/open.rs"]
mod open;

pub(crate) const NOW: &str = "2026-11-24T10:00:00Z";

struct ClockTimer(Arc<FixedClock>);

impl Timer for ClockTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.advance(i64::try_from(duration.as_secs()).unwrap() + 1);
        Box::pin(tokio::task::yield_now())
    }
}

/// kith, LinkedIn, and the time.
pub(crate) struct World {
    pub(crate) engine: Arc<Engine>,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) sim: Sim,
    pub(crate) dir: tempfile::TempDir,
    pub(crate) workspace: WorkspaceId,
    secret: String,
}

/// No limit of pace.
pub(crate) fn settings(sim: &Sim) -> SourcesSettings {
    let app = |scope: &str| App {
        client_id: Options::default().client_id,
        client_secret: Options::default().client_secret.into(),
        scopes: vec![scope.into()],
    };
    let url = |path: &str| format!("{}{path}", sim.url()).parse().unwrap();
    SourcesSettings {
        calls_per_minute: 1_000_000,
        calls_per_minute_in_all: 1_000_000,
        calls_per_day: 1_000_000,
        breaker_failures: 1_000_000,
        connections_app: Some(app("r_1st_connections")),
        portability_app: Some(app("r_dma_portability_self_serve")),
        authorize_url: url("/oauth/v2/authorization"),
        token_url: url("/oauth/v2/accessToken"),
        ..SourcesSettings::default()
    }
}

fn engine(
    store: Arc<dyn Store>,
    clock: &Arc<FixedClock>,
    seed: u64,
    settings: SourcesSettings,
    sync: SyncSettings,
) -> Engine {
    let http = HttpSettings {
        allow_hosts: vec!["127.0.0.1".into()],
        timeout: Duration::from_secs(5),
        max_body_bytes: 2 << 20,
        ..HttpSettings::default()
    };
    let free = Settings { requests_per_minute: 1_000_000, ..Settings::default() };
    Engine::new(store, clock.clone(), Arc::new(SeededRandom::new(seed)), free).with_sources(Sources {
        http: Arc::new(Http::new(http).unwrap()),
        timer: Arc::new(ClockTimer(clock.clone())),
        vault: Vault::new(vec![MasterKey::generate(&SeededRandom::new(9))]).unwrap(),
        settings,
        sync,
    })
}

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(Options::default(), |_| {}, SyncSettings::default()).await
    }

    pub(crate) async fn with(
        options: Options,
        adapt: impl FnOnce(&mut SourcesSettings),
        sync: SyncSettings,
    ) -> Self {
        let clock = Arc::new(FixedClock::at(NOW.parse().unwrap()));
        let sim = Sim::start(Options { clock: clock.clone(), ..options }).await.unwrap();
        let dir = tempfile::tempdir().unwrap();
        let store = open_store(dir.path()).await;
        let mut sources = settings(&sim);
        adapt(&mut sources);
        let engine = Arc::new(engine(store.clone(), &clock, 5, sources, sync));
        let workspace = engine.create_workspace("alice").await.unwrap().id;
        let made =
            engine.create_key(workspace, NewKey::new("test", Scopes::of([Scope::Admin]))).await.unwrap();
        Self { secret: made.1.reveal().to_owned(), engine, store, clock, sim, dir, workspace }
    }

    /// So many servers over the one store, which count in it what holds for all of them.
    pub(crate) async fn servers(&self, count: u64, adapt: impl Fn(&mut SourcesSettings)) -> Vec<Arc<Engine>> {
        let mut servers = Vec::new();
        for seed in 0..count {
            let mut sources = settings(&self.sim);
            adapt(&mut sources);
            let store = open_store(self.dir.path()).await;
            let engine = engine(store, &self.clock, 6 + seed, sources, SyncSettings::default());
            servers.push(Arc::new(engine.among_others()));
        }
        servers
    }

    pub(crate) async fn caller(&self) -> Caller {
        self.calls(&self.engine).await
    }

    /// The caller, to another server.
    pub(crate) async fn calls(&self, engine: &Engine) -> Caller {
        engine.authenticate(&self.secret, engine.next_request_id()).await.unwrap()
    }

    /// An account of a member with that many connections.
    pub(crate) async fn account(
        &self,
        kind: SourceKind,
        mode: Mode,
        people: u32,
    ) -> (AccountId, MemberId, String) {
        let member = self.sim.add_member(Network::generate(7, people));
        let grant = if kind == SourceKind::Portability { Grant::portability() } else { Grant::connections() };
        let token = self.sim.token(member, grant);
        let id = self.account_with(kind, mode, Some(token.clone())).await;
        (id, member, token)
    }

    pub(crate) async fn account_with(
        &self,
        kind: SourceKind,
        mode: Mode,
        token: Option<String>,
    ) -> AccountId {
        let source = NewSource {
            kind,
            access_token: token.map(Into::into),
            base_url: Some(self.sim.url()),
            mode: Some(mode),
        };
        let new = self.engine.create_account(self.workspace, "Ada", None, source, None).await.unwrap();
        AccountId::new(new.outcome.account_id)
    }

    pub(crate) async fn info(&self, id: &AccountId) -> AccountInfo {
        let account = self.engine.get_account(self.workspace, id).await.unwrap();
        self.engine.describe(&account).await.unwrap()
    }

    /// Carries out what waits; the account's newest sync.
    pub(crate) async fn works(&self, id: &AccountId) -> SyncInfo {
        while self.engine.work_once().await.unwrap() {}
        self.newest(id).await
    }

    pub(crate) async fn newest(&self, id: &AccountId) -> SyncInfo {
        let (mut syncs, _) = self.engine.list_syncs(self.workspace, id, 1, 0).await.unwrap();
        syncs.remove(0)
    }

    /// Asks for a sync and carries it out.
    pub(crate) async fn syncs(&self, id: &AccountId) -> SyncInfo {
        self.engine.sync_account(self.workspace, id, None).await.unwrap();
        self.works(id).await
    }

    /// What the account's mirror has.
    pub(crate) async fn mirror(&self, id: &AccountId) -> Vec<Connection> {
        let window = Window { offset: 0, count: 30_000 };
        self.engine.read_connections(self.workspace, id, window).await.unwrap().0
    }

    /// The vanity names of a mirror, in order.
    pub(crate) async fn vanities(&self, id: &AccountId) -> Vec<String> {
        vanities(&self.mirror(id).await)
    }

    /// The vanity names of a member's network now.
    pub(crate) fn network(&self, member: MemberId) -> Vec<String> {
        self.sim.network(member).members.iter().map(|member| folded(&member.vanity)).collect()
    }
}

pub(crate) fn vanities(list: &[Connection]) -> Vec<String> {
    list.iter().map(|one| folded(one.profile_url.as_ref().unwrap().vanity())).collect()
}

/// As two spellings of a name are compared.
pub(crate) fn folded(vanity: &str) -> String {
    kith_model::ProfileUrl::from_vanity(vanity).unwrap().key()
}

pub(crate) fn page(account: &AccountId, offset: u32, count: u32) -> ListConnections {
    let window = Window { offset, count };
    let fields = kith_engine::Fields::default();
    ListConnections { account: account.clone(), window, fields, snapshot: None, use_cache: true }
}
