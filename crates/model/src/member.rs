//! Who is who. A member is told by the source's own id, else by the profile's vanity name, else by names and day.

use std::collections::HashSet;
use std::fmt;

use sha2::{Digest, Sha256};

use crate::{ConnectedOn, Connection, ids::base32};

/// What identifies a member within one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MemberKey<'a> {
    /// The source's own id.
    Source(&'a str),
    /// The vanity name of the profile's address, decoded and case-folded.
    Vanity(String),
    /// Neither is known: the names, the day, and which of several such rows.
    Row {
        /// First name, or empty.
        first: &'a str,
        /// Last name, or empty.
        last: &'a str,
        /// The day as text, or empty.
        day: String,
        /// Which of several rows alike, from 0.
        occurrence: u32,
    },
}

/// A member's key as 96 bits of SHA-256: fixed in size, and even enough to cut a list by.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MemberId(pub [u8; 12]);

impl<'a> MemberKey<'a> {
    /// The key of `connection`.
    pub fn of(connection: &'a Connection) -> Self {
        if let Some(id) = &connection.source_id {
            return Self::Source(id);
        }
        if let Some(url) = &connection.profile_url {
            return Self::Vanity(url.key());
        }
        Self::Row {
            first: connection.first_name.as_deref().unwrap_or(""),
            last: connection.last_name.as_deref().unwrap_or(""),
            day: connection.connected_on.as_ref().map(ConnectedOn::to_string).unwrap_or_default(),
            occurrence: connection.occurrence,
        }
    }

    /// Its hash.
    pub fn id(&self) -> MemberId {
        let mut hash = Sha256::new();
        match self {
            Self::Source(id) => {
                hash.update(b"s");
                hash.update(id);
            }
            Self::Vanity(vanity) => {
                hash.update(b"v");
                hash.update(vanity);
            }
            Self::Row { first, last, day, occurrence } => {
                hash.update(format!("r{first}\0{last}\0{day}\0{occurrence}"));
            }
        }
        let digest: [u8; 32] = hash.finalize().into();
        let mut id = [0; 12];
        id.copy_from_slice(&digest[..12]);
        MemberId(id)
    }
}

impl MemberId {
    /// The member that an `id` of the API names, if it is well formed.
    pub fn read(text: &str) -> Option<Self> {
        let bytes = base32().decode(text.strip_prefix("mem_")?.as_bytes()).ok()?;
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for MemberId {
    /// The API's `id`: `mem_` and 20 characters.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "mem_{}", base32().encode(&self.0))
    }
}

impl fmt::Debug for MemberId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Keeps the first row of each member, in order, and numbers the rows that nothing else tells apart.
/// Returns the list and the positions (in `rows`) of those that were left out as duplicates.
pub fn distinct(rows: Vec<Connection>) -> (Vec<Connection>, Vec<usize>) {
    let mut seen = HashSet::with_capacity(rows.len());
    let mut alike = std::collections::HashMap::<MemberId, u32>::new();
    let mut kept = Vec::with_capacity(rows.len());
    let mut duplicates = Vec::new();
    for (position, mut row) in rows.into_iter().enumerate() {
        row.occurrence = 0;
        let key = row.member_key();
        let mut member = key.id();
        if matches!(key, MemberKey::Row { .. }) {
            let count = alike.entry(member).or_default();
            row.occurrence = *count;
            *count += 1;
            member = row.member_id();
        }
        if seen.insert(member) { kept.push(row) } else { duplicates.push(position) }
    }
    (kept, duplicates)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ProfileUrl;

    fn row(first: &str, url: Option<&str>, company: &str) -> Connection {
        Connection {
            first_name: Some(first.to_owned()),
            profile_url: url.and_then(|u| ProfileUrl::parse(u).ok()),
            company: Some(company.to_owned()),
            ..Connection::default()
        }
    }

    #[test]
    fn the_first_of_two_rows_with_one_profile_stays() {
        let rows = vec![
            row("A", Some("https://www.linkedin.com/in/Jane"), "x"),
            row("B", Some("linkedin.com/in/jane/?trk=1"), "y"),
        ];
        let (kept, duplicates) = distinct(rows);
        assert_eq!((kept.len(), kept[0].first_name.as_deref(), duplicates), (1, Some("A"), vec![1]));
    }

    #[test]
    fn an_id_is_read_back_and_nothing_else_is() {
        let id = row("A", None, "x").member_id();
        assert_eq!(MemberId::read(&id.to_string()), Some(id));
        for wrong in ["", "mem_", "mem_0", "acc_00000000000000000000", "mem_0000000000000000000u"] {
            assert_eq!(MemberId::read(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn rows_that_nothing_tells_apart_all_stay_and_a_new_job_changes_no_key() {
        let (before, none) = distinct(vec![row("A", None, "x"), row("A", None, "y")]);
        assert!(none.is_empty());
        assert_ne!(before[0].member_id(), before[1].member_id());
        let (after, _) = distinct(vec![row("A", None, "z"), row("A", None, "y")]);
        assert_eq!(before[0].member_id(), after[0].member_id());
    }
}
