//! A setting that is a secret: read like text, shown masked, whoever shows it. Knows not what it opens.

use std::fmt;

use kith_engine::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::rule::MASK;

/// Text that is not shown.
pub(crate) struct Secret(SecretString);

impl Secret {
    /// The secret, where there is one.
    pub(super) fn get(&self) -> Option<SecretString> {
        Some(self.0.clone()).filter(|secret| !secret.expose_secret().is_empty())
    }

    fn shown(&self) -> &'static str {
        if self.0.expose_secret().is_empty() { "" } else { MASK }
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.shown())
    }
}

impl Serialize for Secret {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.shown())
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        String::deserialize(from).map(|text| Self(text.into()))
    }
}
