//! People of the search index: a row for each connection of a newest list, and what is told of it.

use kith_model::connected_on::{day_of, days_of};
use kith_model::{ConnectedOn, Connection, PersonKey, ProfileUrl, Query};

/// That an account knows a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Sighting {
    /// Whom.
    pub person: PersonKey,
    /// The account's number, as [`AccountKey::number`](crate::AccountKey::number).
    pub account: i64,
    /// Since when, in days since 1970; `None` where the list tells no certain day.
    pub day: Option<i32>,
}

/// Whom the index is asked for: those who fit all of it. What is empty looks for nobody in particular.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Criteria {
    /// In name, headline, position and company.
    pub words: Query,
    /// In the company.
    pub company: Query,
    /// In headline and position.
    pub title: Query,
}

/// What a person is called where an account lists it: what people are put in order by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Who, by which account, since when.
    pub seen: Sighting,
    /// The whole name.
    pub name: String,
    /// Where they work.
    pub company: Option<String>,
}

/// A person as an account lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Who it is.
    pub person: PersonKey,
    /// The account's number, as [`AccountKey::number`](crate::AccountKey::number).
    pub account: i64,
    /// Name (whole, as the first one), headline, position, company, profile and day. The rest is not in the index.
    pub connection: Connection,
}

/// A row of the search index, derived from a connection.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Person {
    pub(crate) person: PersonKey,
    pub(crate) day: Option<i32>,
    pub(crate) name: String,
    pub(crate) headline: Option<String>,
    pub(crate) position: Option<String>,
    pub(crate) company: Option<String>,
    /// The vanity name of the profile, as it stands in its address.
    pub(crate) profile: Option<String>,
}

impl Person {
    /// The row of what account number `account` lists.
    pub(crate) fn of(account: i64, connection: &Connection) -> Self {
        Self {
            person: PersonKey::of(account, connection),
            day: connection.connected_on.as_ref().and_then(ConnectedOn::day).map(days_of),
            name: connection.name(),
            headline: connection.headline.clone(),
            position: connection.position.clone(),
            company: connection.company.clone(),
            profile: connection.profile_url.as_ref().map(|url| url.vanity().to_owned()),
        }
    }

    /// What it tells of the connection.
    pub(crate) fn known(self, account: i64) -> Known {
        let connection = Connection {
            first_name: Some(self.name),
            headline: self.headline,
            position: self.position,
            company: self.company,
            profile_url: self.profile.and_then(|vanity| ProfileUrl::from_vanity(&vanity).ok()),
            connected_on: self.day.and_then(day_of).map(ConnectedOn::Day),
            ..Connection::default()
        };
        Known { person: self.person, account, connection }
    }
}
