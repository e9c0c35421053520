//! `kith account`: the accounts of a workspace.

use clap::{Args, Subcommand};
use kith_engine::AccountInfo;
use serde_json::json;

use super::Context;
use crate::accounts;
use crate::cli::Output;
use crate::failure::Failure;
use crate::output::confirm::confirm;
use crate::output::numbers::count;
use crate::output::{print, print_json};
use crate::wire::Kith;
use shown::{list, show};

mod add;
mod connect;
mod shown;
mod token;
mod way_back;

/// Add, connect, list, show, rename, pause, resume and delete accounts
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  kith account list")]
pub(crate) struct Account {
    #[command(subcommand)]
    verb: Verb,
    /// text or json
    #[arg(long, global = true, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Add(add::Add),
    Connect(connect::Connect),
    Token(token::Token),
    /// List the accounts of the workspace
    #[command(after_help = "\
Example:
  kith account list --output json")]
    List,
    /// Show one account
    #[command(after_help = "\
Example:
  kith account show \"Ada Lovelace\"")]
    Show(Named),
    /// Give an account another name
    #[command(after_help = "\
Example:
  kith account rename \"My network\" \"Ada Lovelace\"")]
    Rename {
        #[command(flatten)]
        named: Named,
        /// The new name, 1 to 200 characters
        #[arg(value_name = "NAME")]
        name: String,
    },
    /// Stop the API from reading an account until it is resumed
    #[command(after_help = "\
Example:
  kith account pause \"Ada Lovelace\"")]
    Pause(Named),
    /// Let the API read a paused account again
    #[command(after_help = "\
Example:
  kith account resume \"Ada Lovelace\"")]
    Resume(Named),
    /// Erase an account and everything of it; its ledger entries stay
    #[command(after_help = "\
Example:
  kith account delete \"Ada Lovelace\" --yes")]
    Delete {
        #[command(flatten)]
        named: Named,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
struct Named {
    /// The account, by name or id
    #[arg(value_name = "ACCOUNT")]
    account: String,
}

impl Account {
    /// Whether it may hand the store tokens.
    pub(crate) fn seals(&self) -> bool {
        matches!(self.verb, Verb::Add(_) | Verb::Connect(_) | Verb::Token(_))
    }
}

pub(crate) async fn run(asked: Account, context: &Context) -> Result<(), Failure> {
    if let Verb::Add(asked_for) = &asked.verb {
        return add::run(asked_for, context, asked.output).await;
    }
    let kith = Kith::open(context).await?;
    let workspace = kith.workspace(context).await?.id;
    let engine = &kith.engine;
    let find = async |named: &Named| accounts::find(engine, workspace, Some(&named.account)).await;
    match asked.verb {
        Verb::Add(_) => {} // done above
        Verb::Connect(connect) => {
            let account = find(&connect.named).await?;
            connect::run(&kith, workspace, &account, context, asked.output).await?;
        }
        Verb::Token(token) => {
            let id = find(&token.named).await?.id;
            engine.set_token(workspace, &id, token::read()?).await?;
            let account = engine.get_account(workspace, &id).await?;
            show(&engine.describe(&account).await?, asked.output)?;
        }
        Verb::List => {
            let mut all = Vec::new();
            for account in accounts::all(engine, workspace).await? {
                all.push(engine.describe(&account).await?);
            }
            return list(&all, asked.output);
        }
        Verb::Show(named) => return show(&engine.describe(&find(&named).await?).await?, asked.output),
        Verb::Rename { named, name } => {
            let id = find(&named).await?.id;
            engine.rename_account(workspace, &id, &name).await?;
            let account = engine.get_account(workspace, &id).await?;
            show(&engine.describe(&account).await?, asked.output)?;
        }
        Verb::Pause(named) => {
            let id = find(&named).await?.id;
            show(&engine.pause_account(workspace, &id, None).await?.outcome, asked.output)?;
        }
        Verb::Resume(named) => {
            let id = find(&named).await?.id;
            show(&engine.resume_account(workspace, &id, None).await?.outcome, asked.output)?;
        }
        Verb::Delete { named, yes } => {
            let info = AccountInfo::from(&find(&named).await?);
            let connections = count(info.connections.into(), "connection");
            confirm(&format!("Erase the account {:?} with its {connections}?", info.name), yes)?;
            let id = kith_model::AccountId::new(&info.account_id);
            engine.delete_account(workspace, &id, None).await?;
            match asked.output {
                Output::Text => print(format!("Erased {:?} ({id}) with its {connections}.\n", info.name))?,
                Output::Json => print_json(&json!({"account_id": id, "deleted": true}))?,
            }
        }
    }
    kith.close().await
}
