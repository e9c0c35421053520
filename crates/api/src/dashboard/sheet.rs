//! Tables as files: CSV as spreadsheets read it, and no cell that one would run as a formula. Knows no table.

use std::borrow::Cow;

use axum::response::Response;

use super::answer;

/// A table that grows row by row.
pub(super) struct Sheet(String);

impl Sheet {
    /// With these columns. It begins with a mark, without which Excel reads another alphabet.
    pub(super) fn new(columns: &[&str]) -> Self {
        let mut sheet = Self("\u{feff}".to_owned());
        sheet.row(columns.iter().copied());
        sheet
    }

    /// Adds a row.
    pub(super) fn row<'c, C: Into<Cow<'c, str>>>(&mut self, cells: impl IntoIterator<Item = C>) {
        for (nth, cell) in cells.into_iter().enumerate() {
            if nth > 0 {
                self.0.push(',');
            }
            let cell = kith_engine::harmless(cell.into());
            if cell.contains(['"', ',', '\r', '\n']) {
                self.0.push('"');
                self.0.push_str(&cell.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(&cell);
            }
        }
        self.0.push_str("\r\n");
    }

    /// As a file of that name.
    pub(super) fn file(self, name: &str) -> Response {
        answer::file(name, "text/csv; charset=utf-8", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must_be_and_none_is_a_formula() {
        let mut sheet = Sheet::new(&["name", "people"]);
        sheet.row(["Doe, \"Jane\"\nDr", "12"]);
        sheet.row(["=SUM(A1)", ""]);
        let expected = "\u{feff}name,people\r\n\"Doe, \"\"Jane\"\"\nDr\",12\r\n'=SUM(A1),\r\n";
        assert_eq!(sheet.0, expected);
    }
}
