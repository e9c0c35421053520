//! `kith sync`: brings an account's list up to date now.

use clap::Args;
use kith_engine::{Account, SyncInfo};
use kith_model::{SyncId, WorkspaceId};

use super::Context;
use crate::accounts;
use crate::cli::Output;
use crate::failure::Failure;
use crate::output::numbers::{count, thousands};
use crate::output::{print, print_json};
use crate::syncing::{self, Followed};
use crate::wire::Kith;

/// Sync an account now, or end a sync
///
/// Asks the account's source for the whole list. A running server carries it out; without one this command does,
/// until it has ended. Exit code 1 if it fails: what was served before is served on.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  kith sync \"Ada Lovelace\" --follow
  kith sync \"Ada Lovelace\" --cancel"
)]
pub(crate) struct Sync {
    /// The account, by name or id; needed where there are several
    #[arg(value_name = "ACCOUNT")]
    account: Option<String>,
    /// Wait until it has ended, and show how far it is
    #[arg(long)]
    follow: bool,
    /// End the sync that waits or runs
    #[arg(long, conflicts_with = "follow")]
    cancel: bool,
    /// text or json
    #[arg(long, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

pub(crate) async fn run(asked: &Sync, context: &Context) -> Result<(), Failure> {
    let kith = Kith::open(context).await?;
    let workspace = kith.workspace(context).await?.id;
    let account = accounts::find(&kith.engine, workspace, asked.account.as_deref()).await?;
    if asked.cancel {
        let ended = cancel(&kith, workspace, &account).await?;
        kith.close().await?;
        return match asked.output {
            Output::Json => print_json(&ended),
            Output::Text => print(format!("The sync {} of {:?} ends.\n", ended.id, account.name)),
        };
    }
    let info = kith.engine.sync_account(workspace, &account.id, None).await?.outcome;
    let sync = SyncId::new(&info.id);
    let followed = Followed { workspace, account: &account.id, name: &account.name, sync: &sync };
    let info = match (kith.has_server(), asked.follow) {
        (true, false) => info,
        (true, true) => syncing::watch(&kith.engine, &followed).await?,
        (false, _) => syncing::work(&kith.engine, &followed).await?,
    };
    kith.close().await?;
    if !info.is_active() && info.status != "succeeded" {
        return Err(not_synced(&info, &account.name));
    }
    match asked.output {
        Output::Json => print_json(&info),
        Output::Text => print(text(&info, &account)),
    }
}

async fn cancel(kith: &Kith, workspace: WorkspaceId, account: &Account) -> Result<SyncInfo, Failure> {
    let (syncs, _) = kith.engine.list_syncs(workspace, &account.id, 1, 0).await?;
    let Some(active) = syncs.first().filter(|sync| sync.is_active()) else {
        return Err(Failure::failed(format!("no sync of {:?} waits or runs", account.name))
            .hint("kith syncs lists those that there were"));
    };
    Ok(kith.engine.cancel_sync(workspace, &account.id, &SyncId::new(&active.id), None).await?.outcome)
}

fn not_synced(info: &SyncInfo, name: &str) -> Failure {
    let reason = info.reason.as_deref().unwrap_or("no reason was given");
    let ended = if info.status == "cancelled" { "was cancelled" } else { "failed" };
    Failure::failed(format!("the sync of {name:?} {ended}"))
        .cause(reason)
        .hint("what was served before is served on; kith syncs shows all tries")
}

fn text(info: &SyncInfo, account: &Account) -> String {
    let name = &account.name;
    if info.is_active() {
        return format!(
            "The sync {} of {name:?} is {}; the server carries it out. kith syncs shows what becomes of it.\n",
            info.id, info.status
        );
    }
    format!(
        "Synced {name:?}: {}; {} added, {} removed, {} updated, with {}\n",
        count(info.seen.into(), "connection"),
        thousands(info.added.into()),
        thousands(info.removed.into()),
        thousands(info.updated.into()),
        count(info.calls.into(), "call"),
    )
}
