//! `[store]`: where everything is kept, if not in the data folder. A password in an address is shown by nobody.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kith_engine::ExposeSecret as _;
use kith_store::{Place, PostgresSettings};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::rule::{MASK, Rule};
use super::secret::Secret;

/// The section.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Store {
    url: StoreUrl,
    password: Secret,
    ca_file: String,
    connections: u32,
    connect_timeout_seconds: u64,
    statement_timeout_seconds: u64,
    rewrite_below_mib: u64,
}

pub(super) const RULES: [(&str, Rule); 7] = [
    ("store.url", Rule::StoreUrl),
    ("store.password", Rule::Secret),
    ("store.ca_file", Rule::Text),
    ("store.connections", Rule::Integer(1, 1_000)),
    ("store.connect_timeout_seconds", Rule::Integer(1, 300)),
    ("store.statement_timeout_seconds", Rule::Integer(1, 3_600)),
    ("store.rewrite_below_mib", Rule::Integer(0, 1_048_576)),
];

impl Store {
    /// The store that is set, or the one in the data folder.
    pub(crate) fn place(&self, folder: &Path) -> Place {
        if self.url.0.is_empty() {
            Place::folder(folder)
        } else {
            Place::Postgres(self.postgres(&self.url.0))
        }
    }

    /// The database at an address, used as is set.
    pub(crate) fn postgres(&self, url: &str) -> PostgresSettings {
        PostgresSettings {
            url: url.to_owned(),
            password: self.password.get().map(|password| password.expose_secret().to_owned()),
            ca_file: Some(PathBuf::from(&self.ca_file)).filter(|file| !file.as_os_str().is_empty()),
            connections: self.connections,
            connect_timeout: Duration::from_secs(self.connect_timeout_seconds),
            statement_timeout: Duration::from_secs(self.statement_timeout_seconds),
            rewrite_below: self.rewrite_below_mib << 20,
        }
    }

    /// Its address, to be shown.
    pub(crate) fn shown(&self) -> String {
        masked(&self.url.0)
    }
}

/// The address of a store: empty for the data folder.
#[derive(Deserialize)]
struct StoreUrl(#[serde(deserialize_with = "text")] String);

fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    String::deserialize(from)
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&masked(&self.0))
    }
}

impl Serialize for StoreUrl {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&masked(&self.0))
    }
}

/// Whether an address is of a kind that there is.
pub(crate) fn is_postgres(url: &str) -> bool {
    url.starts_with("postgres://") || url.starts_with("postgresql://")
}

/// The password in an address, by its place.
fn password_at(url: &str) -> Option<std::ops::Range<usize>> {
    let begin = url.find("://")? + 3;
    let end = url[begin..].find(['/', '?']).map_or(url.len(), |end| begin + end);
    let user = begin..begin + url[begin..end].rfind('@')?;
    let colon = user.start + url[user.clone()].find(':')?;
    Some(colon + 1..user.end)
}

/// The password in an address, if there is one.
pub(super) fn password(url: &str) -> Option<&str> {
    let hidden = url.find("password=").map(|at| at + "password=".len());
    let hidden = hidden.map(|at| url[at..].split('&').next().unwrap_or_default());
    password_at(url).map(|at| &url[at]).or(hidden).filter(|password| !password.is_empty())
}

/// Whether there is a password in an address.
pub(crate) fn has_password(url: &str) -> bool {
    password(url).is_some()
}

/// An address without its password.
pub(crate) fn masked(url: &str) -> String {
    match password(url) {
        Some(password) => url.replacen(password, MASK, 1),
        None => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_found_wherever_it_stands_and_never_shown() {
        for (url, shown) in [
            ("", ""),
            ("postgres://db/kith", "postgres://db/kith"),
            ("postgres://kith@db:5432/kith", "postgres://kith@db:5432/kith"),
            ("postgres://kith:s3cret@db/kith", "postgres://kith:***@db/kith"),
            (
                "postgres://kith:s3@ret@a,b:5433/kith?sslmode=require",
                "postgres://kith:***@a,b:5433/kith?sslmode=require",
            ),
            ("postgres://db/kith?password=s3cret&user=kith", "postgres://db/kith?password=***&user=kith"),
        ] {
            assert_eq!(masked(url), shown);
            assert_eq!(password(url).is_some(), shown.contains(MASK), "{url}");
        }
    }
}
