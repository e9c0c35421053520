//! Bytes on a connection, for what no HTTP client would send. No wait is longer than the test would fail after.

use std::net::SocketAddr;
use std::time::Duration;

use hyper::header::{HeaderName, HeaderValue};
use hyper::{HeaderMap, StatusCode};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::Reply;

/// Longer than anything here takes.
const TOO_LONG: Duration = Duration::from_secs(20);

pub struct Raw {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Raw {
    pub async fn connect(address: SocketAddr) -> Self {
        Self { stream: TcpStream::connect(address).await.unwrap(), read: Vec::new() }
    }

    /// Sends; whether the other side still took it.
    pub async fn tries_to_send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        timeout(TOO_LONG, self.stream.write_all(bytes.as_ref())).await.unwrap().is_ok()
    }

    pub async fn sends(&mut self, bytes: impl AsRef<[u8]>) {
        assert!(self.tries_to_send(bytes).await, "the connection was closed");
    }

    /// Says that nothing more will be sent.
    pub async fn says_the_end(&mut self) {
        self.stream.shutdown().await.unwrap();
    }

    /// Reads one answer, interim ones included.
    pub async fn answer(&mut self) -> Reply {
        let head = self.head().await;
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap();
        let status = StatusCode::from_bytes(status.as_bytes()).unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in lines.filter_map(|line| line.split_once(':')) {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_str(value.trim()).unwrap());
        }
        let length = headers.get("content-length").map_or("0", |length| length.to_str().unwrap());
        let length = length.parse().unwrap();
        while self.read.len() < length {
            assert!(self.more().await, "the answer ended before it was complete");
        }
        let body = self.read.drain(..length).collect::<Vec<_>>().into();
        Reply { status, headers, body }
    }

    async fn head(&mut self) -> String {
        loop {
            if let Some(end) = self.read.windows(4).position(|window| window == b"\r\n\r\n") {
                let head = String::from_utf8(self.read.drain(..end).collect()).unwrap();
                self.read.drain(..4);
                return head;
            }
            assert!(self.more().await, "the connection ended before an answer");
        }
    }

    async fn more(&mut self) -> bool {
        let read = timeout(TOO_LONG, self.stream.read_buf(&mut self.read)).await;
        read.unwrap().is_ok_and(|count| count > 0)
    }

    /// That the other side ends the connection without a further word.
    pub async fn is_closed(&mut self) {
        assert!(!self.more().await, "{}", String::from_utf8_lossy(&self.read));
    }

    /// Whether the other side ends the connection within this time.
    pub async fn ended_within(&mut self, time: Duration) -> bool {
        timeout(time, self.stream.read_buf(&mut self.read)).await.is_ok_and(|read| !read.is_ok_and(|n| n > 0))
    }

    /// That nothing comes for a moment.
    pub async fn hears_nothing(&mut self) {
        let moment = Duration::from_millis(100);
        assert!(timeout(moment, self.stream.read_buf(&mut self.read)).await.is_err());
    }

    /// That something comes.
    pub async fn hears_something(&mut self) {
        assert!(self.more().await, "the connection ended before an answer");
    }

    /// The next bytes until the other side ends the connection.
    pub async fn rest(&mut self) -> Vec<u8> {
        while self.more().await {}
        std::mem::take(&mut self.read)
    }
}

/// A request with these header lines and this body, its length told.
pub fn request(line: &str, headers: &[&str], body: &[u8]) -> Vec<u8> {
    let mut all = head(line, headers, &format!("content-length: {}", body.len()));
    all.extend_from_slice(body);
    all
}

/// The head of a request.
pub fn head(line: &str, headers: &[&str], last: &str) -> Vec<u8> {
    let lines = [&[line, "host: localhost"], headers, &[last, "\r\n"]].concat();
    lines.join("\r\n").into_bytes()
}
