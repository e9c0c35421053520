//! `compare_accounts`: how far the lists of two or more accounts overlap, and whom all of them know.

use std::collections::HashMap;
use std::sync::Arc;

use kith_model::{Credits, Window};
use kith_store::Sighting;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{Coverage, TeamPagination, TeamPerson};
use super::ranking::{Ranked, rank};
use super::{Roster, Team};
use crate::off_thread::off_thread;
use crate::paid::WorkspaceRead;
use crate::{Caller, Engine, Paid, Result};

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

    fn check(&self, roster: &Roster) -> Result<()> {
        roster.team(Some(&self.accounts)).map(drop)
    }

    async fn read(&self, engine: &Engine, caller: &Caller, roster: &Roster) -> Result<(Comparison, Credits)> {
        let team = roster.team(Some(&self.accounts))?;
        let compared = engine.compared(caller, roster, &team, &self.accounts).await?;
        let page = engine.page_of(caller, &team, &compared.shared, self.window).await?;
        let account = |(id, people): (&String, &u32)| {
            let account_name = team.named(id)?.name.clone();
            Ok(ComparedAccount { account_id: id.clone(), account_name, people: *people })
        };
        let comparison = Comparison {
            accounts: self.accounts.iter().zip(&compared.sizes).map(account).collect::<Result<_>>()?,
            known_to_any: compared.any,
            known_to_all: page.total,
            overlaps: compared.overlaps(&self.accounts),
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
    /// [`Error::NoAccount`](crate::Error::NoAccount), [`Error::Paused`](crate::Error::Paused), [`Error::NotReady`](crate::Error::NotReady), and [`Error::Invalid`](crate::Error::Invalid) of a live account or one that
    /// is named twice; those of a paid read.
    pub async fn compare_accounts(&self, caller: &Caller, ask: &CompareAccounts) -> Result<Paid<Comparison>> {
        self.read_workspace(caller, ask).await
    }

    /// The lists of these accounts laid over each other; kept, so that its pages cost the same.
    async fn compared(
        &self,
        caller: &Caller,
        roster: &Roster,
        team: &Arc<Team>,
        ids: &Vec<String>,
    ) -> Result<Arc<Compared>> {
        let (workspace, stamp) = (caller.workspace(), roster.stamp());
        if let Some(compared) = self.caches.team.comparison(workspace, stamp, ids) {
            return Ok(compared);
        }
        let _turn = self.heavy.turn().await?;
        // Made by another meanwhile?
        if let Some(compared) = self.caches.team.comparison(workspace, stamp, ids) {
            return Ok(compared);
        }
        let erasures = caller.known.tenant.erasures();
        let (mut places, mut sightings) = (HashMap::with_capacity(ids.len()), Vec::new());
        for (at, id) in ids.iter().enumerate() {
            let account = team.named(id)?.key;
            places.insert(account.number, at);
            sightings.append(&mut self.store.sightings_by(account).await?);
        }
        let of = Arc::clone(team);
        let compared = Arc::new(off_thread(move || Compared::of(sightings, &places, &of)).await?);
        self.caches.team.keep_comparison(&caller.known, erasures, stamp, ids.clone(), &compared);
        Ok(compared)
    }
}

/// Lists laid over each other.
pub(super) struct Compared {
    sizes: Vec<u32>,
    any: u32,
    shared: Arc<[Ranked]>,
    /// How many people the lists `[one][other]` have in common, where one comes before the other.
    common: Vec<Vec<u32>>,
}

impl Compared {
    /// Of what the accounts list, each at its place in the order asked.
    fn of(mut sightings: Vec<Sighting>, places: &HashMap<i64, usize>, team: &Team) -> Self {
        sightings.sort_unstable();
        let mut sizes = vec![0; places.len()];
        let mut common = vec![vec![0; places.len()]; places.len()];
        let (mut any, mut shared, mut by) = (0, Vec::new(), Vec::with_capacity(places.len()));
        for of_one in sightings.chunk_by(|one, next| one.person == next.person) {
            any += 1;
            by.clear();
            // A list may have a person twice.
            let lists = of_one.chunk_by(|one, next| one.account == next.account);
            by.extend(lists.filter_map(|list| places.get(&list.first()?.account).copied()));
            by.sort_unstable();
            for (nth, one) in by.iter().enumerate() {
                sizes[*one] += 1;
                for other in &by[nth + 1..] {
                    common[*one][*other] += 1;
                }
            }
            if by.len() == places.len() {
                shared.extend_from_slice(of_one);
            }
        }
        drop(sightings);
        Self { sizes, any, shared: rank(shared, team, None), common }
    }

    /// Bytes in memory.
    pub(super) fn bytes(&self) -> u64 {
        (size_of_val(&*self.shared) + self.sizes.len() * (self.sizes.len() + 8) * 4) as u64
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
