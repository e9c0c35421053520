//! `kith verify`: proves the data folder.

use clap::Args;
use kith_engine::Verified;
use serde_json::json;

use super::Context;
use crate::cli::Output;
use crate::failure::Failure;
use crate::output::numbers::{count, thousands};
use crate::output::progress::Progress;
use crate::output::table::pairs;
use crate::output::{print, print_json};
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
    let kith = Kith::open(context)?;
    let verified = {
        let progress = Progress::start("verifying");
        kith.engine.verify(&|done, all| progress.at(done, all)).await?
    };
    match asked.output {
        Output::Json => print_json(&shown(&verified))?,
        Output::Text => print(text(&verified))?,
    }
    if verified.faults.is_empty() {
        Ok(())
    } else {
        Err(Failure::failed(format!("the data folder has {}", count(verified.faults.len() as u64, "fault")))
            .hint("keep a copy of the folder as it is, then import the newest exports into a new one"))
    }
}

fn shown(verified: &Verified) -> serde_json::Value {
    json!({
        "clean": verified.faults.is_empty(),
        "accounts": verified.accounts,
        "snapshots": verified.snapshots,
        "connections": verified.connections,
        "chunks": verified.chunks,
        "chunk_bytes": verified.chunk_bytes,
        "ledger_entries": verified.ledger_entries,
        "faults": verified.faults,
    })
}

fn text(verified: &Verified) -> String {
    let mut out = pairs([
        ("accounts", thousands(verified.accounts)),
        ("snapshots", thousands(verified.snapshots)),
        ("connections", thousands(verified.connections)),
        ("chunks", thousands(verified.chunks)),
        ("bytes of chunks", thousands(verified.chunk_bytes)),
        ("ledger entries", thousands(verified.ledger_entries)),
    ]);
    if verified.faults.is_empty() {
        out.push_str("All is sound.\n");
    }
    for fault in &verified.faults {
        out.push_str("fault: ");
        out.push_str(fault);
        out.push('\n');
    }
    out
}
