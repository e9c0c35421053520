//! `kith syncs`: what became of an account's syncs.

use clap::Args;
use kith_engine::SyncInfo;
use serde_json::json;

use super::Context;
use crate::accounts;
use crate::cli::Output;
use crate::failure::Failure;
use crate::output::numbers::thousands;
use crate::output::table::table;
use crate::output::{print, print_json, say};
use crate::wire::Kith;

/// List an account's syncs, newest first
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  kith syncs \"Ada Lovelace\" --limit 100")]
pub(crate) struct Syncs {
    /// The account, by name or id; needed where there are several
    #[arg(value_name = "ACCOUNT")]
    account: Option<String>,
    /// How many, 1 to 500
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=500))]
    limit: u32,
    /// text or json
    #[arg(long, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

pub(crate) async fn run(asked: &Syncs, context: &Context) -> Result<(), Failure> {
    let kith = Kith::open(context).await?;
    let workspace = kith.workspace(context).await?.id;
    let account = accounts::find(&kith.engine, workspace, asked.account.as_deref()).await?;
    let (syncs, total) = kith.engine.list_syncs(workspace, &account.id, asked.limit, 0).await?;
    match asked.output {
        Output::Json => print_json(&json!({"syncs": syncs, "total_available_results": total})),
        Output::Text if syncs.is_empty() => print(format!("{:?} was never synced.\n", account.name)),
        Output::Text => {
            let header = ["sync", "status", "began", "ended", "seen", "added", "removed", "updated", "calls"];
            print(table(header, syncs.iter().map(cells)))?;
            for sync in &syncs {
                if let Some(reason) = &sync.reason {
                    say(format_args!("{}: {reason}", sync.id));
                }
            }
            Ok(())
        }
    }
}

fn cells(sync: &SyncInfo) -> [String; 9] {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let number = |number: u32| thousands(number.into());
    [
        sync.id.clone(),
        sync.status.clone(),
        text(&sync.started_at),
        text(&sync.ended_at),
        number(sync.seen),
        number(sync.added),
        number(sync.removed),
        number(sync.updated),
        number(sync.calls),
    ]
}
