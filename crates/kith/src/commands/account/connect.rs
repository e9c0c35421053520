//! `kith account connect`: sends a member to LinkedIn to consent, and waits until the account is connected. Where a
//! server runs, it takes the member's way back; where none does, this command listens for it.

use std::time::Duration;

use clap::Args;
use kith_engine::{Account, Engine, Returned};
use kith_model::{AccountId, Timestamp, WorkspaceId};

use super::way_back::WayBack;
use super::{Named, shown};
use crate::cli::Output;
use crate::commands::Context;
use crate::failure::Failure;
use crate::output::progress::Waiting;
use crate::output::{print, print_json};
use crate::wire::Kith;

/// Connect an account: its member consents at LinkedIn
///
/// Prints the address to open in the member's browser, and waits up to ten minutes for consent. Needs an app that
/// LinkedIn approved: see the section oauth and the source's own section in kith config --default.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Example:
  kith account connect \"Ada Lovelace\""
)]
pub(super) struct Connect {
    #[command(flatten)]
    pub(super) named: Named,
}

/// How long a member may take.
const PATIENCE: Duration = Duration::from_mins(10);
/// How often it is looked whether a server has connected the account.
const LOOK: Duration = Duration::from_secs(1);

pub(super) async fn run(
    kith: &Kith,
    workspace: WorkspaceId,
    account: &Account,
    context: &Context,
    output: Output,
) -> Result<(), Failure> {
    let engine = &kith.engine;
    // The port is taken before anybody is sent anywhere.
    let way_back = if kith.has_server() {
        None
    } else {
        Some(WayBack::listen(&context.config.settings.oauth.redirect_url).await?)
    };
    let sent = engine.authorize_account(workspace, &account.id, None).await?.outcome;
    match output {
        Output::Json => print_json(&sent)?,
        Output::Text => print(format!(
            "Open this address in the browser of {:?}, until {}:\n\n{}\n\n",
            account.name, sent.expires_at, sent.authorization_url
        ))?,
    }
    let connected = {
        let _waiting = Waiting::start("waiting for consent");
        let consent = async {
            match way_back {
                None => of_server(engine, workspace, account).await,
                Some(way_back) => returned(&way_back.take(engine, &sent.authorization_url).await?),
            }
        };
        tokio::time::timeout(PATIENCE, consent).await
    };
    connected.map_err(|_| {
        Failure::failed("nobody consented within ten minutes; nothing has changed").hint("try again")
    })??;
    let account = engine.get_account(workspace, &account.id).await?;
    shown::show(&engine.describe(&account).await?, output)
}

fn returned(returned: &Returned) -> Result<(), Failure> {
    match returned {
        Returned::Connected { .. } => Ok(()),
        Returned::Declined => Err(Failure::failed("the member did not consent; nothing has changed")),
    }
}

/// Waits until the server has connected the account.
async fn of_server(engine: &Engine, workspace: WorkspaceId, before: &Account) -> Result<(), Failure> {
    while !is_newer(&standing(engine, workspace, &before.id).await?, before) {
        tokio::time::sleep(LOOK).await;
    }
    Ok(())
}

async fn standing(
    engine: &Engine,
    workspace: WorkspaceId,
    id: &AccountId,
) -> Result<(bool, Option<Timestamp>), Failure> {
    let account = engine.get_account(workspace, id).await?;
    Ok((account.needs_authorization, account.authorized_until))
}

/// Whether it was authorized since: it was not before, or it is until another time.
fn is_newer((needs, until): &(bool, Option<Timestamp>), before: &Account) -> bool {
    !needs && (before.needs_authorization || *until != before.authorized_until)
}
