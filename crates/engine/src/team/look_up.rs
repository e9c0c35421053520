//! `look_up_people`: whom the accounts of a workspace know, for pages that are made in this process: with more filters and
//! orders than [`list_people`](super::list), and pages that keep their place while lists change.

use std::sync::Arc;

use kith_model::{Credits, Window};

use super::answer::{Coverage, TeamPerson};
use super::ranking::{Look, Ranked};
use super::roster::{Roster, Stamp};
use super::{Arrangement, Team};
use crate::paid::WorkspaceRead;
use crate::{Caller, Engine, Paid, Result};

/// Who is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PeopleQuestion {
    /// Only those who are found by these words of name, headline, position and company.
    pub query: Option<String>,
    /// Only those who work there, by words of the company's name.
    pub company: Option<String>,
    /// Only those who are found by these words of headline and position.
    pub title: Option<String>,
    /// Who of them, and in which order.
    pub arrangement: Arrangement,
}

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUpPeople {
    /// Who is looked for.
    pub question: PeopleQuestion,
    /// Which of them.
    pub window: Window,
    /// In the order that they had at this moment, if that is still kept.
    pub stamp: Option<Stamp>,
}

/// A page of those who were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundPeople {
    /// The page: people as they are told now. Who has left every list since `stamp` is not among them.
    pub people: Vec<TeamPerson>,
    /// How many were found.
    pub total: u32,
    /// Whose lists were read.
    pub coverage: Coverage,
    /// Of which moment the order is.
    pub stamp: Stamp,
    /// The moment of now.
    pub newest: Stamp,
}

impl PeopleQuestion {
    fn look(&self) -> Look {
        let (query, company, title) = (self.query.clone(), self.company.clone(), self.title.clone());
        Look { query, company, title, accounts: None }
    }

    pub(super) fn check(&self, roster: &Roster) -> Result<()> {
        self.look().check(roster)
    }
}

impl WorkspaceRead for LookUpPeople {
    const ACTION: &'static str = "list_people";
    type Answer = FoundPeople;

    fn check(&self, roster: &Roster) -> Result<()> {
        self.question.check(roster)
    }

    async fn read(
        &self,
        engine: &Engine,
        caller: &Caller,
        roster: &Roster,
    ) -> Result<(FoundPeople, Credits)> {
        let team = roster.team(None)?;
        let (ranking, stamp) = engine.found_people(caller, roster, &team, &self.question, self.stamp).await?;
        let page = engine.page_of(caller, &team, &ranking, self.window).await?;
        let found = FoundPeople {
            people: page.people,
            total: page.total,
            coverage: page.coverage,
            stamp,
            newest: roster.stamp(),
        };
        Ok((found, page.price))
    }
}

impl Engine {
    /// Looks people up in the lists of all accounts, at the price of [`Engine::list_people`]. An order that began at an
    /// earlier moment is kept in memory as long as there is room: a page of it repeats and misses nobody. When it is gone the
    /// page is of now, as [`FoundPeople::stamp`] tells.
    ///
    /// # Errors
    /// As [`Engine::list_people`].
    pub async fn look_up_people(&self, caller: &Caller, ask: &LookUpPeople) -> Result<Paid<FoundPeople>> {
        self.read_workspace(caller, ask).await
    }

    /// Everybody who is found, as of that moment or else of now; and of which it is.
    pub(super) async fn found_people(
        &self,
        caller: &Caller,
        roster: &Roster,
        team: &Arc<Team>,
        question: &PeopleQuestion,
        stamp: Option<Stamp>,
    ) -> Result<(Arc<[Ranked]>, Stamp)> {
        let wish = (question.look(), question.arrangement.clone());
        let earlier = stamp.filter(|stamp| *stamp != roster.stamp());
        if let Some(stamp) = earlier
            && let Some(kept) = self.caches.team.ranking(caller.workspace(), stamp, &wish)
        {
            return Ok((kept, stamp));
        }
        Ok((self.arranged(caller, roster, team, wish).await?, roster.stamp()))
    }
}
