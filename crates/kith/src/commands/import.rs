//! `kith import`: an export becomes the newest list of an account.

use std::path::PathBuf;

use clap::Args;
use kith_store::Place;

use super::Context;
use crate::cli::Output;
use crate::data_dir;
use crate::export_file::ExportFile;
use crate::failure::Failure;
use crate::importing::{self, Ask, Imported};
use crate::output::{print, print_json, report};
use crate::wire::{Kith, place};

/// Import a LinkedIn export into an account
///
/// The account is the one that --account names, else the one whose owner the archive's Profile.csv names, else
/// the one that keeps at least half of its members, else, if there is none at all, a new one. Makes the data
/// folder and the workspace where there are none. Works while a server runs, which sees the new list at once.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  kith import Basic_LinkedInDataExport.zip
  kith import Connections.csv --account \"Ada Lovelace\" --dry-run"
)]
pub(crate) struct Import {
    /// The ZIP that LinkedIn made, or the Connections.csv in it
    #[arg(value_name = "EXPORT")]
    export: PathBuf,
    /// The account that EXPORT belongs to, by name or id; a new name makes a new account
    #[arg(long, value_name = "NAME")]
    account: Option<String>,
    /// Read and report, write nothing
    #[arg(long)]
    dry_run: bool,
    /// Take EXPORT even if it keeps less than half of the account's list
    #[arg(long)]
    replace: bool,
    /// text or json
    #[arg(long, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

pub(crate) async fn run(asked: Import, context: &Context) -> Result<(), Failure> {
    let file = ExportFile::read(&asked.export, &context.config.settings)?;
    let import = kith_engine::Import { dry_run: asked.dry_run, replace: asked.replace };
    let ask = Ask { file, account: asked.account, import };
    let imported = if asked.dry_run { dry_run(ask, context).await? } else { for_real(ask, context).await? };
    match asked.output {
        Output::Text => print(report::text(&imported)),
        Output::Json => print_json(&report::json(&imported)),
    }
}

/// Writes nothing, not even the folder where there is none.
async fn dry_run(ask: Ask, context: &Context) -> Result<Imported, Failure> {
    let settings = &context.config.settings;
    if matches!(place(context), Place::Folder(folder) if !data_dir::has_data(&folder)) {
        return importing::preview(&settings.import.limits(), ask).await;
    }
    let kith = Kith::open(context).await?;
    let workspace = kith.workspace(context).await?;
    importing::import(&kith.engine, workspace.id, ask).await
}

async fn for_real(ask: Ask, context: &Context) -> Result<Imported, Failure> {
    let kith = Kith::make(context).await?;
    let (workspace, _) = kith.workspace_or_new(context).await?;
    let imported = importing::import(&kith.engine, workspace.id, ask).await?;
    kith.engine.prune().await?;
    kith.close().await?;
    Ok(imported)
}
