//! What stands between a button and a file that does not hold all: what is in it, what it costs, and the way to the next.

use askama::Template;
use axum::response::Response;
use kith_engine::{Older, RecentPage};
use kith_model::{Credits, RequestId, credits};

use super::super::door::Visit;
use super::super::shell::{Section, Shell};
use super::super::{answer, words};
use super::filter::Filter;
use crate::error::Failure;

#[derive(Template)]
#[template(path = "dashboard/changes/parts.html")]
struct Page {
    shell: Shell,
    filter: Filter,
    /// Where this file begins, so that what lands meanwhile moves nothing from it into the next.
    begins: Option<Older>,
    next: Older,
    found: u32,
    price: Credits,
    balance: Credits,
    back_to: String,
    /// Names this page, so that a button that is pressed twice is paid once.
    once: RequestId,
}

/// The page before a file that was looked at and goes on at `next`.
pub(super) async fn page(
    visit: &Visit,
    filter: Filter,
    looked: &RecentPage,
    next: Older,
) -> Result<Response, Failure> {
    let found = u32::try_from(looked.changes.len()).unwrap_or(u32::MAX);
    answer::html(&Page {
        shell: visit.shell(Section::Changes, "More than one file"),
        filter,
        begins: looked.begins,
        next,
        found,
        price: credits::price(found),
        balance: visit.engine().get_credits(visit.caller.workspace()).await?.balance,
        back_to: words::long_day(next.at()),
        once: visit.caller.request.clone(),
    })
}
