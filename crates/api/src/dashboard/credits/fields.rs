//! Keys as the pages show them, and the fields of the form that makes one.

use kith_engine::{Key, NewKey};
use kith_model::{Scope, Scopes, Timestamp};

use super::super::form::Form;
use super::super::words;
use crate::error::Failure;

/// A key's row.
pub(super) struct KeyRow {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) scopes: String,
    /// Its own limit; `None` where it has the server's.
    pub(super) limit: Option<u32>,
    pub(super) made: String,
    pub(super) ends: Option<String>,
    pub(super) state: State,
    /// Whether it is the one that is signed in with.
    pub(super) is_own: bool,
}

/// Whether a key works.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    Working,
    /// On this day.
    Revoked(String),
    Expired,
}

impl KeyRow {
    pub(super) fn of(key: &Key, own: &Key, now: Timestamp) -> Self {
        let state = match (key.revoked_at, key.expires_at) {
            (Some(at), _) => State::Revoked(words::day(at)),
            (None, Some(end)) if end <= now => State::Expired,
            (None, _) => State::Working,
        };
        Self {
            id: key.id.to_string(),
            name: key.name.clone(),
            scopes: key.scopes.iter().map(Scope::as_str).collect::<Vec<_>>().join(", "),
            limit: key.requests_per_minute,
            made: words::day(key.created_at),
            ends: key.expires_at.map(words::minute),
            state,
            is_own: key.id == own.id,
        }
    }

    pub(super) fn works(&self) -> bool {
        self.state == State::Working
    }
}

/// A form as it is shown.
pub(super) struct Fields {
    pub(super) name: String,
    pub(super) scope: Scope,
    pub(super) limit: String,
    pub(super) ends: String,
    /// The most that a limit may be.
    pub(super) most: u32,
}

impl Fields {
    /// Empty, or with what was sent.
    pub(super) fn of(sent: Option<&Form>, most: u32) -> Self {
        let text = |name| sent.map_or("", |form| form.text(name)).to_owned();
        let scope = sent.and_then(scope).unwrap_or(Scope::Read);
        Self { name: text("name"), scope, limit: text("limit"), ends: text("ends"), most }
    }

    /// The scopes that a form offers: their names, and what they are for.
    pub(super) fn offered(&self) -> [(&'static str, &'static str, bool); 3] {
        let offered = |scope: Scope, says| (scope.as_str(), says, self.scope == scope);
        [
            offered(Scope::Read, "read: look at lists and search them"),
            offered(Scope::Manage, "manage: the same, and change accounts and webhooks"),
            offered(Scope::Admin, "admin: the same, and see credits and make keys"),
        ]
    }
}

fn scope(form: &Form) -> Option<Scope> {
    Scope::ALL.into_iter().find(|scope| scope.as_str() == form.text("scope"))
}

/// The key that a form asks for.
pub(super) fn new_key(form: &Form) -> Result<NewKey, Failure> {
    let scope = scope(form).ok_or_else(|| Failure::params("choose what the key may do"))?;
    Ok(NewKey {
        name: form.text("name").to_owned(),
        scopes: Scopes::of([scope]),
        expires_at: ends(form)?,
        requests_per_minute: limit(form)?,
    })
}

/// The limit that a form holds; none where the field is empty.
pub(super) fn limit(form: &Form) -> Result<Option<u32>, Failure> {
    let Some(text) = form.given("limit") else { return Ok(None) };
    let limit =
        text.parse().map_err(|_| Failure::params("the limit must be a number of requests a minute"))?;
    Ok(Some(limit))
}

fn ends(form: &Form) -> Result<Option<Timestamp>, Failure> {
    let Some(text) = form.given("ends") else { return Ok(None) };
    let wrong = || Failure::params("the end must be a day, such as 2027-01-31");
    let is_day = text.len() == 10 && text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let day = is_day.then(|| format!("{text}T00:00:00Z").parse().ok()).flatten();
    day.map(Some).ok_or_else(wrong)
}
