//! `kith credits`: what a workspace may still spend, and its ledger.

use clap::{Args, Subcommand};
use kith_engine::{Balance, Entry, EntryKind};
use kith_model::clock;
use serde_json::json;

use super::Context;
use crate::cli::Output;
use crate::failure::Failure;
use crate::output::numbers::thousands;
use crate::output::table::{pairs, table};
use crate::output::{print, print_json, say};
use crate::wire::Kith;

/// Show and grant credits, list the ledger
///
/// One credit pays for 50 results of the API. Reading with kith list is free.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Example:
  kith credits grant 5000"
)]
pub(crate) struct Credits {
    #[command(subcommand)]
    verb: Verb,
    /// text or json
    #[arg(long, global = true, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show the balance
    #[command(after_help = "\
Example:
  kith credits show")]
    Show,
    /// Add credits
    #[command(after_help = "\
Example:
  kith credits grant 5000 --workspace sales")]
    Grant {
        /// How many: 1 to 1000000000000
        #[arg(value_name = "CREDITS")]
        credits: u64,
    },
    /// List the ledger's entries, newest first
    #[command(after_help = "\
Examples:
  kith credits entries --limit 100
  kith credits entries --before 41 --output json")]
    Entries {
        /// How many, 1 to 500
        #[arg(long, value_name = "N", default_value_t = 50, value_parser = clap::value_parser!(u32).range(1..=500))]
        limit: u32,
        /// Only entries with an id below this one
        #[arg(long, value_name = "ID", value_parser = clap::value_parser!(i64).range(1..))]
        before: Option<i64>,
    },
}

pub(crate) async fn run(asked: Credits, context: &Context) -> Result<(), Failure> {
    let kith = Kith::open(context).await?;
    let workspace = kith.workspace(context).await?.id;
    match asked.verb {
        Verb::Show => show(kith.engine.get_credits(workspace).await?, asked.output),
        Verb::Grant { credits } => {
            let balance = kith.engine.grant_credits(workspace, credits).await?;
            kith.close().await?;
            show(balance, asked.output)
        }
        Verb::Entries { limit, before } => {
            let entries = kith.engine.list_credit_entries(workspace, limit, before).await?;
            list(&entries, asked.output)
        }
    }
}

fn show(balance: Balance, output: Output) -> Result<(), Failure> {
    let Balance { balance, granted, consumed } = balance;
    match output {
        Output::Json => print_json(&json!({"balance": balance, "granted": granted, "consumed": consumed})),
        Output::Text => print(pairs([
            ("balance", thousands(balance)),
            ("granted", thousands(granted)),
            ("consumed", thousands(consumed)),
        ])),
    }
}

fn list(entries: &[Entry], output: Output) -> Result<(), Failure> {
    // The first entry of a ledger has the id 1.
    let next_before = entries.last().map(|entry| entry.id).filter(|id| *id > 1);
    match output {
        Output::Json => {
            let shown = entries.iter().map(|entry| {
                json!({
                    "id": entry.id,
                    "kind": kind(entry),
                    "credits": entry.credits,
                    "balance_after": entry.balance_after,
                    "request_id": entry.request_id,
                    "key_id": entry.key_id,
                    "account_id": entry.account_id,
                    "action": entry.action,
                    "at": clock::rfc3339(entry.at),
                })
            });
            print_json(&json!({"entries": shown.collect::<Vec<_>>(), "next_before": next_before}))
        }
        Output::Text => {
            let rows = entries.iter().map(|entry| {
                let sign = if entry.kind == EntryKind::Debit { "-" } else { "+" };
                let text = |text: &Option<String>| text.clone().unwrap_or_default();
                [
                    entry.id.to_string(),
                    clock::rfc3339(entry.at),
                    format!("{sign}{}", thousands(entry.credits)),
                    thousands(entry.balance_after),
                    text(&entry.action),
                    text(&entry.account_id),
                    text(&entry.key_id),
                    text(&entry.request_id),
                ]
            });
            let header = ["id", "at", "credits", "balance", "action", "account", "key", "request"];
            print(table(header, rows))?;
            if let Some(before) = next_before {
                say(format_args!("Older entries: --before {before}"));
            }
            Ok(())
        }
    }
}

fn kind(entry: &Entry) -> &'static str {
    match entry.kind {
        EntryKind::Grant => "grant",
        EntryKind::Debit => "debit",
    }
}
