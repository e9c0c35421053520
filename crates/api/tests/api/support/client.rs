//! A small HTTP client: one connection a request, any method, any headers, any body. Every answer that it reads
//! is held to the laws that hold for all of them.

use std::net::SocketAddr;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::{HeaderMap, Request, StatusCode};
use hyper_util::rt::TokioIo;
use serde_json::Value;

use super::laws;

#[derive(Clone)]
pub struct Client {
    address: SocketAddr,
    headers: Vec<(String, String)>,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Client {
    pub fn new(address: SocketAddr, key: Option<&str>) -> Self {
        let headers = key.map(|key| ("x-api-key".to_owned(), key.to_owned()));
        Self { address, headers: headers.into_iter().collect() }
    }

    /// The same client with another header on every request.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The same client without its key.
    #[must_use]
    pub fn without_key(mut self) -> Self {
        self.headers.retain(|(name, _)| name != "x-api-key");
        self
    }

    /// The same client at another server.
    #[must_use]
    pub fn at(mut self, address: SocketAddr) -> Self {
        self.address = address;
        self
    }

    /// The API key that it sends; empty if none.
    pub fn key(&self) -> &str {
        self.headers.iter().find(|(name, _)| name == "x-api-key").map_or("", |(_, key)| key)
    }

    pub async fn network(&self, body: &Value) -> Reply {
        self.network_text(&body.to_string()).await
    }

    pub async fn network_text(&self, body: &str) -> Reply {
        self.send("POST", "/v2/network", Some("application/json"), body.to_owned()).await
    }

    pub async fn get(&self, path: &str) -> Reply {
        self.send("GET", path, None, "").await
    }

    /// What is for a person, and no envelope.
    pub async fn get_page(&self, path: &str) -> Reply {
        let request = Request::builder().uri(path).header("host", "localhost");
        exchange(self.address, request.body(Full::default()).unwrap()).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Reply {
        self.send("POST", path, Some("application/json"), body.to_string()).await
    }

    pub async fn post_nothing(&self, path: &str) -> Reply {
        self.send("POST", path, None, "").await
    }

    pub async fn delete(&self, path: &str) -> Reply {
        self.send("DELETE", path, None, "").await
    }

    pub async fn send(
        &self,
        method: &str,
        path: &str,
        content_type: Option<&str>,
        body: impl Into<Bytes>,
    ) -> Reply {
        let reply = self.send_freely(method, path, content_type, body).await;
        laws::hold(self.key(), method, path, &reply);
        reply
    }

    /// What is answered by another protocol's laws.
    pub async fn send_freely(
        &self,
        method: &str,
        path: &str,
        content_type: Option<&str>,
        body: impl Into<Bytes>,
    ) -> Reply {
        let mut request = Request::builder().method(method).uri(path).header("host", "localhost");
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        exchange(self.address, request.body(Full::new(body.into())).unwrap()).await
    }
}

async fn exchange(address: SocketAddr, request: Request<Full<Bytes>>) -> Reply {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let (parts, body) = sender.send_request(request).await.unwrap().into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    Reply { status: parts.status, headers: parts.headers, body }
}

impl Reply {
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    /// `data` of a success.
    #[track_caller]
    pub fn data(&self) -> Value {
        let json = self.json();
        assert!(self.status.is_success(), "{} {json}", self.status);
        assert_eq!(json["success"], true);
        json["data"].clone()
    }

    /// The message of a refusal with this status and code.
    #[track_caller]
    pub fn is_refused(&self, status: u16, code: &str) -> String {
        let json = self.json();
        assert_eq!((self.status.as_u16(), json["error"]["code"].as_str()), (status, Some(code)), "{json}");
        json["error"]["message"].as_str().unwrap().to_owned()
    }

    /// `metadata.credits_consumed`; of a file, what its header says.
    #[track_caller]
    pub fn credits(&self) -> u64 {
        if let Some(credits) = self.headers.get("x-kith-credits-consumed") {
            return credits.to_str().unwrap().parse().unwrap();
        }
        self.json()["metadata"]["credits_consumed"].as_u64().unwrap()
    }

    /// The names on a page of connections.
    #[track_caller]
    pub fn names(&self) -> Vec<String> {
        let data = self.data();
        let rows = data["connections"].as_array().unwrap();
        rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()).collect()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}
