//! Tables as files: CSV as spreadsheets read it, and no cell that one would run as a formula. Knows no table.

use std::borrow::Cow;

use axum::response::Response;

use super::answer;
use crate::error::{Code, Failure};

/// A table that grows row by row.
pub(super) struct Sheet(csv::Writer<Vec<u8>>);

impl Sheet {
    /// With these columns. It begins with a mark, without which Excel reads another alphabet.
    pub(super) fn new(columns: &[&str]) -> Result<Self, Failure> {
        let bytes = "\u{feff}".as_bytes().to_vec();
        let mut sheet = Self(csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(bytes));
        sheet.row(columns.iter().copied())?;
        Ok(sheet)
    }

    /// Adds a row, of as many cells as there are columns.
    pub(super) fn row<'c, C: Into<Cow<'c, str>>>(
        &mut self,
        cells: impl IntoIterator<Item = C>,
    ) -> Result<(), Failure> {
        for cell in cells {
            self.0.write_field(&*kith_engine::harmless(cell.into())).map_err(fault)?;
        }
        self.0.write_record(None::<&[u8]>).map_err(fault)
    }

    /// As a file of that name.
    pub(super) fn file(self, name: &str) -> Result<Response, Failure> {
        Ok(answer::file(name, "text/csv; charset=utf-8", self.bytes()?))
    }

    fn bytes(self) -> Result<Vec<u8>, Failure> {
        self.0.into_inner().map_err(fault)
    }
}

/// A vector takes every write, so what fails here is a row that has not as many cells as there are columns.
fn fault(error: impl std::fmt::Display) -> Failure {
    Failure::new(Code::InternalError, format!("a table could not be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be_and_none_is_a_formula() {
        let mut sheet = Sheet::new(&["name", "people"]).unwrap();
        sheet.row(["Doe, \"Jane\"\nDr", "12"]).unwrap();
        sheet.row(["=SUM(A1)", ""]).unwrap();
        let expected = "\u{feff}name,people\r\n\"Doe, \"\"Jane\"\"\nDr\",12\r\n'=SUM(A1),\r\n";
        assert_eq!(String::from_utf8(sheet.bytes().unwrap()).unwrap(), expected);
    }
}
