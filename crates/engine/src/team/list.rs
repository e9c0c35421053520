//! `list_people`: the union of the accounts' lists, each person once, with the accounts that know them.

use kith_model::{Credits, Window};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::answer::{Coverage, TeamPagination, TeamPerson};
use super::ranking::Look;
use super::roster::Roster;
use crate::paid::WorkspaceRead;
use crate::{Caller, Engine, Paid, Result};

/// What is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListPeople {
    /// Only those who are found by these words of name, headline, position and company.
    pub query: Option<String>,
    /// Only those who work there, by words of the company's name.
    pub company: Option<String>,
    /// Only the lists of these accounts.
    pub accounts: Option<Vec<String>>,
    /// Only those whom so many accounts know, or more.
    pub known_by_at_least: u32,
    /// Which of them.
    pub window: Window,
}

/// A page of the people whom a workspace's accounts know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct People {
    /// The page, those whom most accounts know first.
    pub people: Vec<TeamPerson>,
    /// How many are in this response.
    pub total_results: u32,
    /// How many there are.
    pub total_available_results: u32,
    /// Where the page lies in the list.
    pub pagination: TeamPagination,
    /// Whose lists were read.
    pub coverage: Coverage,
}

impl ListPeople {
    fn look(&self) -> Look {
        let (query, company, accounts) = (self.query.clone(), self.company.clone(), self.accounts.clone());
        Look { query, company, accounts, title: None }
    }
}

impl WorkspaceRead for ListPeople {
    const ACTION: &'static str = "list_people";
    type Answer = People;

    fn check(&self, roster: &Roster) -> Result<()> {
        self.look().check(roster)
    }

    async fn read(&self, engine: &Engine, caller: &Caller, roster: &Roster) -> Result<(People, Credits)> {
        let least = self.known_by_at_least;
        let page = engine.ranked_page(caller, roster, self.look(), least, self.window).await?;
        let people = People {
            total_results: page.pagination.count,
            people: page.people,
            total_available_results: page.total,
            pagination: page.pagination,
            coverage: page.coverage,
        };
        Ok((people, page.price))
    }
}

impl Engine {
    /// Reads a page of the people whom the workspace's accounts know, and charges for it.
    ///
    /// # Errors
    /// [`Error::Invalid`](crate::Error::Invalid) of a text without a letter or digit, or of a live account that is named;
    /// [`Error::NoAccount`](crate::Error::NoAccount), [`Error::Paused`](crate::Error::Paused) and
    /// [`Error::NotReady`](crate::Error::NotReady) of accounts that are named; those of a paid read.
    pub async fn list_people(&self, caller: &Caller, ask: &ListPeople) -> Result<Paid<People>> {
        self.read_workspace(caller, ask).await
    }
}
