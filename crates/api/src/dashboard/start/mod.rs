//! The first hour: from an export at LinkedIn to the first program that reads the network, step by step. Shown at `/` as
//! long as there is no account.

mod address;
mod texts;

use askama::Template;
use axum::response::Response;
use kith_engine::{Account, NewKey};
use kith_model::{Scope, Scopes};

use super::accounts::DropForm;
use super::answer;
use super::door::Visit;
use super::form::Form;
use super::shell::{Notice, Section, Shell};
use crate::error::Failure;
use crate::mcp;
use address::Address;
use texts::Texts;

/// What the key is called that this page makes.
const KEY_NAME: &str = "first hour";
/// Of so many accounts the first with a list is looked for.
const LOOKED_AT: u32 = 50;

#[derive(Template)]
#[template(path = "dashboard/start.html")]
struct Page {
    shell: Shell,
    drop: DropForm,
    has_account: bool,
    /// What the account is called that the texts ask for.
    account_name: Option<String>,
    /// The secret of a key that was made just now.
    secret: Option<String>,
    texts: Texts,
    host: String,
    /// Whether models are served at the host that this page was asked at.
    has_mcp: bool,
}

/// `/start`.
pub(super) async fn page(visit: Visit) -> Result<Response, Failure> {
    let (accounts, _) = visit.engine().list_accounts(visit.caller.workspace(), LOOKED_AT, 0).await?;
    show(&visit, &accounts, None, None)
}

/// The first page of a workspace without accounts.
pub(super) fn first(visit: &Visit, notice: Option<Notice>) -> Result<Response, Failure> {
    show(visit, &[], None, notice)
}

/// Makes a key for the texts; the answer is the only one that has its secret.
pub(super) async fn make_key(visit: Visit, _: Form) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Admin)?;
    let (engine, workspace) = (visit.engine(), visit.caller.workspace());
    let (_, secret) = engine.create_key(workspace, NewKey::new(KEY_NAME, Scopes::of([Scope::Read]))).await?;
    let (accounts, _) = engine.list_accounts(workspace, LOOKED_AT, 0).await?;
    let notice = Notice::good("The key was made. Copy it now: it is shown this once.");
    show(&visit, &accounts, Some(secret.reveal().to_owned()), Some(notice))
}

fn show(
    visit: &Visit,
    accounts: &[Account],
    secret: Option<String>,
    notice: Option<Notice>,
) -> Result<Response, Failure> {
    let address = Address::of(&visit.headers);
    let with_list = accounts.iter().find(|account| account.head.is_some() && !account.paused);
    let account = with_list.or(accounts.first());
    let id = account.map_or("acc_\u{2026}", |account| account.id.as_str());
    answer::html(&Page {
        shell: visit.shell(Section::Start, "First hour").saying(notice),
        drop: DropForm::among(visit, accounts),
        has_account: account.is_some(),
        account_name: account.map(|account| account.name.clone()),
        texts: Texts::new(&address.base, id, secret.as_deref()),
        secret,
        has_mcp: mcp::is_served_at(&visit.app.mcp_hosts, &address.name),
        host: address.name,
    })
}
