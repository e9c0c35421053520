//! Who is the same person in the lists of several accounts. A profile's address is the only name that all sources share;
//! who has none is known to one account alone, since two people may well have one name.

use std::fmt;

use sha2::{Digest, Sha256};

use crate::{Connection, MemberId, ProfileUrl};

/// A person across accounts, as 64 bits of SHA-256: of thirty million people two are taken for one with a chance of
/// one in forty thousand.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PersonKey(pub i64);

impl PersonKey {
    /// Whoever has this profile, however it was spelt.
    pub fn of_profile(profile: &ProfileUrl) -> Self {
        Self::hashed(b"p", profile.key().as_bytes())
    }

    /// The person that account number `account` lists as `connection`.
    pub fn of(account: i64, connection: &Connection) -> Self {
        match &connection.profile_url {
            Some(profile) => Self::of_profile(profile),
            None => Self::alone(account, connection.member_id()),
        }
    }

    /// A member of whom no other account can know.
    fn alone(account: i64, MemberId(member): MemberId) -> Self {
        let mut who = account.to_be_bytes().to_vec();
        who.extend_from_slice(&member);
        Self::hashed(b"a", &who)
    }

    fn hashed(kind: &[u8], who: &[u8]) -> Self {
        let digest: [u8; 32] = Sha256::new().chain_update(kind).chain_update(who).finalize().into();
        let mut first = [0; 8];
        first.copy_from_slice(&digest[..8]);
        Self(i64::from_be_bytes(first))
    }
}

impl fmt::Debug for PersonKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(account: i64, source_id: Option<&str>, url: Option<&str>) -> PersonKey {
        let connection = Connection {
            source_id: source_id.map(str::to_owned),
            first_name: Some("Jane".into()),
            profile_url: url.and_then(|url| ProfileUrl::parse(url).ok()),
            ..Connection::default()
        };
        PersonKey::of(account, &connection)
    }

    #[test]
    fn one_profile_is_one_person_whatever_the_source_calls_the_member() {
        let jane = key(1, None, Some("https://www.linkedin.com/in/Jane-Doe"));
        assert_eq!(jane, key(2, Some("urn:7"), Some("uk.linkedin.com/in/jane-doe/?trk=1")));
        assert_ne!(jane, key(1, None, Some("linkedin.com/in/jane-doe-2")));
    }

    #[test]
    fn who_has_no_profile_is_known_to_one_account_alone() {
        assert_ne!(key(1, None, None), key(2, None, None));
        assert_ne!(key(1, Some("7"), None), key(2, Some("7"), None));
        assert_eq!(key(1, Some("7"), None), key(1, Some("7"), None));
    }
}
