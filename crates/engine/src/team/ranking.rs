//! Who is found, in order: those whom most of us know first, then the latest met. Made whole once, of what the store's
//! index holds, and kept for one generation, so that every page of it costs the same and its total is exact.

use std::cmp::Reverse;
use std::sync::Arc;

use kith_model::{Credits, Pagination, PersonKey, Query, Window, credits};
use kith_store::Sighting;

use super::answer::{TeamPagination, TeamPerson, tell};
use super::{Team, answer::Coverage};
use crate::{Caller, Engine, Error, Result};

/// So many of the accounts that know a person are told on a page of several people.
const KNOWN_BY: usize = 100;

/// What people are looked for by: the folded law's queries, and the accounts whose lists count (`None`: all).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Look {
    pub(crate) query: Option<String>,
    pub(crate) company: Option<String>,
    pub(crate) accounts: Option<Vec<String>>,
}

/// A person in a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ranked {
    pub(crate) person: PersonKey,
    /// How many of us know them.
    pub(crate) known_by: u32,
}

/// A page of a ranking.
pub(crate) struct RankedPage {
    pub(crate) people: Vec<TeamPerson>,
    pub(crate) total: u32,
    pub(crate) pagination: TeamPagination,
    pub(crate) coverage: Coverage,
    pub(crate) price: Credits,
}

impl Look {
    /// Reads what was typed.
    ///
    /// # Errors
    /// [`Error::Invalid`] where there is no letter or digit to look for.
    fn read(text: Option<&String>, name: &str) -> Result<Query> {
        let query = text.map(|text| Query::read(text)).unwrap_or_default();
        if let Some(text) = text.filter(|_| query.is_empty()) {
            return Err(Error::Invalid(format!(
                "params.{name} must have a letter or a digit to look for; got {text:?}"
            )));
        }
        Ok(query)
    }
}

impl Engine {
    /// A page of those who are found.
    pub(super) async fn ranked_page(
        &self,
        caller: &Caller,
        look: Look,
        least: u32,
        window: Window,
    ) -> Result<RankedPage> {
        let team = self.team(caller, look.accounts.as_deref()).await?;
        let ranking = self.ranking(caller, &team, look).await?;
        // Those whom most know come first, so that all whom enough know are its beginning.
        let ranking = &ranking[..ranking.partition_point(|ranked| ranked.known_by >= least)];
        self.page_of(caller, &team, ranking, window).await
    }

    /// A page of a ranking that is at hand.
    pub(super) async fn page_of(
        &self,
        caller: &Caller,
        team: &Team,
        ranking: &[Ranked],
        window: Window,
    ) -> Result<RankedPage> {
        let total = u32::try_from(ranking.len()).unwrap_or(u32::MAX);
        let rows = window.within(total);
        let keys: Vec<_> =
            ranking[rows.start as usize..rows.end as usize].iter().map(|ranked| ranked.person).collect();
        let known =
            if keys.is_empty() { Vec::new() } else { self.store.people(caller.workspace(), &keys).await? };
        let people = tell(&keys, known, team, KNOWN_BY);
        let count = u32::try_from(people.len()).unwrap_or(u32::MAX);
        let pagination = Pagination::of(window, count, total).into();
        Ok(RankedPage { people, total, pagination, coverage: team.coverage(), price: credits::price(count) })
    }

    async fn ranking(&self, caller: &Caller, team: &Arc<Team>, look: Look) -> Result<Arc<Vec<Ranked>>> {
        let workspace = caller.workspace();
        let (query, company) =
            (Look::read(look.query.as_ref(), "query")?, Look::read(look.company.as_ref(), "company")?);
        if let Some(ranking) = self.caches.ranking(workspace, &look, caller.generation()) {
            return Ok(ranking);
        }
        let erasures = caller.known.tenant.erasures();
        let (sightings, found) = if query.is_empty() && company.is_empty() {
            (self.store.sightings(workspace, None).await?, None)
        } else {
            let mut found: Vec<_> = self
                .store
                .people_matching(workspace, &query, &company)
                .await?
                .iter()
                .map(|seen| (seen.person, seen.account))
                .collect();
            found.sort_unstable();
            let mut people: Vec<_> = found.iter().map(|(person, _)| *person).collect();
            people.dedup();
            (self.store.sightings(workspace, Some(&people)).await?, Some(found))
        };
        let of = Arc::clone(team);
        let ranked = tokio::task::spawn_blocking(move || rank(sightings, &of, found.as_deref()));
        let ranking = Arc::new(ranked.await.map_err(|error| Error::Internal(error.to_string()))?);
        self.caches.keep_ranking(&caller.known, erasures, look, &ranking);
        Ok(ranking)
    }
}

/// Puts people in order. With `found` (sorted) only those whose freshest list was found.
pub(super) fn rank(
    mut sightings: Vec<Sighting>,
    team: &Team,
    found: Option<&[(PersonKey, i64)]>,
) -> Vec<Ranked> {
    sightings.retain(|seen| team.account(seen.account).is_some());
    sightings.sort_unstable();
    let mut ranked = Vec::new();
    for of_one in sightings.chunk_by(|one, next| one.person == next.person) {
        let freshest = of_one
            .iter()
            .max_by_key(|seen| team.account(seen.account).map(|searched| searched.freshness))
            .map(|seen| (seen.person, seen.account));
        let Some(freshest) = freshest else { continue };
        if found.is_some_and(|found| found.binary_search(&freshest).is_err()) {
            continue;
        }
        let accounts = of_one.chunk_by(|one, next| one.account == next.account).count();
        let latest = of_one.iter().filter_map(|seen| seen.day).max();
        ranked.push((Reverse((u32::try_from(accounts).unwrap_or(u32::MAX), latest)), freshest.0));
    }
    ranked.sort_unstable();
    ranked.into_iter().map(|(Reverse((known_by, _)), person)| Ranked { person, known_by }).collect()
}
