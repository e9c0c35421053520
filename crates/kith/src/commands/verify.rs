//! `kith verify`: proves the data folder.

use clap::Args;
use serde_json::json;

use super::Context;
use crate::cli::Output;
use crate::failure::Failure;
use crate::output::numbers::count;
use crate::output::progress::Progress;
use crate::output::{print, print_json, verified};
use crate::wire::Kith;

/// Prove that the data folder is sound
///
/// Checks every chunk against its hash, every snapshot against its chunks, the search index against the lists,
/// and the ledger against the balances, in all workspaces. Exit code 1 if anything is wrong.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Example:
  kith verify --data /var/lib/kith"
)]
pub(crate) struct Verify {
    /// text or json
    #[arg(long, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

pub(crate) async fn run(asked: &Verify, context: &Context) -> Result<(), Failure> {
    let kith = Kith::open(context).await?;
    let found = {
        let progress = Progress::start("verifying");
        kith.engine.verify(&|done, all| progress.at(done, all)).await?
    };
    match asked.output {
        Output::Json => print_json(&verified::json(json!({}), &found))?,
        Output::Text => print(verified::text([], &found))?,
    }
    if found.faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::failed(format!("the data folder has {}", count(found.faults.len() as u64, "fault")))
            .hint("keep a copy of the folder as it is, then import the newest exports into a new one"))
    }
}
