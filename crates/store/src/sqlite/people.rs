//! The search index over the newest snapshots: a row and its tokens for each connection, moved by the same changes, in the
//! same transaction. Rows of an account have numbers that follow each other: its own, and 24 bits to count in. Tokens are
//! removed by the very tokens that they were added with.

mod read;

use std::collections::HashSet;
use std::ops::RangeInclusive;

use kith_model::{Changes, Chunk, Connection, Manifest, PersonKey, WorkspaceId};
use rusqlite::functions::FunctionFlags;
use rusqlite::{OptionalExtension, Row, Transaction, params};

use crate::records::Person;
use crate::words::Texts;
use crate::{AccountKey, Error, Result};

const ADD: &str = "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)";
const TOKENS: &str = "INSERT INTO people_text (rowid, tokens) VALUES (?, ?)";
const FORGET: &str = "INSERT INTO people_text (people_text, rowid, tokens) VALUES ('delete', ?, ?)";
/// What [`person`] reads.
const PERSON: &str = "SELECT person, day, name, headline, position, company, profile, n FROM people";

/// How far an account's number is shifted in those of its rows.
const SHIFT: u32 = 24;

/// The numbers that an account's rows may have.
fn numbers(account: i64) -> Result<RangeInclusive<i64>> {
    let first = account.checked_mul(1 << SHIFT).filter(|_| account > 0);
    let first = first.ok_or_else(|| Error::Internal("the account's number is too large".into()))?;
    Ok(first..=first + (1 << SHIFT) - 1)
}

/// Whose row has this number.
fn account_of(n: i64) -> i64 {
    n >> SHIFT
}

fn person(row: &Row<'_>) -> rusqlite::Result<Person> {
    Ok(Person {
        person: PersonKey(row.get(0)?),
        day: row.get(1)?,
        name: row.get(2)?,
        headline: row.get(3)?,
        position: row.get(4)?,
        company: row.get(5)?,
        profile: row.get(6)?,
    })
}

fn texts(person: &Person) -> Texts<'_> {
    Texts {
        name: &person.name,
        headline: person.headline.as_deref(),
        position: person.position.as_deref(),
        company: person.company.as_deref(),
    }
}

/// Gives a connection the function that makes a row's tokens of its columns.
pub(super) fn bring_tokens(db: &rusqlite::Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    db.create_scalar_function("kith_tokens", 5, flags, |columns| {
        let text = |at| columns.get_raw(at).as_str_or_null();
        let name = text(1)?.unwrap_or_default();
        let texts = Texts { name, headline: text(2)?, position: text(3)?, company: text(4)? };
        Ok(texts.tokens(WorkspaceId(columns.get(0)?)))
    })?;
    Ok(())
}

/// A row with its tokens.
struct Indexed {
    person: Person,
    tokens: String,
}

impl Indexed {
    fn of(account: AccountKey, connection: &Connection) -> Self {
        let person = Person::of(account.number, connection);
        let tokens = texts(&person).tokens(account.workspace);
        Self { person, tokens }
    }
}

/// What moves the index from one list to the next. Making it is most of the work, and needs no database.
#[derive(Default)]
pub(super) struct Moves {
    gone: Vec<Indexed>,
    new: Vec<Indexed>,
}

impl Moves {
    pub(super) fn of(account: AccountKey, changes: &Changes) -> Self {
        let gone = changes.removed.iter().chain(changes.updated.iter().map(|(before, _)| before));
        let new = changes.added.iter().chain(changes.updated.iter().map(|(_, after)| after));
        let one = |connection| Indexed::of(account, connection);
        Self { gone: gone.map(one).collect(), new: new.map(one).collect() }
    }
}

/// Moves the index from one list to the next.
pub(super) fn apply(db: &Transaction<'_>, account: AccountKey, moves: &Moves) -> Result<()> {
    for gone in &moves.gone {
        remove(db, account, gone)?;
    }
    for (n, new) in free_numbers(db, account, moves.new.len())?.into_iter().zip(&moves.new) {
        add(db, account, n, new)?;
    }
    Ok(())
}

/// Numbers for so many new rows: those that follow the last one; once these are used up, any that are free.
fn free_numbers(db: &Transaction<'_>, account: AccountKey, count: usize) -> Result<Vec<i64>> {
    let numbers = numbers(account.number)?;
    let last = "SELECT max(n) FROM people WHERE n BETWEEN ? AND ?";
    let last: Option<i64> =
        db.prepare_cached(last)?.query_row([numbers.start(), numbers.end()], |row| row.get(0))?;
    let next = last.map_or(*numbers.start(), |last| last + 1)..=*numbers.end();
    if next.clone().nth(count).is_some() {
        return Ok(next.take(count).collect());
    }
    let used = "SELECT n FROM people WHERE n BETWEEN ? AND ?";
    let mut used = db.prepare(used)?;
    let used = used.query_map([numbers.start(), numbers.end()], |row| row.get(0))?;
    let used = used.collect::<rusqlite::Result<HashSet<i64>>>()?;
    Ok(numbers.filter(|n| !used.contains(n)).take(count).collect())
}

fn add(
    db: &Transaction<'_>,
    account: AccountKey,
    n: i64,
    Indexed { person, tokens }: &Indexed,
) -> Result<()> {
    db.prepare_cached(ADD)?.execute(params![
        n,
        account.workspace.0,
        person.person.0,
        person.day,
        person.name,
        person.headline,
        person.position,
        person.company,
        person.profile
    ])?;
    db.prepare_cached(TOKENS)?.execute(params![n, tokens])?;
    Ok(())
}

fn remove(db: &Transaction<'_>, account: AccountKey, gone: &Indexed) -> Result<()> {
    let numbers = numbers(account.number)?;
    let mut find =
        db.prepare_cached(&format!("{PERSON} WHERE workspace = ? AND person = ? AND n BETWEEN ? AND ?"))?;
    let whose = params![account.workspace.0, gone.person.person.0, numbers.start(), numbers.end()];
    // A list may have a person twice, under two ids of its source.
    let mut found = None;
    for row in find.query_map(whose, |row| Ok((row.get::<_, i64>(7)?, person(row)?)))? {
        let (n, person) = row?;
        found = (person == gone.person).then_some(n).or(found);
    }
    let n = found.ok_or_else(|| Error::Damaged("the search index lacks a connection".into()))?;
    db.prepare_cached(FORGET)?.execute(params![n, gone.tokens])?;
    db.prepare_cached("DELETE FROM people WHERE n = ?")?.execute([n])?;
    Ok(())
}

/// Forgets all of an account, or of every account of the workspace: also the tokens of rows that it had before. Tokens are
/// only marked as gone, and the marks go with them where the index is merged into one piece over an older and larger one.
/// So it is one piece before the marks are made; where most of it goes, what stays is written anew. (The index's own
/// `secure-delete` would search and rewrite a page for each token, and leaves whole tokens in its inner nodes.)
pub(super) fn erase(db: &Transaction<'_>, workspace: WorkspaceId, account: Option<i64>) -> Result<()> {
    let numbers = account.map_or(Ok(i64::MIN..=i64::MAX), numbers)?;
    let whose = params![workspace.0, numbers.start(), numbers.end()];
    let own = "SELECT count(*) FROM people WHERE +workspace = ? AND n BETWEEN ? AND ?";
    let own: u64 = db.query_row(own, whose, |row| row.get(0))?;
    let all: u64 = db.query_row("SELECT count(*) FROM people", [], |row| row.get(0))?;
    let is_most = own >= all / 2;
    if !is_most {
        tidy(db, "optimize")?;
        let mark = "INSERT INTO people_text (people_text, rowid, tokens)
                    SELECT 'delete', n, kith_tokens(workspace, name, headline, position, company) FROM people
                    WHERE +workspace = ?1 AND n BETWEEN ?2 AND ?3";
        db.execute(mark, whose)?;
    }
    db.execute("DELETE FROM people WHERE +workspace = ?1 AND n BETWEEN ?2 AND ?3", whose)?;
    tidy(db, if is_most { "rebuild" } else { "optimize" })
}

fn tidy(db: &Transaction<'_>, how: &str) -> Result<()> {
    db.execute("INSERT INTO people_text (people_text) VALUES (?)", [how])?;
    Ok(())
}

/// Fails if the tokens are not exactly those of the rows. Writes nothing, but needs the writing connection.
pub(super) fn check_words(db: &Transaction<'_>) -> rusqlite::Result<()> {
    db.execute("INSERT INTO people_text (people_text, rank) VALUES ('integrity-check', 1)", []).map(drop)
}

/// All of an account, in order.
pub(super) fn all(db: &Transaction<'_>, account: i64) -> Result<Vec<Person>> {
    let numbers = numbers(account)?;
    let mut all = db.prepare_cached(&format!("{PERSON} WHERE n BETWEEN ? AND ?"))?;
    let rows = all.query_map([numbers.start(), numbers.end()], person)?;
    let mut people = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    people.sort_unstable();
    Ok(people)
}

/// Fills an empty index from the newest lists. What can't be read of a list is left out: a verification tells.
pub(super) fn fill(db: &Transaction<'_>) -> Result<()> {
    let all = "SELECT a.workspace, a.n, s.manifest FROM accounts a
               JOIN snapshots s ON s.account = a.n AND s.seq = a.head ORDER BY a.n";
    let mut all = db.prepare(all)?;
    let mut rows = all.query([])?;
    while let Some(row) = rows.next()? {
        let account = AccountKey { workspace: WorkspaceId(row.get(0)?), number: row.get(1)? };
        let manifest = Manifest::from_bytes(row.get_ref(2)?.as_blob().map_err(rusqlite::Error::from)?);
        let mut added = Vec::new();
        for id in manifest.iter().flat_map(Manifest::chunks) {
            let find = "SELECT body FROM chunks WHERE account = ? AND id = ?";
            let body: Option<Vec<u8>> = db
                .prepare_cached(find)?
                .query_row(params![account.number, id.0], |row| row.get(0))
                .optional()?;
            added.extend(body.and_then(|body| Chunk::open(*id, &body).ok()).unwrap_or_default());
        }
        apply(db, account, &Moves::of(account, &Changes { added, ..Changes::default() }))?;
    }
    Ok(())
}
