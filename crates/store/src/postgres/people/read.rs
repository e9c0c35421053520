//! Reading the search index: the tokens narrow down, `words` decides.

use async_trait::async_trait;
use kith_model::{PersonKey, Query, WorkspaceId};
use tokio_postgres::Row;

use super::super::fault::Work;
use super::super::rows::get;
use super::{PERSON, person, texts};
use crate::postgres::PostgresStore;
use crate::words::{Token, Wanted};
use crate::{AccountKey, Error, Known, People, Result, Sighting};

#[async_trait]
impl People for PostgresStore {
    async fn people_matching(
        &self,
        workspace: WorkspaceId,
        words: &Query,
        company: &Query,
    ) -> Result<Vec<Sighting>> {
        let wanted = Wanted::new(workspace, words, company);
        if wanted.tokens.is_empty() {
            return self.sightings(workspace, None).await;
        }
        self.index_what_is_new(Some(workspace)).await?;
        let any_of = |token: &Token| {
            let longer = if token.longer { ":*" } else { "" };
            let all: Vec<_> = token.any_of.iter().map(|token| format!("'{token}'{longer}")).collect();
            format!("({})", all.join(" | "))
        };
        let tokens: Vec<_> = wanted.tokens.iter().map(any_of).collect();
        let columns = if wanted.exact { SIGHTING } else { PERSON };
        let find = format!("{columns} WHERE workspace = $1 AND words @@ CAST(CAST($2 AS TEXT) AS TSQUERY)");
        let rows = self.rows(&find, &[&workspace.0, &tokens.join(" & ")]).await?;
        if wanted.exact {
            return all(&rows);
        }
        let mut found = Vec::new();
        for row in &rows {
            let person = person(row)?;
            if wanted.finds(&texts(&person)) {
                found.push(Sighting { person: person.person, account: get(row, 7)?, day: person.day });
            }
        }
        Ok(found)
    }

    async fn sightings(&self, workspace: WorkspaceId, people: Option<&[PersonKey]>) -> Result<Vec<Sighting>> {
        self.index_what_is_new(Some(workspace)).await?;
        let Some(people) = people else {
            return all(&self.rows(&format!("{SIGHTING} WHERE workspace = $1"), &[&workspace.0]).await?);
        };
        let keys: Vec<_> = people.iter().map(|person| person.0).collect();
        let find = format!("{SIGHTING} WHERE workspace = $1 AND person = ANY($2)");
        all(&self.rows(&find, &[&workspace.0, &keys]).await?)
    }

    async fn sightings_by(&self, account: AccountKey) -> Result<Vec<Sighting>> {
        self.index_what_is_new(Some(account.workspace)).await?;
        let find = format!("{SIGHTING} WHERE workspace = $1 AND account = $2");
        all(&self.rows(&find, &[&account.workspace.0, &account.number]).await?)
    }

    async fn people(&self, workspace: WorkspaceId, people: &[PersonKey]) -> Result<Vec<Known>> {
        self.index_what_is_new(Some(workspace)).await?;
        let keys: Vec<_> = people.iter().map(|person| person.0).collect();
        let find = format!("{PERSON} WHERE workspace = $1 AND person = ANY($2)");
        let rows = self.rows(&find, &[&workspace.0, &keys]).await?;
        let known = rows.iter().map(|row| Ok(person(row)?.known(get(row, 7)?)));
        known.collect::<Work<_>>().map_err(Error::from)
    }
}

const SIGHTING: &str = "SELECT person, account, day FROM people";

fn all(rows: &[Row]) -> Result<Vec<Sighting>> {
    let sighting =
        |row| Ok(Sighting { person: PersonKey(get(row, 0)?), account: get(row, 1)?, day: get(row, 2)? });
    rows.iter().map(sighting).collect::<Work<_>>().map_err(Error::from)
}
