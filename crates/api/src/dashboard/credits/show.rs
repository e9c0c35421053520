//! `/credits`: what is left and what it went on, the keys, and the newest entries of the ledger.

use std::sync::Arc;
use std::time::Duration;

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
use crate::error::{Code, Failure};

/// Entries of the ledger that are shown here.
const NEWEST: u32 = 10;
/// How long the page waits for sums: those of a ledger of millions take longer the first time, and are kept then.
const PATIENCE: Duration = Duration::from_secs(1);

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
    days: u32,
    /// `None` while it is still being summed: nobody waits for that who came to revoke a key.
    burn: Option<Burn>,
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
    // Goes on when the page no longer waits, so that the next one finds it done.
    let summing = tokio::spawn({
        let engine = Arc::clone(engine);
        async move { engine.get_spending(workspace, days).await }
    });
    let keys = engine.list_keys(workspace).await?;
    let rows = keys.iter().map(|key| KeyRow::of(key, visit.caller.key(), now));
    let (working, ended) = rows.partition(KeyRow::works);
    let burn = match within(PATIENCE, summing).await {
        Some(Ok(burnt)) => Some(Burn::of(days, today(now), &burnt?, &keys)),
        Some(Err(error)) => return Err(Failure::new(Code::InternalError, error.to_string())),
        None => None,
    };
    Ok(All {
        days,
        lasts: burn.as_ref().and_then(|burn| burn.lasts(balance)),
        burn,
        working,
        ended,
        newest: entries(visit, &keys, NEWEST, None).await?,
        fields: Fields::of(sent, engine.settings().requests_per_minute),
    })
}

/// What comes of work that may take longer; `None` if it does.
async fn within<T>(patience: Duration, work: impl Future<Output = T>) -> Option<T> {
    tokio::time::timeout(patience, work).await.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn nobody_waits_longer_than_their_patience() {
        assert_eq!(within(PATIENCE, std::future::pending::<()>()).await, None);
        assert_eq!(within(PATIENCE, std::future::ready(7)).await, Some(7));
    }

    #[test]
    fn keys_are_there_while_sums_are_still_being_made() {
        let balance = Balance { balance: 5, granted: 5, consumed: 0 };
        let newest = Entries { rows: vec![], next: None };
        let fields = Fields::of(None, 300);
        let all = All { days: 30, burn: None, lasts: None, working: vec![], ended: vec![], newest, fields };
        let page = Page { shell: Shell::outside("Credits and keys"), balance, all: Some(all) };
        let text = page.render().unwrap();
        assert!(text.contains("still being summed") && text.contains("href=\"/credits?days=30\""));
        assert!(text.contains("<h2 id=\"keys\">Keys</h2>") && !text.contains("data-chart"));
    }
}
