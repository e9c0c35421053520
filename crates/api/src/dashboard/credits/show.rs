//! `/credits`: what is left and what it went on, the keys, and the newest entries of the ledger.

use askama::Template;
use axum::response::Response;
use kith_engine::Balance;
use kith_model::Scope;

use super::super::answer;
use super::super::door::Visit;
use super::super::form::Form;
use super::super::shell::{Notice, Section, Shell};
use super::super::words;
use super::burn::{Burn, CHOICES, days, today};
use super::fields::{Fields, KeyRow, State};
use super::ledger::{Entries, entries};
use crate::error::Failure;

/// Entries of the ledger that are shown here.
const NEWEST: u32 = 10;

#[derive(Template)]
#[template(path = "dashboard/credits/show.html")]
struct Page {
    shell: Shell,
    balance: Balance,
    /// Of a key that may see it.
    all: Option<All>,
}

/// What a key with the scope admin sees.
struct All {
    burn: Burn,
    /// Days until the balance is used up, at that pace.
    lasts: Option<u64>,
    working: Vec<KeyRow>,
    ended: Vec<KeyRow>,
    newest: Entries,
    fields: Fields,
}

pub(super) async fn credits(visit: Visit) -> Result<Response, Failure> {
    let notice = (visit.query.text("done") == "revoked").then(|| Notice::good("The key is revoked."));
    show(&visit, notice, None).await
}

/// The page, with what was sent and refused still in the form.
pub(super) async fn show(
    visit: &Visit,
    notice: Option<Notice>,
    sent: Option<&Form>,
) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Read)?;
    let balance = visit.engine().get_credits(visit.caller.workspace()).await?;
    let all = if visit.caller.key().scopes.allow(Scope::Admin) {
        Some(all(visit, sent, balance.balance).await?)
    } else {
        None
    };
    let shell = visit.shell(Section::Credits, "Credits and keys").with_charts().saying(notice);
    answer::html(&Page { shell, balance, all })
}

async fn all(visit: &Visit, sent: Option<&Form>, balance: u64) -> Result<All, Failure> {
    let (engine, workspace) = (visit.engine(), visit.caller.workspace());
    let (days, now) = (days(visit), visit.now());
    let burnt = engine.get_spending(workspace, days).await?;
    let keys = engine.list_keys(workspace).await?;
    let rows = keys.iter().map(|key| KeyRow::of(key, visit.caller.key(), now));
    let (working, ended) = rows.partition(KeyRow::works);
    let burn = Burn::of(days, today(now), &burnt, &keys);
    Ok(All {
        lasts: burn.lasts(balance),
        burn,
        working,
        ended,
        newest: entries(visit, &keys, NEWEST, None).await?,
        fields: Fields::of(sent, engine.settings().requests_per_minute),
    })
}
