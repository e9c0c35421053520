//! Servers of the tests: started with `--output json`, asked over plain HTTP, ended when dropped.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use serde_json::{Value, json};

/// A server that accepts connections.
pub(crate) struct Serving {
    child: Child,
    out: BufReader<ChildStdout>,
    err: PathBuf,
    /// Its first line.
    pub(crate) said: Value,
}

impl Serving {
    pub(crate) fn start(mut command: Command, err: &Path) -> Self {
        command.args(["--output", "json"]);
        if !command.get_args().any(|word| word == "--listen") {
            command.args(["--listen", "127.0.0.1:0"]);
        }
        command.stdout(Stdio::piped()).stderr(File::create(err).unwrap());
        let mut child = command.spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        let said = serde_json::from_str(&line);
        let said = said.unwrap_or_else(|_| panic!("{line:?}: {}", std::fs::read_to_string(err).unwrap()));
        Self { child, out, err: err.to_owned(), said }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn text(&self, field: &str) -> &str {
        self.said[field].as_str().unwrap()
    }

    /// What it wrote to standard error so far.
    pub(crate) fn err(&self) -> String {
        std::fs::read_to_string(&self.err).unwrap()
    }

    /// Waits until standard error holds these words.
    pub(crate) fn says(&self, words: &str) {
        while !self.err().contains(words) {
            std::thread::yield_now();
        }
    }

    /// Sends SIGTERM, and waits for the end: how it ended, and what else it printed.
    pub(crate) fn stop(mut self) -> (ExitStatus, String) {
        self.signal("-TERM");
        let mut rest = String::new();
        self.out.read_to_string(&mut rest).unwrap();
        (self.child.wait().unwrap(), rest)
    }

    /// Waits for the end of one that was told to stop.
    pub(crate) fn stopped(mut self) -> ExitStatus {
        self.child.wait().unwrap()
    }

    /// Kills it, so that it can end nothing in order.
    pub(crate) fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub(crate) fn signal(&self, signal: &str) {
        let sent = Command::new("kill").args([signal, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    pub(crate) fn connect(&self) -> TcpStream {
        TcpStream::connect(self.text("base_url").strip_prefix("http://").unwrap()).unwrap()
    }

    /// Reads connections with a key: the status and the answer.
    pub(crate) fn lists(&self, key: &str, account: &str, count: u32) -> (u16, Value) {
        let body = json!({"account_id": account, "action": "list_connections", "params": {"count": count}});
        self.posts("/v2/network", key, &body.to_string())
    }

    /// The text at a path that needs no key.
    pub(crate) fn gets(&self, path: &str) -> String {
        let mut stream = self.connect();
        write!(stream, "GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert!(text.starts_with("HTTP/1.1 200 "), "{path}: {text}");
        text.split_once("\r\n\r\n").unwrap().1.to_owned()
    }

    /// Signs in by the secret of a link; the status.
    pub(crate) fn signs_in(&self, url: &str) -> u16 {
        let form = format!("link={}", url.split_once("/sign-in?link=").unwrap().1);
        let mut stream = self.connect();
        write!(
            stream,
            "POST /sign-in HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
            form.len()
        )
        .unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        let status = text.split(' ').nth(1).unwrap().parse().unwrap();
        assert_eq!(status == 303, text.contains("set-cookie: "), "{text}");
        status
    }

    pub(crate) fn posts(&self, path: &str, key: &str, body: &str) -> (u16, Value) {
        let mut stream = self.connect();
        write!(
            stream,
            "POST {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\nx-api-key: {key}\r\n\
             accept: application/json, text/event-stream\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        answer(stream)
    }
}

/// The status and the JSON of an answer that ends with its connection.
pub(crate) fn answer(mut stream: TcpStream) -> (u16, Value) {
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let status = text.split(' ').nth(1).unwrap().parse().unwrap();
    let body = text.split_once("\r\n\r\n").unwrap().1;
    (status, serde_json::from_str(body).unwrap_or_else(|_| panic!("no JSON: {text}")))
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
