//! The kith binary, by its commands: `up`, `serve`, `import`, `account list`, `verify`. All knowledge of its options,
//! settings and output is here. Nothing of the caller's environment or configuration reaches it.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::children::{self, Server};
use crate::{http, stop};

/// Every check stays on: the limit is counted and the credit is spent, there is only enough of both.
const SETTINGS: [(&str, &str); 8] = [
    ("KITH_LIMITS__REQUESTS_PER_MINUTE", "1000000000"),
    ("KITH_CREDITS__STARTING", "1000000000"),
    ("KITH_SERVER__ADMIN_LISTEN", "127.0.0.1:0"),
    // The simulated LinkedIn is on this machine, and bears any pace.
    ("KITH_SOURCES__ALLOW_HOSTS", "127.0.0.1"),
    ("KITH_SOURCES__PARALLEL_CALLS", "10"),
    ("KITH_SOURCES__CALLS_PER_MINUTE", "1000000"),
    ("KITH_SOURCES__CALLS_PER_MINUTE_IN_ALL", "1000000"),
    ("KITH_SOURCES__CALLS_PER_DAY", "1000000"),
];

/// The binary, and the folder it works in.
pub(crate) struct Kith {
    binary: PathBuf,
    folder: PathBuf,
    /// The address of a store that is elsewhere.
    store: Option<String>,
}

/// A kith that serves.
pub(crate) struct Serving {
    pub(crate) server: Server,
    pub(crate) key: String,
}

impl Kith {
    pub(crate) fn new(binary: &Path, folder: &Path) -> Result<Self> {
        let found = binary.canonicalize();
        let binary =
            found.with_context(|| format!("no {}; cargo build --release -p kith", binary.display()))?;
        Ok(Self { binary, folder: folder.to_owned(), store: None })
    }

    /// The same binary, over a store at an address.
    pub(crate) fn over(&self, store: String) -> Self {
        Self { binary: self.binary.clone(), folder: self.folder.clone(), store: Some(store) }
    }

    /// Imports an export into a fresh data folder and serves it.
    pub(crate) fn up(&self, export: &Path, data: &Path) -> Result<Serving> {
        self.start(&["up", text(export)?], data)
    }

    /// Serves a data folder.
    pub(crate) fn serve(&self, data: &Path) -> Result<Serving> {
        self.start(&["serve"], data)
    }

    fn start(&self, words: &[&str], data: &Path) -> Result<Serving> {
        let mut command = self.command(words, data)?;
        let server =
            Server::start(command.args(["--listen", "127.0.0.1:0"])).map_err(|why| self.explain(why))?;
        let key = match server.said["api_key"].as_str() {
            Some(key) => key.to_owned(),
            None => {
                std::fs::read_to_string(data.join("api-key")).context("neither said nor kept an API key")?
            }
        };
        Ok(Serving { server, key: key.trim().to_owned() })
    }

    /// Runs a command to its end: what it printed, and how long it took, from its start to its end.
    #[expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]
    pub(crate) fn run(&self, words: &[&str], data: &Path) -> Result<(Value, Duration)> {
        stop::check()?;
        let mut command = self.command(words, data)?;
        command.stdin(Stdio::null());
        let start = Instant::now();
        let done = command.output()?;
        let took = start.elapsed();
        if !done.status.success() {
            return Err(self.explain(anyhow::anyhow!("`kith {}` failed: {}", words[0], done.status)));
        }
        let said = serde_json::from_slice(&done.stdout);
        Ok((said.with_context(|| format!("`kith {} --output json` printed no JSON", words[0]))?, took))
    }

    fn command(&self, words: &[&str], data: &Path) -> Result<Command> {
        let mut command = Command::new(&self.binary);
        command.args(words).args(["--data", text(data)?, "--output", "json"]);
        command.env_clear().envs(SETTINGS).current_dir(&self.folder);
        if let Some(store) = &self.store {
            command.env("KITH_STORE__URL", store);
        }
        command.stderr(File::create(self.errors())?); // a log to a terminal or a full pipe would cost time
        Ok(command)
    }

    fn errors(&self) -> PathBuf {
        self.folder.join("stderr.log")
    }

    /// An error with the last lines that kith wrote to standard error, keys blotted out.
    fn explain(&self, why: anyhow::Error) -> anyhow::Error {
        let log = std::fs::read_to_string(self.errors()).unwrap_or_default();
        let lines: Vec<_> = log.lines().collect();
        let last = lines[lines.len().saturating_sub(5)..].join("\n");
        if last.is_empty() { why } else { why.context(format!("kith said:\n{}", blot(&last))) }
    }
}

impl Serving {
    /// A counter of the metrics that an operator sees, all its labels together; `None` if none is shown.
    pub(crate) fn counter(&self, name: &str) -> Result<Option<f64>> {
        let Some(admin) = children::address(&self.server.said["admin_url"]) else {
            return Ok(None);
        };
        let text = String::from_utf8(http::exchange(admin, &http::get(admin, "/metrics"))?)?;
        let of = |line: &str| {
            let rest = line.strip_prefix(name).filter(|rest| rest.starts_with([' ', '{']))?;
            rest.rsplit_once(' ')?.1.parse::<f64>().ok()
        };
        let values: Vec<_> = text.lines().filter_map(of).collect();
        Ok((!values.is_empty()).then(|| values.iter().sum()))
    }

    /// The account that `up` made.
    pub(crate) fn account(&self) -> Result<&str> {
        self.server.said["account_id"].as_str().context("`kith up` named no account_id")
    }
}

/// A path as an argument that can also be shown.
pub(crate) fn text(path: &Path) -> Result<&str> {
    match path.to_str() {
        Some(text) => Ok(text),
        None => bail!("{} is no UTF-8", path.display()),
    }
}

/// Hides every key: the prefix and whatever letters follow it.
fn blot(text: &str) -> String {
    let mut parts = text.split("kith_");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric());
        let name = &part[..part.len() - rest.len()];
        out.push_str("kith_");
        out.push_str(if name.len() < 30 { name } else { "…" });
        out.push_str(rest);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_ever_shown() {
        let key = "0123456789".repeat(6);
        assert_eq!(blot(&format!("kith_store: key kith_{key}, bad")), "kith_store: key kith_…, bad");
    }
}
