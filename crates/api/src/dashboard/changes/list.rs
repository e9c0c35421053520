//! The page: a filter, and what changed by day.

use askama::Template;
use axum::response::Response;
use kith_engine::{Account, Error, Older, RecentPage};
use kith_model::RequestId;

use super::super::answer;
use super::super::choices::choices;
use super::super::door::Visit;
use super::super::shell::{Section, Shell};
use super::super::words;
use super::filter::Filter;
use super::told::{Day, by_day};
use crate::error::Failure;

/// Changes a page.
const PAGE: u32 = 50;
/// Accounts that the filter names.
const ACCOUNTS: u32 = 500;

/// What can be shown: as the form says it, and in words.
const KINDS: [(&str, &str); 5] = [
    ("", "Everything"),
    ("new", "Who is new"),
    ("left", "Who left"),
    ("jobs", "Who changed jobs"),
    ("other", "Other updates"),
];

#[derive(Template)]
#[template(path = "dashboard/changes/list.html")]
struct Page {
    shell: Shell,
    filter: Filter,
    accounts: Vec<Account>,
    /// How many changes the page has, to be heard when it changes.
    found: String,
    days: Vec<Day>,
    /// What to read instead where there is none.
    empty: Empty,
    left_out: usize,
    /// Each empty where it leads nowhere.
    newest: String,
    older: String,
    /// Whether there is something to take away, and where it begins.
    has_file: bool,
    begins: Option<Older>,
    /// Names this page, so that a button that is pressed twice is paid once.
    once: RequestId,
}

/// Why there is nothing on a page, if there is not.
#[derive(PartialEq, Eq)]
enum Empty {
    /// There is something.
    No,
    /// No account has a list that may be read.
    NoList,
    /// Nothing has happened since the first list.
    NoChange,
    /// The filter leaves nothing over.
    NotFound,
    /// It found nothing in what was looked at, and there is more.
    NotYet,
    /// There is nothing older.
    End,
    Paused,
    NeverSynced,
    /// Its list is not kept.
    Live,
}

impl Page {
    fn shown(&self, kind: &str) -> bool {
        self.filter.show_name() == kind
    }
}

pub(super) async fn list(visit: Visit) -> Result<Response, Failure> {
    let filter = Filter::of(&visit.query);
    let accounts = choices(&visit, ACCOUNTS, &filter.account).await?;
    let (page, empty) = match visit.engine().recent_changes(&visit.caller, &filter.ask(PAGE, false)).await {
        Ok(paid) => {
            let empty = empty(&filter, &paid.answer);
            (Some(paid.answer), empty)
        }
        Err(Error::Paused) => (None, Empty::Paused),
        Err(Error::NotReady) => (None, Empty::NeverSynced),
        Err(Error::Invalid(_)) => (None, Empty::Live),
        Err(error) => return Err(error.into()),
    };
    let (changes, begins, older, left_out) = page.map_or((Vec::new(), None, None, 0), |page| {
        let left_out = if filter.account.is_empty() { page.coverage.left_out.len() } else { 0 };
        (page.changes, page.begins, page.older, left_out)
    });
    let found = match changes.len() {
        0 => "No changes".to_owned(),
        some => format!("{} on this page", words::count(some, "change")),
    };
    let page = Page {
        shell: visit.shell(Section::Changes, "Changes"),
        accounts,
        found,
        newest: filter.from.map(|_| filter.link("/changes", None)).unwrap_or_default(),
        older: older.map(|older| filter.link("/changes", Some(older))).unwrap_or_default(),
        has_file: !changes.is_empty(),
        begins,
        once: visit.caller.request.clone(),
        days: by_day(changes, visit.now()),
        empty,
        left_out,
        filter,
    };
    answer::html(&page)
}

fn empty(filter: &Filter, page: &RecentPage) -> Empty {
    match page {
        page if !page.changes.is_empty() => Empty::No,
        page if page.coverage.accounts == 0 => Empty::NoList,
        page if page.older.is_some() => Empty::NotYet,
        _ if filter.from.is_some() => Empty::End,
        _ if filter.is_narrow() => Empty::NotFound,
        _ => Empty::NoChange,
    }
}
