//! Reading the search index: the tokens narrow down, `words` decides.

use async_trait::async_trait;
use kith_model::{PersonKey, WorkspaceId};
use tokio_postgres::Row;

use super::super::fault::Work;
use super::super::rows::get;
use super::{PERSON, person, texts};
use crate::postgres::PostgresStore;
use crate::words::{Token, Wanted};
use crate::{AccountKey, Criteria, Error, Known, Named, People, Result, Sighting};

#[async_trait]
impl People for PostgresStore {
    async fn people_matching(&self, workspace: WorkspaceId, criteria: &Criteria) -> Result<Vec<Sighting>> {
        let wanted = Wanted::new(workspace, criteria);
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
            return all(rows).await;
        }
        let criteria = criteria.clone();
        off_thread(move || {
            let wanted = Wanted::new(workspace, &criteria);
            let mut found = Vec::new();
            for row in &rows {
                let person = person(row)?;
                if wanted.finds(&texts(&person)) {
                    found.push(Sighting { person: person.person, account: get(row, 7)?, day: person.day });
                }
            }
            Ok(found)
        })
        .await
    }

    async fn sightings(&self, workspace: WorkspaceId, people: Option<&[PersonKey]>) -> Result<Vec<Sighting>> {
        all(self.of_people(SIGHTING, workspace, people).await?).await
    }

    async fn names(&self, workspace: WorkspaceId, people: Option<&[PersonKey]>) -> Result<Vec<Named>> {
        let rows = self.of_people(NAMED, workspace, people).await?;
        let named = |row: &Row| Ok(Named { seen: sighting(row)?, name: get(row, 3)?, company: get(row, 4)? });
        off_thread(move || rows.iter().map(named).collect()).await
    }

    async fn sightings_by(&self, account: AccountKey) -> Result<Vec<Sighting>> {
        self.index_what_is_new(Some(account.workspace)).await?;
        let find = format!("{SIGHTING} WHERE workspace = $1 AND account = $2");
        all(self.rows(&find, &[&account.workspace.0, &account.number]).await?).await
    }

    async fn people(&self, workspace: WorkspaceId, people: &[PersonKey]) -> Result<Vec<Known>> {
        let rows = self.of_people(PERSON, workspace, Some(people)).await?;
        off_thread(move || rows.iter().map(|row| Ok(person(row)?.known(get(row, 7)?))).collect()).await
    }
}

/// What [`sighting`] reads.
const SIGHTING: &str = "SELECT person, account, day FROM people";
/// The same, and after it what people are called.
const NAMED: &str = "SELECT person, account, day, name, company FROM people";

impl PostgresStore {
    /// The rows of these people, or of everybody.
    async fn of_people(
        &self,
        columns: &str,
        workspace: WorkspaceId,
        people: Option<&[PersonKey]>,
    ) -> Result<Vec<Row>> {
        self.index_what_is_new(Some(workspace)).await?;
        let Some(people) = people else {
            return self.rows(&format!("{columns} WHERE workspace = $1"), &[&workspace.0]).await;
        };
        let keys: Vec<_> = people.iter().map(|person| person.0).collect();
        let find = format!("{columns} WHERE workspace = $1 AND person = ANY($2)");
        self.rows(&find, &[&workspace.0, &keys]).await
    }
}

async fn all(rows: Vec<Row>) -> Result<Vec<Sighting>> {
    off_thread(move || rows.iter().map(sighting).collect()).await
}

fn sighting(row: &Row) -> Work<Sighting> {
    Ok(Sighting { person: PersonKey(get(row, 0)?), account: get(row, 1)?, day: get(row, 2)? })
}

/// Goes over rows, which may be a million, beside the threads that answer.
async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Work<T> + Send + 'static) -> Result<T> {
    let done = tokio::task::spawn_blocking(work).await;
    Ok(done.map_err(|failed| Error::Internal(format!("a store task did not end: {failed}")))??)
}
