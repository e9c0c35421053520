//! `kith migrate-store`: everything from one store into another. What it prints; how it is done, `moving` knows.

use clap::Args;
use kith_store::moves::{Contents, Moved};
use serde_json::json;

use super::Context;
use crate::cli::Output;
use crate::config::env::MASTER_KEY;
use crate::copies::unless_stopped;
use crate::failure::Failure;
use crate::moving::{self, End};
use crate::output::numbers::thousands;
use crate::output::table::pairs;
use crate::output::{print, print_json};

/// Move everything into another kind of store
///
/// Copies all workspaces, keys, accounts, lists and ledgers out of a data folder into a database, or out of a database
/// into a data folder, compares both by SHA-256, and proves the copy. The source stays as it was. Stop the servers
/// first. The target must be empty; until the move has ended nothing else opens it, and one that was stopped goes on
/// where it was when it is run again. The master key goes along by hand: the end says how.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
STORE is sqlite:DIR for a data folder, or postgres://user@host/database, whose password is the
setting store.password (KITH_STORE__PASSWORD).

Examples:
  kith migrate-store --from sqlite:kith-data --to postgres://kith@db.example/kith
  kith migrate-store --from postgres://kith@db.example/kith --to sqlite:/var/lib/kith --output json"
)]
pub(crate) struct MigrateStore {
    /// The store to copy
    #[arg(long, value_name = "STORE")]
    from: String,
    /// The empty store to fill
    #[arg(long, value_name = "STORE")]
    to: String,
    /// text or json
    #[arg(long, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

pub(crate) async fn run(asked: &MigrateStore, context: &Context) -> Result<(), Failure> {
    let (from, to) = (End::of("--from", &asked.from)?, End::of("--to", &asked.to)?);
    let work = moving::move_all(&from, &to, &context.config.settings.store, context.master_key.as_ref());
    let moved = unless_stopped(work, "stopped; the same command goes on where it was").await?;
    match asked.output {
        Output::Text => print(text(&from, &to, &moved) + &advice(&from, &to, context)),
        Output::Json => print_json(&json(&from, &to, &moved)),
    }
}

fn text(from: &End, to: &End, moved: &Moved) -> String {
    let Contents {
        workspaces,
        keys,
        accounts,
        snapshots,
        connections,
        chunks,
        chunk_bytes,
        ledger_entries,
        credentials,
        replies,
        digest,
    } = moved.contents;
    let rows = pairs([
        ("from", from.to_string()),
        ("to", to.to_string()),
        ("workspaces", thousands(workspaces)),
        ("API keys", thousands(keys)),
        ("accounts", thousands(accounts)),
        ("snapshots", thousands(snapshots)),
        ("connections", thousands(connections)),
        ("chunks", thousands(chunks)),
        ("bytes of chunks", thousands(chunk_bytes)),
        ("ledger entries", thousands(ledger_entries)),
        ("accounts with tokens", thousands(credentials)),
        ("replies kept", thousands(replies)),
        ("SHA-256 of both", digest.to_string()),
    ]);
    rows + "Both hold the same, and the copy is sound.\n"
}

fn json(from: &End, to: &End, moved: &Moved) -> serde_json::Value {
    let all = moved.contents;
    json!({
        "from": from.to_string(),
        "to": to.to_string(),
        "clean": true,
        "workspaces": all.workspaces,
        "keys": all.keys,
        "accounts": all.accounts,
        "snapshots": all.snapshots,
        "connections": all.connections,
        "chunks": all.chunks,
        "chunk_bytes": all.chunk_bytes,
        "ledger_entries": all.ledger_entries,
        "credentials": all.credentials,
        "replies": all.replies,
        "sha256": all.digest.to_string(),
        "written": moved.written,
    })
}

/// What there is to do next.
fn advice(from: &End, to: &End, context: &Context) -> String {
    let key = match (from, to, &context.master_key) {
        (_, _, Some(_)) => {
            format!("The master key is not in either: set {MASTER_KEY} for every server as it is set here.")
        }
        (End::Folder(from), End::Folder(to), None) => {
            format!(
                "The master key goes along by hand: copy {0}/master-key into {1}.",
                from.display(),
                to.display()
            )
        }
        (End::Folder(from), End::Database(_), None) => format!(
            "The master key goes along by hand: set {MASTER_KEY} for every server to what stands in\n{}/master-key.",
            from.display()
        ),
        (End::Database(_), End::Folder(to), None) => format!(
            "The master key goes along by hand: the one that the servers had belongs into {}/master-key\n(mode 0600), or into {MASTER_KEY}.",
            to.display()
        ),
        (End::Database(_), End::Database(_), None) => {
            format!("The master key goes along by hand: set {MASTER_KEY} for every server as before.")
        }
    };
    let serve = match to {
        End::Folder(to) => format!("kith serve --data {}", to.display()),
        End::Database(_) => format!("kith serve --store {to}"),
    };
    format!(
        "{key} Without it, accounts that are called must be connected again.\n\
         API keys go on working, and {from} is as it was: serve from one of the two only.\n{serve} serves the copy.\n"
    )
}
