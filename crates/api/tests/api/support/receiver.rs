//! Who is told: a small server on this machine that notes what arrives and answers as it is in the mood to, goes down and
//! comes back at the same address.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use data_encoding::BASE64;
use hmac::{Hmac, KeyInit as _, Mac as _};
use http_body_util::{BodyExt as _, Full};
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper::{HeaderMap, Request, Response};
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use super::document;

/// What it does with a message that it has noted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    /// Answers this status.
    Answers(u16),
    /// Answers it after others had their turns.
    Dawdles(u16),
    /// Asks for another try after so many seconds.
    AsksFor(u32),
    /// Sends the caller elsewhere.
    Redirects,
    /// Breaks the connection off.
    Breaks,
    /// Answers when it is in another mood.
    Hangs,
}

/// A message that arrived.
#[derive(Debug, Clone)]
pub struct Message {
    pub id: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

type Moods = Arc<Mutex<Box<dyn FnMut(&Message) -> Mood + Send>>>;

pub struct Receiver {
    pub address: SocketAddr,
    messages: Arc<Mutex<Vec<Message>>>,
    moods: Moods,
    task: Option<JoinHandle<()>>,
}

impl Receiver {
    /// One that accepts everything.
    pub async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let moods: Moods = Arc::new(Mutex::new(Box::new(|_: &Message| Mood::Answers(204))));
        let mut receiver = Self { address, messages: Arc::default(), moods, task: None };
        receiver.listens(listener);
        receiver
    }

    /// Where it is told.
    pub fn url(&self) -> String {
        format!("http://{}/hook?of=kith", self.address)
    }

    /// From now on it does this with every message.
    pub fn is(&self, mut mood: impl FnMut(&Message) -> Mood + Send + 'static) {
        *self.moods.lock().unwrap() = Box::new(move |message| mood(message));
    }

    /// Goes down; connections that are open break off.
    pub async fn goes_down(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
            let _ = task.await;
        }
    }

    /// Comes back at the same address.
    pub async fn comes_back(&mut self) {
        if self.task.is_none() {
            let listener = TcpListener::bind(self.address).await.unwrap();
            self.listens(listener);
        }
    }

    /// All that has arrived, in order, every try of it.
    pub fn heard(&self) -> Vec<Message> {
        self.messages.lock().unwrap().clone()
    }

    /// What has arrived, each message once, in the order of first arrival.
    pub fn messages(&self) -> Vec<Message> {
        let mut seen = std::collections::HashSet::new();
        self.heard().into_iter().filter(|message| seen.insert(message.id.clone())).collect()
    }

    /// The types of what has arrived.
    pub fn types(&self) -> Vec<String> {
        self.messages().iter().map(|message| message.json()["type"].as_str().unwrap().to_owned()).collect()
    }

    fn listens(&mut self, listener: TcpListener) {
        let (messages, moods) = (self.messages.clone(), self.moods.clone());
        self.task = Some(tokio::spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let (messages, moods) = (messages.clone(), moods.clone());
                connections.spawn(async move {
                    let answers = service_fn(|request| answer(request, messages.clone(), moods.clone()));
                    let http = hyper::server::conn::http1::Builder::new();
                    drop(http.serve_connection(TokioIo::new(stream), answers).await);
                });
            }
        }));
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

async fn answer(
    request: Request<Incoming>,
    messages: Arc<Mutex<Vec<Message>>>,
    moods: Moods,
) -> std::io::Result<Response<Full<bytes::Bytes>>> {
    let (parts, body) = request.into_parts();
    assert_eq!((parts.method.as_str(), parts.uri.to_string().as_str()), ("POST", "/hook?of=kith"));
    let body = body.collect().await.map_err(std::io::Error::other)?.to_bytes().to_vec();
    let id = parts.headers["webhook-id"].to_str().unwrap().to_owned();
    let message = Message { id, headers: parts.headers, body };
    let mut mood = {
        let mut moods = moods.lock().unwrap();
        messages.lock().unwrap().push(message.clone());
        moods(&message)
    };
    while mood == Mood::Hangs {
        tokio::task::yield_now().await;
        mood = moods.lock().unwrap()(&message);
    }
    let answer = |status: u16| Response::builder().status(status);
    let answer = match mood {
        Mood::Answers(status) => answer(status),
        Mood::Dawdles(status) => {
            for _ in 0..50 {
                tokio::task::yield_now().await;
            }
            answer(status)
        }
        Mood::AsksFor(seconds) => answer(503).header("retry-after", seconds),
        Mood::Redirects => answer(307).header("location", "/elsewhere"),
        Mood::Breaks | Mood::Hangs => return Err(std::io::ErrorKind::ConnectionReset.into()),
    };
    Ok(answer.body(Full::from(&b"thank you"[..])).unwrap())
}

impl Message {
    /// Its body, which the document describes.
    #[track_caller]
    pub fn json(&self) -> Value {
        let message = serde_json::from_slice(&self.body).unwrap();
        document::describes_message(&message);
        message
    }

    fn header(&self, name: &str) -> &str {
        self.headers[name].to_str().unwrap()
    }

    /// How many signatures it carries.
    pub fn signatures(&self) -> usize {
        self.header("webhook-signature").split(' ').count()
    }

    /// Whether one of its signatures is this secret's: HMAC-SHA256 of `id.timestamp.body`.
    pub fn is_signed_by(&self, secret: &str) -> bool {
        let key = BASE64.decode(secret.strip_prefix("whsec_").unwrap().as_bytes()).unwrap();
        let mut mac = Hmac::<sha2::Sha256>::new_from_slice(&key).unwrap();
        mac.update(format!("{}.{}.", self.id, self.header("webhook-timestamp")).as_bytes());
        mac.update(&self.body);
        let signature = format!("v1,{}", BASE64.encode(&mac.finalize().into_bytes()));
        self.header("webhook-signature").split(' ').any(|one| one == signature)
    }
}
