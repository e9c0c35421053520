//! People as the actions of a team answer them: told as the freshest list has them, with the accounts that know them.

use std::collections::HashMap;
use std::sync::Arc;

use kith_model::{ConnectedOn, Pagination, PersonKey};
use kith_store::Known;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Team;
use crate::Result;
use crate::off_thread::off_thread;

/// Whose lists an answer rests on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Coverage {
    /// How many accounts were searched.
    pub accounts: u32,
    /// Accounts of the workspace that were not, and why.
    pub left_out: Vec<LeftOut>,
}

/// An account that was not searched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LeftOut {
    /// The account's id.
    pub account_id: String,
    /// `paused`, `live` (nothing of it is kept) or `never_synced`.
    pub reason: String,
}

/// A person, once, whoever knows them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TeamPerson {
    /// Their name, as the account lists it that was synced last.
    pub name: String,
    /// What they do, by the same list.
    pub job_title: Option<String>,
    /// Where they work, by the same list.
    pub company: Option<String>,
    /// `https://www.linkedin.com/in/<vanity>/`; null where no list has it.
    pub profile_url: Option<String>,
    /// The accounts that know them, those that have known them longest first; up to 100, or all where one person was
    /// asked for.
    pub known_by: Vec<KnownBy>,
    /// How many accounts know them.
    pub known_by_count: u32,
}

/// An account that knows a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct KnownBy {
    /// The account's id.
    pub account_id: String,
    /// What its owner calls it.
    pub account_name: String,
    /// Since when, as an ISO date; null where the list tells no certain day.
    pub connected_on: Option<String>,
}

/// Where a page lies in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TeamPagination {
    /// The offset asked for.
    pub offset: u32,
    /// Equal to `total_results`.
    pub count: u32,
    /// Where the next page begins; null at the end.
    pub next_offset: Option<u32>,
    /// Whether `next_offset` is not null.
    pub has_more: bool,
    /// The size of an internal page.
    pub results_per_page: u32,
    /// Internal pages behind this response.
    pub pages_fetched: u32,
}

impl From<Pagination> for TeamPagination {
    fn from(page: Pagination) -> Self {
        Self {
            offset: page.offset,
            count: page.count,
            next_offset: page.next_offset,
            has_more: page.next_offset.is_some(),
            results_per_page: page.results_per_page,
            pages_fetched: page.pages_fetched,
        }
    }
}

/// The people of these keys, in this order, each with up to `most` of the accounts that know them. One that no list of the
/// team has is left out.
/// Made beside the threads that answer: a thousand accounts may know everybody on a page.
pub(super) async fn told(
    keys: &[PersonKey],
    known: Vec<Known>,
    team: &Arc<Team>,
    most: usize,
) -> Result<Vec<TeamPerson>> {
    let (keys, team) = (keys.to_vec(), Arc::clone(team));
    off_thread(move || tell(&keys, known, &team, most)).await
}

fn tell(keys: &[PersonKey], known: Vec<Known>, team: &Team, most: usize) -> Vec<TeamPerson> {
    let mut lists: HashMap<PersonKey, Vec<Known>> = HashMap::new();
    for known in known.into_iter().filter(|known| team.account(known.account).is_some()) {
        lists.entry(known.person).or_default().push(known);
    }
    keys.iter().filter_map(|key| tell_one(lists.remove(key)?, team, most)).collect()
}

fn tell_one(mut rows: Vec<Known>, team: &Team, most: usize) -> Option<TeamPerson> {
    let day = |known: &Known| known.connection.connected_on.as_ref().and_then(ConnectedOn::day);
    let freshness = |known: &Known| team.account(known.account).map(|searched| searched.freshness);
    let profile_url = rows.iter().find_map(|known| known.connection.profile_url.as_ref());
    let profile_url = profile_url.map(ToString::to_string);
    // An account may list a person twice, under two ids of its source: what is newest there counts.
    let told = rows.iter().max_by_key(|known| (freshness(known), day(known), known.connection.name()))?;
    let (name, job_title) = (told.connection.name(), told.connection.job_title());
    let company = told.connection.company.clone();
    rows.sort_by_key(|known| (known.account, day(known).is_none(), day(known)));
    rows.dedup_by_key(|known| known.account);
    rows.sort_by_key(|known| (day(known).is_none(), day(known), known.account));
    let known_by_count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let by = |known: &Known| {
        let account = &team.account(known.account)?.account;
        Some(KnownBy {
            account_id: account.id.as_str().to_owned(),
            account_name: account.name.clone(),
            connected_on: day(known).map(|day| day.to_string()),
        })
    };
    let known_by = rows.iter().take(most).filter_map(by).collect();
    Some(TeamPerson { name, job_title, company, profile_url, known_by, known_by_count })
}
