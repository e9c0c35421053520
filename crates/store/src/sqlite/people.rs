//! The search index over the newest snapshots: a row and its words for each connection, moved by the same
//! changes, in the same transaction. Full-text rows are removed with the very words that they were added with.

use kith_model::{Changes, Connection, MemberId, WorkspaceId};
use rusqlite::{Transaction, params};

use super::rows::member_id;
use crate::records::Person;
use crate::{AccountKey, Error, Result};

const WORDS: &str = "INSERT INTO people_text (rowid, name, title, company) VALUES (?, ?, ?, ?)";
const FORGET: &str =
    "INSERT INTO people_text (people_text, rowid, name, title, company) VALUES ('delete', ?, ?, ?, ?)";

/// Moves the index from one list to the next.
pub(super) fn apply(db: &Transaction<'_>, account: AccountKey, changes: &Changes) -> Result<()> {
    let gone = changes.removed.iter().chain(changes.updated.iter().map(|(before, _)| before));
    for connection in gone {
        remove(db, account, connection.member_id())?;
    }
    let new = changes.added.iter().chain(changes.updated.iter().map(|(_, after)| after));
    for connection in new {
        add(db, account, connection)?;
    }
    Ok(())
}

fn add(db: &Transaction<'_>, account: AccountKey, connection: &Connection) -> Result<()> {
    let person = Person::of(connection);
    let insert =
        "INSERT INTO people (workspace, account, member, name, title, company) VALUES (?, ?, ?, ?, ?, ?)";
    db.prepare_cached(insert)?.execute(params![
        account.workspace.0,
        account.number,
        person.member.0,
        person.name,
        person.title,
        person.company
    ])?;
    let words = params![db.last_insert_rowid(), person.name, person.title, person.company];
    db.prepare_cached(WORDS)?.execute(words)?;
    Ok(())
}

fn remove(db: &Transaction<'_>, account: AccountKey, member: MemberId) -> Result<()> {
    let find =
        "SELECT n, name, title, company FROM people WHERE workspace = ? AND member = ? AND account = ?";
    let mut find = db.prepare_cached(find)?;
    let mut rows = find.query(params![account.workspace.0, member.0, account.number])?;
    let row = rows.next()?.ok_or_else(|| Error::Damaged("the search index lacks a connection".into()))?;
    let (n, name, title, company): (i64, String, Option<String>, Option<String>) =
        (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    db.prepare_cached(FORGET)?.execute(params![n, name, title, company])?;
    db.prepare_cached("DELETE FROM people WHERE n = ?")?.execute([n])?;
    Ok(())
}

/// Forgets all of an account, or of every account of the workspace. The words are first only marked as gone, and
/// then written anew without those: the index's own `secure-delete` would search and rewrite a page for each word,
/// and leaves whole words in its inner nodes.
pub(super) fn erase(db: &Transaction<'_>, workspace: WorkspaceId, account: Option<i64>) -> Result<()> {
    let whose = params![workspace.0, account];
    db.execute(
        "INSERT INTO people_text (people_text, rowid, name, title, company)
         SELECT 'delete', n, name, title, company FROM people
         WHERE workspace = ?1 AND (?2 IS NULL OR account = ?2)",
        whose,
    )?;
    let gone =
        db.execute("DELETE FROM people WHERE workspace = ?1 AND (?2 IS NULL OR account = ?2)", whose)?;
    if gone > 0 {
        db.execute("INSERT INTO people_text (people_text) VALUES ('optimize')", [])?;
    }
    Ok(())
}

/// Fails if the words are not exactly those of the rows. Writes nothing, but needs the writing connection.
pub(super) fn check_words(db: &Transaction<'_>) -> rusqlite::Result<()> {
    db.execute("INSERT INTO people_text (people_text, rank) VALUES ('integrity-check', 1)", []).map(drop)
}

/// All of an account, by member.
pub(super) fn all(db: &Transaction<'_>, account: i64) -> Result<Vec<Person>> {
    let mut all = db.prepare_cached("SELECT member, name, title, company FROM people WHERE account = ?")?;
    let rows = all.query_map([account], |row| {
        Ok(Person { member: member_id(row, 0)?, name: row.get(1)?, title: row.get(2)?, company: row.get(3)? })
    })?;
    let mut people = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    people.sort_unstable();
    Ok(people)
}
