//! A chunk as it is searched: the folded words of its rows in one text, what they are sorted by in another, and marks to
//! look people up by. Made of a chunk alone, so always true. Knows no question.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use kith_model::words::fold;
use kith_model::{Connection, Date, MemberId, Words};

/// Of which texts of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Name, headline, position and company.
    All,
    /// Headline and position.
    Title,
    /// Company.
    Company,
}

/// What a row can be sorted by.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Key {
    First = 0,
    Last = 1,
    Company = 2,
}

struct Row {
    /// Where its words begin in the text, those of its title, those of its company, and where they end.
    words: [u32; 4],
    /// Where its first name begins among the keys, its last name, its company, and where that ends.
    keys: [u32; 4],
    connected_on: Option<Date>,
    /// [`fingerprint`] of the profile's key and of the e-mail address; 0: it has none.
    profile: u64,
    email: u64,
    /// [`mark`] of the member.
    member: u64,
}

/// A chunk's rows as they are searched.
pub(crate) struct Folded {
    words: String,
    keys: String,
    rows: Vec<Row>,
}

impl Folded {
    pub(crate) fn of(connections: &[Connection]) -> Self {
        let mut folded =
            Self { words: String::new(), keys: String::new(), rows: Vec::with_capacity(connections.len()) };
        for connection in connections {
            let row = folded.row(connection);
            folded.rows.push(row);
        }
        folded.words.shrink_to_fit();
        folded.keys.shrink_to_fit();
        folded
    }

    /// The words of all texts together are those of each text, one after the other: see [`Words::of_connection`].
    fn row(&mut self, connection: &Connection) -> Row {
        let [headline, position, company] =
            [&connection.headline, &connection.position, &connection.company].map(Option::as_deref);
        let mut words = |texts: &[&str]| {
            let start = offset(&self.words);
            self.words.push_str(Words::of(texts.iter().copied()).as_str());
            start
        };
        let name = words(&[&connection.name()]);
        let title = words(&[headline.unwrap_or_default(), position.unwrap_or_default()]);
        let at = words(&[company.unwrap_or_default()]);
        let mut key = |text: Option<&str>| {
            let start = offset(&self.keys);
            self.keys.push_str(&fold(text.unwrap_or_default()));
            start
        };
        let keys = [connection.first_name.as_deref(), connection.last_name.as_deref(), company].map(&mut key);
        Row {
            words: [name, title, at, offset(&self.words)],
            keys: [keys[0], keys[1], keys[2], offset(&self.keys)],
            connected_on: connection.connected_on.as_ref().and_then(kith_model::ConnectedOn::day),
            profile: connection.profile_url.as_ref().map_or(0, |url| fingerprint(&url.key())),
            email: connection.email.as_deref().map_or(0, |email| fingerprint(&email_key(email))),
            member: mark(connection.member_id()),
        }
    }

    /// Bytes in memory.
    pub(crate) fn bytes(&self) -> u64 {
        (self.words.len() + self.keys.len() + self.rows.len() * size_of::<Row>() + 160) as u64
    }

    /// How many rows it has.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The words of all rows, one row after the other.
    pub(crate) fn words(&self) -> &str {
        &self.words
    }

    /// The row that the words from `offset` on belong to, and where its words end.
    pub(crate) fn row_at(&self, offset: usize) -> (usize, usize) {
        let row = self.rows.partition_point(|row| row.words[3] as usize <= offset);
        (row, self.rows.get(row).map_or(self.words.len(), |row| row.words[3] as usize))
    }

    /// The words of one part of a row.
    pub(crate) fn part(&self, row: usize, part: Part) -> &str {
        let Some(row) = self.rows.get(row) else { return "" };
        let [name, title, company, end] = row.words;
        let (start, end) = match part {
            Part::All => (name, end),
            Part::Title => (title, company),
            Part::Company => (company, end),
        };
        self.words.get(start as usize..end as usize).unwrap_or_default()
    }

    /// What a row is sorted by; empty where it has none.
    pub(crate) fn key(&self, row: usize, key: Key) -> &str {
        let Some(row) = self.rows.get(row) else { return "" };
        let (start, end) = (row.keys[key as usize], row.keys[key as usize + 1]);
        self.keys.get(start as usize..end as usize).unwrap_or_default()
    }

    /// The day that a row was connected on, if it is certain.
    pub(crate) fn connected_on(&self, row: usize) -> Option<Date> {
        self.rows.get(row)?.connected_on
    }

    /// Whether a row has an e-mail address.
    pub(crate) fn has_email(&self, row: usize) -> bool {
        self.rows.get(row).is_some_and(|row| row.email != 0)
    }

    /// Whether a row's profile or e-mail address has one of these fingerprints.
    pub(crate) fn holds(&self, is_asked: impl Fn(u64) -> bool) -> bool {
        self.rows.iter().any(|row| is_asked(row.profile) || is_asked(row.email))
    }

    /// Whether a row may be this member's.
    pub(crate) fn may_hold(&self, member: MemberId) -> bool {
        let mark = mark(member);
        self.rows.iter().any(|row| row.member == mark)
    }
}

/// The part of a member's hash that is kept.
fn mark(member: MemberId) -> u64 {
    member.0.iter().take(8).fold(0, |mark, byte| mark << 8 | u64::from(*byte))
}

fn offset(text: &str) -> u32 {
    u32::try_from(text.len()).unwrap_or(u32::MAX)
}

/// What two texts that differ hardly ever share; never 0. Whoever finds one looks at the texts themselves.
pub(crate) fn fingerprint(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish().max(1)
}

/// What tells two e-mail addresses apart.
pub(crate) fn email_key(email: &str) -> String {
    email.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_tells_whether_a_member_may_be_in_it() {
        let [here, elsewhere] =
            ["1", "2"].map(|id| Connection { source_id: Some(id.to_owned()), ..Connection::default() });
        let folded = Folded::of(std::slice::from_ref(&here));
        assert!(folded.may_hold(here.member_id()) && !folded.may_hold(elsewhere.member_id()));
    }

    #[test]
    fn the_words_of_a_rows_parts_are_those_that_a_search_goes_over() {
        let rows = [
            Connection::default(),
            Connection {
                first_name: Some("Seán".into()),
                last_name: Some("O'Brien".into()),
                headline: Some("L'Oréal's eye".into()),
                position: Some("Chef d'équipe".into()),
                company: Some("D'Angelo & Söhne".into()),
                ..Connection::default()
            },
        ];
        let folded = Folded::of(&rows);
        for (at, row) in rows.iter().enumerate() {
            assert_eq!(folded.part(at, Part::All), Words::of_connection(row).as_str());
        }
        let company = Words::of(["D'Angelo & Söhne"]);
        let title = Words::of(["L'Oréal's eye", "Chef d'équipe"]);
        assert_eq!(
            (folded.part(1, Part::Title), folded.part(1, Part::Company)),
            (title.as_str(), company.as_str())
        );
        assert_eq!((folded.key(1, Key::Last), folded.key(0, Key::Last)), ("o'brien", ""));
        let end = folded.words().len();
        assert_eq!((folded.row_at(0).0, folded.row_at(end - 1), folded.row_at(end).0), (0, (1, end), 2));
    }
}
