//! Puts the parts together: the data folder, the store in it, the engine over that. The only place that names
//! the machine's clock and randomness.

use std::path::PathBuf;
use std::sync::Arc;

use kith_engine::{Engine, Error, Workspace};
use kith_model::clock::SystemClock;
use kith_model::random::OsRandom;

use crate::commands::Context;
use crate::config::Settings;
use crate::failure::Failure;
use crate::{data_dir, server_lock};

/// An engine over an opened data folder.
pub(crate) struct Kith {
    pub(crate) engine: Arc<Engine>,
    pub(crate) folder: PathBuf,
    /// Whether there was no data before.
    pub(crate) is_new: bool,
}

impl Kith {
    /// Opens the data folder, making it where there is none.
    pub(crate) fn make(context: &Context) -> Result<Self, Failure> {
        let is_new = data_dir::make(&context.config.settings.data.dir)?;
        Self::over(context, is_new)
    }

    /// Opens a data folder that there is.
    pub(crate) fn open(context: &Context) -> Result<Self, Failure> {
        let folder = &context.config.settings.data.dir;
        if !data_dir::has_data(folder) {
            let says = format!("there is no kith data in {}", folder.display());
            return Err(Failure::failed(says)
                .hint("kith up EXPORT makes the folder and serves it; --data DIR names another one"));
        }
        Self::over(context, false)
    }

    fn over(context: &Context, is_new: bool) -> Result<Self, Failure> {
        let settings = &context.config.settings;
        let folder = settings.data.dir.clone();
        let store = kith_store::open(&folder).map_err(|error| {
            Failure::failed(format!("cannot open the data in {}", folder.display())).cause(error)
        })?;
        let engine = Engine::new(store, Arc::new(SystemClock), Arc::new(OsRandom), engine_settings(settings));
        Ok(Self { engine: Arc::new(engine), folder, is_new })
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
            Err(Error::NotFound(_)) => Ok((self.engine.create_workspace(&context.workspace).await?, true)),
            Err(other) => Err(other.into()),
        }
    }

    /// Folds what was written into the database, unless a server does so by and by.
    pub(crate) async fn close(self) -> Result<(), Failure> {
        if !server_lock::is_held(&self.folder) {
            self.engine.close().await?;
        }
        Ok(())
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
