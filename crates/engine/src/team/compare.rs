//! `compare_accounts`: how far the lists of two or more accounts overlap, and whom all of them know.

use std::collections::HashMap;

use kith_model::{Credits, PersonKey, Timestamp, Window};
use kith_store::Sighting;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Team;
use super::answer::{Coverage, TeamPagination, TeamPerson};
use super::ranking::{Ranked, rank};
use crate::paid::WorkspaceRead;
use crate::{Caller, Engine, Error, Paid, Result};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompareAccounts {
    /// Which accounts: 2 to [`MAX_COMPARED`](super::MAX_COMPARED).
    pub accounts: Vec<String>,
    /// Which of the people that all of them know.
    pub window: Window,
}

/// How far lists overlap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// The accounts, in the order asked.
    pub accounts: Vec<ComparedAccount>,
    /// How many people one of them or more know.
    pub known_to_any: u32,
    /// How many people all of them know.
    pub known_to_all: u32,
    /// Each two of them, in the order asked.
    pub overlaps: Vec<Overlap>,
    /// A page of the people that all of them know, the latest met first.
    pub people: Vec<TeamPerson>,
    /// How many are in this response.
    pub total_results: u32,
    /// Equal to `known_to_all`.
    pub total_available_results: u32,
    /// Where the page lies in the list.
    pub pagination: TeamPagination,
    /// Whose lists were compared.
    pub coverage: Coverage,
}

/// An account that is compared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ComparedAccount {
    /// The account's id.
    pub account_id: String,
    /// What its owner calls it.
    pub account_name: String,
    /// How many people it knows.
    pub people: u32,
}

/// What two accounts have in common.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Overlap {
    /// The two accounts' ids.
    pub accounts: [String; 2],
    /// How many people both know.
    pub people: u32,
    /// Of all whom one of the two or both know: 0 to 1, to four digits.
    pub share: f64,
}

impl WorkspaceRead for CompareAccounts {
    const ACTION: &'static str = "compare_accounts";
    type Answer = Comparison;

    async fn read(&self, engine: &Engine, caller: &Caller, _: Timestamp) -> Result<(Comparison, Credits)> {
        let team = engine.team(caller, Some(&self.accounts)).await?;
        let mut lists = Vec::with_capacity(self.accounts.len());
        let mut numbers = Vec::with_capacity(self.accounts.len());
        for id in &self.accounts {
            let searched = team.searched.values().find(|searched| searched.account.id.as_str() == id);
            let account = &searched.ok_or(Error::NoAccount)?.account;
            numbers.push(ComparedAccount {
                account_id: id.clone(),
                account_name: account.name.clone(),
                people: 0,
            });
            lists.push(engine.store.sightings_by(account.key).await?);
        }
        let compared = std::sync::Arc::clone(&team);
        let work = tokio::task::spawn_blocking(move || Compared::of(&lists, &compared));
        let compared = work.await.map_err(|error| Error::Internal(error.to_string()))?;
        for (account, people) in numbers.iter_mut().zip(&compared.sizes) {
            account.people = *people;
        }
        let page = engine.page_of(caller, &team, &compared.shared, self.window).await?;
        let comparison = Comparison {
            overlaps: compared.overlaps(&self.accounts),
            accounts: numbers,
            known_to_any: compared.any,
            known_to_all: page.total,
            total_results: page.pagination.count,
            people: page.people,
            total_available_results: page.total,
            pagination: page.pagination,
            coverage: page.coverage,
        };
        Ok((comparison, page.price.max(1)))
    }
}

impl Engine {
    /// Compares accounts, and charges for it: one credit at least.
    ///
    /// # Errors
    /// [`Error::NoAccount`], [`Error::Paused`], [`Error::NotReady`], and [`Error::Invalid`] of a live account or one that
    /// is named twice; those of a paid read.
    pub async fn compare_accounts(&self, caller: &Caller, ask: &CompareAccounts) -> Result<Paid<Comparison>> {
        self.read_workspace(caller, ask).await
    }
}

/// Lists laid over each other.
struct Compared {
    sizes: Vec<u32>,
    any: u32,
    shared: Vec<Ranked>,
    /// How many people the lists `[one][other]` have in common, where one comes before the other.
    common: Vec<Vec<u32>>,
}

impl Compared {
    fn of(lists: &[Vec<Sighting>], team: &Team) -> Self {
        let mut who: HashMap<PersonKey, Vec<usize>> = HashMap::new();
        for (at, list) in lists.iter().enumerate() {
            for seen in list {
                let by = who.entry(seen.person).or_default();
                // A list may have a person twice.
                if by.last() != Some(&at) {
                    by.push(at);
                }
            }
        }
        let mut sizes = vec![0; lists.len()];
        let mut common = vec![vec![0; lists.len()]; lists.len()];
        for by in who.values() {
            for (nth, one) in by.iter().enumerate() {
                sizes[*one] += 1;
                for other in &by[nth + 1..] {
                    common[*one][*other] += 1;
                }
            }
        }
        let to_all = |seen: &&Sighting| who.get(&seen.person).is_some_and(|by| by.len() == lists.len());
        let shared = lists.iter().flatten().filter(to_all).copied().collect();
        let any = u32::try_from(who.len()).unwrap_or(u32::MAX);
        Self { sizes, any, shared: rank(shared, team, None), common }
    }

    fn overlaps(&self, ids: &[String]) -> Vec<Overlap> {
        let mut all = Vec::new();
        for (one, first) in ids.iter().enumerate() {
            for (other, second) in ids.iter().enumerate().skip(one + 1) {
                let people = self.common[one][other];
                let either = self.sizes[one] + self.sizes[other] - people;
                let share = f64::from(people) / f64::from(either.max(1));
                let share = (share * 10_000.0).round() / 10_000.0;
                all.push(Overlap { accounts: [first.clone(), second.clone()], people, share });
            }
        }
        all
    }
}
