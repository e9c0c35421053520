//! `kith workspace`: tenants. Each has accounts, keys and credits of its own.

use clap::{Args, Subcommand};
use kith_model::clock;
use serde_json::{Value, json};

use super::Context;
use crate::api_key_file;
use crate::cli::Output;
use crate::failure::Failure;
use crate::output::confirm::confirm;
use crate::output::numbers::{count, thousands};
use crate::output::table::table;
use crate::output::{print, print_json};
use crate::wire::Kith;

/// Create, list and delete workspaces
///
/// A workspace is a tenant: accounts, keys and credits belong to it, and no key opens another one's.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Example:
  kith workspace create sales"
)]
pub(crate) struct Workspace {
    #[command(subcommand)]
    verb: Verb,
    /// text or json
    #[arg(long, global = true, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Make a workspace with the starting credits (setting credits.starting)
    #[command(after_help = "\
Example:
  kith workspace create sales --set credits.starting=500")]
    Create(Named),
    /// List all workspaces
    #[command(after_help = "\
Example:
  kith workspace list --output json")]
    List,
    /// Erase a workspace with its accounts, keys, credits and ledger
    #[command(after_help = "\
Example:
  kith workspace delete sales --yes")]
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
    /// The workspace: 1 to 100 letters, digits, '-', '_' or '.'
    #[arg(value_name = "WORKSPACE")]
    name: String,
}

pub(crate) async fn run(asked: Workspace, context: &Context) -> Result<(), Failure> {
    match asked.verb {
        Verb::Create(named) => create(Kith::make(context).await?, &named.name, asked.output).await,
        Verb::List => list(&Kith::open(context).await?, asked.output).await,
        Verb::Delete { named, yes } => {
            delete(Kith::open(context).await?, &named.name, yes, asked.output).await
        }
    }
}

async fn create(kith: Kith, name: &str, output: Output) -> Result<(), Failure> {
    if kith.engine.list_workspaces().await?.iter().any(|one| one.name == name) {
        return Err(Failure::failed(format!("there is a workspace {name:?} already"))
            .hint("kith workspace list shows all"));
    }
    let made = kith.engine.create_workspace(name).await?;
    let balance = kith.engine.get_credits(made.id).await?.balance;
    kith.close().await?;
    match output {
        Output::Json => print_json(&shown(&made, balance)),
        Output::Text => print(format!(
            "Made the workspace {name:?} with {}. kith key create --workspace {name} makes a key for it.\n",
            count(balance, "credit")
        )),
    }
}

async fn list(kith: &Kith, output: Output) -> Result<(), Failure> {
    let mut all = Vec::new();
    for workspace in kith.engine.list_workspaces().await? {
        let balance = kith.engine.get_credits(workspace.id).await?.balance;
        all.push((workspace, balance));
    }
    match output {
        Output::Json => {
            let all: Vec<_> = all.iter().map(|(workspace, balance)| shown(workspace, *balance)).collect();
            print_json(&json!({"workspaces": all}))
        }
        Output::Text => {
            let rows = all.iter().map(|(one, balance)| {
                let made = clock::rfc3339(one.created_at);
                [one.name.clone(), thousands(one.accounts), thousands(*balance), made]
            });
            print(table(["workspace", "accounts", "credits", "made"], rows))
        }
    }
}

async fn delete(kith: Kith, name: &str, yes: bool, output: Output) -> Result<(), Failure> {
    let found = kith.engine.find_workspace(name).await?;
    let accounts = count(found.accounts, "account");
    confirm(&format!("Erase the workspace {name:?} with its {accounts}, its keys and its ledger?"), yes)?;
    kith.engine.delete_workspace(name).await?;
    // The key in it opens nothing any more.
    let _ = std::fs::remove_file(api_key_file::default_path(&kith.folder, name));
    kith.close().await?;
    match output {
        Output::Json => print_json(&json!({"workspace": name, "deleted": true})),
        Output::Text => print(format!("Erased the workspace {name:?} with its {accounts}.\n")),
    }
}

fn shown(workspace: &kith_engine::Workspace, balance: u64) -> Value {
    json!({
        "workspace": workspace.name,
        "accounts": workspace.accounts,
        "balance": balance,
        "created_at": clock::rfc3339(workspace.created_at),
    })
}
