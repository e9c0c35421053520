//! The changes of a filter as a file. It costs what a program pays for as many changes: it carries them away.
//! One that would not hold all is told of first, by a look, which is free.

use axum::response::Response;
use kith_engine::RecentChange;

use super::super::door::Visit;
use super::super::form::Form;
use super::super::once;
use super::super::sheet::Sheet;
use super::super::words;
use super::filter::Filter;
use super::parts;
use crate::error::Failure;

/// The most changes of a file.
const MOST: u32 = 5_000;

const COLUMNS: [&str; 16] = [
    "at",
    "what",
    "account_id",
    "account",
    "id",
    "name",
    "name_before",
    "job_title",
    "job_title_before",
    "company",
    "company_before",
    "position",
    "position_before",
    "email",
    "profile_url",
    "connected_on",
];

pub(super) async fn file(visit: Visit, form: Form) -> Result<Response, Failure> {
    let filter = Filter::of(&form);
    let ask = filter.ask(MOST, true);
    if !form.ticked("part") {
        let looked = visit.engine().recent_changes(&visit.caller, &ask).await?.answer;
        if let Some(next) = looked.older {
            return parts::page(&visit, filter, &looked, next).await;
        }
    }
    let mut paying = visit.caller.clone().paying();
    paying.retry = once::once(&form, "changes");
    let paid = visit.engine().recent_changes(&paying, &ask).await?;
    let mut sheet = Sheet::new(&COLUMNS)?;
    for change in &paid.answer.changes {
        sheet.row(cells(change))?;
    }
    let today = words::day(visit.now());
    sheet.file(&match paid.answer.older {
        Some(older) => format!("changes-{today}-back-to-{}.csv", words::day(older.at())),
        None => format!("changes-{today}.csv"),
    })
}

fn cells(change: &RecentChange) -> [&str; 16] {
    let RecentChange { news, account_id, account_name, change } = change;
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    // Of who left, what is told is what was.
    let now = after.or(before);
    let was = before.filter(|_| after.is_some());
    [
        &change.at,
        news.as_str(),
        account_id,
        account_name,
        now.map_or("", |one| &one.id),
        now.map_or("", |one| &one.name),
        was.map_or("", |one| &one.name),
        given(now.and_then(|one| one.job_title.as_ref())),
        given(was.and_then(|one| one.job_title.as_ref())),
        given(now.and_then(|one| one.company.as_ref())),
        given(was.and_then(|one| one.company.as_ref())),
        given(now.and_then(|one| one.position.as_ref())),
        given(was.and_then(|one| one.position.as_ref())),
        given(now.and_then(|one| one.email.as_ref())),
        given(now.and_then(|one| one.profile_url.as_ref())),
        given(now.and_then(|one| one.connected_on.as_ref())),
    ]
}

fn given(text: Option<&String>) -> &str {
    text.map_or("", String::as_str)
}
