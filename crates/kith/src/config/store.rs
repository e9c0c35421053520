//! `[store]`: where everything is kept, if not in the data folder. A password in an address is shown by nobody.

use std::fmt;
use std::ops::Range;
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

/// Where an address may hold a password. Rather too much is hidden than too little: the driver takes all up to an `@` for
/// user and password, slashes and question marks too, and parameters whose names are written with `%`.
fn passwords_at(url: &str) -> Vec<Range<usize>> {
    let Some(begin) = url.find("://").map(|at| at + 3) else { return Vec::new() };
    let mut found = Vec::new();
    let host = url.rfind('@').filter(|at| *at >= begin).unwrap_or(begin);
    if let Some(colon) = url[begin..host].find(':') {
        found.push(begin + colon + 1..host);
    }
    let Some(query) = url[host..].find('?').map(|at| host + at + 1) else { return found };
    let mut at = query;
    for parameter in url[query..].split('&') {
        if let Some((name, value)) = parameter.split_once('=')
            && (name == "password" || name.contains('%'))
        {
            let end = at + parameter.len();
            found.push(end - value.len()..end);
        }
        at += parameter.len() + 1;
    }
    found.retain(|range| !range.is_empty());
    found
}

/// The password in an address, if there is one.
pub(super) fn password(url: &str) -> Option<&str> {
    passwords_at(url).into_iter().next().map(|at| &url[at])
}

/// Whether there is a password in an address.
pub(crate) fn has_password(url: &str) -> bool {
    password(url).is_some()
}

/// An address without its password.
pub(crate) fn masked(url: &str) -> String {
    let mut shown = url.to_owned();
    passwords_at(url).into_iter().rev().for_each(|at| shown.replace_range(at, MASK));
    shown
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
            ("postgres://kith:s3/c?r#et@db/kith", "postgres://kith:***@db/kith"),
            ("postgres://kith:s3@db/kith?user=a@b", "postgres://kith:***@b"),
            ("postgres://db/kith?pass%77ord=s3cret", "postgres://db/kith?pass%77ord=***"),
            ("postgres://kith:a@db/kith?x=1&password=b", "postgres://kith:***@db/kith?x=1&password=***"),
            ("postgres://db/kith?password=s3cret&user=kith", "postgres://db/kith?password=***&user=kith"),
        ] {
            assert_eq!(masked(url), shown);
            assert_eq!(password(url).is_some(), shown.contains(MASK), "{url}");
        }
    }
}
