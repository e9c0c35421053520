//! Where reading goes on: after a snapshot, within what it changed, or within its list. A cursor names the snapshot by its
//! id, not by its number: a store that was put back to an earlier state has other snapshots under the same numbers.

use kith_model::ids::base32;
use kith_model::{AccountId, SnapshotId, Timestamp, clock};
use sha2::{Digest as _, Sha256};

/// What a cursor begins with, which no snapshot's id and no time does.
const PREFIX: &str = "cur_";
const VERSION: u8 = 1;
/// The bytes of the hash that end a cursor.
const CHECK: usize = 8;

/// How much of a snapshot was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Read {
    /// So many connections of its list, which is the first that is read.
    List(u32),
    /// All before it, and so many of the changes that led to it.
    Within(u32),
    /// All of it.
    All,
}

/// A place between two pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    pub(super) snapshot: SnapshotId,
    pub(super) read: Read,
}

impl Cursor {
    pub(super) fn new(snapshot: &SnapshotId, read: Read) -> Self {
        Self { snapshot: snapshot.clone(), read }
    }

    /// As callers are given it: the place, and a hash of it and the account that it is of.
    pub(super) fn to_text(&self, account: &AccountId) -> String {
        let (tag, count) = match self.read {
            Read::List(count) => (0, count),
            Read::Within(count) => (1, count),
            Read::All => (2, 0),
        };
        let mut bytes = vec![VERSION, tag];
        bytes.extend_from_slice(&count.to_be_bytes());
        bytes.extend_from_slice(self.snapshot.as_str().as_bytes());
        let check = check(account, &bytes);
        bytes.extend_from_slice(&check);
        format!("{PREFIX}{}", base32().encode(&bytes))
    }

    /// The place, if the text is one that was given for this account.
    fn from_text(account: &AccountId, text: &str) -> Option<Self> {
        let bytes = base32().decode(text.strip_prefix(PREFIX)?.as_bytes()).ok()?;
        let (place, hash) = bytes.split_last_chunk::<CHECK>()?;
        let ([version, tag, count @ ..], snapshot) = place.split_first_chunk::<6>()?;
        if *version != VERSION || *hash != check(account, place) {
            return None;
        }
        let count = u32::from_be_bytes(*count);
        let read = match tag {
            0 => Read::List(count),
            1 => Read::Within(count),
            2 => Read::All,
            _ => return None,
        };
        Some(Self { snapshot: SnapshotId::new(std::str::from_utf8(snapshot).ok()?), read })
    }
}

/// No secret: it tells a cursor that was cut short, mistyped or meant for another account.
fn check(account: &AccountId, place: &[u8]) -> [u8; CHECK] {
    let hash = Sha256::new().chain_update(account.as_str()).chain_update([0]).chain_update(place).finalize();
    let mut check = [0; CHECK];
    check.copy_from_slice(&hash[..CHECK]);
    check
}

/// Since when changes are asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Since(pub(super) Start);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Start {
    Beginning,
    At(Cursor),
    Snapshot(SnapshotId),
    /// After all that was made by then.
    Time(Timestamp),
}

impl Since {
    /// From the beginning: the whole list first.
    pub const BEGINNING: Self = Self(Start::Beginning);

    /// Reads a cursor of this account, the id of a snapshot, or an RFC 3339 time. `None` of anything else.
    pub fn read(account: &AccountId, text: &str) -> Option<Self> {
        if text.starts_with(PREFIX) {
            return Cursor::from_text(account, text).map(|cursor| Self(Start::At(cursor)));
        }
        if text.starts_with("snap_") {
            return Some(Self(Start::Snapshot(SnapshotId::new(text))));
        }
        // Narrower than the parser, which knows more ways to write a time.
        let is_plain = text.as_bytes().get(10) == Some(&b'T') && !text.contains('[');
        let time = is_plain.then(|| text.parse().ok()).flatten();
        time.map(|time| Self(Start::Time(end(time))))
    }
}

/// The last moment that a time stands for. Moments are kept to the microsecond and shown cut to whole seconds: one in whole
/// seconds stands for all that are shown so, or nobody could begin after a snapshot by the time that it shows.
fn end(time: Timestamp) -> Timestamp {
    let micros = if time.subsec_nanosecond() == 0 { 999_999 } else { 0 };
    clock::from_micros(time.as_microsecond().saturating_add(micros))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reads(account: &str, text: &str) -> Option<Since> {
        Since::read(&AccountId::new(account), text)
    }

    #[test]
    fn a_cursor_is_read_back_for_its_own_account_and_not_when_a_character_is_wrong() {
        for read in [Read::List(7), Read::Within(u32::MAX), Read::All] {
            let cursor = Cursor::new(&SnapshotId::new("snap_0123456789abcdef"), read);
            let text = cursor.to_text(&AccountId::new("acc_1"));
            assert_eq!(reads("acc_1", &text), Some(Since(Start::At(cursor))));
            assert_eq!(reads("acc_2", &text), None);
            for at in 0..text.len() {
                assert_eq!(reads("acc_1", &text[..at]), None);
                let mut wrong = text.clone().into_bytes();
                wrong[at] = if wrong[at] == b'x' { b'y' } else { b'x' };
                assert_eq!(reads("acc_1", std::str::from_utf8(&wrong).unwrap()), None);
            }
        }
    }

    #[test]
    fn a_time_is_any_of_rfc_3339_and_nothing_beside_it() {
        let time = |text: &str| reads("acc_1", text);
        let plain = time("2026-04-26T10:35:00Z");
        assert!(plain.is_some());
        for same in ["2026-04-26T12:35:00+02:00", "2026-04-26T10:35:00.000Z", "2026-04-26T10:35:00-00:00"] {
            assert_eq!(time(same), plain, "{same}");
        }
        assert!(time("2026-04-26T10:35:00.123456Z").is_some());
        for wrong in [
            "",
            "2026-04-26",
            "2026-04-26 10:35:00Z",
            "2026-04-26T10:35:00",
            "2026-04-26T10:35:00Z[UTC]",
            "2026-13-26T10:35:00Z",
            "1777199700",
            "cur_",
            "Äh, neulich ä",
        ] {
            assert_eq!(time(wrong), None, "{wrong}");
        }
    }
}
