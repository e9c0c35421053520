//! `/credits/ledger`: every grant and every debit, newest first, page by page; and from a page on as a file.

use std::collections::HashMap;

use askama::Template;
use axum::response::Response;
use kith_engine::{Entry, EntryKind, Key};
use kith_model::{Scope, clock};

use super::super::answer;
use super::super::door::Visit;
use super::super::form::link;
use super::super::sheet::Sheet;
use super::super::shell::{Section, Shell};
use super::super::words;
use super::burn::names;
use crate::error::Failure;

/// Entries of a page, and of a file.
const PAGE: u32 = 50;
const FILE: u32 = 5_000;
/// Accounts whose names are known here; entries of others show their ids.
const NAMED: u32 = 500;

const COLUMNS: [&str; 9] =
    ["id", "at", "kind", "credits", "balance_after", "action", "account_id", "key_id", "request_id"];

#[derive(Template)]
#[template(path = "dashboard/credits/ledger.html")]
struct Page {
    shell: Shell,
    entries: Entries,
    /// The file that begins here.
    csv: String,
    older: Option<String>,
    /// Whether this is not the beginning.
    is_later: bool,
}

/// Entries as a table shows them, and where they go on.
pub(super) struct Entries {
    pub(super) rows: Vec<Row>,
    pub(super) next: Option<i64>,
}

/// An entry's row.
pub(super) struct Row {
    pub(super) id: String,
    pub(super) at: String,
    pub(super) what: String,
    /// With its sign.
    pub(super) credits: String,
    pub(super) balance: String,
    pub(super) account: String,
    /// The key's id and name.
    pub(super) key: Option<(String, String)>,
}

pub(super) async fn ledger(visit: Visit) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Admin)?;
    let keys = visit.engine().list_keys(visit.caller.workspace()).await?;
    let before = before(&visit);
    let entries = entries(&visit, &keys, PAGE, before).await?;
    let older = entries.next.map(|next| link("/credits/ledger", &[("before", &next.to_string())]));
    let from = before.map(|before| before.to_string()).unwrap_or_default();
    let shell = visit.shell(Section::Credits, "Ledger");
    let csv = link("/credits/ledger.csv", &[("before", &from)]);
    answer::html(&Page { shell, entries, csv, older, is_later: before.is_some() })
}

fn before(visit: &Visit) -> Option<i64> {
    visit.query.number("before").filter(|before| *before > 0)
}

/// Up to `limit` entries before one of them.
pub(super) async fn entries(
    visit: &Visit,
    keys: &[Key],
    limit: u32,
    before: Option<i64>,
) -> Result<Entries, Failure> {
    let (engine, workspace) = (visit.engine(), visit.caller.workspace());
    let mut found = engine.list_credit_entries(workspace, limit + 1, before).await?;
    let goes_on = found.len() > limit as usize;
    found.truncate(limit as usize);
    let (accounts, _) = engine.list_accounts(workspace, NAMED, 0).await?;
    let accounts: HashMap<_, _> =
        accounts.iter().map(|account| (account.id.as_str(), account.name.as_str())).collect();
    let names = names(keys);
    let next = found.last().filter(|_| goes_on).map(|last| last.id);
    Ok(Entries { rows: found.iter().map(|entry| row(entry, &names, &accounts)).collect(), next })
}

fn row(entry: &Entry, keys: &HashMap<&str, &str>, accounts: &HashMap<&str, &str>) -> Row {
    let named = |id: &String, names: &HashMap<&str, &str>| {
        names.get(id.as_str()).map_or_else(|| id.clone(), |name| (*name).to_owned())
    };
    let (sign, what) = match entry.kind {
        EntryKind::Grant => ("+", "Credits granted".to_owned()),
        EntryKind::Debit => ("\u{2212}", entry.action.clone().unwrap_or_default()),
    };
    Row {
        id: entry.id.to_string(),
        at: words::minute(entry.at),
        what,
        credits: format!("{sign}{}", words::thousands(entry.credits)),
        balance: words::thousands(entry.balance_after),
        account: entry.account_id.as_ref().map(|id| named(id, accounts)).unwrap_or_default(),
        key: entry.key_id.as_ref().map(|id| (id.clone(), named(id, keys))),
    }
}

/// The entries from a page on, as a file. They name nobody who is in a list, and are free.
pub(super) async fn file(visit: Visit) -> Result<Response, Failure> {
    visit.caller.needs(Scope::Admin)?;
    let found = visit.engine().list_credit_entries(visit.caller.workspace(), FILE, before(&visit)).await?;
    let mut sheet = Sheet::new(&COLUMNS)?;
    for entry in &found {
        let kind = if entry.kind == EntryKind::Grant { "grant" } else { "debit" };
        let (id, at) = (entry.id.to_string(), clock::rfc3339(entry.at));
        let (credits, balance) = (entry.credits.to_string(), entry.balance_after.to_string());
        let given = |text: &Option<String>| text.clone().unwrap_or_default();
        let (action, account) = (given(&entry.action), given(&entry.account_id));
        let (key, request) = (given(&entry.key_id), given(&entry.request_id));
        sheet.row([id, at, kind.to_owned(), credits, balance, action, account, key, request])?;
    }
    sheet.file(&format!("ledger-{}.csv", words::day(visit.now())))
}
