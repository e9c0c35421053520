//! The front door from this machine: the store in process, with a key, for commands that are a face of the API. What goes
//! through it is checked, counted and charged like any call.

use std::path::PathBuf;

use kith_api::Local;
use kith_engine::ExposeSecret as _;

use crate::api_key_file;
use crate::commands::Context;
use crate::failure::Failure;
use crate::wire::Kith;

/// Where the key is that the command uses.
#[derive(Debug, clap::Args)]
pub(crate) struct KeyArgs {
    /// The file with the key to use, unless `KITH_API_KEY` holds it [default: api-key in the data folder]
    #[arg(long, value_name = "FILE", global = true)]
    api_key_file: Option<PathBuf>,
}

/// A way in.
pub(crate) struct Door {
    pub(crate) kith: Kith,
    pub(crate) local: Local,
    pub(crate) key: String,
}

impl Door {
    /// Opens the store and finds the [`key`].
    pub(crate) async fn open(args: KeyArgs, context: &Context) -> Result<Self, Failure> {
        let kith = Kith::open(context).await?;
        let key = key(args, &kith, context).await?;
        let settings = &context.config.settings;
        let local = Local::new(kith.engine.clone(), &settings.server.settings(&settings.oauth));
        Ok(Self { kith, local, key })
    }
}

/// The environment's key, else the one that is kept for the workspace, which is made where there is none.
pub(crate) async fn key(args: KeyArgs, kith: &Kith, context: &Context) -> Result<String, Failure> {
    if let Some(key) = &context.api_key {
        return Ok(key.expose_secret().to_owned());
    }
    let workspace = kith.workspace(context).await?;
    let default = || api_key_file::default_path(&kith.folder, &workspace.name);
    let path = args.api_key_file.unwrap_or_else(default);
    Ok(api_key_file::keep(&kith.engine, &workspace, &path).await?.secret)
}
