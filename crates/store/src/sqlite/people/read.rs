//! Reading the search index: the tokens narrow down, `words` decides.

use async_trait::async_trait;
use kith_model::{PersonKey, WorkspaceId};
use rusqlite::{Row, Transaction, params};

use super::{PERSON, account_of, numbers, person, texts};
use crate::sqlite::SqliteStore;
use crate::words::{Token, Wanted};
use crate::{AccountKey, Criteria, Known, Named, People, Result, Sighting};

/// What [`sighting`] reads.
const SIGHTING: &str = "SELECT person, n, day FROM people";
/// The same, and after it what people are called.
const NAMED: &str = "SELECT person, n, day, name, company FROM people";

#[async_trait]
impl People for SqliteStore {
    async fn people_matching(&self, workspace: WorkspaceId, criteria: &Criteria) -> Result<Vec<Sighting>> {
        let criteria = criteria.clone();
        self.read(move |db| matching(db, &Wanted::new(workspace, &criteria), workspace)).await
    }

    async fn sightings(&self, workspace: WorkspaceId, people: Option<&[PersonKey]>) -> Result<Vec<Sighting>> {
        let people = people.map(<[PersonKey]>::to_vec);
        self.read(move |db| rows(db, SIGHTING, workspace, people.as_deref(), sighting)).await
    }

    async fn names(&self, workspace: WorkspaceId, people: Option<&[PersonKey]>) -> Result<Vec<Named>> {
        let people = people.map(<[PersonKey]>::to_vec);
        let named =
            |row: &Row<'_>| Ok(Named { seen: sighting(row)?, name: row.get(3)?, company: row.get(4)? });
        self.read(move |db| rows(db, NAMED, workspace, people.as_deref(), named)).await
    }

    async fn sightings_by(&self, account: AccountKey) -> Result<Vec<Sighting>> {
        self.read(move |db| {
            let numbers = numbers(account.number)?;
            let mut find =
                db.prepare_cached(&format!("{SIGHTING} WHERE +workspace = ? AND n BETWEEN ? AND ?"))?;
            let rows = find.query_map([&account.workspace.0, numbers.start(), numbers.end()], sighting)?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn people(&self, workspace: WorkspaceId, people: &[PersonKey]) -> Result<Vec<Known>> {
        let people = people.to_vec();
        self.read(move |db| {
            let mut find = db.prepare_cached(&format!("{PERSON} WHERE workspace = ? AND person = ?"))?;
            let mut all = Vec::new();
            for key in people {
                let rows = find
                    .query_map([workspace.0, key.0], |row| Ok(person(row)?.known(account_of(row.get(7)?))))?;
                for row in rows {
                    all.push(row?);
                }
            }
            Ok(all)
        })
        .await
    }
}

fn sighting(row: &Row<'_>) -> rusqlite::Result<Sighting> {
    Ok(Sighting { person: PersonKey(row.get(0)?), account: account_of(row.get(1)?), day: row.get(2)? })
}

/// The rows of these people, or of everybody, each read by `read`.
fn rows<T>(
    db: &Transaction<'_>,
    columns: &str,
    workspace: WorkspaceId,
    people: Option<&[PersonKey]>,
    read: impl Fn(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>> {
    let Some(people) = people else {
        let mut all = db.prepare_cached(&format!("{columns} WHERE workspace = ?"))?;
        let rows = all.query_map([workspace.0], read)?;
        return Ok(rows.collect::<rusqlite::Result<_>>()?);
    };
    let mut find = db.prepare_cached(&format!("{columns} WHERE workspace = ? AND person = ?"))?;
    let mut all = Vec::with_capacity(people.len());
    for person in people {
        for row in find.query_map([workspace.0, person.0], &read)? {
            all.push(row?);
        }
    }
    Ok(all)
}

fn matching(db: &Transaction<'_>, wanted: &Wanted<'_>, workspace: WorkspaceId) -> Result<Vec<Sighting>> {
    if wanted.tokens.is_empty() {
        return rows(db, SIGHTING, workspace, None, sighting);
    }
    let any_of = |token: &Token| {
        let longer = if token.longer { " *" } else { "" };
        let all: Vec<_> = token.any_of.iter().map(|token| format!("\"{token}\"{longer}")).collect();
        format!("({})", all.join(" OR "))
    };
    let tokens: Vec<_> = wanted.tokens.iter().map(any_of).collect();
    let columns = if wanted.exact { SIGHTING } else { PERSON };
    let find = format!(
        "{columns} WHERE n IN (SELECT rowid FROM people_text WHERE people_text MATCH ?1) AND +workspace = ?2"
    );
    let mut find = db.prepare_cached(&find)?;
    let mut rows = find.query(params![tokens.join(" AND "), workspace.0])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        if wanted.exact {
            found.push(sighting(row)?);
            continue;
        }
        let person = person(row)?;
        if wanted.finds(&texts(&person)) {
            found.push(Sighting { person: person.person, account: account_of(row.get(7)?), day: person.day });
        }
    }
    Ok(found)
}
