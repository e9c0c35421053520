//! `/accounts/new`: adds an account, by dropping an export or by connecting to LinkedIn.

use askama::Template;
use axum::response::Response;
use kith_engine::{Error, Mode, NewSource, SourceKind};
use kith_model::{AccountId, Scope};

use super::super::answer;
use super::super::door::Visit;
use super::super::form::Form;
use super::super::once::once;
use super::super::shell::{Notice, Section, Shell};
use super::{DropForm, notices, path};
use crate::error::Failure;

#[derive(Template)]
#[template(path = "dashboard/accounts/new.html")]
struct Page {
    shell: Shell,
    drop: DropForm,
    name: String,
    kind: String,
    base_url: String,
    mode: String,
}

pub(super) async fn page(visit: Visit) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    show(&visit, &Form::default(), None).await
}

async fn show(visit: &Visit, form: &Form, refused: Option<Notice>) -> Result<Response, Failure> {
    let drop = DropForm::among(visit, &super::all(visit, "").await?);
    answer::html(&Page {
        shell: visit.shell(Section::Accounts, "Add an account").saying(refused),
        drop,
        name: form.text("name").to_owned(),
        kind: form.given("kind").unwrap_or(SourceKind::Portability.as_str()).to_owned(),
        base_url: form.text("base_url").to_owned(),
        mode: form.text("mode").to_owned(),
    })
}

/// Makes an account whose source is called. One without a token is led on to LinkedIn.
pub(super) async fn create(visit: Visit, form: Form) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    let kind = SourceKind::ALL.into_iter().find(|kind| kind.as_str() == form.text("kind"));
    let source = NewSource {
        // What exports are imported into is made by importing one.
        kind: kind.filter(|kind| *kind != SourceKind::Archive).unwrap_or(SourceKind::Portability),
        access_token: form.given("token").map(Into::into),
        base_url: form.given("base_url").map(ToOwned::to_owned),
        mode: Mode::ALL.into_iter().find(|mode| mode.as_str() == form.text("mode")),
    };
    let has_token = source.access_token.is_some();
    let (workspace, name, once) = (visit.caller.workspace(), form.text("name"), once(&form, "accounts"));
    let made = visit.engine().create_account(workspace, name, None, source, once.as_ref()).await;
    match made {
        Ok(made) => {
            let id = AccountId::new(made.outcome.account_id);
            let next = if has_token { notices::after(&path(&id, ""), "made") } else { path(&id, "connect") };
            Ok(answer::lead_to(&next))
        }
        Err(error @ Error::Invalid(_)) => {
            let failure = Failure::from(error);
            let page = show(&visit, &form, Some(Notice::from(&failure))).await?;
            Ok(answer::refused(page, &failure))
        }
        Err(error) => Err(error.into()),
    }
}
