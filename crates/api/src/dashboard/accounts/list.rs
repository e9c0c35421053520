//! `/`: the accounts as cards, those first that need something, or the first hour where there is none yet.

use askama::Template;
use axum::response::Response;
use kith_engine::Account;

use super::super::door::Visit;
use super::super::form::link;
use super::super::shell::{Section, Shell};
use super::super::{answer, start, words};
use super::growth::Growth;
use super::notices;
use super::order::{Need, in_order};
use super::standing::Standing;
use crate::error::Failure;

const A_PAGE: usize = 50;
/// So many are put in order and searched.
const MOST: u32 = 10_000;
/// Of more accounts than this, one wants to search for a name.
const SEARCHED: u64 = 12;
/// So many connections are counted for the lines of growth on a page, which takes a fifth of a second the first time. The
/// lines of the accounts after them are on their own pages.
const COUNTED: u32 = 100_000;

#[derive(Template)]
#[template(path = "dashboard/accounts/list.html")]
struct Page {
    shell: Shell,
    accounts: Vec<Standing>,
    /// What is looked for; `None` where there is nothing to search.
    q: Option<String>,
    /// How many there are, and which are on this page.
    shown: String,
    /// Whether any of them comes first because of what it needs.
    has_needs: bool,
    /// This page's own address.
    here: String,
    /// Those whose syncs are under way, as a script names what to replace.
    moving: String,
    previous: Option<String>,
    next: Option<String>,
}

pub(super) async fn list(visit: Visit) -> Result<Response, Failure> {
    let offset: usize = visit.query.number("offset").unwrap_or(0);
    let q = visit.query.text("q");
    let (all, total) = visit.engine().list_accounts(visit.caller.workspace(), MOST, 0).await?;
    if total == 0 {
        return start::first(&visit, notices::told(&visit));
    }
    let found = in_order(all, q, visit.now());
    let accounts = cards(&visit, found.iter().skip(offset).take(A_PAGE)).await?;
    let moving: Vec<_> =
        accounts.iter().filter(|one| one.moves()).map(|one| format!("#{}", one.id)).collect();
    let at = |offset: usize| {
        let offset = if offset == 0 { String::new() } else { offset.to_string() };
        link("/", &[("q", q), ("offset", &offset)])
    };
    let shell = visit.shell(Section::Accounts, "Accounts").saying(notices::told(&visit));
    let end = offset.saturating_add(A_PAGE);
    answer::html(&Page {
        // Also without a line: a search or a sync that ends brings cards that have one.
        shell: shell.with_charts(),
        q: (total > SEARCHED).then(|| q.to_owned()),
        shown: shown(found.len(), offset, accounts.len(), !q.is_empty()),
        has_needs: found.len() > 1
            && found.first().is_some_and(|first| Need::of(first, visit.now()) != Need::Nothing),
        accounts,
        here: at(offset),
        moving: moving.join(","),
        previous: (offset > 0).then(|| at(offset.saturating_sub(A_PAGE))),
        next: (end < found.len()).then(|| at(end)),
    })
}

/// How they stand, with their growth as far as that is quickly counted.
async fn cards(visit: &Visit, found: impl Iterator<Item = &Account>) -> Result<Vec<Standing>, Failure> {
    let mut left = COUNTED;
    let mut cards = Vec::new();
    for account in found {
        let mut card = Standing::of(visit, account).await?;
        // The first is always counted.
        let costs = account.head.as_ref().map_or(0, |head| head.total);
        if costs <= left || left == COUNTED {
            left = left.saturating_sub(costs);
            card.growth = Growth::of(visit, account).await?;
        } else {
            card.grows_elsewhere = true;
        }
        cards.push(card);
    }
    Ok(cards)
}

fn shown(found: usize, offset: usize, here: usize, is_search: bool) -> String {
    let all = words::count(found as u64, "account");
    let all = if is_search { format!("{all} found") } else { all };
    match here {
        0 if found == 0 => "No account is called so".into(),
        0 => format!("{all}; none of them is this far down"),
        _ if here == found => all,
        _ => {
            let (first, last) = (offset.saturating_add(1), offset.saturating_add(here));
            format!("{all}, {} to {} shown", words::thousands(first), words::thousands(last))
        }
    }
}
