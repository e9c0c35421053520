//! `/credits/keys/{id}`: one key, the form that changes it, and the question before it is revoked.

use askama::Template;
use axum::response::Response;
use kith_model::Scope;

use super::super::answer;
use super::super::door::Visit;
use super::super::form::Form;
use super::super::shell::{Notice, Section, Shell};
use super::super::words;
use super::fields::{KeyRow, State};
use crate::error::{Code, Failure};

#[derive(Template)]
#[template(path = "dashboard/credits/key.html")]
struct Page {
    shell: Shell,
    key: KeyRow,
    /// What stands in the form.
    name: String,
    limit: String,
    /// The most that a limit may be.
    most: u32,
}

#[derive(Template)]
#[template(path = "dashboard/credits/revoke.html")]
struct Revoke {
    shell: Shell,
    key: KeyRow,
}

pub(super) async fn one(visit: Visit) -> Result<Response, Failure> {
    let notice = (visit.query.text("done") == "saved").then(|| Notice::good("The key is changed."));
    show(&visit, notice, None).await
}

/// The page, with what was sent and refused still in the form.
pub(super) async fn show(
    visit: &Visit,
    notice: Option<Notice>,
    sent: Option<&Form>,
) -> Result<Response, Failure> {
    let key = find(visit).await?;
    let (name, limit) = match sent {
        Some(form) => (form.text("name").to_owned(), form.text("limit").to_owned()),
        None => (key.name.clone(), key.limit.map(|limit| limit.to_string()).unwrap_or_default()),
    };
    let most = visit.engine().settings().requests_per_minute;
    let shell = visit.shell(Section::Credits, "Key").saying(notice);
    answer::html(&Page { shell, key, name, limit, most })
}

pub(super) async fn ask_to_revoke(visit: Visit) -> Result<Response, Failure> {
    let key = find(&visit).await?;
    answer::html(&Revoke { shell: visit.shell(Section::Credits, "Revoke a key"), key })
}

/// The key that the path names.
async fn find(visit: &Visit) -> Result<KeyRow, Failure> {
    visit.caller.needs(Scope::Admin)?;
    let keys = visit.engine().list_keys(visit.caller.workspace()).await?;
    let found = keys.iter().find(|key| key.id.as_str() == visit.named("key"));
    let found = found.map(|key| KeyRow::of(key, visit.caller.key(), visit.now()));
    found.ok_or_else(|| Failure::new(Code::NotFound, "the workspace has no key with this id"))
}
