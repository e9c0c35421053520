//! The search index over the newest snapshots: a row for each connection, moved by the same changes, in the same
//! transaction, or made anew where a server of an older kith moved the list without it. And erasing, which takes every row
//! that an account or a workspace has anywhere.

mod read;

use std::collections::HashMap;

use kith_model::{Changes, Chunk, Connection, Manifest, MemberId, PersonKey, WorkspaceId};
use tokio_postgres::Row;

use super::fault::Work;
use super::rows::{chunk_id, get, member_id, text};
use super::{Db, Params, PostgresStore, accounts};
use crate::records::Person;
use crate::words::Texts;
use crate::{AccountKey, Error, Result};

/// So many rows a statement: a list of 30,000 is a few of them.
const AT_ONCE: usize = 4_000;

/// What [`person`] reads.
const PERSON: &str =
    "SELECT person, day, name, headline, position, company, profile, account, member FROM people";

/// Moves the index from one list to the next.
pub(super) async fn apply(db: &Db, account: AccountKey, changes: &Changes) -> Work<()> {
    let gone = changes.removed.iter().chain(changes.updated.iter().map(|(before, _)| before));
    let gone: Vec<_> = gone.map(|gone| gone.member_id().0.to_vec()).collect();
    for some in gone.chunks(AT_ONCE) {
        let drop = "DELETE FROM people WHERE workspace = $1 AND account = $2 AND member = ANY($3)";
        let found = db.run(drop, &[&account.workspace.0, &account.number, &some]).await?;
        if some.len() as u64 != found {
            return Err(Error::Damaged("the search index lacks a connection".into()).into());
        }
    }
    let new: Vec<_> = changes.added.iter().chain(changes.updated.iter().map(|(_, after)| after)).collect();
    for some in new.chunks(AT_ONCE) {
        add(db, account, some).await?;
    }
    Ok(())
}

/// Says that the rows are those of the newest snapshot.
pub(super) async fn is_indexed(db: &Db, account: AccountKey) -> Work<()> {
    let done = "UPDATE accounts SET indexed = head WHERE workspace = $1 AND n = $2";
    db.run(done, &[&account.workspace.0, &account.number]).await.map(drop)
}

/// Rows, column by column.
async fn add(db: &Db, account: AccountKey, connections: &[&Connection]) -> Work<()> {
    let people: Vec<_> = connections.iter().map(|connection| kept(account.number, connection)).collect();
    let members: Vec<_> = connections.iter().map(|connection| connection.member_id().0.to_vec()).collect();
    let keys: Vec<_> = people.iter().map(|person| person.person.0).collect();
    let days: Vec<_> = people.iter().map(|person| person.day).collect();
    let names: Vec<_> = people.iter().map(|person| &person.name).collect();
    let headlines: Vec<_> = people.iter().map(|person| &person.headline).collect();
    let positions: Vec<_> = people.iter().map(|person| &person.position).collect();
    let companies: Vec<_> = people.iter().map(|person| &person.company).collect();
    let profiles: Vec<_> = people.iter().map(|person| &person.profile).collect();
    let words: Vec<_> = people.iter().map(|person| texts(person).tokens(account.workspace)).collect();
    // The title is what servers of an older kith compare.
    let add = "INSERT INTO people (workspace, account, member, person, day, name, title, headline, position, company,
                                   profile, words)
               SELECT $1, $2, d.member, d.person, d.day, d.name, coalesce(d.headline, d.position), d.headline,
                      d.position, d.company, d.profile, CAST(d.words AS TSVECTOR)
               FROM unnest($3::BYTEA[], $4::BIGINT[], $5::INTEGER[], $6::TEXT[], $7::TEXT[], $8::TEXT[], $9::TEXT[],
                           $10::TEXT[], $11::TEXT[])
                    AS d (member, person, day, name, headline, position, company, profile, words)";
    let (workspace, number) = (&account.workspace.0, &account.number);
    let facts: Params<'_> = &[
        workspace, number, &members, &keys, &days, &names, &headlines, &positions, &companies, &profiles,
        &words,
    ];
    db.run(add, facts).await.map(drop)
}

/// A connection's row as this database can keep it.
pub(super) fn kept(account: i64, connection: &Connection) -> Person {
    let person = Person::of(account, connection);
    let all = |column: Option<String>| column.map(|column| text(&column));
    Person {
        name: text(&person.name),
        headline: all(person.headline),
        position: all(person.position),
        company: all(person.company),
        ..person
    }
}

fn person(row: &Row) -> Work<Person> {
    Ok(Person {
        person: PersonKey(get(row, 0)?),
        day: get(row, 1)?,
        name: get(row, 2)?,
        headline: get(row, 3)?,
        position: get(row, 4)?,
        company: get(row, 5)?,
        profile: get(row, 6)?,
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

/// All of an account by member, in order.
pub(super) async fn all(db: &Db, account: AccountKey) -> Work<Vec<(MemberId, Person)>> {
    let all = format!("{PERSON} WHERE workspace = $1 AND account = $2");
    let rows = db.all(&all, &[&account.workspace.0, &account.number]).await?;
    let mut people =
        rows.iter().map(|row| Ok((member_id(row, 8)?, person(row)?))).collect::<Work<Vec<_>>>()?;
    people.sort_unstable();
    Ok(people)
}

/// Whether some row of an account is not held under its own tokens.
pub(super) async fn has_other_words(db: &Db, account: AccountKey) -> Work<bool> {
    let words = "SELECT name, headline, position, company, CAST(words AS TEXT) FROM people
                 WHERE workspace = $1 AND account = $2";
    for row in db.all(words, &[&account.workspace.0, &account.number]).await? {
        let texts = Texts {
            name: get(&row, 0)?,
            headline: get(&row, 1)?,
            position: get(&row, 2)?,
            company: get(&row, 3)?,
        };
        let kept: Option<&str> = get(&row, 4)?;
        let mut kept: Vec<_> =
            kept.unwrap_or_default().split(' ').map(|word| word.trim_matches('\'')).collect();
        kept.sort_unstable();
        if kept.join(" ") != texts.tokens(account.workspace) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Makes the rows of an account anew, from its newest list as it is kept. What can't be read of it is left out: a
/// verification tells.
pub(super) async fn make_anew(db: &Db, account: AccountKey) -> Work<()> {
    let drop = "DELETE FROM people WHERE workspace = $1 AND account = $2";
    db.run(drop, &[&account.workspace.0, &account.number]).await?;
    let newest = "SELECT s.manifest FROM accounts a
                  JOIN snapshots s ON s.workspace = a.workspace AND s.account = a.n AND s.seq = a.head
                  WHERE a.workspace = $1 AND a.n = $2";
    let newest = db.one(newest, &[&account.workspace.0, &account.number]).await?;
    let manifest = newest
        .map(|row| get(&row, 0).map(Manifest::from_bytes))
        .transpose()?
        .and_then(std::result::Result::ok);
    let chunks = manifest.as_ref().map(Manifest::chunks).unwrap_or_default();
    let names: Vec<&[u8]> = chunks.iter().map(|chunk| chunk.0.as_slice()).collect();
    let find = "SELECT id, body FROM chunks WHERE workspace = $1 AND account = $2 AND id = ANY($3)";
    let mut lists = HashMap::new();
    for row in db.all(find, &[&account.workspace.0, &account.number, &names]).await? {
        let id = chunk_id(&row, 0)?;
        lists.insert(id, Chunk::open(id, get(&row, 1)?).unwrap_or_default());
    }
    let added = chunks.iter().flat_map(|chunk| lists.remove(chunk).unwrap_or_default()).collect();
    apply(db, account, &Changes { added, ..Changes::default() }).await?;
    is_indexed(db, account).await
}

impl PostgresStore {
    /// Brings the index up with lists that a server of an older kith moved: of a workspace, or of all.
    pub(super) async fn index_what_is_new(&self, workspace: Option<WorkspaceId>) -> Result<()> {
        let behind = "SELECT workspace, n FROM accounts
                      WHERE head IS DISTINCT FROM indexed AND ($1::BIGINT IS NULL OR workspace = $1)";
        for row in self.rows(behind, &[&workspace.map(|workspace| workspace.0)]).await? {
            let account = AccountKey { workspace: WorkspaceId(get(&row, 0)?), number: get(&row, 1)? };
            self.write_much(None, |db| async move {
                if accounts::lock(&db, account).await? {
                    make_anew(&db, account).await?;
                }
                Ok(())
            })
            .await?;
        }
        Ok(())
    }
}

/// Tables whose rows are an account's.
pub(super) const OF_ACCOUNTS: [&str; 9] = [
    "people",
    "snapshots",
    "chunks",
    "changes",
    "pictures",
    "credentials",
    "authorizations",
    "syncs",
    "source_states",
];

/// Tables whose rows are a workspace's.
pub(super) const OF_WORKSPACES: [&str; 10] = [
    "accounts",
    "balances",
    "ledger",
    "holds",
    "sessions",
    "sign_in_links",
    "keys",
    "key_hashes",
    "replies",
    "webhooks",
];

/// Tables whose rows are an account's or, with 0 for its number, the workspace's own. Positions first: who writes of a
/// webhook has its position locked.
pub(super) const OF_EITHER: [&str; 3] = ["webhook_positions", "deliveries", "events"];

/// Takes every row of an account, or of a whole workspace. Its own row must be gone or locked by now.
pub(super) async fn erase(db: &Db, workspace: WorkspaceId, account: Option<i64>) -> Work<()> {
    let Some(account) = account else {
        for table in OF_WORKSPACES.into_iter().chain(OF_ACCOUNTS).chain(OF_EITHER).chain(["windows"]) {
            db.run(&format!("DELETE FROM {table} WHERE workspace = $1"), &[&workspace.0]).await?;
        }
        return Ok(());
    };
    for table in OF_ACCOUNTS.into_iter().chain(OF_EITHER).chain(["replies"]) {
        let erase = format!("DELETE FROM {table} WHERE workspace = $1 AND account = $2");
        db.run(&erase, &[&workspace.0, &account]).await?;
    }
    Ok(())
}
