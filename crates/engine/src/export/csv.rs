//! CSV for spreadsheets and programs: RFC 4180, UTF-8 with a byte order mark (without it Excel reads another alphabet),
//! a header, and no cell that a spreadsheet would run as a formula.

use std::borrow::Cow;

use kith_model::Connection;

use super::format::Encoder;
use crate::{Error, Result};

const MARK: &str = "\u{feff}";

const COLUMNS: [&str; 10] = [
    "id",
    "first_name",
    "last_name",
    "name",
    "job_title",
    "company",
    "position",
    "email",
    "profile_url",
    "connected_on",
];

pub(super) struct Csv;

impl Encoder for Csv {
    fn begin(&mut self, out: &mut Vec<u8>) -> Result<()> {
        header(out, &COLUMNS)
    }

    fn rows(&mut self, rows: &[Connection], out: &mut Vec<u8>) -> Result<()> {
        out.reserve(rows.len() * 256);
        lines(out, rows.iter().map(cells))
    }
}

/// Begins a file: the mark and the names of its columns.
pub(crate) fn header(out: &mut Vec<u8>, columns: &[&str]) -> Result<()> {
    out.extend_from_slice(MARK.as_bytes());
    write(out, |csv| csv.write_record(columns))
}

/// Appends a line for each row of cells, which are made harmless.
pub(crate) fn lines<'a, const N: usize>(
    out: &mut Vec<u8>,
    mut rows: impl Iterator<Item = [Cow<'a, str>; N]>,
) -> Result<()> {
    write(out, |csv| rows.try_for_each(|row| csv.write_record(row.map(|cell| CellBytes(harmless(cell))))))
}

/// A cell as the writer takes it.
struct CellBytes<'a>(Cow<'a, str>);

impl AsRef<[u8]> for CellBytes<'_> {
    fn as_ref(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

fn write(
    out: &mut Vec<u8>,
    records: impl FnOnce(&mut csv::Writer<&mut Vec<u8>>) -> csv::Result<()>,
) -> Result<()> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
    records(&mut csv).and_then(|()| Ok(csv.flush()?)).map_err(|error| Error::Internal(error.to_string()))
}

fn cells(row: &Connection) -> [Cow<'_, str>; 10] {
    let day = row.connected_on.as_ref().and_then(kith_model::ConnectedOn::day);
    [
        row.member_id().to_string().into(),
        row.first_name.as_deref().unwrap_or_default().into(),
        row.last_name.as_deref().unwrap_or_default().into(),
        row.name().into(),
        row.job_title().unwrap_or_default().into(),
        row.company.as_deref().unwrap_or_default().into(),
        row.position.as_deref().unwrap_or_default().into(),
        row.email.as_deref().unwrap_or_default().into(),
        row.profile_url.as_ref().map(ToString::to_string).unwrap_or_default().into(),
        day.map(|day| day.to_string()).unwrap_or_default().into(),
    ]
}

/// A cell that no spreadsheet runs as a formula: one that would be gets an apostrophe in front, which makes it text. So
/// does one that is told from such a cell by its apostrophes alone: to read cells back, take one apostrophe from the
/// front of each that has a formula behind its apostrophes.
///
/// ```
/// assert_eq!(kith_engine::harmless("=SUM(A1:A9)".into()), "'=SUM(A1:A9)");
/// assert_eq!(kith_engine::harmless("O'Hara".into()), "O'Hara");
/// ```
pub fn harmless(cell: Cow<'_, str>) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) { format!("'{cell}").into() } else { cell }
}

/// Whether a spreadsheet may run it, blanks before it or not. The full-width signs are formulas, too, where the
/// spreadsheet speaks Japanese.
fn is_formula(cell: &str) -> bool {
    let blank = |c: char| c.is_whitespace() || c.is_control() || c == '\u{feff}';
    cell.starts_with(['\t', '\r', '\n'])
        || cell.trim_start_matches(blank).starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_is_text_and_others_stay_as_they_are() {
        for cell in ["=1", "+1", "-1", "@x", "\tx", "\rx", " =1", "\u{a0}\n@x", "'=1", "''+1", "＝1"] {
            assert_eq!(harmless(cell.into()), format!("'{cell}"));
        }
        for cell in ["", "a=b", "'t Hart", "O'Hara", "1-2", " x", "''"] {
            assert_eq!(harmless(cell.into()), cell);
        }
    }
}
