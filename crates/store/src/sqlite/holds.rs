//! Credits set aside: those of one workspace, in the course of a batch. Knows no balances: what a hold may take is
//! decided in `charges`.

use kith_model::{Credits, Timestamp, WorkspaceId};
use rusqlite::{Transaction, params};

use super::rows::Micros;
use crate::{Hold, Result};

/// The holds of a workspace, as they are kept.
pub(super) struct Holds {
    workspace: WorkspaceId,
    all: Vec<Kept>,
}

struct Kept {
    number: i64,
    credits: Credits,
    until: Timestamp,
}

impl Holds {
    pub(super) fn of(db: &Transaction<'_>, workspace: WorkspaceId) -> Result<Self> {
        let mut find = db.prepare_cached("SELECT n, credits, until FROM holds WHERE workspace = ?")?;
        let rows = find.query_map([workspace.0], |row| {
            Ok(Kept { number: row.get(0)?, credits: row.get(1)?, until: row.get::<_, Micros>(2)?.0 })
        })?;
        Ok(Self { workspace, all: rows.collect::<rusqlite::Result<_>>()? })
    }

    /// What is held at a moment, the hold `own` apart. Those that are void by then are dropped.
    pub(super) fn sum(&mut self, db: &Transaction<'_>, at: Timestamp, own: Option<i64>) -> Result<Credits> {
        if self.all.iter().any(|hold| hold.until <= at) {
            self.all.retain(|hold| hold.until > at);
            let void = "DELETE FROM holds WHERE workspace = ? AND until <= ?";
            db.prepare_cached(void)?.execute(params![self.workspace.0, Micros(at)])?;
        }
        let others = self.all.iter().filter(|hold| Some(hold.number) != own);
        Ok(others.fold(0, |sum, hold| sum.saturating_add(hold.credits)))
    }

    /// Keeps a hold; its number.
    pub(super) fn add(&mut self, db: &Transaction<'_>, hold: &Hold) -> Result<i64> {
        let add = "INSERT INTO holds (workspace, credits, until) VALUES (?, ?, ?)";
        db.prepare_cached(add)?.execute(params![self.workspace.0, hold.credits, Micros(hold.until)])?;
        let number = db.last_insert_rowid();
        self.all.push(Kept { number, credits: hold.credits, until: hold.until });
        Ok(number)
    }

    /// Gives one up, if it is still there.
    pub(super) fn end(&mut self, db: &Transaction<'_>, number: i64) -> Result<()> {
        self.all.retain(|hold| hold.number != number);
        let end = "DELETE FROM holds WHERE workspace = ? AND n = ?";
        db.prepare_cached(end)?.execute([self.workspace.0, number])?;
        Ok(())
    }
}
