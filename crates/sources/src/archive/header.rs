//! Where the list begins: the first record that is a header, whatever stands above it and whatever separates
//! its cells. By record and never by line number. Must not know the names of the columns.

use csv::StringRecord;
use kith_model::ConnectedOn;

use super::columns::Columns;
use super::records::Records;
use super::{ArchiveError, Limits, looks_like};
use crate::row::cell;

/// Commas as LinkedIn writes them; semicolons and tabs as spreadsheets save them anew.
const DELIMITERS: [u8; 3] = [b',', b';', b'\t'];
/// How many records may stand above the header. The longest preamble seen has 12 lines.
const WINDOW: usize = 64;
/// More cells than this for each row allowed, over the whole file, are an attack on the memory.
const CELLS_PER_ROW: usize = 64;
/// Rows' worth of cells allowed beside the rows, for the preamble.
const SPARE_ROWS: usize = 1_000;
/// How much of the first record an error quotes, in characters.
const QUOTED: usize = 120;

/// A list whose header was read; the next record is its first row.
pub(super) struct Table<'a> {
    pub(super) records: Records<'a>,
    pub(super) columns: Columns,
}

/// Finds the header, by record and never by line number, so that a quoted preamble can say what it likes.
pub(super) fn find<'a>(text: &'a str, limits: &Limits) -> Result<Table<'a>, ArchiveError> {
    let mut refused = None;
    for delimiter in DELIMITERS {
        let limit = limits.max_rows.saturating_add(SPARE_ROWS).saturating_mul(CELLS_PER_ROW);
        if text.bytes().filter(|byte| *byte == delimiter).count() > limit {
            return Err(ArchiveError::TooManyCells { limit });
        }
        let (mut records, mut record) = (Records::new(text, delimiter), StringRecord::new());
        for _ in 0..WINDOW {
            if !records.next(&mut record)? {
                break;
            }
            match Columns::named_by(&record) {
                Some(Ok(columns)) => return Ok(Table { records, columns }),
                Some(Err(error)) => refused = refused.or(Some(error)),
                None => {}
            }
        }
    }
    Err(refused.unwrap_or_else(|| no_header(text)))
}

fn no_header(text: &str) -> ArchiveError {
    match looks_like::text(text) {
        Some(kind) => ArchiveError::OtherFormat(kind),
        None => ArchiveError::NoHeader { found: begins_with(text) },
    }
}

/// The first record with something in it, and the one after a mere `Notes:`.
fn begins_with(text: &str) -> String {
    let (mut records, mut record) = (Records::new(text, DELIMITERS[0]), StringRecord::new());
    let mut found = String::new();
    while (found.is_empty() || found.ends_with(':')) && records.next(&mut record).unwrap_or(false) {
        if record.iter().all(|text| cell::clean(text).is_none()) {
            continue;
        }
        let line = record.iter().take(QUOTED).map(cell::one_line).collect::<Vec<_>>().join(",");
        let quoted = if is_personal(&line) { "(a row with a person in it)".to_owned() } else { line };
        found = if found.is_empty() { quoted } else { format!("{found} {quoted}") };
    }
    found.char_indices().nth(QUOTED).map(|(end, _)| format!("{}…", &found[..end])).unwrap_or(found)
}

/// A row of a list whose header was removed: it is not quoted, for it is about somebody.
fn is_personal(line: &str) -> bool {
    let is_day = |text: &str| ConnectedOn::read(text).is_some_and(|on| on.day().is_some());
    line.contains('@')
        || line.to_lowercase().contains("linkedin.com/in/")
        || line.split(DELIMITERS.map(char::from)).any(is_day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(text: &str) -> String {
        find(text, &Limits::default()).err().unwrap().to_string()
    }

    #[test]
    fn without_a_header_the_error_quotes_how_the_file_begins() {
        assert!(refusal("id,name\n1,Somebody\n").contains("begins with \"id,name\";"));
        assert!(
            refusal("\n,\nNotes:\n\"two\nlines\"\nJane,Doe\n").contains("begins with \"Notes: two lines\"")
        );
        let long = refusal(&format!("{}\n", "ä".repeat(500)));
        assert!(long.contains(&format!("\"{}…\"", "ä".repeat(120))));
    }

    #[test]
    fn without_a_header_no_person_is_quoted() {
        for row in [
            "Jane,Doe,https://www.linkedin.com/in/jane,,,,",
            "Jane,Doe,j@example.com",
            "Jane;Doe;01 Jan 2024",
            "Notes:\nJane,01 Jan 2024",
        ] {
            let text = refusal(row);
            assert!(
                text.contains("(a row with a person in it)")
                    && !text.contains("Jane")
                    && !text.contains("example"),
                "{text}"
            );
        }
    }

    #[test]
    fn a_file_of_separators_is_refused_before_it_takes_memory() {
        let limits = Limits { max_rows: 0, ..Limits::default() };
        let error = find(&",".repeat(64_001), &limits).err().unwrap();
        assert_eq!(error, ArchiveError::TooManyCells { limit: 64_000 });
    }
}
