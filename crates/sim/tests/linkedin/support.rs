//! A small HTTP client without any cleverness, and a simulation whose clock stands still.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::client::conn::http1;
use hyper::{HeaderMap, Request, Response, body::Incoming};
use hyper_util::rt::TokioIo;
use kith_model::clock::FixedClock;
use kith_sim::people::Network;
use kith_sim::{Grant, MemberId, Options, Sim};
use serde_json::Value;

/// The moment every test begins at.
pub(crate) const START: &str = "2026-11-20T12:00:00Z";

/// What came back, and whether all of it did.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
    pub(crate) complete: bool,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }

    /// The ids of a page of connections, in order.
    pub(crate) fn ids(&self) -> Vec<String> {
        let page = self.json();
        let elements = page["elements"].as_array().unwrap();
        elements.iter().map(|element| element["to"].as_str().unwrap().to_owned()).collect()
    }
}

/// A simulation with one member and a token.
pub(crate) struct Scene {
    pub(crate) sim: Sim,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) member: MemberId,
    pub(crate) token: String,
}

impl Scene {
    pub(crate) async fn with(connections: u32, grant: Grant, change: impl FnOnce(&mut Options)) -> Self {
        let clock = Arc::new(FixedClock::at(START.parse().unwrap()));
        let mut options = Options { clock: clock.clone(), ..Options::default() };
        change(&mut options);
        let sim = Sim::start(options).await.unwrap();
        let member = sim.add_member(Network::generate(7, connections));
        let token = sim.token(member, grant);
        Self { sim, clock, member, token }
    }

    /// For the Connections API.
    pub(crate) async fn connections(size: u32) -> Self {
        Self::with(size, Grant::connections(), |_| {}).await
    }

    /// For the portability interfaces.
    pub(crate) async fn portability(size: u32) -> Self {
        Self::with(size, Grant::portability(), |options| options.snapshot_rows_per_page = 10).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.get_with(path, &self.token).await
    }

    /// With the headers that both kinds of interface want.
    pub(crate) async fn get_with(&self, path: &str, token: &str) -> Answer {
        let bearer = format!("Bearer {token}");
        let headers = [
            ("authorization", bearer.as_str()),
            ("x-restli-protocol-version", "2.0.0"),
            ("linkedin-version", "202312"),
        ];
        self.send("GET", path, &headers, "").await.unwrap()
    }

    pub(crate) async fn post_form(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.send("POST", path, &headers, &form).await.unwrap()
    }

    /// Fails when the connection ends before the answer's head.
    pub(crate) async fn send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Answer, hyper::Error> {
        let mut response = self.open(method, path, headers, body).await?;
        let mut answer = Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: Vec::new(),
            complete: true,
        };
        while let Some(frame) = response.body_mut().frame().await {
            match frame {
                Ok(frame) => answer.body.extend_from_slice(&frame.into_data().unwrap()),
                Err(_) => answer.complete = false,
            }
        }
        Ok(answer)
    }

    /// Only the head; the body is still to come.
    pub(crate) async fn open(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Result<Response<Incoming>, hyper::Error> {
        let url = self.sim.url();
        let host = url.strip_prefix("http://").unwrap();
        let stream = tokio::net::TcpStream::connect(host).await.unwrap();
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        tokio::spawn(connection);
        let mut request = Request::builder().method(method).uri(path).header("host", host);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        sender.send_request(request.body(Full::new(Bytes::from(body.to_owned()))).unwrap()).await
    }
}
