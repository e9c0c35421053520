//! What differs between two states of a list: who is new, who is gone, who changed. A member who only moved
//! within the list has not changed.

use std::collections::HashMap;

use crate::{Connection, MemberId, chunk, chunk::Damaged};

/// The difference between two lists of one account.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Changes {
    /// In the new list only, in its order.
    pub added: Vec<Connection>,
    /// In the old list only, in its order.
    pub removed: Vec<Connection>,
    /// In both but not the same: before and after, in the new list's order.
    pub updated: Vec<(Connection, Connection)>,
}

impl Changes {
    /// Compares two lists, or just the parts of them that may differ: rows common to both cancel out.
    pub fn between(old: Vec<Connection>, new: Vec<Connection>) -> Self {
        let mut before: HashMap<MemberId, (usize, Connection)> =
            old.into_iter().enumerate().map(|(at, row)| (row.member_id(), (at, row))).collect();
        let mut changes = Self::default();
        for row in new {
            match before.remove(&row.member_id()) {
                None => changes.added.push(row),
                Some((_, same)) if same == row => {}
                Some((_, was)) => changes.updated.push((was, row)),
            }
        }
        let mut gone: Vec<_> = before.into_values().collect();
        gone.sort_unstable_by_key(|(at, _)| *at);
        changes.removed = gone.into_iter().map(|(_, row)| row).collect();
        changes
    }

    /// As they are kept: compressed, in the form of chunks.
    pub fn to_bytes(&self) -> Vec<u8> {
        let (before, after): (Vec<_>, Vec<_>) = self.updated.iter().cloned().unzip();
        chunk::pack(&[&self.added, &self.removed, &before, &after])
    }

    /// Reads kept changes.
    ///
    /// # Errors
    /// [`Damaged`] if the bytes are not those of changes.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Damaged> {
        let [added, removed, before, after] = chunk::unpack(bytes)?;
        if before.len() != after.len() {
            return Err(Damaged);
        }
        Ok(Self { added, removed, updated: before.into_iter().zip(after).collect() })
    }

    /// Whether nobody came, went or changed.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty() && self.updated.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(id: u32, company: &str) -> Connection {
        Connection { source_id: Some(id.to_string()), company: Some(company.into()), ..Connection::default() }
    }

    #[test]
    fn who_came_who_went_and_who_changed() {
        let changes = Changes::between(
            vec![row(1, "a"), row(2, "b"), row(3, "c")],
            vec![row(4, "d"), row(3, "c"), row(1, "z")],
        );
        assert_eq!(changes.added, [row(4, "d")]);
        assert_eq!(changes.removed, [row(2, "b")]);
        assert_eq!(changes.updated, [(row(1, "a"), row(1, "z"))]);
        assert_eq!(Changes::from_bytes(&changes.to_bytes()), Ok(changes));
        assert_eq!(Changes::from_bytes(b"no changes"), Err(Damaged));
    }

    #[test]
    fn a_new_order_is_no_change_of_anyone() {
        assert!(Changes::between(vec![row(1, "a"), row(2, "b")], vec![row(2, "b"), row(1, "a")]).is_empty());
    }
}
