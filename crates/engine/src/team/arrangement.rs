//! People who were found, arranged as a page wants them: some left out by how many know them and since when, in another order.
//! Made of a ranking, and kept like one.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::Arc;

use kith_model::connected_on::days_of;
use kith_model::words::fold;
use kith_model::{Date, PersonKey};
use kith_store::Named;

use super::ranking::{Look, NEVER, Ranked};
use super::{Roster, Team};
use crate::off_thread::off_thread;
use crate::{Caller, Engine, Result};

/// In which order people are told. Ties keep the first of these orders; who has nothing to be sorted by comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum PeopleOrder {
    /// Those whom most of the accounts know first, then the latest met.
    #[default]
    KnownByMost,
    /// By the day on which the first of the accounts connected with them, the newest first.
    NewestFirst,
    /// By name, letter case and accents left aside.
    Name,
    /// By company, likewise.
    Company,
}

/// Who of those that are found, and in which order.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Arrangement {
    /// Only those whom more accounts than this know.
    pub known_by_more_than: u32,
    /// Only those with whom the first of the accounts connected on this day or later.
    pub since_from: Option<Date>,
    /// Only those with whom the first of the accounts connected on this day or earlier.
    pub since_until: Option<Date>,
    /// In which order.
    pub order: PeopleOrder,
}

impl Arrangement {
    fn keeps(&self, one: &Ranked) -> bool {
        let has_days = self.since_from.is_some() || self.since_until.is_some();
        one.known_by > self.known_by_more_than
            && (!has_days || one.since != NEVER)
            && self.since_from.is_none_or(|first| days_of(first) <= one.since)
            && self.since_until.is_none_or(|last| one.since <= days_of(last))
    }

    fn needs_names(&self) -> bool {
        matches!(self.order, PeopleOrder::Name | PeopleOrder::Company)
    }

    /// What of a name people are sorted by.
    fn text(&self, named: &Named) -> String {
        match self.order {
            PeopleOrder::Company => fold(named.company.as_deref().unwrap_or_default()),
            _ => fold(&named.name),
        }
    }

    /// Puts people in order. `names`: theirs, where the order goes by them; others may be among them.
    fn sort(&self, people: &mut [Ranked], names: Vec<Named>, team: &Team) {
        match self.order {
            PeopleOrder::KnownByMost => {}
            PeopleOrder::NewestFirst => {
                people.sort_by_key(|one| (one.since == NEVER, Reverse(one.since)));
            }
            PeopleOrder::Name | PeopleOrder::Company => {
                let texts = self.texts(names, team);
                people.sort_by_cached_key(|one| {
                    let text = texts.get(&one.person).map(String::as_str).unwrap_or_default();
                    (text.is_empty(), text)
                });
            }
        }
    }

    /// Each person's text, as they are told: by the freshest list.
    fn texts(&self, mut names: Vec<Named>, team: &Team) -> HashMap<PersonKey, String> {
        let freshness = |one: &Named| team.account(one.seen.account).map(|searched| searched.freshness);
        names.retain(|one| freshness(one).is_some());
        names.sort_by(|one, other| {
            let of = |one: &Named| (one.seen.person, freshness(one), one.seen.day);
            of(one).cmp(&of(other)).then_with(|| one.name.cmp(&other.name))
        });
        let told = names.chunk_by(|one, next| one.seen.person == next.seen.person);
        told.filter_map(|lists| lists.last()).map(|one| (one.seen.person, self.text(one))).collect()
    }
}

impl Engine {
    /// Who is found, arranged.
    pub(super) async fn arranged(
        &self,
        caller: &Caller,
        roster: &Roster,
        team: &Arc<Team>,
        wish: (Look, Arrangement),
    ) -> Result<Arc<[Ranked]>> {
        let (workspace, stamp) = (caller.workspace(), roster.stamp());
        if let Some(kept) = self.caches.team.ranking(workspace, stamp, &wish) {
            return Ok(kept);
        }
        // Looked at before the ranking is: who is in it may be erased while this waits for its turn.
        let erasures = caller.known.tenant.erasures();
        let ranking = self.ranking(caller, roster, team, wish.0.clone()).await?;
        if wish.1 == Arrangement::default() {
            return Ok(ranking);
        }
        let _turn = self.heavy.turn().await?;
        // Made by another meanwhile?
        if let Some(kept) = self.caches.team.ranking(workspace, stamp, &wish) {
            return Ok(kept);
        }
        let mut people: Vec<_> = ranking.iter().filter(|one| wish.1.keeps(one)).copied().collect();
        let names = if wish.1.needs_names() {
            // To look somebody up takes twice as long as to go over a row.
            let few = people.len() as u64 * 2 < team.rows();
            let keys: Option<Vec<_>> = few.then(|| people.iter().map(|one| one.person).collect());
            self.store.names(workspace, keys.as_deref()).await?
        } else {
            Vec::new()
        };
        let (of, how) = (Arc::clone(team), wish.1.clone());
        let sort = move || {
            how.sort(&mut people, names, &of);
            Arc::from(people)
        };
        let arranged = off_thread(sort).await?;
        self.caches.team.keep_ranking(&caller.known, erasures, stamp, wish, &arranged);
        Ok(arranged)
    }
}

#[cfg(test)]
mod tests;
