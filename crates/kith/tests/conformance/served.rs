//! A server with one account of invented connections, all the credits and no limit to its requests.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

/// A server that accepts connections.
pub(crate) struct Served {
    room: TempDir,
    child: Child,
    pub(crate) url: String,
    pub(crate) key: String,
    pub(crate) account: String,
}

/// A file beside the tests.
pub(crate) fn beside(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance").join(name)
}

impl Served {
    pub(crate) fn start() -> Self {
        let room = tempfile::tempdir().unwrap();
        let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../samples/Basic_LinkedInDataExport.zip");
        let mut child = Command::new(env!("CARGO_BIN_EXE_kith"))
            .env_clear()
            .current_dir(room.path())
            .arg("up")
            .arg(sample)
            .args(["--output", "json", "--listen", "127.0.0.1:0", "--log-level", "error"])
            .args(["--set", "limits.requests_per_minute=1000000", "--set", "credits.starting=1000000000"])
            .args(["--set", "webhooks.allow_hosts=127.0.0.1"])
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: serde_json::Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| said[name].as_str().unwrap().to_owned();
        Self { child, url: text("base_url"), key: text("api_key"), account: text("account_id"), room }
    }

    /// The data folder.
    pub(crate) fn data(&self) -> PathBuf {
        self.room.path().join("kith-data")
    }

    /// The body of what is at a path.
    pub(crate) fn gets(&self, path: &str) -> String {
        self.asks(&format!("GET {path}"), "")
    }

    /// Makes an account that nothing is in; its id.
    pub(crate) fn makes_an_account(&self) -> String {
        let made = self.asks("POST /v2/accounts", r#"{"name": "Spare", "source": {"kind": "archive"}}"#);
        let made: serde_json::Value = serde_json::from_str(&made).unwrap();
        made["data"]["account_id"].as_str().unwrap().to_owned()
    }

    fn asks(&self, call: &str, body: &str) -> String {
        let mut stream = TcpStream::connect(self.url.strip_prefix("http://").unwrap()).unwrap();
        let (key, length) = (&self.key, body.len());
        write!(
            stream,
            "{call} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx-api-key: {key}\r\n\
             content-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
        .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert!(text.starts_with("HTTP/1.1 20"), "{call}: {text}");
        text.split_once("\r\n\r\n").unwrap().1.to_owned()
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Runs a program to its end; what it printed, if it ended well. The test fails otherwise.
#[track_caller]
pub(crate) fn passes(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap();
    let said = [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    assert!(output.status.success(), "{command:?} ended with {}:\n{}", output.status, said.concat());
    let [out, _] = said;
    out
}
