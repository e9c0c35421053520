//! Names of things. Public ids are opaque text that says what it names (`acc_…`); they carry no meaning.

use std::fmt;

use data_encoding::{Encoding, Specification};
use serde::{Deserialize, Serialize};

use crate::Random;

/// Lower-case Crockford base32: no letter that a reader could take for another.
pub fn base32() -> &'static Encoding {
    static ENCODING: std::sync::OnceLock<Encoding> = std::sync::OnceLock::new();
    ENCODING.get_or_init(|| {
        let mut spec = Specification::new();
        spec.symbols.push_str("0123456789abcdefghjkmnpqrstvwxyz");
        spec.encoding().unwrap_or(data_encoding::BASE32_NOPAD)
    })
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// A new one: the prefix and 80 random bits.
            pub fn generate(random: &dyn Random) -> Self {
                let mut bytes = [0_u8; 10];
                random.fill(&mut bytes);
                Self(format!(concat!($prefix, "{}"), base32().encode(&bytes)))
            }

            /// The id that a caller or the store wrote; any text can be looked for.
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }

            /// The id as it is written.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// An account: one LinkedIn member whose connections a workspace keeps.
    AccountId,
    "acc_"
);
text_id!(
    /// A snapshot: one immutable state of an account's list.
    SnapshotId,
    "snap_"
);
text_id!(
    /// An API key's name in ledgers and lists. It says nothing of the key's secret.
    KeyId,
    "key_"
);
text_id!(
    /// A sync: one attempt to bring an account's list up to date.
    SyncId,
    "sync_"
);
text_id!(
    /// One request; in logs, in the ledger, in the `x-request-id` header.
    RequestId,
    "req_"
);

/// A workspace: the tenant that owns accounts, keys and credits. Internal, never shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct WorkspaceId(pub i64);

impl RequestId {
    /// The caller's own id, if it is well formed: 1 to 128 letters, digits, and `-_.:/+=`. What could be an e-mail
    /// address or an API key is none: ids stand in logs and ledgers.
    pub fn from_caller(text: &str) -> Option<Self> {
        let ok = |b: u8| b.is_ascii_alphanumeric() || b"-_.:/+=".contains(&b);
        ((1..=128).contains(&text.len()) && !text.contains("kith_")).then_some(())?;
        text.bytes().all(ok).then(|| Self(text.to_owned()))
    }
}

/// Makes request ids without asking for randomness each time: a random prefix for the process, then a count.
#[derive(Debug)]
pub struct RequestIds {
    prefix: String,
    next: std::sync::atomic::AtomicU64,
}

impl RequestIds {
    /// A series of its own.
    pub fn new(random: &dyn Random) -> Self {
        Self { prefix: RequestId::generate(random).0, next: std::sync::atomic::AtomicU64::new(0) }
    }

    /// The next id of the series.
    pub fn next_id(&self) -> RequestId {
        let n = self.next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        RequestId(format!("{}{n:08x}", self.prefix))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::SeededRandom;

    #[test]
    fn ids_say_what_they_name_and_differ() {
        let random = SeededRandom::new(1);
        let (a, b) = (AccountId::generate(&random), AccountId::generate(&random));
        assert!(a.as_str().starts_with("acc_") && a.as_str().len() == 20);
        assert_ne!(a, b);
        let ids = RequestIds::new(&random);
        assert_ne!(ids.next_id(), ids.next_id());
    }

    #[test]
    fn only_a_well_formed_request_id_is_taken_over() {
        assert!(RequestId::from_caller("7f3c-AB.c_1").is_some());
        for bad in ["", "a b", "a\"b", "ä", "jane@example.com", "x-kith_0", &"x".repeat(129)] {
            assert!(RequestId::from_caller(bad).is_none(), "{bad:?}");
        }
    }
}
