//! The first page: every account, how complete it is and what to do about it; an account's own page and what is done
//! there; and how one is added, by an export or by connecting.

mod act;
mod called;
mod connect;
mod delete;
mod drop;
mod growth;
mod import;
mod list;
mod new;
mod notices;
mod one;
mod order;
mod standing;

use std::sync::Arc;

use axum::Router;
use kith_engine::{Account, Error};
use kith_model::AccountId;

use super::choices::choices;
use super::door::{Visit, act as acts, page, raw_act, up};
use crate::App;
use crate::error::{Code, Failure};

pub(super) use drop::DropForm;

/// The routes of accounts.
pub(super) fn routes(app: &Arc<App>) -> Router {
    Router::new()
        .route("/", page(app, list::list))
        .route("/accounts/new", page(app, new::page).merge(acts(app, new::create)))
        .route("/accounts/import", page(app, import::elsewhere).merge(raw_act(app, import::import)))
        .route("/accounts/{id}", page(app, one::page))
        .route("/accounts/{id}/import", page(app, import::page))
        .route("/accounts/{id}/connect", page(app, connect::page).merge(acts(app, connect::paste)))
        .route("/accounts/{id}/delete", page(app, delete::page).merge(acts(app, delete::delete)))
        .route("/accounts/{id}/sync", acts(app, act::sync))
        .route("/accounts/{id}/syncs/{sync}/cancel", acts(app, act::cancel))
        .route("/accounts/{id}/pause", acts(app, act::pause))
        .route("/accounts/{id}/resume", acts(app, act::resume))
        .route("/accounts/{id}/rename", acts(app, act::rename).merge(up()))
}

/// The account that the path names.
async fn named(visit: &Visit) -> Result<Account, Failure> {
    account(visit, visit.named("id")).await
}

async fn account(visit: &Visit, id: &str) -> Result<Account, Failure> {
    match visit.engine().get_account(visit.caller.workspace(), &AccountId::new(id)).await {
        Err(Error::NoAccount) => {
            Err(Failure::new(Code::InvalidAccount, "there is no such account; it may have been deleted"))
        }
        other => Ok(other?),
    }
}

/// The accounts that an export may be for, as many as one can still choose from; what was `chosen` is among them.
async fn all(visit: &Visit, chosen: &str) -> Result<Vec<Account>, Failure> {
    const MOST: u32 = 500;
    choices(visit, MOST, chosen).await
}

/// A part of an account's path.
fn path(account: &AccountId, part: &str) -> String {
    let id: String = form_urlencoded::byte_serialize(account.as_str().as_bytes()).collect();
    if part.is_empty() { format!("/accounts/{id}") } else { format!("/accounts/{id}/{part}") }
}
