//! Who is looked for and in which order, and how folded chunks are scanned for it. A scan gives what
//! [`kith_model::Query`] gives row by row; it looks for the longest word in a chunk's text first, and at its rows then.

use std::cmp::Reverse;
use std::sync::Arc;

use kith_model::{Date, Query};
use memchr::memmem::Finder;

use super::folded::{Folded, Key, Part};

/// In which order people are answered. Ties keep the order of the list; who has nothing to be sorted by comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Sort {
    /// The newest connection first.
    #[default]
    RecentlyConnected,
    /// By first name, letter case and accents left aside.
    FirstName,
    /// By last name, likewise.
    LastName,
    /// By company, likewise.
    Company,
}

/// Who is looked for: those that fit all of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Question {
    /// In name, headline, position and company; empty: anybody.
    pub query: Query,
    /// In the company.
    pub company: Query,
    /// In headline and position.
    pub title: Query,
    /// Connected on this day or later.
    pub connected_after: Option<Date>,
    /// Connected on this day or earlier.
    pub connected_before: Option<Date>,
    /// With an e-mail address, or without.
    pub has_email: Option<bool>,
    /// In which order.
    pub sort: Sort,
}

/// A word that is looked for, and where.
struct Needle<'q> {
    part: Part,
    finder: Finder<'q>,
}

impl Question {
    /// Bytes in memory, about.
    pub(crate) fn bytes(&self) -> u64 {
        let queries = [&self.query, &self.company, &self.title];
        queries.into_iter().flat_map(Query::terms).map(|term| term.pattern().len() as u64 + 32).sum()
    }

    /// Whether it looks for somebody, and not just puts the list in order.
    pub(crate) fn is_narrow(&self) -> bool {
        *self != Self { sort: self.sort, ..Self::default() }
    }

    /// The rows of a list, from 0, that this finds in its `chunks`, in the order asked for.
    pub(crate) fn find(&self, chunks: &[Arc<Folded>]) -> Vec<u32> {
        match self.sort {
            Sort::RecentlyConnected => self.sorted(chunks, |chunk, row| Reverse(chunk.connected_on(row))),
            Sort::FirstName => self.sorted_by(chunks, Key::First),
            Sort::LastName => self.sorted_by(chunks, Key::Last),
            Sort::Company => self.sorted_by(chunks, Key::Company),
        }
    }

    fn sorted_by(&self, chunks: &[Arc<Folded>], key: Key) -> Vec<u32> {
        self.sorted(chunks, |chunk, row| {
            let key = chunk.key(row, key);
            (key.is_empty(), key)
        })
    }

    fn sorted<'c, K: Ord>(
        &self,
        chunks: &'c [Arc<Folded>],
        key: impl Fn(&'c Folded, usize) -> K,
    ) -> Vec<u32> {
        let needles = self.needles();
        let (mut found, mut start) = (Vec::new(), 0);
        for chunk in chunks {
            self.scan(chunk, &needles, |row| found.push((key(chunk, row), start + row)));
            start += chunk.len();
        }
        found.sort_by(|(one, _), (other, _)| one.cmp(other)); // stable: ties stay in the order of the list
        found.into_iter().map(|(_, row)| u32::try_from(row).unwrap_or(u32::MAX)).collect()
    }

    /// The words that are looked for, the longest first: it is found least often.
    fn needles(&self) -> Vec<Needle<'_>> {
        let parts = [(&self.query, Part::All), (&self.company, Part::Company), (&self.title, Part::Title)];
        let all =
            parts.into_iter().flat_map(|(query, part)| query.terms().iter().map(move |term| (term, part)));
        let mut all: Vec<_> =
            all.map(|(term, part)| Needle { part, finder: Finder::new(term.pattern()) }).collect();
        all.sort_by_key(|needle| Reverse(needle.finder.needle().len()));
        all
    }

    /// Calls `each` with the rows of a chunk that fit, in order.
    fn scan(&self, chunk: &Folded, needles: &[Needle<'_>], mut each: impl FnMut(usize)) {
        let Some((first, others)) = needles.split_first() else {
            return (0..chunk.len()).filter(|row| self.lets_through(chunk, *row)).for_each(each);
        };
        // Where it is looked for in all of a row, it need not be looked for again.
        let unsure = if first.part == Part::All { others } else { needles };
        let (words, mut from) = (chunk.words().as_bytes(), 0);
        while let Some(hit) = words.get(from..).and_then(|rest| first.finder.find(rest)) {
            let (row, end) = chunk.row_at(from + hit);
            let is_in =
                |needle: &Needle<'_>| needle.finder.find(chunk.part(row, needle.part).as_bytes()).is_some();
            if self.lets_through(chunk, row) && unsure.iter().all(is_in) {
                each(row);
            }
            from = end;
        }
    }

    /// Whether a row fits all but the words.
    fn lets_through(&self, chunk: &Folded, row: usize) -> bool {
        let is_in_time = if self.connected_after.is_none() && self.connected_before.is_none() {
            true
        } else {
            chunk.connected_on(row).is_some_and(|day| {
                self.connected_after.is_none_or(|first| first <= day)
                    && self.connected_before.is_none_or(|last| day <= last)
            })
        };
        is_in_time && self.has_email.is_none_or(|wanted| wanted == chunk.has_email(row))
    }
}
