//! A change in words: what happened to whom, by day.

use kith_engine::{ChangeInfo, ConnectionInfo, News, RecentChange};
use kith_model::Timestamp;

use super::super::words;

/// The changes of a day.
pub(super) struct Day {
    /// `2026-11-24`, UTC.
    pub(super) iso: String,
    /// `24 November 2026`.
    pub(super) name: String,
    pub(super) changes: Vec<Told>,
}

/// A change in words.
pub(super) struct Told {
    pub(super) name: String,
    pub(super) initials: String,
    /// The person's card; also of those who left, as they were listed last.
    pub(super) card: Option<String>,
    pub(super) news: News,
    /// What happened.
    pub(super) says: String,
    /// What it was before and what it is now, where that tells more.
    pub(super) from_to: Option<(String, String)>,
    /// What they do, where nothing of it changed.
    pub(super) work: String,
    pub(super) account: String,
    pub(super) at: String,
    pub(super) minute: String,
}

impl Told {
    /// What the badge says.
    pub(super) fn badge(&self) -> &'static str {
        match self.news {
            News::New => "New",
            News::Left => "Left",
            News::Jobs => "Job",
            News::Other => "Update",
        }
    }

    /// How the badge looks.
    pub(super) fn look(&self) -> &'static str {
        match self.news {
            News::New => "good",
            News::Left => "bad",
            News::Jobs => "warn",
            News::Other => "",
        }
    }
}

/// Changes by the day of their snapshot, in their order.
pub(super) fn by_day(changes: Vec<RecentChange>, now: Timestamp) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for change in changes {
        let iso = change.change.at.chars().take(10).collect::<String>();
        let told = told(change);
        match days.last_mut() {
            Some(day) if day.iso == iso => day.changes.push(told),
            _ => days.push(Day { name: day_name(&told.at, &iso, now), iso, changes: vec![told] }),
        }
    }
    days
}

fn day_name(at: &str, iso: &str, now: Timestamp) -> String {
    let Ok(at) = at.parse::<Timestamp>() else { return iso.to_owned() };
    let name = words::long_day(at);
    if words::day(now) == iso { format!("Today, {name}") } else { name }
}

fn told(change: RecentChange) -> Told {
    let RecentChange { news, account_id, account_name, change } = change;
    let (before, after) = (change.before.as_ref(), change.after.as_ref());
    let name = after.or(before).map(|one| one.name.clone()).unwrap_or_default();
    let card = after.or(before).map(|one| format!("/people/{account_id}/{}", one.id));
    let work = after.or(before).and_then(|one| one.job_title.clone()).unwrap_or_default();
    let (says, from_to, work) = match (news, before, after) {
        (News::New, ..) => ("joined your network".to_owned(), None, work),
        (News::Left, ..) => ("left your network".to_owned(), None, work),
        (News::Jobs, Some(before), Some(after)) => {
            ("changed jobs".to_owned(), Some(jobs(before, after)), String::new())
        }
        (_, Some(before), Some(after)) => (updated(&change, before, after), None, work),
        _ => (String::new(), None, work),
    };
    let minute = change.at.parse().map(words::minute).unwrap_or_default();
    let initials = words::initials(&name);
    Told { initials, name, card, news, says, from_to, work, account: account_name, at: change.at, minute }
}

/// What they did and what they do, by what differs: position and company, or else the title.
fn jobs(before: &ConnectionInfo, after: &ConnectionInfo) -> (String, String) {
    let pair = |one: &ConnectionInfo| match (&one.position, &one.company) {
        (Some(position), Some(company)) => Some(format!("{position} at {company}")),
        (one, other) => one.clone().or_else(|| other.clone()),
    };
    let of = if (&before.position, &before.company) == (&after.position, &after.company) {
        |one: &ConnectionInfo| one.job_title.clone()
    } else {
        pair
    };
    let or_none = |text: Option<String>| text.unwrap_or_else(|| "no job told".to_owned());
    (or_none(of(before)), or_none(of(after)))
}

fn updated(change: &ChangeInfo, before: &ConnectionInfo, after: &ConnectionInfo) -> String {
    if before.name != after.name {
        return format!("was called {}", before.name);
    }
    let named = |field: &&str| match *field {
        "email" => Some("e-mail address"),
        "profile_url" => Some("profile address"),
        "connected_on" => Some("day of connection"),
        _ => None,
    };
    let fields: Vec<_> = change.fields.iter().filter_map(named).collect();
    match fields.as_slice() {
        [] => "has another detail that lists do not show".to_owned(),
        [one] => format!("has another {one}"),
        [rest @ .., last] => format!("has another {} and {last}", rest.join(", ")),
    }
}
