//! A figure: a chart, what it says in a sentence, and its table. Knows no network.

use super::super::sheet::Sheet;
use super::super::words;
use super::chart::Chart;
use crate::error::Failure;

/// A figure of the page.
pub(super) struct Figure {
    /// What its elements are called by, and its file.
    pub(super) id: &'static str,
    pub(super) title: &'static str,
    /// What can be seen in it, for who does not see it.
    pub(super) says: String,
    /// What is left out, if anything.
    pub(super) note: String,
    pub(super) chart: Chart,
    pub(super) table: Table,
    /// Where its table is a file.
    pub(super) csv: String,
}

/// A table: a name and numbers in each row.
pub(super) struct Table {
    pub(super) caption: String,
    /// The columns' names, that of the rows' names first.
    pub(super) head: Vec<&'static str>,
    pub(super) rows: Vec<Row>,
    /// The longest bar.
    pub(super) most: u32,
}

/// A row of a table.
pub(super) struct Row {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
    /// How long its bar is.
    pub(super) bar: u32,
}

impl Figure {
    /// Whether its chart has many bars, one under the other.
    pub(super) fn is_tall(&self) -> bool {
        self.chart.horizontal && self.chart.labels.len() > 6
    }
}

impl Table {
    /// A table whose bars are of these rows.
    pub(super) fn new(caption: impl Into<String>, head: Vec<&'static str>, rows: Vec<Row>) -> Self {
        let most = rows.iter().map(|row| row.bar).max().unwrap_or(0).max(1);
        Self { caption: caption.into(), head, rows, most }
    }

    /// As a file; its numbers are plain.
    pub(super) fn sheet(&self) -> Result<Sheet, Failure> {
        let mut sheet = Sheet::new(&self.head)?;
        for row in &self.rows {
            let cells = row.cells.iter().map(|cell| cell.replace(',', ""));
            sheet.row(std::iter::once(row.name.clone()).chain(cells))?;
        }
        Ok(sheet)
    }
}

/// `12.5 %`.
pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A name within a sentence, kept apart from it by its direction: between signs that are not seen.
pub(super) fn apart(name: &str) -> String {
    format!("\u{2068}{name}\u{2069}")
}

/// The first three of some, in words: `Acme (12), Globex (7) and Initech (3)`.
pub(super) fn leading<'n>(rows: impl IntoIterator<Item = (&'n str, u32)>) -> String {
    let short = |name: &str| name.chars().take(60).collect::<String>();
    let one = |(name, count)| format!("{} ({})", apart(&short(name)), words::thousands(count));
    let first: Vec<_> = rows.into_iter().take(3).map(one).collect();
    match first.as_slice() {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
