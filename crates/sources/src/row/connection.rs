//! The cells of one row as a connection, and what of them could not be kept. Must not know where the cells came from.

use kith_model::{ConnectedOn, Connection, ProfileUrl};

use super::{Column, cell};
use crate::archive::thousands;

/// Reads a row: `cells` gives a column's cell as it stands, empty where there is none; `warn` hears of what was left
/// out, without a word of what it was. A connection of all `None` where the row is blank.
pub(crate) fn connection<'a>(
    cells: impl Fn(Column) -> &'a str,
    max_chars: usize,
    warn: &mut dyn FnMut(String),
) -> Connection {
    let mut row = Reader { cells, max_chars, warn };
    Connection {
        first_name: row.text(Column::FirstName, "First Name"),
        last_name: row.text(Column::LastName, "Last Name"),
        profile_url: row.url(),
        email: row.email(),
        company: row.text(Column::Company, "Company"),
        position: row.text(Column::Position, "Position"),
        connected_on: row.connected_on(),
        ..Connection::default()
    }
}

struct Reader<'w, C> {
    cells: C,
    max_chars: usize,
    warn: &'w mut dyn FnMut(String),
}

impl<'a, C: Fn(Column) -> &'a str> Reader<'_, C> {
    fn warn(&mut self, reason: impl Into<String>) {
        (self.warn)(reason.into());
    }

    fn text(&mut self, column: Column, label: &str) -> Option<String> {
        let text = cell::clean((self.cells)(column))?;
        let (text, was_cut) = cell::cut(&text, self.max_chars);
        if was_cut {
            let most = thousands(self.max_chars as u64);
            self.warn(format!("{label} is longer than {most} characters; the rest is cut off"));
        }
        (!text.is_empty()).then(|| text.to_owned())
    }

    fn email(&mut self) -> Option<String> {
        let email = cell::clean((self.cells)(Column::Email))?;
        if cell::is_email(&email) && !cell::cut(&email, self.max_chars).1 {
            return Some(email.into_owned());
        }
        self.warn("Email Address is left out: it is no e-mail address");
        None
    }

    fn url(&mut self) -> Option<ProfileUrl> {
        let url = cell::clean((self.cells)(Column::Url))?;
        if cell::cut(&url, self.max_chars).1 {
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
