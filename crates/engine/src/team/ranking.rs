//! Who is found, in order: those whom most of us know first, then the latest met. Made whole once, of what the store's
//! index holds, and kept for one stamp, so that every page of it costs the same and its total is exact. Other orders are
//! made of it (`arrangement`).

use std::cmp::Reverse;
use std::sync::Arc;

use kith_model::{Credits, Pagination, PersonKey, Query, Window, credits};
use kith_store::{Criteria, Sighting};

use super::answer::{Coverage, TeamPagination, TeamPerson, told};
use super::kept::texts;
use super::{Arrangement, Roster, Team};
use crate::off_thread::off_thread;
use crate::{Caller, Engine, Error, Result};

/// So many of the accounts that know a person are told on a page of several people.
const KNOWN_BY: usize = 100;

/// What people are looked for by: the folded law's queries, and the accounts whose lists count (`None`: all).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub(crate) struct Look {
    pub(crate) query: Option<String>,
    pub(crate) company: Option<String>,
    pub(crate) title: Option<String>,
    pub(crate) accounts: Option<Vec<String>>,
}

/// A person in a ranking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ranked {
    pub(crate) person: PersonKey,
    /// How many of us know them.
    pub(crate) known_by: u32,
    /// Since when the first of us has, in days since 1970; [`NEVER`] where no list tells a certain day.
    pub(crate) since: i32,
}

/// Later than any day.
pub(crate) const NEVER: i32 = i32::MAX;

/// A page of a ranking.
pub(crate) struct RankedPage {
    pub(crate) people: Vec<TeamPerson>,
    pub(crate) total: u32,
    pub(crate) pagination: TeamPagination,
    pub(crate) coverage: Coverage,
    pub(crate) price: Credits,
}

impl Look {
    /// Refuses what can't be looked for, or not in these accounts.
    pub(super) fn check(&self, roster: &Roster) -> Result<()> {
        roster.team(self.accounts.as_deref())?;
        self.criteria().map(drop)
    }

    /// Bytes in memory, about.
    pub(super) fn bytes(&self) -> u64 {
        let asked = [&self.query, &self.company, &self.title].into_iter().flatten();
        texts(asked.chain(self.accounts.iter().flatten()))
    }

    fn criteria(&self) -> Result<Criteria> {
        Ok(Criteria {
            words: Self::read(self.query.as_ref(), "query")?,
            company: Self::read(self.company.as_ref(), "company")?,
            title: Self::read(self.title.as_ref(), "title")?,
        })
    }

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

impl RankedPage {
    /// A page, and its price: a credit at least where there is anybody, since the total is told on every page.
    pub(super) fn of(people: Vec<TeamPerson>, total: u32, window: Window, team: &Team) -> Self {
        let count = u32::try_from(people.len()).unwrap_or(u32::MAX);
        let pagination = Pagination::of(window, count, total).into();
        let price = credits::price(count).max(Credits::from(total > 0));
        Self { people, total, pagination, coverage: team.coverage(), price }
    }
}

impl Engine {
    /// A page of those who are found.
    pub(super) async fn ranked_page(
        &self,
        caller: &Caller,
        roster: &Roster,
        look: Look,
        least: u32,
        window: Window,
    ) -> Result<RankedPage> {
        let team = roster.team(look.accounts.as_deref())?;
        let ranking = self.ranking(caller, roster, &team, look).await?;
        // Those whom most know come first, so that all whom enough know are its beginning.
        let ranking = &ranking[..ranking.partition_point(|ranked| ranked.known_by >= least)];
        self.page_of(caller, &team, ranking, window).await
    }

    /// A page of a ranking that is at hand.
    pub(super) async fn page_of(
        &self,
        caller: &Caller,
        team: &Arc<Team>,
        ranking: &[Ranked],
        window: Window,
    ) -> Result<RankedPage> {
        let total = u32::try_from(ranking.len()).unwrap_or(u32::MAX);
        let rows = window.within(total);
        let keys: Vec<_> =
            ranking[rows.start as usize..rows.end as usize].iter().map(|ranked| ranked.person).collect();
        let known =
            if keys.is_empty() { Vec::new() } else { self.store.people(caller.workspace(), &keys).await? };
        let people = told(&keys, known, team, KNOWN_BY).await?;
        Ok(RankedPage::of(people, total, window, team))
    }

    pub(super) async fn ranking(
        &self,
        caller: &Caller,
        roster: &Roster,
        team: &Arc<Team>,
        look: Look,
    ) -> Result<Arc<[Ranked]>> {
        let (workspace, stamp) = (caller.workspace(), roster.stamp());
        let wish = (look, Arrangement::default());
        if let Some(ranking) = self.caches.team.ranking(workspace, stamp, &wish) {
            return Ok(ranking);
        }
        let _turn = self.heavy.turn().await?;
        // Made by another meanwhile?
        if let Some(ranking) = self.caches.team.ranking(workspace, stamp, &wish) {
            return Ok(ranking);
        }
        let erasures = caller.known.tenant.erasures();
        let criteria = wish.0.criteria()?;
        let (sightings, found) = if criteria == Criteria::default() {
            (self.store.sightings(workspace, None).await?, None)
        } else {
            let matching = self.store.people_matching(workspace, &criteria).await?;
            let (people, found) = off_thread(move || whom(&matching)).await?;
            (self.store.sightings(workspace, Some(&people)).await?, Some(found))
        };
        let of = Arc::clone(team);
        let ranking = off_thread(move || rank(sightings, &of, found.as_deref())).await?;
        self.caches.team.keep_ranking(&caller.known, erasures, stamp, wish, &ranking);
        Ok(ranking)
    }
}

/// Those who were found, each once, and in whose lists, sorted.
fn whom(matching: &[Sighting]) -> (Vec<PersonKey>, Vec<(PersonKey, i64)>) {
    let mut found: Vec<_> = matching.iter().map(|seen| (seen.person, seen.account)).collect();
    found.sort_unstable();
    let mut people: Vec<_> = found.iter().map(|(person, _)| *person).collect();
    people.dedup();
    (people, found)
}

/// Puts people in order. With `found` (sorted) only those whose freshest list was found.
pub(super) fn rank(
    mut sightings: Vec<Sighting>,
    team: &Team,
    found: Option<&[(PersonKey, i64)]>,
) -> Arc<[Ranked]> {
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
        let days = || of_one.iter().filter_map(|seen| seen.day);
        let since = days().min().unwrap_or(NEVER);
        let known_by = u32::try_from(accounts).unwrap_or(u32::MAX);
        ranked.push((Reverse((known_by, days().max())), Ranked { person: freshest.0, known_by, since }));
    }
    ranked.sort_unstable_by_key(|(order, ranked)| (*order, ranked.person));
    ranked.into_iter().map(|(_, ranked)| ranked).collect()
}
