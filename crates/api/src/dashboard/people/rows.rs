//! The people on a page, of one account or of all, in the same shape; and what the page says where there is no list to show.

use kith_engine::{
    Account, AccountInfo, ConnectionInfo, Error, Fields, LookUpPeople, Mode, Paid, SearchConnections,
    TeamPerson,
};
use kith_model::page::MAX_COUNT;
use kith_model::{Credits, ProfileUrl, Window, credits};

use super::super::door::Visit;
use super::super::form::link;
use super::super::words::{initials, thousands};
use super::asked::{A_PAGE, Asked};
use super::people;
use crate::error::Failure;

/// A person on a page.
pub(super) struct Row {
    pub(super) initials: String,
    pub(super) name: String,
    pub(super) title: String,
    pub(super) company: String,
    /// Since when; of all accounts together since when the first of us.
    pub(super) connected_on: String,
    /// How many of us know them, where that is told.
    pub(super) known_by: Option<u32>,
    /// Their card.
    pub(super) path: String,
}

/// What was found.
pub(super) struct Found {
    pub(super) rows: Vec<Row>,
    pub(super) total: u32,
    /// The snapshot that was read, or the stamp of all lists.
    pub(super) snapshot: String,
    /// Whether there is a newer one.
    pub(super) is_old: bool,
    /// Whether the pages before this one were of other lists, which are no longer kept in their order.
    pub(super) has_moved: bool,
    /// The accounts that were left out, and why.
    pub(super) left_out: Vec<(String, &'static str)>,
}

impl Row {
    /// How many of us know them, in words.
    pub(super) fn known_by(&self) -> String {
        self.known_by.map_or(String::new(), |by| format!("{} of us", thousands(by)))
    }
}

impl Found {
    pub(super) fn people(&self) -> String {
        people(self.total)
    }

    /// What a file of them costs.
    pub(super) fn price(&self) -> Credits {
        credits::price(self.total)
    }

    pub(super) fn fits_a_file(&self) -> bool {
        self.total <= MAX_COUNT
    }

    pub(super) fn tells_known_by(&self) -> bool {
        self.rows.iter().any(|row| row.known_by.is_some())
    }
}

/// What to say and do where there is no list to show.
pub(super) struct Instead {
    pub(super) text: &'static str,
    pub(super) path: String,
    pub(super) label: &'static str,
}

impl Instead {
    fn new(text: &'static str, path: impl Into<String>, label: &'static str) -> Self {
        Self { text, path: path.into(), label }
    }
}

/// Reads a page, of one account or of all.
pub(super) async fn read(
    visit: &Visit,
    asked: &Asked,
    accounts: &[Account],
) -> Result<(Result<Found, Instead>, Vec<String>), Failure> {
    if accounts.is_empty() {
        let start = Instead::new("There is no account yet, so there is nobody to show.", "/start", "Begin");
        return Ok((Err(start), Vec::new()));
    }
    if asked.is_of_all() {
        of_all(visit, asked, accounts).await
    } else {
        of_one(visit, asked, accounts).await
    }
}

async fn of_one(
    visit: &Visit,
    asked: &Asked,
    accounts: &[Account],
) -> Result<(Result<Found, Instead>, Vec<String>), Failure> {
    let (question, hints) = asked.question();
    let account = match accounts.iter().find(|account| account.id == asked.account()) {
        Some(account) => account,
        None => &visit.engine().get_account(visit.caller.workspace(), &asked.account()).await?,
    };
    if account.mode == Mode::Live {
        let text = "This account is live: it is read from LinkedIn each time and nothing of it is kept here, so there is no list to look through.";
        return Ok((Err(Instead::new(text, of_account_page(asked), "See the account")), hints));
    }
    let ask = SearchConnections {
        account: asked.account(),
        question,
        window: Window { offset: asked.offset, count: A_PAGE },
        fields: Fields::default(),
        snapshot: asked.snapshot(),
    };
    let found = match visit.engine().look_up_connections(&visit.caller, &ask).await {
        Ok(found) => found,
        Err(error) => return Ok((Err(instead(error, asked)?), hints)),
    };
    let Paid { answer, snapshot, .. } = found;
    let known_by = known_by(visit, &answer.rows, accounts.len()).await?;
    let rows =
        answer.rows.into_iter().zip(known_by).map(|(row, by)| of_account(row, by, &asked.account)).collect();
    let snapshot = snapshot.map(|id| id.to_string()).unwrap_or_default();
    let is_old = AccountInfo::from(account).snapshot.is_some_and(|newest| newest != snapshot);
    let found = Found { rows, total: answer.total, snapshot, is_old, has_moved: false, left_out: Vec::new() };
    Ok((Ok(found), hints))
}

/// What to do where an account has no list to show; other failures stay what they are.
fn instead(error: Error, asked: &Asked) -> Result<Instead, Failure> {
    let newest = Asked { snapshot: String::new(), offset: 0, ..asked.clone() };
    Ok(match error {
        Error::Paused => Instead::new(
            "This account is paused, so its people are not shown. Resume it first.",
            of_account_page(asked),
            "See the account",
        ),
        Error::NotReady => Instead::new(
            "Nothing was imported or synced into this account yet. Drop an export on its page, or wait for its first sync.",
            of_account_page(asked),
            "See the account",
        ),
        Error::SnapshotExpired => Instead::new(
            "The list that this page was of is no longer kept: a newer one has taken its place.",
            newest.path(),
            "Show the newest list",
        ),
        other => return Err(other.into()),
    })
}

/// The page of the account that is asked for.
fn of_account_page(asked: &Asked) -> String {
    format!("/accounts/{}", asked.account)
}

/// How many of us know each, where there are several of us.
async fn known_by(visit: &Visit, rows: &[ConnectionInfo], of_us: usize) -> Result<Vec<Option<u32>>, Failure> {
    if of_us < 2 {
        return Ok(vec![None; rows.len()]);
    }
    let profiles: Vec<_> = rows
        .iter()
        .map(|row| row.profile_url.as_deref().and_then(|url| ProfileUrl::parse(url).ok()))
        .collect();
    let asked: Vec<_> = profiles.iter().flatten().cloned().collect();
    let mut told = visit.engine().known_by(&visit.caller, &asked).await?.answer.into_iter();
    // Who has no address of a profile is known to this account alone. So is at least who is in its list.
    let by =
        |profile: &Option<ProfileUrl>| Some(profile.as_ref().and_then(|_| told.next()).unwrap_or(1).max(1));
    Ok(profiles.iter().map(by).collect())
}

fn of_account(row: ConnectionInfo, known_by: Option<u32>, account: &str) -> Row {
    Row {
        initials: initials(&row.name),
        name: row.name,
        title: beside(row.job_title, row.company.as_deref()),
        company: row.company.unwrap_or_default(),
        connected_on: row.connected_on.unwrap_or_default(),
        known_by,
        path: format!("/people/{account}/{}", row.id),
    }
}

async fn of_all(
    visit: &Visit,
    asked: &Asked,
    accounts: &[Account],
) -> Result<(Result<Found, Instead>, Vec<String>), Failure> {
    let (question, hints) = asked.of_all();
    let window = Window { offset: asked.offset, count: A_PAGE };
    let ask = LookUpPeople { question, window, stamp: asked.stamp() };
    let people = visit.engine().look_up_people(&visit.caller, &ask).await?.answer;
    if people.coverage.accounts == 0 {
        let text = "No account has a list to look through yet: all are paused, live or empty.";
        return Ok((Err(Instead::new(text, "/", "See the accounts")), hints));
    }
    let why = |reason: &str| match reason {
        "paused" => "paused",
        "live" => "live",
        _ => "nothing imported yet",
    };
    let name =
        |id: &str| accounts.iter().find(|one| one.id.as_str() == id).map_or(id, |one| &one.name).to_owned();
    let left_out =
        people.coverage.left_out.iter().map(|out| (name(&out.account_id), why(&out.reason))).collect();
    let found = Found {
        rows: people.people.into_iter().map(of_team).collect(),
        total: people.total,
        snapshot: people.stamp.to_string(),
        is_old: people.stamp != people.newest,
        has_moved: asked.stamp().is_some_and(|stamp| stamp != people.stamp),
        left_out,
    };
    Ok((Ok(found), hints))
}

fn of_team(person: TeamPerson) -> Row {
    let first = person.known_by.first();
    let path = match (&person.profile_url, first) {
        (Some(url), _) => link("/people/by-profile", &[("url", url)]),
        // Who has no profile is known to one account alone, and is found there by name.
        (None, by) => {
            let account = by.map_or("", |by| by.account_id.as_str());
            link("/people", &[("account", account), ("q", &person.name)])
        }
    };
    Row {
        initials: initials(&person.name),
        connected_on: first.and_then(|by| by.connected_on.clone()).unwrap_or_default(),
        name: person.name,
        title: beside(person.job_title, person.company.as_deref()),
        company: person.company.unwrap_or_default(),
        known_by: Some(person.known_by_count),
        path,
    }
}

/// A title as it stands beside the company's name: without it, where it ends with it.
fn beside(title: Option<String>, company: Option<&str>) -> String {
    let title = title.unwrap_or_default();
    let rest =
        company.and_then(|company| title.strip_suffix(company)).and_then(|rest| rest.strip_suffix(" at "));
    rest.map_or_else(|| title.clone(), ToOwned::to_owned)
}
