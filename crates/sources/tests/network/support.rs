//! A server that answers each call with the next line of its script, and remembers what it was asked.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use kith_sources::http::{Http, HttpSettings};
use kith_sources::{Ask, Detail, SecretString};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

pub(crate) const SECRET: &str = "SYNTHETIC-token-not-real";

/// What a call is answered with.
pub(crate) enum Line {
    /// A status, further header lines, and a body.
    Answer(u16, &'static str, Vec<u8>),
    /// These bytes, and the end of the connection.
    Cut(&'static [u8]),
    /// A body that never ends, as fast as it is read.
    Endless,
    /// A body that comes a byte at a time.
    Slow,
}

pub(crate) fn json(body: &str) -> Line {
    Line::Answer(200, "", body.as_bytes().to_vec())
}

pub(crate) fn fixture(status: u16, name: &str) -> Line {
    let path = format!("{}/tests/fixtures/{name}", env!("CARGO_MANIFEST_DIR"));
    Line::Answer(status, "", std::fs::read(path).unwrap())
}

pub(crate) struct Server {
    pub(crate) base: Url,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    calls: Vec<String>,
    connections: usize,
}

impl Server {
    pub(crate) async fn new(script: Vec<Line>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = Url::parse(&format!("http://{}", listener.local_addr().unwrap())).unwrap();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let (script, shared) = (Arc::new(Mutex::new(script.into_iter())), Arc::clone(&seen));
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                shared.lock().unwrap().connections += 1;
                tokio::spawn(serve(stream, Arc::clone(&script), Arc::clone(&shared)));
            }
        });
        Self { base, seen }
    }

    /// Heads and bodies of the calls so far.
    pub(crate) fn calls(&self) -> Vec<String> {
        self.seen.lock().unwrap().calls.clone()
    }

    pub(crate) fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }
}

type Script = Arc<Mutex<std::vec::IntoIter<Line>>>;

async fn serve(mut stream: TcpStream, script: Script, seen: Arc<Mutex<Seen>>) -> Option<()> {
    loop {
        let call = read(&mut stream).await?;
        seen.lock().unwrap().calls.push(call);
        let line = script.lock().unwrap().next();
        match line? {
            Line::Answer(status, headers, body) => {
                let head = format!("HTTP/1.1 {status} x\r\n{headers}content-length: {}\r\n\r\n", body.len());
                stream.write_all(head.as_bytes()).await.ok()?;
                stream.write_all(&body).await.ok()?;
            }
            Line::Cut(bytes) => {
                stream.write_all(bytes).await.ok()?;
                return None;
            }
            Line::Endless => {
                let chunk = [b"10000\r\n".as_slice(), &vec![b' '; 0x10000], b"\r\n"].concat();
                stream.write_all(b"HTTP/1.1 200 x\r\ntransfer-encoding: chunked\r\n\r\n").await.ok()?;
                while stream.write_all(&chunk).await.is_ok() {}
            }
            Line::Slow => {
                stream.write_all(b"HTTP/1.1 200 x\r\ncontent-length: 100000\r\n\r\n").await.ok()?;
                let mut beat = tokio::time::interval(Duration::from_millis(5));
                while stream.write_all(b" ").await.is_ok() {
                    beat.tick().await;
                }
            }
        }
    }
}

async fn read(stream: &mut TcpStream) -> Option<String> {
    let mut call = Vec::new();
    loop {
        let text = String::from_utf8_lossy(&call).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |length| length.parse().unwrap()) {
                return Some(text);
            }
        }
        if stream.read_buf(&mut call).await.ok()? == 0 {
            return None;
        }
    }
}

/// Settings that let the loopback address be called.
pub(crate) fn settings() -> HttpSettings {
    HttpSettings { allow_hosts: vec!["127.0.0.1".to_owned()], ..HttpSettings::default() }
}

pub(crate) fn http() -> Arc<Http> {
    Arc::new(Http::new(settings()).unwrap())
}

pub(crate) fn token() -> SecretString {
    SecretString::from(SECRET)
}

pub(crate) fn ask(start: u32, count: u32) -> Ask {
    Ask { start, count, detail: Detail::Whole }
}
