//! What kith does. Every read, write and spend is a verb of [`Engine`], with the same name as in the API.
//! Knows the store and the sources; serves no HTTP, knows no status codes, no environment.
#![warn(missing_docs)]

mod accounts;
mod authenticate;
mod authorize;
mod cache;
mod changes;
mod credits;
mod error;
mod export;
mod import;
mod keys;
mod limit;
mod list;
mod live;
mod match_connections;
mod matching;
mod mirror;
mod off_thread;
mod paid;
mod read;
mod render;
mod retry;
mod search;
mod sessions;
mod spending;
mod statistics;
mod sync;
mod team;
mod tenant;
mod timer;
mod upkeep;
mod upstream;
mod webhooks;
mod workspaces;

use std::sync::Arc;

use kith_model::ids::RequestIds;
use kith_model::{Clock, Random};
use kith_store::Store;

pub use accounts::{AccountInfo, NewSource, Source, UpstreamInfo};
pub use authenticate::Caller;
pub use authorize::{Authorization, Returned};
pub use changes::{
    ChangeInfo, ChangeKind, ChangesPage, ConnectionInfo, ListChanges, MemberChanges, News, Older,
    RecentChange, RecentChanges, RecentPage, Since,
};
pub use error::Error;
pub use export::{
    ByteRange, Download, DownloadConnections, ExportAccount, ExportFile, ExportFormat, ExportPiece, harmless,
};
pub use import::{Import, ImportReport, Note, read_export};
pub use keys::NewKey;
pub use kith_sources::archive::{Export, Limits as ImportLimits, Owner};
pub use kith_sources::http::{Http, HttpSettings};
pub use kith_store::{
    Account, BackedUp, Balance, Entry, EntryKind, Key, KeyChange, Mode, SourceKind, Spent, Verified,
    Workspace,
};
pub use limit::Quota;
pub use list::{ConnectionsPage, ListConnections};
pub use match_connections::{AskedPeople, MatchConnections, MatchedPerson, Matches};
pub use matching::{Match, NoMatch, UNNAMED};
pub use paid::Paid;
pub use render::{Field, Fields};
pub use retry::{Done, ImportTurn, Retry};
pub use search::{FoundConnections, Question, SearchConnections, Sort};
pub use secrecy::{ExposeSecret, SecretString};
pub use sessions::SignedIn;
pub use statistics::{GetStatistics, Group, Level, Month, Share, Statistics};
pub use sync::SyncInfo;
pub use team::{
    Arrangement, CompareAccounts, ComparedAccount, Comparison, Coverage, DownloadPeople, FindIntroducers,
    FoundPeople, Introducers, KnownBy, LeftOut, ListPeople, LookUpPeople, MAX_COMPARED, Overlap,
    PEOPLE_A_PAGE, People, PeopleOrder, PeopleQuestion, Sought, Stamp, TeamPagination, TeamPerson,
};
pub use timer::{Timer, TokioTimer};
pub use upstream::{App, MasterKey, Sources, SourcesSettings, SyncSettings, Vault};
pub use webhooks::{DeliveryInfo, Hooks, NewWebhook, WEBHOOK_EVENTS, WebhookChange, WebhookInfo};

/// What a verb answers.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What may be set.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Credits of a new workspace.
    pub starting_credits: u64,
    /// Requests a key may make in a minute, unless it has a lower limit of its own.
    pub requests_per_minute: u32,
    /// How long a superseded snapshot stays readable, in hours; at least 24.
    pub keep_snapshots_hours: u32,
    /// The most bytes of encoded rows that are kept in memory; as much again is kept of what searches go over.
    pub cache_bytes: u64,
    /// What an import may contain.
    pub import: ImportLimits,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            starting_credits: 100_000,
            requests_per_minute: 300,
            keep_snapshots_hours: 24,
            cache_bytes: 32 << 20,
            import: ImportLimits::default(),
        }
    }
}

/// The rules of kith over one store.
pub struct Engine {
    store: Arc<dyn Store>,
    /// Whether limits that hold for all servers are counted in the store.
    shared: bool,
    clock: Arc<dyn Clock>,
    random: Arc<dyn Random>,
    settings: Settings,
    caches: cache::Caches,
    quotas: limit::Quotas,
    twins: retry::Twins,
    request_ids: RequestIds,
    upstream: Option<upstream::Upstream>,
    fetches: live::Fetches,
    heavy: team::Heavy,
    layouts: export::Layouts,
    /// Rung when this process has queued a sync.
    wake: tokio::sync::Notify,
    hooks: Option<Hooks>,
    /// Rung when this process has something to tell webhooks.
    ring: tokio::sync::Notify,
    consumed: metrics::Counter,
}

impl Engine {
    /// An engine over `store`.
    pub fn new(
        store: Arc<dyn Store>,
        clock: Arc<dyn Clock>,
        random: Arc<dyn Random>,
        settings: Settings,
    ) -> Self {
        Self {
            caches: cache::Caches::new(settings.cache_bytes),
            quotas: limit::Quotas::new(store.is_shared()),
            shared: store.is_shared(),
            twins: retry::Twins::default(),
            request_ids: RequestIds::new(&*random),
            upstream: None,
            fetches: live::Fetches::default(),
            heavy: team::Heavy::default(),
            layouts: export::Layouts::default(),
            wake: tokio::sync::Notify::new(),
            hooks: None,
            ring: tokio::sync::Notify::new(),
            consumed: metrics::counter!("kith_credits_consumed_total"),
            store,
            clock,
            random,
            settings,
        }
    }

    /// The same engine, one of several: limits are counted in the store, also if it does not say that it is shared.
    #[must_use]
    pub fn among_others(mut self) -> Self {
        self.shared = true;
        self.quotas = limit::Quotas::new(true);
        self
    }

    /// The same engine, able to call sources.
    #[must_use]
    pub fn with_sources(mut self, sources: Sources) -> Self {
        self.upstream = Some(upstream::Upstream::new(sources));
        self
    }

    fn upstream(&self) -> Result<&upstream::Upstream> {
        self.upstream.as_ref().ok_or_else(|| Error::Internal("no sources are set up".into()))
    }

    fn upstream_sync(&self) -> SyncSettings {
        self.upstream.as_ref().map_or_else(SyncSettings::default, |upstream| upstream.sync)
    }

    /// What may be set.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The clock that everything goes by.
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// A new request id.
    pub fn next_request_id(&self) -> kith_model::RequestId {
        self.request_ids.next_id()
    }
}
