//! A client that keeps its connections, and says what became of a request: answered, refused, or nobody knows.

use std::collections::HashMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use serde_json::Value;

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<u32>,
    pub(crate) replayed: bool,
    /// The connection takes no further request.
    closes: bool,
    pub(crate) body: Value,
}

impl Answer {
    /// The code of an error.
    pub(crate) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or("none")
    }
}

/// Connections by address.
#[derive(Default)]
pub(crate) struct Client(HashMap<String, BufReader<TcpStream>>);

/// What is asked.
pub(crate) struct Ask<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) key: &'a str,
    pub(crate) id: &'a str,
    pub(crate) retry: Option<&'a str>,
    pub(crate) body: &'a str,
}

impl Client {
    /// `None` if no whole answer came: it may have been carried out or not.
    pub(crate) fn send(&mut self, address: &str, ask: &Ask<'_>) -> Option<Answer> {
        let answer = self.try_send(address, ask);
        if answer.as_ref().is_none_or(|answer| answer.closes) {
            self.0.remove(address);
        }
        answer
    }

    fn try_send(&mut self, address: &str, ask: &Ask<'_>) -> Option<Answer> {
        if !self.0.contains_key(address) {
            self.0.insert(address.to_owned(), BufReader::new(TcpStream::connect(address).ok()?));
        }
        let stream = self.0.get_mut(address)?;
        let retry = ask.retry.map(|key| format!("idempotency-key: {key}\r\n")).unwrap_or_default();
        let request = format!(
            "{} {} HTTP/1.1\r\nhost: kith\r\nx-api-key: {}\r\nx-request-id: {}\r\n{retry}\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{}",
            ask.method,
            ask.path,
            ask.key,
            ask.id,
            ask.body.len(),
            ask.body
        );
        stream.get_mut().write_all(request.as_bytes()).ok()?;
        read(stream)
    }
}

/// An answer that came to its last byte.
fn read(reader: &mut BufReader<TcpStream>) -> Option<Answer> {
    let mut answer =
        Answer { status: 0, retry_after: None, replayed: false, closes: false, body: Value::Null };
    let (mut length, mut line) = (0, String::new());
    loop {
        line.clear();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_ascii_lowercase();
        if let Some(rest) = line.strip_prefix("http/1.1 ") {
            answer.status = rest[..3].parse().unwrap();
        } else if let Some(rest) = line.strip_prefix("content-length: ") {
            length = rest.parse().unwrap();
        } else if let Some(rest) = line.strip_prefix("retry-after: ") {
            answer.retry_after = Some(rest.parse().unwrap());
        } else if line == "idempotent-replayed: true" {
            answer.replayed = true;
        } else if line == "connection: close" {
            answer.closes = true;
        } else if line.is_empty() {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    answer.body = serde_json::from_slice(&body).unwrap();
    Some(answer)
}
