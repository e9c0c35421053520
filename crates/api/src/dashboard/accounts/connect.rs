//! `/accounts/{id}/connect`: the way to LinkedIn, where a member consents, or a token that they have already. The way is a
//! link, since no form of ours may lead to another host.

use askama::Template;
use axum::response::Response;
use kith_engine::{Account, Error, SourceKind};
use kith_model::Scope;

use super::super::answer;
use super::super::door::Visit;
use super::super::form::Form;
use super::super::said::sentence;
use super::super::shell::{Notice, Section, Shell};
use super::super::words;
use super::called::time;
use super::{notices, path};
use crate::error::{Code, Failure};

#[derive(Template)]
#[template(path = "dashboard/accounts/connect.html")]
struct Page {
    shell: Shell,
    name: String,
    path: String,
    is_portability: bool,
    /// Where to go, and until when that works.
    way: Option<(String, String)>,
    /// Why there is no way.
    no_way: String,
}

pub(super) async fn page(visit: Visit) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    let account = super::named(&visit).await?;
    show(&visit, &account, None).await
}

async fn show(visit: &Visit, account: &Account, refused: Option<Notice>) -> Result<Response, Failure> {
    if account.source == SourceKind::Archive {
        return Err(Failure::new(
            Code::NotFound,
            "this account is filled by importing exports, not by connecting",
        ));
    }
    let begun = visit.engine().authorize_account(visit.caller.workspace(), &account.id, None).await;
    let (way, no_way) = match begun {
        Ok(begun) => {
            let end = time(Some(begun.outcome.expires_at)).map(words::minute).unwrap_or_default();
            (Some((begun.outcome.authorization_url, end)), String::new())
        }
        // No app is set up; the text says which settings do.
        Err(Error::Invalid(text)) => (None, sentence(&text)),
        Err(error) => return Err(error.into()),
    };
    answer::html(&Page {
        shell: visit.shell(Section::Accounts, "Connect to LinkedIn").saying(refused),
        name: account.name.clone(),
        path: path(&account.id, ""),
        is_portability: account.source == SourceKind::Portability,
        way,
        no_way,
    })
}

/// Takes a token that the member has already.
pub(super) async fn paste(visit: Visit, form: Form) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Manage)?;
    let account = super::named(&visit).await?;
    let token = form.text("token").to_owned().into();
    match visit.engine().set_token(visit.caller.workspace(), &account.id, token).await {
        Ok(()) => Ok(answer::lead_to(&notices::after(&path(&account.id, ""), "connected"))),
        Err(error @ Error::Invalid(_)) => {
            let failure = Failure::from(error);
            let page = show(&visit, &account, Some(Notice::from(&failure))).await?;
            Ok(answer::refused(page, &failure))
        }
        Err(error) => Err(error.into()),
    }
}
