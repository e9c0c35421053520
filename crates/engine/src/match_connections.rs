//! `match_connections`: which of the people asked for are connected to the account. Chunks that hold none of them are
//! told by the marks of their folded form and not opened.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use kith_model::{AccountId, ConnectedOn, Connection, Credits, ProfileUrl, SnapshotId, Timestamp, credits};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::cache::View;
use crate::paid::{Paid, SnapshotRead};
use crate::search::{email_key, fingerprint};
use crate::tenant::Tenant;
use crate::{Caller, Engine, Error, Result};

/// What is asked.
#[derive(Debug, Clone)]
pub struct MatchConnections {
    /// Of which account.
    pub account: AccountId,
    /// Who is looked for.
    pub people: AskedPeople,
    /// In which snapshot; `None`: the newest.
    pub snapshot: Option<SnapshotId>,
}

/// People that are looked for, by what is known of them.
#[derive(Debug, Clone)]
pub enum AskedPeople {
    /// Addresses of their profiles, in any spelling, or the names at their ends.
    Profiles(Vec<String>),
    /// Their e-mail addresses.
    Emails(Vec<String>),
}

/// Who is connected and who is not.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Matches {
    /// One of each that was asked for, in the order asked.
    pub matches: Vec<MatchedPerson>,
    /// How many of them are connected.
    pub connected: u32,
    /// How many are not.
    pub not_connected: u32,
    /// How many are no profile's address or no e-mail address.
    pub unreadable: u32,
}

/// One who was asked for.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MatchedPerson {
    /// As it was asked.
    pub asked: String,
    /// Whether it is a profile's address or an e-mail address at all.
    pub readable: bool,
    /// Whether they are connected to the account.
    pub connected: bool,
    /// kith's own stable id of the member in this account; null if they are not connected.
    pub id: Option<String>,
    /// Their name; null if they are not connected.
    pub name: Option<String>,
    /// Their profile, where the source tells.
    pub profile_url: Option<String>,
    /// Since when, an ISO date; null where the source's text is no certain day.
    pub connected_on: Option<String>,
}

/// What is shown of a connection that was found.
struct Person {
    id: String,
    name: String,
    profile_url: Option<String>,
    connected_on: Option<String>,
}

/// People found so far, by the key that they were asked for by.
struct Found {
    asked: HashSet<String>,
    key: fn(&Connection) -> Option<String>,
    people: HashMap<String, Person>,
}

impl AskedPeople {
    fn texts(&self) -> &[String] {
        match self {
            Self::Profiles(texts) | Self::Emails(texts) => texts,
        }
    }

    /// What the texts are looked up by, in their order; `None` for one that can't be read.
    fn keys(&self) -> Vec<Option<String>> {
        let read: fn(&String) -> Option<String> = match self {
            Self::Profiles(_) => |text| ProfileUrl::read(text).ok().map(|url| url.key()),
            Self::Emails(_) => |text| {
                let key = email_key(text);
                let (local, host) = key.split_once('@')?;
                let is_one = |part: &str| !part.is_empty() && !part.contains(['@', ' ']);
                (is_one(local) && is_one(host)).then_some(key)
            },
        };
        self.texts().iter().map(read).collect()
    }

    fn key_of(&self) -> fn(&Connection) -> Option<String> {
        match self {
            Self::Profiles(_) => |row| row.profile_url.as_ref().map(ProfileUrl::key),
            Self::Emails(_) => |row| row.email.as_deref().map(email_key),
        }
    }
}

impl Found {
    /// Takes those of a chunk's rows that were asked for; the first of several in the list's order.
    fn take(&mut self, rows: &[Connection]) {
        for row in rows {
            if let Some(key) = (self.key)(row)
                && self.asked.contains(&key)
            {
                self.people.entry(key).or_insert_with(|| Person {
                    id: row.member_id().to_string(),
                    name: row.name(),
                    profile_url: row.profile_url.as_ref().map(ToString::to_string),
                    connected_on: row
                        .connected_on
                        .as_ref()
                        .and_then(ConnectedOn::day)
                        .map(|day| day.to_string()),
                });
            }
        }
    }
}

impl Matches {
    fn of(texts: &[String], keys: Vec<Option<String>>, people: &HashMap<String, Person>) -> Self {
        let mut all =
            Self { matches: Vec::with_capacity(texts.len()), connected: 0, not_connected: 0, unreadable: 0 };
        for (text, key) in texts.iter().zip(keys) {
            let person = key.as_ref().and_then(|key| people.get(key));
            match (&key, person) {
                (None, _) => all.unreadable += 1,
                (Some(_), None) => all.not_connected += 1,
                (Some(_), Some(_)) => all.connected += 1,
            }
            all.matches.push(MatchedPerson {
                asked: text.clone(),
                readable: key.is_some(),
                connected: person.is_some(),
                id: person.map(|person| person.id.clone()),
                name: person.map(|person| person.name.clone()),
                profile_url: person.and_then(|person| person.profile_url.clone()),
                connected_on: person.and_then(|person| person.connected_on.clone()),
            });
        }
        all
    }
}

impl SnapshotRead for MatchConnections {
    const ACTION: &'static str = "match_connections";
    type Answer = Matches;

    fn account(&self) -> &AccountId {
        &self.account
    }

    fn snapshot(&self) -> Option<&SnapshotId> {
        self.snapshot.as_ref()
    }

    async fn read(
        &self,
        engine: &Engine,
        tenant: &Tenant,
        view: &Arc<View>,
        _: Timestamp,
    ) -> Result<(Matches, Credits)> {
        let manifest = &view.snapshot.as_ref().ok_or(Error::NotReady)?.manifest;
        let (account, keys) = (view.account.key, self.people.keys());
        let asked: HashSet<String> = keys.iter().flatten().cloned().collect();
        let marks: HashSet<u64> = asked.iter().map(|key| fingerprint(key)).collect();
        let folded = engine.folded(tenant, account, manifest).await?;
        let named = manifest.chunks().iter().zip(&folded);
        let holding: Vec<_> = named
            .filter(|(_, chunk)| chunk.holds(|mark| marks.contains(&mark)))
            .map(|(chunk, _)| *chunk)
            .collect();
        let found = Found { asked, key: self.people.key_of(), people: HashMap::new() };
        let found = engine.with_chunks(account, &holding, found, |found, rows| found.take(&rows)).await?;
        let texts = self.people.texts();
        let price = credits::price(u32::try_from(texts.len()).unwrap_or(u32::MAX));
        Ok((Matches::of(texts, keys, &found.people), price))
    }
}

impl Engine {
    /// Tells which people are connected to an account, and charges for those asked for.
    ///
    /// # Errors
    /// Those of a paid read of a snapshot ([`Engine::list_connections`]); [`Error::Invalid`] of a live account. Nothing is
    /// charged on any of them.
    pub async fn match_connections(&self, caller: &Caller, ask: &MatchConnections) -> Result<Paid<Matches>> {
        self.read_snapshot(caller, ask).await
    }
}
