//! What an account's forms do: sync, cancel, pause, resume, rename. Each leads back to the account's page.

use axum::response::Response;
use kith_engine::Error;
use kith_model::{AccountId, Scope, SyncId};

use super::super::answer::{lead_to, refused};
use super::super::door::Visit;
use super::super::form::Form;
use super::super::shell::Notice;
use super::{notices, one, path};
use crate::error::Failure;

pub(super) async fn sync(visit: Visit, _: Form) -> Result<Response, Failure> {
    let id = allowed(&visit).await?;
    visit.engine().sync_account(visit.caller.workspace(), &id, None).await?;
    Ok(back(&id, "sync"))
}

pub(super) async fn cancel(visit: Visit, _: Form) -> Result<Response, Failure> {
    let id = allowed(&visit).await?;
    let sync = SyncId::new(visit.named("sync"));
    visit.engine().cancel_sync(visit.caller.workspace(), &id, &sync, None).await?;
    Ok(back(&id, "cancelled"))
}

pub(super) async fn pause(visit: Visit, _: Form) -> Result<Response, Failure> {
    let id = allowed(&visit).await?;
    visit.engine().pause_account(visit.caller.workspace(), &id, None).await?;
    Ok(back(&id, "paused"))
}

pub(super) async fn resume(visit: Visit, _: Form) -> Result<Response, Failure> {
    let id = allowed(&visit).await?;
    visit.engine().resume_account(visit.caller.workspace(), &id, None).await?;
    Ok(back(&id, "resumed"))
}

pub(super) async fn rename(visit: Visit, form: Form) -> Result<Response, Failure> {
    let id = allowed(&visit).await?;
    let name = form.text("name");
    match visit.engine().rename_account(visit.caller.workspace(), &id, name).await {
        Ok(()) => Ok(back(&id, "renamed")),
        Err(error @ Error::Invalid(_)) => {
            let failure = Failure::from(error);
            let account = super::named(&visit).await?;
            let page = one::show(&visit, &account, Some(Notice::from(&failure)), Some(name)).await?;
            Ok(refused(page, &failure))
        }
        Err(error) => Err(error.into()),
    }
}

/// The account that the path names, for who may change it.
async fn allowed(visit: &Visit) -> Result<AccountId, Failure> {
    visit.caller.needs(Scope::Manage)?;
    Ok(super::named(visit).await?.id)
}

fn back(id: &AccountId, done: &str) -> Response {
    lead_to(&notices::after(&path(id, ""), done))
}
