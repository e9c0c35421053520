//! Rows as plain values, the same of every store, and their digest: equal digests, equal rows. They hold personal data
//! and sealed tokens, so nothing here can be printed.

use std::fmt;
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use super::Table;

/// A value of a row.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    Integer(i64),
    Text(String),
    Bytes(Vec<u8>),
}

impl Value {
    /// A text as every store can keep it: one of them takes every character but one.
    pub(crate) fn text(text: &str) -> Self {
        Self::Text(text.replace('\0', "\u{fffd}"))
    }

    pub(crate) fn as_integer(&self) -> Option<i64> {
        if let Self::Integer(value) = self { Some(*value) } else { None }
    }

    pub(crate) fn as_bool(&self) -> Option<bool> {
        if let Self::Bool(value) = self { Some(*value) } else { None }
    }

    pub(crate) fn as_text(&self) -> Option<&str> {
        if let Self::Text(value) = self { Some(value) } else { None }
    }

    pub(crate) fn as_bytes(&self) -> Option<&[u8]> {
        if let Self::Bytes(value) = self { Some(value) } else { None }
    }

    /// About how much memory it takes.
    pub(crate) fn size(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Bytes(bytes) => bytes.len(),
            Self::Null | Self::Bool(_) | Self::Integer(_) => 8,
        }
    }
}

/// A row: a value for each of its table's columns.
pub(crate) type Row = Vec<Value>;

/// The rows of an owner, table by table, in an order that is theirs and not the store's.
#[derive(Clone, PartialEq, Eq)]
pub struct Rows(Arc<Vec<(&'static Table, Vec<Row>)>>);

impl Rows {
    pub(crate) fn new(mut tables: Vec<(&'static Table, Vec<Row>)>) -> Self {
        for (_, rows) in &mut tables {
            rows.sort_unstable();
        }
        Self(Arc::new(tables))
    }

    /// The rows of each table.
    pub(crate) fn tables(&self) -> impl Iterator<Item = (&'static Table, &[Row])> {
        self.0.iter().map(|(table, rows)| (*table, rows.as_slice()))
    }

    /// The rows of one table.
    pub(crate) fn of(&self, table: &str) -> &[Row] {
        self.tables().find(|(found, _)| found.name == table).map_or(&[], |(_, rows)| rows)
    }

    /// A column of one table, row by row.
    pub(crate) fn column<'a>(&'a self, table: &str, column: &str) -> impl Iterator<Item = &'a Value> {
        let found = self.tables().find(|(found, _)| found.name == table);
        let at = found.map_or(usize::MAX, |(table, _)| table.at(column));
        found.map_or(&[][..], |(_, rows)| rows).iter().filter_map(move |row| row.get(at))
    }

    /// What only equal rows have in common.
    pub fn digest(&self) -> Digest {
        let mut sum = Sum::default();
        for (table, rows) in self.tables() {
            sum.add(table.name.as_bytes());
            sum.add(&(rows.len() as u64).to_le_bytes());
            rows.iter().flatten().for_each(|value| sum.value(value));
        }
        sum.end()
    }
}

/// SHA-256 of rows, or of other digests.
#[derive(Clone, Copy, PartialEq, Eq, Default)]
pub struct Digest(pub(crate) [u8; 32]);

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A digest that is being made. Every part stands with its length, so that no two sequences read alike.
#[derive(Default)]
pub(crate) struct Sum(Sha256);

impl Sum {
    pub(crate) fn add(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    fn value(&mut self, value: &Value) {
        match value {
            Value::Null => self.0.update([0]),
            Value::Bool(value) => self.0.update([1, u8::from(*value)]),
            Value::Integer(value) => {
                self.0.update([2]);
                self.0.update(value.to_le_bytes());
            }
            Value::Text(text) => {
                self.0.update([3]);
                self.add(text.as_bytes());
            }
            Value::Bytes(bytes) => {
                self.0.update([4]);
                self.add(bytes);
            }
        }
    }

    pub(crate) fn end(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ACCOUNT, LEDGER};
    use super::*;

    fn chunks(rows: &[(&[u8], &[u8])]) -> Rows {
        let row = |(id, body): &(&[u8], &[u8])| vec![Value::Bytes(id.to_vec()), Value::Bytes(body.to_vec())];
        Rows::new(vec![(&ACCOUNT[2], rows.iter().map(row).collect())])
    }

    #[test]
    fn the_order_of_a_store_does_not_count_and_every_value_does() {
        let digest = chunks(&[(b"a", b"1"), (b"b", b"2")]).digest();
        assert_eq!(chunks(&[(b"b", b"2"), (b"a", b"1")]).digest(), digest);
        for other in [
            &[(&b"a"[..], &b"1"[..])][..],
            &[(b"a", b"2"), (b"b", b"1")],
            &[(b"a", b"1b"), (b"", b"2")],
            &[(b"a", b"1"), (b"b", b"2"), (b"c", b"3")],
        ] {
            assert_ne!(chunks(other).digest(), digest);
        }
        assert_eq!(digest.to_string().len(), 64);
    }

    #[test]
    fn no_text_holds_what_a_store_cannot_keep_and_nothing_is_not_an_empty_text() {
        let of = |value: Value| Rows::new(vec![(&LEDGER, vec![vec![value]])]).digest();
        assert_eq!(of(Value::text("a\0b")), of(Value::text("a\u{fffd}b")));
        assert_ne!(of(Value::text("")), of(Value::Null));
        assert_ne!(of(Value::Bool(false)), of(Value::Integer(0)));
    }
}
