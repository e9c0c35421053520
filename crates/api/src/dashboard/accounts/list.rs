//! `/`: all accounts as cards, or the first hour where there is none yet.

use askama::Template;
use axum::response::Response;

use super::super::door::Visit;
use super::super::form::link;
use super::super::shell::{Section, Shell};
use super::super::{answer, start, words};
use super::growth::Growth;
use super::notices;
use super::standing::Standing;
use crate::error::Failure;

const A_PAGE: u32 = 50;
/// Of more accounts than this, each one's growth is on its own page: counting them all would keep the first page waiting.
const WITH_GROWTH: u64 = 12;

#[derive(Template)]
#[template(path = "dashboard/accounts/list.html")]
struct Page {
    shell: Shell,
    accounts: Vec<Standing>,
    /// How many there are, and which are on this page.
    shown: String,
    /// This page's own address.
    here: String,
    /// Those whose syncs are under way, as a script names what to replace.
    moving: String,
    previous: Option<String>,
    next: Option<String>,
}

pub(super) async fn list(visit: Visit) -> Result<Response, Failure> {
    let offset: u32 = visit.query.number("offset").unwrap_or(0);
    let (found, total) = visit.engine().list_accounts(visit.caller.workspace(), A_PAGE, offset).await?;
    if total == 0 {
        return start::first(&visit, notices::told(&visit));
    }
    let mut accounts = Vec::with_capacity(found.len());
    for account in &found {
        let mut standing = Standing::of(&visit, account).await?;
        if total <= WITH_GROWTH {
            standing.growth = Growth::of(&visit, account).await?;
        }
        accounts.push(standing);
    }
    let moving: Vec<_> =
        accounts.iter().filter(|one| one.moves()).map(|one| format!("#{}", one.id)).collect();
    let at = |offset: u32| link("/", &[("offset", &offset.to_string())]);
    // A list that a sync brings meanwhile comes with a line, too.
    let charts =
        !moving.is_empty() || accounts.iter().any(|one| one.growth.as_ref().is_some_and(Growth::is_line));
    let shell = visit.shell(Section::Accounts, "Accounts").saying(notices::told(&visit));
    let end = offset.saturating_add(A_PAGE);
    answer::html(&Page {
        shell: Shell { charts, ..shell },
        shown: shown(total, offset, accounts.len()),
        accounts,
        here: at(offset),
        moving: moving.join(","),
        previous: (offset > 0).then(|| at(offset.saturating_sub(A_PAGE))),
        next: (u64::from(end) < total).then(|| at(end)),
    })
}

fn shown(total: u64, offset: u32, here: usize) -> String {
    let all = words::count(total, "account");
    let offset = usize::try_from(offset).unwrap_or(usize::MAX);
    match here {
        0 => format!("{all}; none of them is this far down"),
        _ if here as u64 == total => all,
        _ => {
            let (first, last) = (offset.saturating_add(1), offset.saturating_add(here));
            format!("{all}, {} to {} shown", words::thousands(first), words::thousands(last))
        }
    }
}
