//! `kith account add`: an account whose connections come from an export or from a source that is called.

use clap::{Args, ValueEnum};
use kith_engine::{AccountInfo, Mode, NewSource, SourceKind};

use super::{shown, token};
use crate::cli::Output;
use crate::commands::Context;
use crate::failure::Failure;
use crate::output::print;
use crate::wire::Kith;

/// Add an account
///
/// Of an interface of LinkedIn's, for which you have an app that LinkedIn approved, or a token from its developer
/// portal; or one to import exports into. Makes the data folder and the workspace where there are none.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  kith account add \"Ada Lovelace\" --source portability
  kith account add Bob --source connections_api --base-url http://127.0.0.1:8080 --mode mirror --token-stdin"
)]
pub(super) struct Add {
    /// What you call it, 1 to 200 characters
    #[arg(value_name = "NAME")]
    name: String,
    #[arg(
        long,
        value_enum,
        value_name = "KIND",
        hide_possible_values = true,
        help = "Where its connections come from: connections_api, portability or archive (exports that you import)"
    )]
    source: Kind,
    #[arg(
        long,
        value_name = "URL",
        help = "The root of the address of a service of the same form [default: https://api.linkedin.com]"
    )]
    base_url: Option<String>,
    #[arg(
        long,
        value_enum,
        value_name = "MODE",
        hide_possible_values = true,
        help = "live (each read asks the source, nothing is kept) or mirror (a kept list is brought up to date) [default: live for connections_api, else mirror]"
    )]
    mode: Option<HowRead>,
    /// Read a token that you have already from standard input: one line
    #[arg(long)]
    token_stdin: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
#[value(rename_all = "snake_case")]
enum Kind {
    ConnectionsApi,
    Portability,
    Archive,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum HowRead {
    Live,
    Mirror,
}

pub(super) async fn run(asked: &Add, context: &Context, output: Output) -> Result<(), Failure> {
    let access_token = if asked.token_stdin { Some(token::read()?) } else { None };
    let source = NewSource {
        kind: match asked.source {
            Kind::ConnectionsApi => SourceKind::ConnectionsApi,
            Kind::Portability => SourceKind::Portability,
            Kind::Archive => SourceKind::Archive,
        },
        access_token,
        base_url: asked.base_url.clone(),
        mode: asked.mode.map(|mode| match mode {
            HowRead::Live => Mode::Live,
            HowRead::Mirror => Mode::Mirror,
        }),
    };
    let kith = Kith::make(context).await?;
    let (workspace, _) = kith.workspace_or_new(context).await?;
    let made = kith.engine.create_account(workspace.id, &asked.name, None, source, None).await?.outcome;
    kith.close().await?;
    shown::show(&made, output)?;
    match output {
        Output::Json => Ok(()),
        Output::Text => print(format!("\n{}\n", next(&made))),
    }
}

/// What to do next.
fn next(made: &AccountInfo) -> String {
    let id = &made.account_id;
    match (made.source.kind.as_str(), made.status.as_str(), made.mode.as_str()) {
        ("archive", ..) => format!("Next: kith import EXPORT --account {id}"),
        (_, "needs_authorization", _) => format!(
            "Next: kith account connect {id}, or, with a token that you have already, kith account token {id} --token-stdin"
        ),
        (.., "live") => "Each read of the API asks its source. Next: kith serve".to_owned(),
        _ => format!(
            "Its first sync is queued, and a running server begins with it. Without one: kith sync {id}"
        ),
    }
}
