//! `/people`: the search, its filters, and a page of who is found.

use askama::Template;
use axum::response::Response;
use kith_engine::Account;
use kith_model::RequestId;

use super::super::answer;
use super::super::choices::choices;
use super::super::door::Visit;
use super::super::shell::{Section, Shell};
use super::super::words;
use super::asked::{A_PAGE, Asked};
use super::people;
use super::rows::{Found, Instead, read};
use crate::error::Failure;

/// Accounts that can be chosen from.
const MOST_ACCOUNTS: u32 = 1_000;

#[derive(Template)]
#[template(path = "dashboard/people/list.html")]
struct Page {
    shell: Shell,
    asked: Asked,
    accounts: Vec<Account>,
    hints: Vec<String>,
    balance: u64,
    /// Names this page, so that a button that is pressed twice is paid once.
    once: RequestId,
    found: Result<Found, Instead>,
}

/// A link to another page of what was found.
struct Turn {
    name: &'static str,
    path: String,
}

impl Page {
    /// How many were found, as it is said to those who hear the page.
    fn count(&self) -> String {
        match &self.found {
            Ok(found) if found.total == 0 => "Nobody found".into(),
            Ok(found) if self.asked.is_narrow() => format!("{} found", people(found.total)),
            Ok(found) => people(found.total),
            Err(instead) => instead.text.into(),
        }
    }

    fn caption(&self, found: &Found) -> String {
        let first = self.asked.offset.saturating_add(1);
        let last = self.asked.offset.saturating_add(A_PAGE).min(found.total);
        format!("{} to {} of {}", words::thousands(first), words::thousands(last), people(found.total))
    }

    /// Another page of the same list.
    fn at(&self, found: &Found, offset: u32) -> String {
        Asked { offset, snapshot: found.snapshot.clone(), ..self.asked.clone() }.path()
    }

    fn turns(&self, found: &Found) -> Vec<Turn> {
        let (here, last) = (self.asked.offset, found.total.saturating_sub(1) / A_PAGE * A_PAGE);
        let mut turns = Vec::new();
        let mut turn = |is_there: bool, name, offset| {
            if is_there {
                turns.push(Turn { name, path: self.at(found, offset) });
            }
        };
        turn(here > 0, "First", 0);
        turn(here > 0, "Previous", here.saturating_sub(A_PAGE).min(last));
        let next = here.saturating_add(A_PAGE);
        turn(next < found.total, "Next", next);
        turn(next < found.total, "Last", last);
        turns
    }

    /// The same search in the newest list.
    fn newest(&self) -> String {
        Asked { snapshot: String::new(), offset: 0, ..self.asked.clone() }.path()
    }

    /// The same account with nobody in particular looked for.
    fn everybody(&self) -> String {
        Asked { account: self.asked.account.clone(), known: 1, ..Asked::default() }.path()
    }

    /// What a download asks: what is shown, all of it.
    fn asks(&self, found: &Found) -> Vec<(&'static str, String)> {
        Asked { offset: 0, snapshot: found.snapshot.clone(), ..self.asked.clone() }.pairs()
    }
}

pub(super) async fn list(visit: Visit) -> Result<Response, Failure> {
    let workspace = visit.caller.workspace();
    let accounts = choices(&visit, MOST_ACCOUNTS, visit.query.text("account")).await?;
    // Who has one account means that one, with all that can be asked of it.
    let only = match accounts.as_slice() {
        [one] => one.id.as_str(),
        _ => "",
    };
    let asked = Asked::read(&visit.query, only);
    let (found, hints) = read(&visit, &asked, &accounts).await?;
    let balance = visit.engine().get_credits(workspace).await?.balance;
    let shell = visit.shell(Section::People, "People");
    let once = visit.caller.request.clone();
    answer::html(&Page { shell, asked, accounts, hints, balance, once, found })
}
