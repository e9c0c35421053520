//! `find_introducers`: who in the workspace's accounts is connected to whom there, since when.

use kith_model::{Credits, PersonKey, ProfileUrl, Window};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{Coverage, TeamPagination, TeamPerson, told};
use super::ranking::{Look, RankedPage};
use super::roster::Roster;
use crate::paid::WorkspaceRead;
use crate::{Caller, Engine, Paid, Result};

/// Whom an introduction is wanted to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// One person.
    Profile(ProfileUrl),
    /// Anybody there: words, or beginnings of words, of the company's name.
    Company(String),
    /// Anybody who is found by words of name, headline, position and company.
    Query(String),
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindIntroducers {
    /// Whom.
    pub sought: Sought,
    /// Which of them.
    pub window: Window,
}

/// Who knows whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Introducers {
    /// The people who were found, those whom most accounts know first.
    pub people: Vec<TeamPerson>,
    /// How many are in this response.
    pub total_results: u32,
    /// How many were found.
    pub total_available_results: u32,
    /// Where the page lies in the list.
    pub pagination: TeamPagination,
    /// Whose lists were searched.
    pub coverage: Coverage,
}

impl From<RankedPage> for Introducers {
    fn from(page: RankedPage) -> Self {
        Self {
            total_results: page.pagination.count,
            people: page.people,
            total_available_results: page.total,
            pagination: page.pagination,
            coverage: page.coverage,
        }
    }
}

impl FindIntroducers {
    /// `None` of one person, who is not looked for but known by name.
    fn look(&self) -> Option<Look> {
        match &self.sought {
            Sought::Profile(_) => None,
            Sought::Company(company) => Some(Look { company: Some(company.clone()), ..Look::default() }),
            Sought::Query(query) => Some(Look { query: Some(query.clone()), ..Look::default() }),
        }
    }
}

impl WorkspaceRead for FindIntroducers {
    const ACTION: &'static str = "find_introducers";
    type Answer = Introducers;

    fn check(&self, roster: &Roster) -> Result<()> {
        self.look().map_or(Ok(()), |look| look.check(roster))
    }

    async fn read(
        &self,
        engine: &Engine,
        caller: &Caller,
        roster: &Roster,
    ) -> Result<(Introducers, Credits)> {
        let page = if let Sought::Profile(profile) = &self.sought {
            engine.introducers_to(caller, roster, profile, self.window).await?
        } else {
            engine.ranked_page(caller, roster, self.look().unwrap_or_default(), 1, self.window).await?
        };
        let price = page.price;
        Ok((page.into(), price))
    }
}

impl Engine {
    /// Finds the people that an introduction is wanted to, with the accounts that know them, and charges for them.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) of a text without a letter or digit;
    /// [`Error::InsufficientCredits`](crate::Error::InsufficientCredits) and the others of a paid read.
    pub async fn find_introducers(
        &self,
        caller: &Caller,
        ask: &FindIntroducers,
    ) -> Result<Paid<Introducers>> {
        self.read_workspace(caller, ask).await
    }

    /// One person, with all who know them.
    async fn introducers_to(
        &self,
        caller: &Caller,
        roster: &Roster,
        profile: &ProfileUrl,
        window: Window,
    ) -> Result<RankedPage> {
        let team = roster.team(None)?;
        let key = [PersonKey::of_profile(profile)];
        let known = self.store.people(caller.workspace(), &key).await?;
        let mut people = told(&key, known, &team, usize::MAX).await?;
        let total = u32::try_from(people.len()).unwrap_or(u32::MAX);
        people.truncate(window.within(total).len());
        Ok(RankedPage::of(people, total, window, &team))
    }
}
