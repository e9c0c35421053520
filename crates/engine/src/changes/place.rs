//! Where a page of recent changes begins: at a change of a set, in the order of the whole workspace. It names what the store
//! orders by and opens nothing: what it leads to is read as the workspace's own.

use kith_model::ids::base32;
use kith_model::{Timestamp, clock};
use kith_store::SetPlace;

/// What its text begins with.
const PREFIX: &str = "old_";

/// A place among the changes of a workspace, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Older {
    pub(super) set: SetPlace,
    /// How many of the set's changes are passed over.
    pub(super) skip: u32,
}

impl Older {
    /// Reads what [`Older`] was written as. `None` of anything else.
    ///
    /// ```
    /// assert_eq!(kith_engine::Older::read("yesterday"), None);
    /// ```
    pub fn read(text: &str) -> Option<Self> {
        let bytes = base32().decode(text.strip_prefix(PREFIX)?.as_bytes()).ok()?;
        let (at, rest) = bytes.split_first_chunk()?;
        let (account, rest) = rest.split_first_chunk()?;
        let (seq, skip) = rest.split_first_chunk()?;
        let at = clock::from_micros(i64::from_be_bytes(*at));
        let (account, seq) = (i64::from_be_bytes(*account), i64::from_be_bytes(*seq));
        let skip = u32::from_be_bytes(skip.try_into().ok()?);
        Some(Self { set: SetPlace { at, account, seq }, skip })
    }

    /// When what stands here was noticed.
    pub fn at(self) -> Timestamp {
        self.set.at
    }

    /// The place after all of a set.
    pub(super) fn after(set: SetPlace) -> Self {
        Self { set: SetPlace { seq: set.seq.saturating_sub(1), ..set }, skip: 0 }
    }
}

impl std::fmt::Display for Older {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let SetPlace { at, account, seq } = self.set;
        let mut bytes = Vec::with_capacity(28);
        for number in [at.as_microsecond(), account, seq] {
            bytes.extend_from_slice(&number.to_be_bytes());
        }
        bytes.extend_from_slice(&self.skip.to_be_bytes());
        write!(out, "{PREFIX}{}", base32().encode(&bytes))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_read_back_and_what_is_cut_short_is_none() {
        let at = clock::from_micros(1_777_199_700_123_456);
        let place = Older { set: SetPlace { at, account: 1 << 32, seq: 7 }, skip: 3 };
        let text = place.to_string();
        assert_eq!(Older::read(&text), Some(place));
        for end in 0..text.len() {
            assert_eq!(Older::read(&text[..end]), None, "{end}");
        }
        assert_eq!(Older::read(&format!("{text}aa")), None);
    }

    #[test]
    fn any_number_is_a_place_and_none_is_out_of_range() {
        let far = format!("{PREFIX}{}", base32().encode(&[0xff; 28]));
        let near = format!("{PREFIX}{}", base32().encode(&[0x7f; 28]));
        assert!(Older::read(&far).is_some() && Older::read(&near).is_some());
    }
}
