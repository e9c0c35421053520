//! One record as a connection, and what of it could not be kept. Must not know of other rows.

use csv::StringRecord;
use kith_model::{ConnectedOn, Connection, ProfileUrl};

use super::columns::{Column, Columns};
use super::error::thousands;
use super::{Limits, Note, cell};

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
        Connection {
            first_name: self.text(Column::FirstName, "First Name"),
            last_name: self.text(Column::LastName, "Last Name"),
            profile_url: self.url(),
            email: self.email(),
            company: self.text(Column::Company, "Company"),
            position: self.text(Column::Position, "Position"),
            connected_on: self.connected_on(),
            ..Connection::default()
        }
    }

    fn warn(&mut self, reason: impl Into<String>) {
        self.warnings.push(Note { line: self.line, reason: reason.into() });
    }

    fn text(&mut self, column: Column, label: &str) -> Option<String> {
        let text = cell::clean(self.columns.cell(self.record, column))?;
        let (text, was_cut) = cell::cut(&text, self.limits.max_field_chars);
        if was_cut {
            let most = thousands(self.limits.max_field_chars as u64);
            self.warn(format!("{label} is longer than {most} characters; the rest is cut off"));
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn email(&mut self) -> Option<String> {
        let email = cell::clean(self.columns.cell(self.record, Column::Email))?;
        if cell::is_email(&email) && !cell::cut(&email, self.limits.max_field_chars).1 {
            return Some(email.into_owned());
        }
        self.warn("Email Address is left out: it is no e-mail address");
        None
    }

    fn url(&mut self) -> Option<ProfileUrl> {
        let url = cell::clean(self.columns.cell(self.record, Column::Url))?;
        if cell::cut(&url, self.limits.max_field_chars).1 {
            self.warn("URL is left out: it is too long for an address");
            return None;
        }
        ProfileUrl::parse(&url).map_err(|why| self.warn(format!("URL is left out: {why}"))).ok()
    }

    fn connected_on(&mut self) -> Option<ConnectedOn> {
        let read = ConnectedOn::read(&self.text(Column::ConnectedOn, "Connected On")?)?;
        if let ConnectedOn::Text(text) = &read {
            let what = if may_be_quoted(text) { format!("\"{text}\" ") } else { String::new() };
            self.warn(format!("Connected On {what}is no day that can be told for certain; kept as text"));
        }
        Some(read)
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

/// Whether a text is enough of a date to stand in a report: a cell in the wrong column could be a name.
fn may_be_quoted(text: &str) -> bool {
    const MONTHS: [&str; 12] =
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let words = text.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty());
    let known = |word: &str| {
        let word = word.to_lowercase();
        matches!(word.as_str(), "am" | "pm") || MONTHS.iter().any(|month| word.starts_with(month))
    };
    text.len() <= 40
        && text.contains(|c: char| c.is_ascii_digit())
        && text.chars().all(|c| c.is_alphanumeric() || " /.,:-\u{202f}\u{a0}".contains(c))
        && words.into_iter().all(known)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_made_like_a_date_is_quoted() {
        for text in ["1/2/18, 3:04 PM", "1/2/18, 3:04\u{202f}PM", "01.02.2024", "5-Jan-24", "30 Feb 2024"] {
            assert!(may_be_quoted(text), "{text}");
        }
        for text in ["Jane Doe", "Jane Doe 2", "j1@example.com", "/in/jane-2", "soon"] {
            assert!(!may_be_quoted(text), "{text}");
        }
    }
}
