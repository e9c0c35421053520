//! What a private server is set to: whether it survives a crash of the machine, and PostgreSQL's own settings.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Sized for a suite whose tests each hold a pool, on a small machine. A standby can follow without a restart.
const SETTINGS: [(&str, &str); 8] = [
    ("max_connections", "300"),
    ("shared_buffers", "64MB"),
    ("wal_level", "replica"),
    ("max_wal_senders", "10"),
    ("wal_keep_size", "256MB"), // a standby that was stopped for a while finds what it missed
    ("synchronous_commit", "on"),
    ("timezone", "UTC"),
    ("log_timezone", "UTC"),
];
const NOT_DURABLE: [(&str, &str); 2] = [("fsync", "off"), ("full_page_writes", "off")];

/// How to set up a private server. The default is `Options::quick()`.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Whether a commit is on the disk before it is confirmed. Without, a crash of PostgreSQL still loses nothing;
    /// a crash of the machine may.
    pub durable: bool,
    /// PostgreSQL's settings by name, over the ones that this crate chooses; the last of a name counts.
    pub settings: Vec<(String, String)>,
    /// Where its folder is made; `None`: where temporary files go.
    pub within: Option<PathBuf>,
}

impl Options {
    /// For tests: it waits for no disk.
    pub fn quick() -> Self {
        Self::default()
    }

    /// For measurements and tests of faults: it waits for the disk, as it would in service.
    pub fn durable() -> Self {
        Self { durable: true, ..Self::default() }
    }

    /// With this setting too: `Options::quick().with("max_connections", "20")`.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    /// With its folder in this one, on whose disk it then is. The server's user must be able to enter it.
    #[must_use]
    pub fn within(mut self, folder: &Path) -> Self {
        self.within = Some(folder.to_owned());
        self
    }

    /// Lines for `postgresql.conf`.
    pub(crate) fn as_conf(&self) -> String {
        let ours = SETTINGS.iter().chain(if self.durable { &[][..] } else { &NOT_DURABLE[..] }).copied();
        let callers = self.settings.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        ours.chain(callers).fold(String::new(), |mut conf, (name, value)| {
            let _ = writeln!(conf, "{name} = {}", quoted(value)); // writing to a String cannot fail
            conf
        })
    }
}

/// A value as a string literal, of SQL and of `postgresql.conf` alike.
pub(crate) fn quoted(value: &str) -> String {
    format!("'{}'", value.replace('\'', "''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_callers_setting_comes_last_and_so_counts() {
        let conf = Options::quick().with("max_connections", "20").with("search_path", "it's").as_conf();
        assert!(conf.contains("fsync = 'off'"), "{conf}");
        assert!(conf.ends_with("max_connections = '20'\nsearch_path = 'it''s'\n"), "{conf}");
        assert!(!Options::durable().as_conf().contains("fsync"));
    }
}
