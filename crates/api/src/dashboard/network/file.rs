//! A figure's table as a file. It names companies, titles and numbers and no person, so that it is as free as to look.

use axum::response::Response;

use super::super::door::Visit;
use super::super::sheet::Sheet;
use super::super::words;
use super::overlap::{chosen, compare, pairs, readable};
use super::show::numbers;
use super::statistics::figures;
use crate::error::{Code, Failure};

/// Companies and titles of a file.
const TOP: u32 = 500;
/// Accounts that can be compared in a file.
const ACCOUNTS: u32 = 500;

pub(super) async fn file(visit: Visit) -> Result<Response, Failure> {
    let none = || Failure::new(Code::NotFound, "there is no such file");
    let id = visit.named("file").strip_suffix(".csv").ok_or_else(none)?.to_owned();
    let name = format!("{id}-{}.csv", words::day(visit.now()));
    if id == "overlap" {
        return overlap(&visit).await?.file(&name);
    }
    let account = visit.query.text("account");
    let figures = numbers(&visit, account, TOP).await?.map(|numbers| figures(account, &numbers));
    let figure = figures.into_iter().flatten().find(|figure| figure.id == id).ok_or_else(none)?;
    figure.table.sheet()?.file(&name)
}

async fn overlap(visit: &Visit) -> Result<Sheet, Failure> {
    let (accounts, _) = visit.engine().list_accounts(visit.caller.workspace(), ACCOUNTS, 0).await?;
    let compared = compare(visit, &chosen(visit, &readable(accounts))).await?;
    let mut sheet = Sheet::new(&["Account", "Other account", "People whom both know", "Share"])?;
    for (one, other, overlap) in compared.iter().flat_map(pairs) {
        let (people, share) = (overlap.people.to_string(), overlap.share.to_string());
        sheet.row([one, other, &people, &share])?;
    }
    Ok(sheet)
}
