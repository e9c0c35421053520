//! Which cell of a record belongs to which column, and by which columns other files of an export give themselves
//! away.

use csv::StringRecord;

use super::ArchiveError;
use crate::row::{Column, NAMES, cell};

/// Columns that only another file of the export has beside the names; all of a row must be there.
const OTHER_FILES: [(&str, &[&str]); 3] = [
    ("Profile.csv", &["headline"]),
    ("Profile.csv", &["maiden name"]),
    ("Recommendations_Received.csv or Recommendations_Given.csv", &["job title", "text"]),
];

/// Which cell of a record belongs to which column.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    at: [Option<usize>; NAMES.len()],
    /// How many cells the header has.
    pub(super) width: usize,
}

impl Columns {
    /// The columns that a record names; `None` where it is no header at all.
    pub(super) fn named_by(record: &StringRecord) -> Option<Result<Self, ArchiveError>> {
        if record.len() < 2 {
            return None;
        }
        let cells: Vec<String> = record.iter().map(cell::fold).collect();
        let at =
            NAMES.map(|(_, names)| names.iter().find_map(|name| cells.iter().position(|cell| cell == name)));
        let [Some(_), Some(_), others @ ..] = at else { return None };
        let has = |mark: &&str| cells.iter().any(|cell| cell == mark);
        if let Some((file, _)) = OTHER_FILES.iter().find(|(_, marks)| marks.iter().all(has)) {
            return Some(Err(ArchiveError::OtherFile { file }));
        }
        if others.iter().all(Option::is_none) {
            return Some(Err(ArchiveError::OnlyNames));
        }
        Some(Ok(Self { at, width: cells.len() }))
    }

    /// The cell as it stands; empty where the record is short or the file lacks the column.
    pub(super) fn cell<'r>(&self, record: &'r StringRecord, column: Column) -> &'r str {
        self.at[column as usize].and_then(|at| record.get(at)).unwrap_or_default()
    }

    /// Whether a row is the header once more, as where two lists were pasted together.
    pub(super) fn is_header(&self, record: &StringRecord) -> bool {
        let (first, last) = (NAMES[0].1, NAMES[1].1);
        let is = |column, names: &[&str]| {
            names.iter().any(|name| self.cell(record, column).trim().eq_ignore_ascii_case(name))
        };
        is(Column::FirstName, first) && is(Column::LastName, last)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str) -> Option<Result<Columns, ArchiveError>> {
        Columns::named_by(&StringRecord::from(header.split(',').collect::<Vec<_>>()))
    }

    #[test]
    fn columns_are_found_by_name_in_any_order_and_letter_case() {
        let columns = columns("\u{a0}CONNECTED  on , Last Name,extra,FIRST\u{0} NAME").unwrap().unwrap();
        let record = StringRecord::from(vec!["1 Jan 2024", "b", "c", "a"]);
        let cell = |column| columns.cell(&record, column);
        assert_eq!(
            [cell(Column::FirstName), cell(Column::LastName), cell(Column::ConnectedOn), cell(Column::Url)],
            ["a", "b", "1 Jan 2024", ""]
        );
        assert_eq!(columns.width, 4);
    }

    #[test]
    fn a_record_without_both_names_is_no_header() {
        for record in ["", "First Name", "First Name,URL", "Last Name,Company", "First Name Last Name,URL"] {
            assert!(columns(record).is_none(), "{record}");
        }
    }

    #[test]
    fn headers_of_other_files_are_told() {
        let refusal = |header| columns(header).unwrap().unwrap_err();
        for header in ["First Name,Last Name,Headline,URL", "Maiden Name,Last Name,First Name"] {
            assert_eq!(refusal(header), ArchiveError::OtherFile { file: "Profile.csv" });
        }
        let recommendations = refusal("First Name,Last Name,Company,Job Title,Text,Creation Date,Status");
        assert!(matches!(recommendations, ArchiveError::OtherFile { file } if file.contains("Given")));
        assert_eq!(refusal("First Name,Last Name,Birthday"), ArchiveError::OnlyNames);
    }
}
