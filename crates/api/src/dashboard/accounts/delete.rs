//! `/accounts/{id}/delete`: says what is erased, and erases it when the account's name was typed.

use askama::Template;
use axum::response::Response;
use kith_engine::{Account, SourceKind};
use kith_model::Scope;

use super::super::door::Visit;
use super::super::form::Form;
use super::super::shell::{Notice, Section, Shell};
use super::super::{answer, words};
use super::{notices, path};
use crate::error::{Code, Failure};

#[derive(Template)]
#[template(path = "dashboard/accounts/delete.html")]
struct Page {
    shell: Shell,
    name: String,
    id: String,
    path: String,
    connections: u32,
    is_called: bool,
    refused: &'static str,
}

pub(super) async fn page(visit: Visit) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    let account = super::named(&visit).await?;
    show(&visit, &account, "")
}

fn show(visit: &Visit, account: &Account, refused: &'static str) -> Result<Response, Failure> {
    let notice = (!refused.is_empty()).then(|| Notice::bad("Nothing was erased."));
    answer::html(&Page {
        shell: visit.shell(Section::Accounts, format!("Delete {}", account.name)).saying(notice),
        name: account.name.clone(),
        id: account.id.to_string(),
        path: path(&account.id, ""),
        connections: account.head.as_ref().map_or(0, |head| head.total),
        is_called: account.source != SourceKind::Archive,
        refused,
    })
}

pub(super) async fn delete(visit: Visit, form: Form) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    let account = super::named(&visit).await?;
    let typed = form.text("name");
    // Not every name can be typed on every keyboard; the id can.
    if typed != account.name.trim() && typed != account.id.as_str() {
        let mut page = show(&visit, &account, "This is not the account's name.")?;
        *page.status_mut() = Code::InvalidParams.status();
        return Ok(page);
    }
    visit.engine().delete_account(visit.caller.workspace(), &account.id, None).await?;
    Ok(answer::lead_to(&notices::after("/", "deleted")))
}
