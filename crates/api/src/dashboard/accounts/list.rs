//! `/`: all accounts.

use askama::Template;
use axum::response::Response;
use kith_engine::AccountInfo;

use super::super::answer;
use super::super::door::Visit;
use super::super::shell::{Section, Shell};
use super::super::words;
use crate::error::Failure;

#[derive(Template)]
#[template(path = "dashboard/accounts/list.html")]
struct Page {
    shell: Shell,
    accounts: Vec<AccountInfo>,
}

pub(in super::super) async fn list(visit: Visit) -> Result<Response, Failure> {
    let (accounts, _) = visit.engine().list_accounts(visit.caller.workspace(), 100, 0).await?;
    let accounts = accounts.iter().map(AccountInfo::from).collect();
    answer::html(&Page { shell: visit.shell(Section::Accounts, "Accounts"), accounts })
}
