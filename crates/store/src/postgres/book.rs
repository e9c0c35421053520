//! A workspace's book in the course of a batch: what is left, what is held, what is to be written at the end. Knows no
//! database: arithmetic alone, so that what a charge may take is decided in one place.

use kith_model::{Credits, Timestamp};

use crate::{Debit, Hold};

/// A hold as it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct KeptHold {
    pub(super) number: i64,
    pub(super) credits: Credits,
    pub(super) until: Timestamp,
}

/// The book.
#[derive(Debug, Default)]
pub(super) struct Book<'a> {
    pub(super) balance: Credits,
    pub(super) consumed: Credits,
    /// The id of the newest entry.
    pub(super) entries: i64,
    pub(super) last_hold: i64,
    pub(super) holds: Vec<KeptHold>,
    /// Charges to be entered, each with the balance after it.
    pub(super) entered: Vec<(&'a Debit, Credits)>,
    /// Holds to be kept.
    pub(super) made: Vec<KeptHold>,
    /// Numbers of holds to be dropped.
    pub(super) ended: Vec<i64>,
}

impl<'a> Book<'a> {
    /// What may be taken at a moment, the hold `own` apart. Those that are void by then are dropped.
    pub(super) fn free(&mut self, at: Timestamp, own: Option<i64>) -> Credits {
        let void: Vec<_> =
            self.holds.iter().filter(|hold| hold.until <= at).map(|hold| hold.number).collect();
        for number in void {
            self.end(number);
        }
        let others = self.holds.iter().filter(|hold| Some(hold.number) != own);
        self.balance.saturating_sub(others.fold(0, |sum, hold| sum.saturating_add(hold.credits)))
    }

    /// Enters a charge that is covered; the balance after it. None of nothing.
    pub(super) fn enter(&mut self, debit: &'a Debit) -> Credits {
        if let Some(hold) = debit.hold {
            self.end(hold);
        }
        if debit.credits > 0 {
            self.balance -= debit.credits;
            self.consumed += debit.credits;
            self.entries += 1;
            self.entered.push((debit, self.balance));
        }
        self.balance
    }

    /// Sets credits aside that are covered; the hold's number.
    pub(super) fn set_aside(&mut self, hold: &Hold) -> i64 {
        self.last_hold += 1;
        let kept = KeptHold { number: self.last_hold, credits: hold.credits, until: hold.until };
        self.holds.push(kept);
        self.made.push(kept);
        kept.number
    }

    /// Gives a hold up, if it is still there.
    pub(super) fn end(&mut self, number: i64) {
        self.holds.retain(|hold| hold.number != number);
        if self.made.iter().any(|hold| hold.number == number) {
            self.made.retain(|hold| hold.number != number);
        } else {
            self.ended.push(number);
        }
    }

    /// The charges that took the balance below what they warn of, each with the balance after it.
    pub(super) fn crossed(&self) -> impl Iterator<Item = (&'a Debit, Credits)> {
        let entered = self.entered.iter().copied();
        entered.filter(|(debit, after)| debit.crosses(after + debit.credits, *after))
    }

    /// The sum of all holds.
    pub(super) fn held(&self) -> Credits {
        self.holds.iter().fold(0, |sum, hold| sum.saturating_add(hold.credits))
    }

    /// Whether anything is to be written.
    pub(super) fn has_changed(&self, last_hold: i64) -> bool {
        !self.entered.is_empty() || !self.ended.is_empty() || self.last_hold != last_hold
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_model::WorkspaceId;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).unwrap()
    }

    fn hold(credits: Credits, until: i64) -> Hold {
        Hold { workspace: WorkspaceId(1), credits, at: at(0), until: at(until) }
    }

    #[test]
    fn what_is_held_can_be_taken_by_its_own_charge_alone_and_by_all_once_it_is_void() {
        let mut book = Book { balance: 10, ..Book::default() };
        let number = book.set_aside(&hold(8, 60));
        assert_eq!((book.free(at(1), None), book.free(at(1), Some(number)), book.held()), (2, 10, 8));
        assert_eq!(book.free(at(60), None), 10);
        assert!(book.made.is_empty() && book.ended.is_empty(), "made and void within one batch");
        assert!(book.has_changed(0), "its number is spent all the same");
    }

    #[test]
    fn a_kept_hold_that_ends_is_to_be_dropped() {
        let kept = KeptHold { number: 7, credits: 3, until: at(60) };
        let mut book = Book { balance: 10, holds: vec![kept], last_hold: 7, ..Book::default() };
        book.end(7);
        assert_eq!((book.ended.as_slice(), book.held(), book.has_changed(7)), ([7].as_slice(), 0, true));
    }
}
