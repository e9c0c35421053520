//! One record as a connection, and what of it could not be kept. Must not know of other rows.

use csv::StringRecord;
use kith_model::Connection;

use super::columns::Columns;
use super::{Limits, Note};
use crate::row;

/// A record being read; reasons are added to `warnings`.
pub(super) struct Row<'a> {
    pub(super) record: &'a StringRecord,
    pub(super) columns: &'a Columns,
    pub(super) delimiter: char,
    pub(super) limits: &'a Limits,
    pub(super) line: u64,
    pub(super) warnings: &'a mut Vec<Note>,
}

impl Row<'_> {
    /// The connection; one of all `None` where the row is blank.
    pub(super) fn connection(mut self) -> Connection {
        self.look_for_swallowed_rows();
        let Self { record, columns, limits, line, warnings, .. } = self;
        let mut warn = |reason| warnings.push(Note { line, reason });
        row::connection(|column| columns.cell(record, column), limits.max_field_chars, &mut warn)
    }

    fn warn(&mut self, reason: impl Into<String>) {
        self.warnings.push(Note { line: self.line, reason: reason.into() });
    }

    /// A stray quotation mark makes the rows up to the next mark part of one cell. Such a file is readable, but
    /// shorter than it should be, and that must not pass unseen.
    fn look_for_swallowed_rows(&mut self) {
        if !self.record.as_slice().contains('\n') {
            return;
        }
        let width = self.columns.width;
        let like_a_row = |line: &str| width > 2 && line.matches(self.delimiter).count() + 1 >= width;
        if self.record.iter().any(|cell| cell.contains('\n') && cell.lines().skip(1).any(like_a_row)) {
            self.warn("a cell runs over several lines that look like rows; a quotation mark may be missing");
        }
    }
}
