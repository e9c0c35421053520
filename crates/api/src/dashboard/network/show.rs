//! The page: which account, its figures, and the overlap of accounts.

use askama::Template;
use axum::response::Response;
use kith_engine::{Account, Error, GetStatistics, MAX_COMPARED, Statistics};
use kith_model::AccountId;

use super::super::answer;
use super::super::choices::choices;
use super::super::door::Visit;
use super::super::shell::{Section, Shell};
use super::super::words;
use super::figure::Figure;
use super::overlap::{Together, readable, together};
use super::statistics::figures;
use crate::error::Failure;

/// Companies and titles that the page names.
const TOP: u32 = 15;
/// Accounts that the page names.
const ACCOUNTS: u32 = 500;

#[derive(Template)]
#[template(path = "dashboard/network/show.html")]
struct Page {
    shell: Shell,
    accounts: Vec<Account>,
    /// The account's id; empty where there is none.
    account: String,
    total: u32,
    with_email: u32,
    figures: Vec<Figure>,
    together: Together,
    /// The accounts that were chosen to be compared: they stay so when another one is shown.
    with: Vec<String>,
    empty: Empty,
}

/// Why there are no figures, if there are none.
enum Empty {
    No,
    NoList,
    Paused,
    NeverSynced,
    Live,
    Nobody,
}

pub(super) async fn show(visit: Visit) -> Result<Response, Failure> {
    let accounts = choices(&visit, ACCOUNTS, visit.query.text("account")).await?;
    let readable = readable(accounts.clone());
    let largest = readable.first().map_or("", |account| account.id.as_str());
    let account = visit.query.given("account").unwrap_or(largest).to_owned();
    let (numbers, empty) = match numbers(&visit, &account, TOP).await {
        Ok(Some(numbers)) if numbers.total == 0 => (None, Empty::Nobody),
        Ok(Some(numbers)) => (Some(numbers), Empty::No),
        Ok(None) => (None, Empty::NoList),
        Err(Error::Paused) => (None, Empty::Paused),
        Err(Error::NotReady) => (None, Empty::NeverSynced),
        Err(Error::Invalid(_)) => (None, Empty::Live),
        Err(error) => return Err(error.into()),
    };
    let together = together(&visit, &account, readable).await?;
    let page = Page {
        shell: visit.shell(Section::Network, "Network").with_charts(),
        accounts,
        total: numbers.as_ref().map_or(0, |numbers| numbers.total),
        with_email: numbers.as_ref().map_or(0, |numbers| numbers.with_email.count),
        figures: numbers.map(|numbers| figures(&account, &numbers)).unwrap_or_default(),
        account,
        together,
        with: visit.query.all("with").map(str::to_owned).take(MAX_COMPARED).collect(),
        empty,
    };
    answer::html(&page)
}

/// The statistics of an account; `None` if none is asked for.
pub(super) async fn numbers(visit: &Visit, account: &str, top: u32) -> Result<Option<Statistics>, Error> {
    if account.is_empty() {
        return Ok(None);
    }
    let ask = GetStatistics { account: AccountId::new(account), top, snapshot: None };
    Ok(Some(visit.engine().get_statistics(&visit.caller, &ask).await?.answer))
}
