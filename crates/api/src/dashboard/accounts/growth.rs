//! How a network grew: by month, from the days on which today's connections were made, and in the last 30 days, from what
//! changed between lists.

use std::time::Duration;

use kith_engine::{Account, ChangeKind, Error, GetStatistics, ListChanges, Mode, Month, Since};
use kith_model::clock::rfc3339;
use serde_json::json;

use super::super::door::Visit;
use super::super::months::even;
use super::super::words::thousands;
use crate::error::Failure;

/// As many companies and titles as the API tells where nothing is said: what is counted once serves both.
const TOP: u32 = 50;
const RECENT: Duration = Duration::from_hours(24 * 30);
/// So many changes are counted of the last 30 days.
const COUNTED: u32 = 500;
/// So many pages of changes are looked through for them: where thousands change otherwise, few of a page are counted.
const PAGES: usize = 10;
/// A line of fewer months is a dot.
const MONTHS: usize = 2;

/// How it grew.
pub(super) struct Growth {
    /// Every month from the first to the last, also those in which nobody came, unless they are too many.
    pub(super) months: Vec<Month>,
    /// Those with no certain day.
    pub(super) undated: u32,
    /// `+12 in the last 30 days`.
    pub(super) recent: String,
}

impl Growth {
    /// Of an account that has a list; `None` where it is not kept here or may not be read now.
    pub(super) async fn of(visit: &Visit, account: &Account) -> Result<Option<Self>, Failure> {
        if account.mode == Mode::Live || account.head.is_none() || account.paused {
            return Ok(None);
        }
        let ask = GetStatistics { account: account.id.clone(), top: TOP, snapshot: None };
        let numbers = match visit.engine().get_statistics(&visit.caller, &ask).await {
            Ok(paid) => paid.answer,
            Err(Error::NotReady | Error::Paused | Error::NeedsAuthorization | Error::NoAccount) => {
                return Ok(None);
            }
            Err(error) => return Err(error.into()),
        };
        let recent = recent(visit, account).await?;
        Ok(Some(Self { months: even(&numbers.months), undated: numbers.undated, recent }))
    }

    /// Whether there is a line to draw.
    pub(super) fn is_line(&self) -> bool {
        self.months.len() >= MONTHS
    }

    /// What the chart is drawn from, bare or with its axes.
    pub(super) fn chart(&self, bare: bool) -> String {
        let labels: Vec<_> = self.months.iter().map(|month| &month.month).collect();
        let totals: Vec<_> = self.months.iter().map(|month| month.total).collect();
        let series = json!([{"name": "Connections", "values": totals, "fill": true}]);
        // In a block of a page, `</script>` must not stand.
        json!({"type": "line", "bare": bare, "labels": labels, "series": series})
            .to_string()
            .replace('<', "\\u003c")
    }

    /// The line in words.
    pub(super) fn spoken(&self) -> String {
        let (Some(first), Some(last)) = (self.months.first(), self.months.last()) else {
            return String::new();
        };
        format!(
            "Growth by month, from {} in {} to {} in {}",
            thousands(first.total),
            first.month,
            thousands(last.total),
            last.month
        )
    }
}

async fn recent(visit: &Visit, account: &Account) -> Result<String, Failure> {
    let since = rfc3339(visit.now() - RECENT);
    let Some(since) = Since::read(&account.id, &since) else { return Ok(String::new()) };
    let kinds = vec![ChangeKind::Added, ChangeKind::Removed];
    let mut ask = ListChanges { account: account.id.clone(), since, kinds, count: COUNTED + 1 };
    let (mut came, mut left) = (0, 0);
    for _ in 0..PAGES {
        let page = match visit.engine().list_changes(&visit.caller, &ask).await {
            Ok(paid) => paid.answer,
            Err(Error::Internal(cause)) => return Err(Error::Internal(cause).into()),
            Err(_) => return Ok(String::new()),
        };
        if page.initial {
            return Ok("The first list came less than 30 days ago".into());
        }
        let of = |kind| page.changes.iter().filter(|change| change.kind == kind).count();
        (came, left) = (came + of(ChangeKind::Added), left + of(ChangeKind::Removed));
        if came + left > COUNTED as usize {
            return Ok(format!("More than {COUNTED} people came or left in the last 30 days"));
        }
        if !page.has_more {
            return Ok(told(came, left));
        }
        let Some(next) = Since::read(&account.id, &page.cursor) else { break };
        ask.since = next;
    }
    Ok("More changed in the last 30 days than is counted here".into())
}

/// Who came and who left, in words.
fn told(came: usize, left: usize) -> String {
    match (came, left) {
        (0, 0) => "Nobody came or left in the last 30 days".into(),
        (came, 0) => format!("+{} in the last 30 days", thousands(came)),
        (0, left) => format!("\u{2212}{} in the last 30 days", thousands(left)),
        (came, left) => format!("+{} and \u{2212}{} in the last 30 days", thousands(came), thousands(left)),
    }
}
