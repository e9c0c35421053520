//! A connection as the Connections API shows it, written straight into the answer: a page holds hundreds. Owns the ids,
//! which follow from a person's address alone and so outlive every change of the list.

use super::picture::{self, Signing};
use super::projection::{Element, Person};
use crate::people::Member;

/// Ten letters and digits after `SYN`.
#[derive(Clone, Copy)]
pub(super) struct PersonId {
    digits: [u8; 10],
    hash: u64,
}

const DIGITS: &[u8; 62] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

impl PersonId {
    pub(super) fn of(vanity: &str) -> Self {
        let hash = scatter(vanity.as_bytes());
        let mut digits = [0; 10];
        let mut left = hash;
        for digit in &mut digits {
            *digit = DIGITS[usize::try_from(left % 62).unwrap_or(0)];
            left /= 62;
        }
        Self { digits, hash }
    }

    /// The part after `SYN`.
    pub(super) fn digits(&self) -> &[u8] {
        &self.digits
    }

    /// One in `many` persons, always the same ones. `salt` tells one choice from another.
    pub(super) fn is_one_in(&self, many: u32, salt: u64) -> bool {
        (self.hash ^ salt)
            .wrapping_mul(0x9E37_79B9_7F4A_7C15)
            .rotate_left(23)
            .is_multiple_of(u64::from(many.max(1)))
    }

    pub(super) fn hash(&self) -> u64 {
        self.hash
    }
}

/// What the hidden ones are chosen by.
const HIDDEN: u64 = 0x4849_4444;

/// A number whose bits all depend on all of `bytes` (FNV-1a, then the last steps of `SplitMix64`).
pub(super) fn scatter(bytes: &[u8]) -> u64 {
    let mut hash = bytes.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01B3)
    });
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ (hash >> 31)
}

/// One element of a page.
pub(super) fn element(
    out: &mut Vec<u8>,
    member: &Member,
    want: &Element,
    hidden_every: Option<u32>,
    signing: Signing,
) {
    let id = PersonId::of(&member.vanity);
    out.push(b'{');
    if want.to {
        out.extend_from_slice(b"\"to\":\"urn:li:person:SYN");
        out.extend_from_slice(id.digits());
        out.push(b'"');
    }
    if let Some(fields) = want.person {
        if hidden_every.is_some_and(|every| id.is_one_in(every, HIDDEN)) {
            out.extend_from_slice(
                br#","to!":{"message":"Not enough permissions to access deco: members.GET.NO_VERSION","status":403}"#,
            );
        } else {
            out.extend_from_slice(b",\"to~\":");
            person(out, member, &id, fields, signing);
        }
    }
    out.push(b'}');
}

fn person(out: &mut Vec<u8>, member: &Member, id: &PersonId, want: Person, signing: Signing) {
    out.push(b'{');
    let start = out.len();
    if want.id {
        out.extend_from_slice(b"\"id\":\"SYN");
        out.extend_from_slice(id.digits());
        out.push(b'"');
    }
    if want.first_name {
        text(out, start, "localizedFirstName", &member.first_name);
    }
    if want.last_name {
        text(out, start, "localizedLastName", &member.last_name);
    }
    if want.headline {
        match (member.position.as_str(), member.company.as_str()) {
            ("", "") => {}
            (one, "") | ("", one) => text(out, start, "localizedHeadline", one),
            (position, company) => {
                text(out, start, "localizedHeadline", &format!("{position} at {company}"));
            }
        }
    }
    if want.vanity {
        text(out, start, "vanityName", &decoded(&member.vanity));
    }
    if let Some(how) = want.picture
        && picture::has_one(id)
    {
        comma(out, start);
        picture::write(out, id, how, signing);
    }
    out.push(b'}');
}

fn comma(out: &mut Vec<u8>, start: usize) {
    if out.len() > start {
        out.push(b',');
    }
}

fn text(out: &mut Vec<u8>, start: usize, name: &str, value: &str) {
    comma(out, start);
    out.push(b'"');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
    string(out, value);
}

/// A JSON string.
pub(super) fn string(out: &mut Vec<u8>, value: &str) {
    // Writing text to memory does not fail.
    let _ = serde_json::to_writer(out, value);
}

/// An address as it reads, not as it is encoded; one that is no UTF-8 stays encoded.
fn decoded(vanity: &str) -> std::borrow::Cow<'_, str> {
    if !vanity.contains('%') {
        return vanity.into();
    }
    let mut bytes = Vec::with_capacity(vanity.len());
    let mut rest = vanity.as_bytes();
    while let [first, after @ ..] = rest {
        let escape = match rest {
            [b'%', high, low, ..] => char::from(*high).to_digit(16).zip(char::from(*low).to_digit(16)),
            _ => None,
        };
        if let Some(byte) = escape.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            bytes.push(byte);
            rest = &rest[3..];
        } else {
            bytes.push(*first);
            rest = after;
        }
    }
    String::from_utf8(bytes).map_or(vanity.into(), Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_shown_decoded_where_it_can_be() {
        assert_eq!(decoded("%E8%93%AE-77aa88"), "蓮-77aa88");
        assert_eq!(decoded("r%c3%b6der"), "röder");
        assert_eq!(decoded("100%-real"), "100%-real");
        assert_eq!(decoded("%ff"), "%ff");
    }

    #[test]
    fn ids_follow_from_the_address_and_differ() {
        let id = |vanity: &str| PersonId::of(vanity).digits;
        assert_eq!(id("imre-kettlewick-9"), id("imre-kettlewick-9"));
        let all: std::collections::HashSet<_> = (0..50_000).map(|nth| id(&format!("person-{nth}"))).collect();
        assert_eq!(all.len(), 50_000);
    }
}
