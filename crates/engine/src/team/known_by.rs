//! `known_by`: how many accounts of the workspace know each of some people. From the index of people alone.

use std::collections::{HashMap, HashSet};

use kith_model::{Credits, PersonKey, ProfileUrl, credits};

use super::Roster;
use crate::paid::WorkspaceRead;
use crate::{Caller, Engine, Paid, Result};

struct CountKnownBy<'a>(&'a [ProfileUrl]);

impl WorkspaceRead for CountKnownBy<'_> {
    const ACTION: &'static str = "known_by";
    type Answer = Vec<u32>;

    fn check(&self, _: &Roster) -> Result<()> {
        Ok(())
    }

    async fn read(&self, engine: &Engine, caller: &Caller, roster: &Roster) -> Result<(Vec<u32>, Credits)> {
        let team = roster.team(None)?;
        let keys: Vec<_> = self.0.iter().map(PersonKey::of_profile).collect();
        let mut by: HashMap<PersonKey, HashSet<i64>> = HashMap::new();
        if !keys.is_empty() {
            for seen in engine.store.sightings(caller.workspace(), Some(&keys)).await? {
                if team.account(seen.account).is_some() {
                    by.entry(seen.person).or_default().insert(seen.account);
                }
            }
        }
        let count = |key| by.get(key).map_or(0, |accounts| u32::try_from(accounts.len()).unwrap_or(u32::MAX));
        let price = credits::price(u32::try_from(keys.len()).unwrap_or(u32::MAX));
        Ok((keys.iter().map(count).collect(), price))
    }
}

impl Engine {
    /// Tells how many accounts of the workspace know each of these people, in this order, by the lists that
    /// [`Engine::list_people`] reads, and charges as for a page of as many.
    ///
    /// # Errors
    /// Those of a paid read. Nothing is charged on any of them.
    pub async fn known_by(&self, caller: &Caller, people: &[ProfileUrl]) -> Result<Paid<Vec<u32>>> {
        self.read_workspace(caller, &CountKnownBy(people)).await
    }
}
