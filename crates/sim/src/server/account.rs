//! A simulated member: the list as it stands, how it came to stand so, and what of it the portability interfaces show.
//! Lists are shared with the answers that are being written, never copied for them.

use std::sync::Arc;

use super::options::Edits;
use super::person::PersonId;
use crate::people::Network;

/// A member of the simulated LinkedIn.
pub(super) struct Account {
    /// Their own id, `SYN…`.
    pub(super) person: String,
    pub(super) network: Arc<Network>,
    /// The list that snapshots show; `None` for the present one.
    pub(super) snapshot: Option<Arc<Network>>,
    /// Whether snapshots have been collated.
    pub(super) ready: bool,
    /// When consent to portability was first given, in milliseconds since 1970. No event is older.
    pub(super) regulated_at: Option<i64>,
    pub(super) events: Vec<Event>,
    pub(super) history: Option<Vec<Vec<String>>>,
    between: Option<(Edits, u64)>,
}

/// That an invitation was accepted.
#[derive(Debug, Clone)]
pub(super) struct Event {
    /// Unique in the whole simulation.
    pub(super) id: u64,
    /// Milliseconds since 1970.
    pub(super) at: i64,
}

impl Account {
    pub(super) fn new(number: u32, network: Arc<Network>, live: bool) -> Self {
        Self {
            // Not the owner's address alone: two members of one invented network are still two.
            person: format!(
                "SYN{}{number:04}",
                String::from_utf8_lossy(&PersonId::of(&network.owner.vanity).digits()[..4])
            ),
            snapshot: (!live).then(|| Arc::clone(&network)),
            network,
            ready: true,
            regulated_at: None,
            events: Vec::new(),
            history: None,
            between: None,
        }
    }

    pub(super) fn edit(&mut self, edits: Edits, event: Event) {
        Arc::make_mut(&mut self.network).edit(edits.added, edits.removed, edits.updated, edits.seed);
        if edits.added > 0 && self.regulated_at.is_some() {
            self.events.push(event);
        }
        if self.history.is_some() {
            let state = self.order();
            self.history.get_or_insert_default().push(state);
        }
    }

    pub(super) fn start_history(&mut self) {
        self.history = Some(vec![self.order()]);
    }

    fn order(&self) -> Vec<String> {
        self.network.members.iter().map(|member| member.vanity.clone()).collect()
    }

    pub(super) fn edit_between(&mut self, edits: Option<Edits>) {
        self.between = edits.map(|edits| (edits, 0));
    }

    /// The edits that are due before the list is read once more.
    pub(super) fn due(&mut self) -> Option<Edits> {
        let (edits, nth) = self.between.as_mut()?;
        let due = Edits { seed: edits.seed.wrapping_add(*nth), ..*edits };
        *nth += 1;
        Some(due)
    }

    pub(super) fn rebuild_snapshot(&mut self) {
        if let Some(snapshot) = &mut self.snapshot {
            *snapshot = Arc::clone(&self.network);
        }
    }

    /// The list that a snapshot shows now, ready or not.
    pub(super) fn collated(&self) -> &Arc<Network> {
        self.snapshot.as_ref().unwrap_or(&self.network)
    }
}
