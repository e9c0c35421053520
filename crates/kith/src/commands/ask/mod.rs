//! `kith ask`: the API's calls that read, as subcommands. They and their flags are made from the registry; what is asked
//! goes through the front door.

mod asked;
mod flags;
mod shown;

use std::io::IsTerminal as _;

use clap::Args;
use kith_api::{Answer, Face, Tool};
use serde_json::{Map, Value};

use super::Context;
use crate::accounts;
use crate::cli::Output;
use crate::door::{Door, KeyArgs};
use crate::failure::Failure;
use crate::output::numbers::count;
use crate::output::{print, print_json, say};
use asked::Asked;

/// Ask what the API answers
///
/// Every call of the API that reads, from this machine's own store. It goes through the same door as a request over HTTP,
/// with the key of the workspace, and is checked, counted and charged like one.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  kith ask list_connections --count 50 --fields email,company
  kith ask get_credits --output json"
)]
pub(crate) struct Ask {
    #[command(subcommand)]
    asked: Asked,
    #[command(flatten)]
    key: KeyArgs,
    /// text: values and tables; json: the answer as HTTP gives it, a refusal too [default: text on a terminal, else json]
    #[arg(long, global = true, value_enum, hide_possible_values = true)]
    output: Option<Output>,
}

pub(crate) async fn run(ask: Ask, context: &Context) -> Result<(), Failure> {
    let Asked { tool, mut fields, account } = ask.asked;
    let door = Door::open(ask.key, context).await?;
    if flags::of_an_account(tool) {
        let workspace = door.kith.workspace(context).await?;
        let account = accounts::find(&door.kith.engine, workspace.id, account.as_deref()).await?;
        fields.insert(flags::ACCOUNT.into(), account.id.as_str().into());
    }
    let answer = door.local.call(tool, &door.key, fields.clone()).await;
    door.kith.close().await?;
    let json = if std::io::stdout().is_terminal() { Output::Text } else { Output::Json };
    let is_json = ask.output.unwrap_or(json) == Output::Json;
    if is_json {
        print_json(&answer.body)?;
    }
    if !answer.is_ok() {
        let text = |name: &str| answer.body["error"][name].as_str().unwrap_or_default();
        let message = Face::CommandLine.says(text("message"));
        return Err(Failure::failed(format!("{}: {message}", text("code"))));
    }
    if !is_json {
        print(shown::text(&answer.body["data"]))?;
        beside(tool, &fields, &answer);
    }
    Ok(())
}

/// What is said beside an answer: its price, what was read, and how to go on.
fn beside(tool: &Tool, fields: &Map<String, Value>, answer: &Answer) {
    say(count(answer.body["metadata"]["credits_consumed"].as_u64().unwrap_or(0), "credit"));
    if let Some(snapshot) = &answer.snapshot {
        say(format_args!("read from snapshot {snapshot}"));
    }
    let next: Vec<_> = tool.next(fields, answer).iter().map(|(name, value)| flag(name, value)).collect();
    if !next.is_empty() {
        say(format_args!("there is more: add {}", next.join(" ")));
    } else if let cursor @ Value::String(_) = &answer.body["data"]["cursor"] {
        say(format_args!("that is all for now; for what comes later add {}", flag("since", cursor)));
    }
}

/// A field as it stands on a command line.
fn flag(name: &str, value: &Value) -> String {
    let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    format!("--{} {value}", flags::dashed(name))
}
