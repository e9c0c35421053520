//! What a batch of the ledger does in its one transaction: charges, holds, releases, in the order they came, each
//! seeing what those before it left. Knows nothing of threads and callers.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use kith_model::{AccountId, Credits, WorkspaceId};
use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::holds::Holds;
use super::rows::Micros;
use super::{outbox, replies, upkeep};
use crate::{Charged, Debit, Happening, Held, Hold, Result};

/// What is asked of the ledger.
pub(super) enum Order {
    Debit(Box<Debit>),
    Hold(Hold),
    Release(WorkspaceId, i64),
}

/// What became of it.
pub(super) enum Answer {
    Charged(Charged),
    Held(Held),
    Released,
}

/// A workspace in the course of a batch.
struct Book {
    balance: Credits,
    consumed: Credits,
    entries: i64,
    charged: bool,
    holds: Holds,
}

type Books = HashMap<WorkspaceId, Book>;

/// Does all of them, or on an error none. The generation stays where it is.
pub(super) fn settle<'a>(
    writer: &mut Connection,
    orders: impl Iterator<Item = &'a Order>,
) -> Result<Vec<Answer>> {
    let db = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let generation = upkeep::generation(&db)?;
    let mut books = Books::new();
    let mut answers = Vec::with_capacity(orders.size_hint().0);
    for order in orders {
        answers.push(match order {
            Order::Debit(debit) if debit.generation == generation || still_holds(&db, debit)? => {
                Answer::Charged(charge(&db, &mut books, debit)?)
            }
            Order::Debit(_) => Answer::Charged(Charged::Stale),
            Order::Hold(hold) => Answer::Held(set_aside(&db, &mut books, hold)?),
            Order::Release(workspace, hold) => {
                if let Some(book) = book(&db, &mut books, *workspace)? {
                    book.holds.end(&db, *hold)?;
                }
                Answer::Released
            }
        });
    }
    let mut update =
        db.prepare_cached("UPDATE balances SET balance = ?, consumed = ?, entries = ? WHERE workspace = ?")?;
    for (workspace, book) in books.iter().filter(|(_, book)| book.charged) {
        update.execute(params![book.balance, book.consumed, book.entries, workspace.0])?;
    }
    drop(update);
    db.commit()?;
    Ok(answers)
}

/// Whether what a debit rests on is as its caller saw it, although something else has changed.
fn still_holds(db: &Transaction<'_>, debit: &Debit) -> Result<bool> {
    let Some(grounds) = debit.grounds else { return Ok(false) };
    // A list that is kept is sold without an authorization too; the source can't be read without one.
    let holds = "SELECT 1 FROM accounts a
                 WHERE a.workspace = ?1 AND a.n = ?2 AND NOT a.paused
                 AND CASE WHEN ?3 IS NULL THEN NOT a.needs_authorization
                     ELSE (NOT ?4 OR a.head = ?3)
                          AND EXISTS (SELECT 1 FROM snapshots s WHERE s.account = a.n AND s.seq = ?3) END
                 AND EXISTS (SELECT 1 FROM keys k WHERE k.workspace = ?1 AND k.id = ?5 AND k.revoked_at IS NULL)";
    let facts = params![
        debit.workspace.0,
        grounds.account.number,
        grounds.snapshot,
        grounds.newest,
        debit.key.as_str()
    ];
    Ok(db.prepare_cached(holds)?.exists(facts)?)
}

/// The book of a workspace, opened once a batch; `None` if the workspace is gone.
fn book<'a>(
    db: &Transaction<'_>,
    books: &'a mut Books,
    workspace: WorkspaceId,
) -> Result<Option<&'a mut Book>> {
    let new = match books.entry(workspace) {
        Entry::Occupied(known) => return Ok(Some(known.into_mut())),
        Entry::Vacant(new) => new,
    };
    let find = "SELECT balance, consumed, entries FROM balances WHERE workspace = ?";
    let row = |row: &rusqlite::Row<'_>| Ok((row.get(0)?, row.get(1)?, row.get(2)?));
    let found = db.prepare_cached(find)?.query_row([workspace.0], row).optional()?;
    let Some((balance, consumed, entries)) = found else { return Ok(None) };
    let holds = Holds::of(db, workspace)?;
    Ok(Some(new.insert(Book { balance, consumed, entries, charged: false, holds })))
}

fn charge(db: &Transaction<'_>, books: &mut Books, debit: &Debit) -> Result<Charged> {
    // Erased with its workspace, a key no longer works: look again.
    let Some(book) = book(db, books, debit.workspace)? else { return Ok(Charged::Stale) };
    let free = book.balance.saturating_sub(book.holds.sum(db, debit.at, debit.hold)?);
    if free < debit.credits {
        // A twin that was charged has paid for this one too, whatever it left.
        let twin = replies::has_twin(db, debit.workspace, debit.remember.as_ref())?;
        return Ok(if twin { Charged::Twin } else { Charged::Short { balance: free } });
    }
    if !replies::keep(db, debit.workspace, debit.remember.as_ref())? {
        return Ok(Charged::Twin);
    }
    if let Some(hold) = debit.hold {
        book.holds.end(db, hold)?;
    }
    if debit.credits == 0 {
        return Ok(Charged::Done { balance: book.balance });
    }
    let (before, threshold) = (book.balance, debit.warn_below);
    book.balance -= debit.credits;
    book.consumed += debit.credits;
    book.entries += 1;
    book.charged = true;
    db.prepare_cached("INSERT INTO ledger VALUES (?, ?, 1, ?, ?, ?, ?, ?, ?, ?)")?.execute(params![
        debit.workspace.0,
        book.entries,
        debit.credits,
        book.balance,
        debit.request.as_str(),
        debit.key.as_str(),
        debit.account.as_ref().map(AccountId::as_str),
        debit.action,
        Micros(debit.at)
    ])?;
    let balance = book.balance;
    if debit.crosses(before, balance) {
        outbox::tell_workspace(db, debit.workspace, &Happening::CreditsLow { balance, threshold }, debit.at)?;
    }
    Ok(Charged::Done { balance })
}

fn set_aside(db: &Transaction<'_>, books: &mut Books, hold: &Hold) -> Result<Held> {
    let Some(book) = book(db, books, hold.workspace)? else { return Ok(Held::Short { balance: 0 }) };
    let free = book.balance.saturating_sub(book.holds.sum(db, hold.at, None)?);
    if free < hold.credits {
        return Ok(Held::Short { balance: free });
    }
    Ok(Held::Done(book.holds.add(db, hold)?))
}
