//! A change as callers see it, in `list_changes` and in webhooks alike: who, before and after, and what differs.

use kith_model::{ConnectedOn, Connection, MemberId, SnapshotId, Timestamp, clock};
use kith_store::ChangeSet;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What happened to a member of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// They are in the list and were not.
    Added,
    /// They were in the list and are not.
    Removed,
    /// They were in the list and are, and something of them differs.
    Updated,
}

impl ChangeKind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Added, Self::Removed, Self::Updated];

    /// The name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Updated => "updated",
        }
    }
}

/// A change of one member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeInfo {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: ChangeKind,
    /// When the snapshot was made that shows it.
    pub at: String,
    /// The snapshot that shows it. It may no longer be kept.
    pub snapshot: String,
    /// The connection in the snapshot before; null where it was added.
    pub before: Option<ConnectionInfo>,
    /// The connection in this snapshot; null where it was removed.
    pub after: Option<ConnectionInfo>,
    /// Where it was updated: the keys that differ, in their order. Empty where what differs is not shown, as a date that is
    /// no certain day.
    pub fields: Vec<&'static str>,
}

/// A connection with every key that it can have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConnectionInfo {
    /// The member's name; `LinkedIn Member` where the source has none.
    pub name: String,
    /// What they do, where the source tells.
    pub job_title: Option<String>,
    /// `https://www.linkedin.com/in/<vanity>/`.
    pub profile_url: Option<String>,
    /// Always null here: pictures are no part of what changes. `list_connections` has them.
    pub profile_picture: Option<String>,
    /// kith's own stable id of the member in this account.
    pub id: String,
    /// First name.
    pub first_name: Option<String>,
    /// Last name.
    pub last_name: Option<String>,
    /// Null unless the member lets connections see it.
    pub email: Option<String>,
    /// Where they work.
    pub company: Option<String>,
    /// What they do there.
    pub position: Option<String>,
    /// An ISO date, null where the source's text is no certain day.
    pub connected_on: Option<String>,
}

impl From<&Connection> for ConnectionInfo {
    fn from(connection: &Connection) -> Self {
        Self {
            name: connection.name(),
            job_title: connection.job_title(),
            profile_url: connection.profile_url.as_ref().map(ToString::to_string),
            profile_picture: None,
            id: connection.member_id().to_string(),
            first_name: connection.first_name.clone(),
            last_name: connection.last_name.clone(),
            email: connection.email.clone(),
            company: connection.company.clone(),
            position: connection.position.clone(),
            connected_on: connection
                .connected_on
                .as_ref()
                .and_then(ConnectedOn::day)
                .map(|day| day.to_string()),
        }
    }
}

impl ConnectionInfo {
    /// The keys of which `other` has another value.
    fn differing(&self, other: &Self) -> Vec<&'static str> {
        let all = [
            ("name", self.name == other.name),
            ("job_title", self.job_title == other.job_title),
            ("profile_url", self.profile_url == other.profile_url),
            ("first_name", self.first_name == other.first_name),
            ("last_name", self.last_name == other.last_name),
            ("email", self.email == other.email),
            ("company", self.company == other.company),
            ("position", self.position == other.position),
            ("connected_on", self.connected_on == other.connected_on),
        ];
        all.into_iter().filter(|(_, same)| !same).map(|(name, _)| name).collect()
    }
}

/// A change that is not worded yet.
#[derive(Clone, Copy)]
pub(super) enum Change<'a> {
    Removed(&'a Connection),
    Updated(&'a Connection, &'a Connection),
    Added(&'a Connection),
}

impl<'a> Change<'a> {
    /// Those of a set, in the order that positions in it count: who left, who changed, who came, each as in their list.
    pub(super) fn each(set: &'a ChangeSet) -> impl Iterator<Item = Self> {
        let changes = &set.changes;
        let updated = changes.updated.iter().map(|(before, after)| Self::Updated(before, after));
        changes.removed.iter().map(Self::Removed).chain(updated).chain(changes.added.iter().map(Self::Added))
    }

    /// Whether it is of this member.
    pub(super) fn is_of(self, member: MemberId) -> bool {
        let (Self::Removed(row) | Self::Updated(row, _) | Self::Added(row)) = self;
        row.member_id() == member
    }

    /// Those of a set as who looks at the newest wants them: who came, who changed, who left, each as in their list.
    pub(super) fn newest(set: &'a ChangeSet) -> impl Iterator<Item = Self> {
        let changes = &set.changes;
        let updated = changes.updated.iter().map(|(before, after)| Self::Updated(before, after));
        changes.added.iter().map(Self::Added).chain(updated).chain(changes.removed.iter().map(Self::Removed))
    }

    pub(super) fn kind(self) -> ChangeKind {
        match self {
            Self::Removed(_) => ChangeKind::Removed,
            Self::Updated(..) => ChangeKind::Updated,
            Self::Added(_) => ChangeKind::Added,
        }
    }

    /// In words, as of the snapshot that shows it.
    pub(super) fn info(self, snapshot: &SnapshotId, at: Timestamp) -> ChangeInfo {
        let (before, after) = match self {
            Self::Removed(before) => (Some(before), None),
            Self::Updated(before, after) => (Some(before), Some(after)),
            Self::Added(after) => (None, Some(after)),
        };
        let (before, after) = (before.map(ConnectionInfo::from), after.map(ConnectionInfo::from));
        let fields = match (&before, &after) {
            (Some(before), Some(after)) => before.differing(after),
            _ => Vec::new(),
        };
        let (at, snapshot) = (clock::rfc3339(at), snapshot.to_string());
        ChangeInfo { kind: self.kind(), at, snapshot, before, after, fields }
    }
}

impl ChangeInfo {
    /// The changes of a set: who left, who changed, who came, each in the order of their list.
    pub fn of_set(set: &ChangeSet) -> impl Iterator<Item = Self> {
        Change::each(set).map(|change| change.info(&set.snapshot, set.at))
    }
}

#[cfg(test)]
mod tests {
    use kith_model::Changes;

    use super::*;

    fn member(n: u32, company: &str) -> Connection {
        Connection {
            source_id: Some(n.to_string()),
            first_name: Some(format!("Jane{n}")),
            company: Some(company.into()),
            connected_on: ConnectedOn::read("1/2/18"),
            ..Connection::default()
        }
    }

    #[test]
    fn who_left_comes_first_then_who_changed_then_who_came() {
        let old = vec![member(1, "a"), member(2, "b"), member(3, "c")];
        let mut silent = member(2, "b");
        silent.connected_on = ConnectedOn::read("2/1/18"); // no certain day either
        let changes = Changes::between(old, vec![member(4, "d"), member(3, "e"), silent]);
        let snapshot = SnapshotId::new("snap_2");
        let set = ChangeSet { seq: 2, snapshot, at: Timestamp::UNIX_EPOCH, changes };
        let told: Vec<_> = ChangeInfo::of_set(&set)
            .map(|change| {
                let name = |of: &Option<ConnectionInfo>| of.as_ref().map(|of| of.name.clone());
                (change.kind.as_str(), name(&change.before), name(&change.after), change.fields)
            })
            .collect();
        let jane = |n: u32| Some(format!("Jane{n}"));
        let expected = [
            ("removed", jane(1), None, vec![]),
            ("updated", jane(3), jane(3), vec!["job_title", "company"]),
            ("updated", jane(2), jane(2), vec![]),
            ("added", None, jane(4), vec![]),
        ];
        assert_eq!(told, expected);
    }
}
