//! `kith up`: from an export to an API in one step.

use std::path::PathBuf;

use clap::Args;
use kith_engine::Import;

use super::Context;
use crate::export_file::ExportFile;
use crate::failure::Failure;
use crate::importing::Ask;
use crate::serving::{self, ServerArgs};

/// Import a LinkedIn export and serve it
///
/// Makes what is missing: the data folder, a workspace with credits, a key. Imports EXPORT, or syncs the account
/// that it belongs to, and serves until Ctrl-C or SIGTERM. Without EXPORT it serves what is there.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  kith up Basic_LinkedInDataExport.zip
  kith up Connections.csv --account \"Ada Lovelace\" --listen 127.0.0.1:0"
)]
pub(crate) struct Up {
    /// The ZIP that LinkedIn made, or the Connections.csv in it
    #[arg(value_name = "EXPORT")]
    export: Option<PathBuf>,
    /// The account that EXPORT belongs to, by name or id; a new name makes a new account
    #[arg(long, value_name = "NAME", requires = "export")]
    account: Option<String>,
    /// Take EXPORT even if it keeps less than half of the account's list
    #[arg(long, requires = "export")]
    replace: bool,
    #[command(flatten)]
    pub(crate) server: ServerArgs,
}

pub(crate) async fn run(asked: Up, context: &Context) -> Result<(), Failure> {
    let ask = match asked.export {
        Some(path) => Some(Ask {
            file: ExportFile::read(&path, &context.config.settings)?,
            account: asked.account,
            import: Import { replace: asked.replace, ..Import::default() },
        }),
        None => None,
    };
    serving::run(asked.server, ask, context).await
}
