//! Puts the parts together: the data folder, the store in it, the engine over that, with its way to sources. The only place that names
//! the machine's clock and randomness.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use kith_engine::{
    Engine, Error, Hooks, Http, HttpSettings, MasterKey, Sources, SourcesSettings, TokioTimer, Vault,
    Workspace,
};
use kith_model::clock::SystemClock;
use kith_model::random::OsRandom;

use kith_store::Place;

use crate::commands::Context;
use crate::config::Settings;
use crate::failure::Failure;
use crate::{data_dir, master_key, server_lock};

/// An engine over an opened store.
pub(crate) struct Kith {
    pub(crate) engine: Arc<Engine>,
    /// The data folder. Of a store that is elsewhere it holds this machine's own: keys.
    pub(crate) folder: PathBuf,
    /// Whether there was no data before.
    pub(crate) is_new: bool,
    /// Whether other servers may serve from the same store.
    pub(crate) is_shared: bool,
}

impl Kith {
    /// Opens the store, making it where there is none.
    pub(crate) async fn make(context: &Context) -> Result<Self, Failure> {
        let is_new = match place(context) {
            Place::Folder(folder) => data_dir::make(&folder)?,
            Place::Postgres(_) => false,
        };
        Self::over(context, is_new).await
    }

    /// Opens a store that there is.
    pub(crate) async fn open(context: &Context) -> Result<Self, Failure> {
        if let Place::Folder(folder) = place(context) {
            must_have_data(&folder)?;
        }
        Self::over(context, false).await
    }

    async fn over(context: &Context, is_new: bool) -> Result<Self, Failure> {
        let settings = &context.config.settings;
        let (folder, place) = (settings.data.dir.clone(), place(context));
        let is_shared = matches!(place, Place::Postgres(_));
        let store =
            kith_store::open(&place).await.map_err(|error| cannot_open(settings, is_shared, error))?;
        let master_key = master_key(context, is_shared)?;
        let engine = Engine::new(store, Arc::new(SystemClock), Arc::new(OsRandom), engine_settings(settings))
            .with_sources(Sources {
                http: Arc::new(http(settings)?),
                timer: Arc::new(TokioTimer),
                vault: Vault::new(master_key)?,
                settings: sources_settings(settings),
                sync: settings.sync.settings(),
            })
            .with_webhooks(hooks(settings)?);
        if is_shared && context.seals {
            engine.check_master_key().await.map_err(|error| {
                Failure::from(error)
                    .hint("all servers of a store, and all commands that hand it tokens, need the same one")
            })?;
        }
        Ok(Self { engine: Arc::new(engine), folder, is_new, is_shared })
    }

    /// Whether a server does what is only asked for here. Of a store that is shared one is taken to run somewhere.
    pub(crate) fn has_server(&self) -> bool {
        self.is_shared || server_lock::is_held(&self.folder)
    }

    /// The workspace that the command works in.
    pub(crate) async fn workspace(&self, context: &Context) -> Result<Workspace, Failure> {
        let name = &context.workspace;
        self.engine.find_workspace(name).await.map_err(|error| match error {
            Error::NotFound(_) => Failure::from(error)
                .hint(format!("kith workspace create {name} makes it; --workspace NAME names another one")),
            other => other.into(),
        })
    }

    /// The same, made if it is not there; and whether it was.
    pub(crate) async fn workspace_or_new(&self, context: &Context) -> Result<(Workspace, bool), Failure> {
        match self.engine.find_workspace(&context.workspace).await {
            Ok(found) => Ok((found, false)),
            Err(Error::NotFound(_)) => match self.engine.create_workspace(&context.workspace).await {
                Ok(made) => Ok((made, true)),
                // Of several servers that start together one makes it.
                Err(_) if self.is_shared => Ok((self.workspace(context).await?, false)),
                Err(error) => Err(error.into()),
            },
            Err(other) => Err(other.into()),
        }
    }

    /// Folds what was written into the database, unless a server does so by and by.
    pub(crate) async fn close(self) -> Result<(), Failure> {
        if self.is_shared || !server_lock::is_held(&self.folder) {
            self.engine.close().await?;
        }
        Ok(())
    }
}

/// An engine over the copy of a store that lies in `folder`, to prove it: it calls no source. `None` if no kith wrote
/// what lies there.
pub(crate) fn over_copy(folder: &Path, settings: &Settings) -> kith_store::Result<Option<Engine>> {
    let store = kith_store::open_copy(folder)?;
    Ok(store.map(|store| {
        Engine::new(store, Arc::new(SystemClock), Arc::new(OsRandom), engine_settings(settings))
    }))
}

/// The master keys at hand. For a store that is shared none is made, and no folder, by what seals nothing.
fn master_key(context: &Context, is_shared: bool) -> Result<Vec<MasterKey>, Failure> {
    let (folder, variable) = (&context.config.settings.data.dir, context.master_key.as_ref());
    if is_shared && !context.seals {
        let found = master_key::at_hand(folder, variable)?;
        return Ok(found.unwrap_or_else(|| vec![MasterKey::generate(&OsRandom)]));
    }
    if is_shared && variable.is_none() {
        data_dir::make_folder(folder)?;
    }
    master_key::load(folder, variable, &OsRandom)
}

/// Where the store is.
pub(crate) fn place(context: &Context) -> Place {
    let settings = &context.config.settings;
    settings.store.place(&settings.data.dir)
}

fn cannot_open(settings: &Settings, is_shared: bool, error: kith_store::Error) -> Failure {
    if !is_shared {
        return Failure::failed(format!("cannot open the data in {}", settings.data.dir.display()))
            .cause(error);
    }
    let failed = Failure::failed(format!("cannot use the database at {}", settings.store.shown()));
    if matches!(error, kith_store::Error::Unfinished) {
        return failed.cause(error);
    }
    failed.cause(error).hint(
        "the database must be there and may be empty (createdb kith); kith config shows where its address comes from",
    )
}

/// Refuses a folder in which kith keeps no data.
pub(crate) fn must_have_data(folder: &Path) -> Result<(), Failure> {
    if data_dir::has_data(folder) {
        return Ok(());
    }
    Err(Failure::failed(format!("there is no kith data in {}", folder.display()))
        .hint("kith up EXPORT makes the folder and serves it; --data DIR names another one"))
}

/// Puts a new master key in front of those in the data folder's file.
pub(crate) fn new_master_key(folder: &Path) -> Result<(), Failure> {
    master_key::add(folder, &OsRandom)
}

fn hooks(settings: &Settings) -> Result<Hooks, Failure> {
    let http = Http::for_webhooks(settings.webhooks.http()).map_err(|error| {
        Failure::misuse(error.to_string()).hint("kith config shows where the setting comes from")
    })?;
    let (lease, credits_low) = (settings.webhooks.lease(), settings.webhooks.credits_low);
    Ok(Hooks { http: Arc::new(http), lease, credits_low })
}

fn http(settings: &Settings) -> Result<Http, Failure> {
    Http::new(http_settings(settings)).map_err(|error| {
        Failure::misuse(error.to_string()).hint("kith config shows where the setting comes from")
    })
}

/// The settings that are the HTTP client's.
pub(crate) fn http_settings(settings: &Settings) -> HttpSettings {
    settings.sources.http()
}

/// The settings that say how sources are called.
pub(crate) fn sources_settings(settings: &Settings) -> SourcesSettings {
    let Settings { sources, oauth, connections_api, portability, .. } = settings;
    SourcesSettings {
        retry_base: sources.retry_base(),
        retries: sources.retries,
        parallel_calls: sources.parallel_calls,
        calls_per_minute: sources.calls_per_minute,
        calls_per_minute_in_all: sources.calls_per_minute_in_all,
        calls_per_day: sources.calls_per_day,
        throttle_hold: sources.throttle_hold(),
        breaker_failures: sources.breaker_failures,
        breaker_cooldown: sources.breaker_cooldown(),
        page_size: sources.page_size,
        live_timeout: sources.live_timeout(),
        max_rows: sources.max_rows,
        portability_version: portability.version.clone(),
        portability_repeats: portability.allow_repeats,
        connections_app: connections_api.app(),
        portability_app: portability.app(),
        authorize_url: oauth.authorize_url.clone(),
        token_url: oauth.token_url.clone(),
        redirect_url: oauth.redirect_url.clone(),
        pkce: oauth.pkce,
        refresh_ahead: oauth.refresh_ahead(),
    }
}

/// The settings that are the engine's.
pub(crate) fn engine_settings(settings: &Settings) -> kith_engine::Settings {
    kith_engine::Settings {
        starting_credits: settings.credits.starting,
        requests_per_minute: settings.limits.requests_per_minute,
        keep_snapshots_hours: settings.snapshots.keep_hours,
        cache_bytes: settings.cache.bytes(),
        import: settings.import.limits(),
    }
}
