//! The little HTTP/1.1 that the benchmark speaks: prebuilt requests, an answer's head, one blocking exchange.
//! Knows only answers with a content-length, which is what both servers send.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use anyhow::{Context as _, Result, bail};

const PATIENCE: Duration = Duration::from_secs(30);

/// The bytes of a `POST /v2/network`.
pub(crate) fn post(address: SocketAddr, key: &str, body: &str) -> Vec<u8> {
    format!(
        "POST /v2/network HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\nx-api-key: {key}\r\n\
         content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The bytes of a `POST /v2/accounts`, which is answered with 201, or with an error that says why.
pub(crate) fn post_account(address: SocketAddr, key: &str, body: &str) -> Vec<u8> {
    format!(
        "POST /v2/accounts HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: application/json\r\n\
         x-api-key: {key}\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The bytes of a `POST` of a `Connections.csv`.
pub(crate) fn post_csv(address: SocketAddr, key: &str, path: &str, csv: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\ncontent-type: text/csv\r\nx-api-key: {key}\r\n\
         content-length: {}\r\n\r\n",
        csv.len()
    );
    [head.as_bytes(), csv].concat()
}

/// The bytes of a `GET` with a key.
pub(crate) fn get_with(address: SocketAddr, key: &str, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\nx-api-key: {key}\r\n\r\n")
        .into_bytes()
}

/// The bytes of a `GET`.
pub(crate) fn get(address: SocketAddr, path: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").into_bytes()
}

/// The head of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(crate) status: u16,
    /// Bytes up to the body.
    pub(crate) length: usize,
    /// Bytes of the body.
    pub(crate) body: usize,
}

/// Reads a head; `None` while its end has not arrived.
pub(crate) fn head(bytes: &[u8]) -> Result<Option<Head>> {
    let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else {
        return Ok(None);
    };
    let mut lines = bytes[..end].split(|byte| *byte == b'\n');
    let status = lines.next().and_then(|line| number(line.strip_prefix(b"HTTP/1.1 ")?.get(..3)?));
    let status = status.context("the answer has no HTTP/1.1 status line")?;
    let name = b"content-length:";
    let value = lines.find_map(|line| {
        let (start, value) = line.split_at_checked(name.len())?;
        start.eq_ignore_ascii_case(name).then_some(value.trim_ascii())
    });
    let body = value.and_then(number).context("the answer has no content-length")?;
    Ok(Some(Head { status: u16::try_from(status)?, length: end + 4, body }))
}

fn number(digits: &[u8]) -> Option<usize> {
    std::str::from_utf8(digits).ok()?.parse().ok()
}

/// One exchange on a connection of its own; the body of an answer 200 or 201.
pub(crate) fn exchange(address: SocketAddr, request: &[u8]) -> Result<Vec<u8>> {
    let mut stream = TcpStream::connect_timeout(&address, PATIENCE).context("can't connect")?;
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.write_all(request)?;
    let mut answer = Vec::new();
    let mut part = vec![0; 64 << 10];
    loop {
        if let Some(head) = head(&answer)?
            && answer.len() >= head.length + head.body
        {
            let body = answer.split_off(head.length);
            if !matches!(head.status, 200 | 201) {
                bail!("answered {}: {}", head.status, snippet(&body));
            }
            return Ok(body);
        }
        match stream.read(&mut part).context("no whole answer within 30 s")? {
            0 => bail!("the connection was closed amid an answer"),
            n => answer.extend_from_slice(&part[..n]),
        }
    }
}

/// The beginning of a body, to say what went wrong.
pub(crate) fn snippet(body: &[u8]) -> String {
    String::from_utf8_lossy(body).chars().take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_once_it_is_whole() {
        let text = b"HTTP/1.1 200 OK\r\ndate: x\r\nContent-Length: 12\r\n\r\nbody";
        assert_eq!(head(text).unwrap(), Some(Head { status: 200, length: text.len() - 4, body: 12 }));
        assert_eq!(head(&text[..40]).unwrap(), None);
        assert!(head(b"HTTP/1.1 200 OK\r\ndate: x\r\n\r\n").is_err());
        assert!(head(b"SSH-2.0\r\n\r\n").is_err());
    }
}
