//! API keys: `kith_`, 256 random bits in base32, and a checksum, so that a mistyped or cut key is told from an
//! unknown one without a look-up and scanners can recognise a leaked one. Only a hash is ever kept.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{Random, ids::base32};

const PREFIX: &str = "kith_";
const SECRET: usize = 52; // 256 bits in base32
const CHECK: usize = 7; // 32 bits in base32
const LENGTH: usize = PREFIX.len() + SECRET + CHECK;

/// A key in the clear. Shown once, when it is made; `Debug` hides it.
pub struct ApiKey(String);

/// What is kept of a key: SHA-256 of its text. A key has 256 random bits, so a slow hash would add nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct KeyHash(pub [u8; 32]);

impl ApiKey {
    /// A new key.
    pub fn generate(random: &dyn Random) -> Self {
        let mut bits = [0_u8; 32];
        random.fill(&mut bits);
        let mut text = format!("{PREFIX}{}", base32().encode(&bits));
        let check = checksum(&text);
        text.push_str(&check);
        Self(text)
    }

    /// Reads a key; `None` if its form or checksum is wrong.
    pub fn parse(text: &str) -> Option<Self> {
        let (body, check) =
            (text.len() == LENGTH && text.is_ascii()).then(|| text.split_at(LENGTH - CHECK))?;
        let right = body.starts_with(PREFIX) && bool::from(checksum(body).as_bytes().ct_eq(check.as_bytes()));
        right.then(|| Self(text.to_owned()))
    }

    /// The hash to keep, and to look the key up by.
    pub fn hash(&self) -> KeyHash {
        KeyHash::of(&self.0)
    }

    /// The key in the clear, to show it this once.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl KeyHash {
    /// The hash of a text that may be a key.
    pub fn of(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }

    /// Equality in constant time.
    pub fn matches(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

fn checksum(body: &str) -> String {
    base32().encode(&Sha256::digest(body.as_bytes())[..4])
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(…)")
    }
}

impl fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyHash(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    #[test]
    fn a_key_reads_back_and_one_wrong_letter_does_not() {
        let key = ApiKey::generate(&SeededRandom::new(7));
        assert!(ApiKey::parse(key.reveal()).is_some_and(|again| again.hash().matches(&key.hash())));
        for place in 0..LENGTH {
            let mut text = key.reveal().to_owned();
            let other = if text.as_bytes()[place] == b'0' { "1" } else { "0" };
            text.replace_range(place..=place, other);
            assert!(ApiKey::parse(&text).is_none(), "letter {place}");
        }
        for bad in ["", "kith_", "kith_äöü", &"x".repeat(LENGTH)] {
            assert!(ApiKey::parse(bad).is_none(), "{bad:?}");
        }
    }

    #[test]
    fn debug_shows_no_secret() {
        let key = ApiKey::generate(&SeededRandom::new(7));
        assert!(!format!("{key:?} {:?}", key.hash()).contains(&key.reveal()[5..20]));
    }
}
