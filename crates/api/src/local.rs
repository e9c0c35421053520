//! The front door from inside the process: a tool's request goes through the router like one from the network, so that
//! key, limit, scope, checks, charge, errors, log and metrics are those of HTTP. Knows no face that stands before it.

use std::sync::Arc;

use axum::Router;
use axum::http::{HeaderValue, StatusCode};
use http_body_util::BodyExt as _;
use kith_engine::{Caller, Engine, Quota};
use serde_json::{Map, Value};
use tower_service::Service as _;

use crate::catalog::Tool;
use crate::error::{Code, Failure};
use crate::{App, ServerSettings, front, reply, router};

/// A way through the front door that needs no listener.
#[derive(Clone)]
pub struct Local {
    app: Arc<App>,
    router: Router,
}

/// What was answered.
#[derive(Debug)]
pub struct Answer {
    /// The status of HTTP.
    pub status: u16,
    /// The envelope.
    pub body: Value,
    /// The snapshot that was read, of `x-kith-snapshot`.
    pub snapshot: Option<String>,
}

/// Who asks.
#[derive(Clone)]
pub(crate) enum Who {
    /// Whoever has this key.
    Key(Arc<str>),
    /// Someone whose key was found and whose request was counted at the door already.
    Admitted(Admitted),
}

/// A request that was let in: travels in a request's extensions, where nothing from the network can put it.
#[derive(Clone)]
pub(crate) struct Admitted {
    pub(crate) caller: Caller,
    pub(crate) quota: Quota,
}

impl Local {
    /// A way to this engine.
    pub fn new(engine: Arc<Engine>, settings: &ServerSettings) -> Self {
        Self::of(Arc::new(App::new(engine, settings)))
    }

    pub(crate) fn of(app: Arc<App>) -> Self {
        Self { router: router::operations(&app), app }
    }

    /// Calls a tool with a key, as `POST` or `GET` with the same fields would.
    pub async fn call(&self, tool: &Tool, key: &str, fields: Map<String, Value>) -> Answer {
        self.ask(tool, &Who::Key(key.into()), fields).await
    }

    pub(crate) async fn ask(&self, tool: &Tool, who: &Who, fields: Map<String, Value>) -> Answer {
        match self.send(tool, who, fields).await {
            Ok(answer) => answer,
            Err(failure) => self.refuse(tool, who, &failure),
        }
    }

    /// A refusal before the door, as the door would word it.
    pub(crate) fn refuse(&self, tool: &Tool, who: &Who, failure: &Failure) -> Answer {
        let id = match who {
            Who::Key(_) => self.app.engine.next_request_id(),
            Who::Admitted(admitted) => admitted.caller.request.clone(),
        };
        let now = self.app.engine.clock().now();
        let body = reply::refusal(failure, Some(tool.name()), id.as_str(), now);
        let body = serde_json::from_slice(&body).unwrap_or_default();
        Answer { status: failure.code.status().as_u16(), body, snapshot: None }
    }

    /// Whose requests these are, without one being counted.
    pub(crate) async fn caller(&self, who: &Who) -> Result<Caller, Failure> {
        match who {
            Who::Key(key) => {
                let id = self.app.engine.next_request_id();
                Ok(self.app.engine.authenticate(key, id).await?)
            }
            Who::Admitted(admitted) => Ok(admitted.caller.clone()),
        }
    }

    async fn send(&self, tool: &Tool, who: &Who, fields: Map<String, Value>) -> Result<Answer, Failure> {
        let mut request = tool.request(fields)?;
        match who {
            Who::Key(key) => {
                if let Ok(key) = HeaderValue::from_str(key) {
                    request.headers_mut().insert(&front::KEY, key);
                }
            }
            Who::Admitted(admitted) => {
                if let Ok(id) = HeaderValue::from_str(admitted.caller.request.as_str()) {
                    request.headers_mut().insert(&front::REQUEST_ID, id);
                }
                request.extensions_mut().insert(admitted.clone());
            }
        }
        let (parts, body) =
            self.router.clone().call(request).await.unwrap_or_else(|never| match never {}).into_parts();
        let lost = |_| Failure::new(Code::InternalError, "an answer ended before its end");
        let body = body.collect().await.map_err(lost)?.to_bytes();
        let broken = |_| Failure::new(Code::InternalError, "an answer is no JSON");
        let snapshot = parts.headers.get(&front::SNAPSHOT).and_then(|id| id.to_str().ok()).map(str::to_owned);
        let body = serde_json::from_slice(&body).map_err(broken)?;
        Ok(Answer { status: parts.status.as_u16(), body, snapshot })
    }
}

impl Answer {
    /// Whether it is a success.
    pub fn is_ok(&self) -> bool {
        StatusCode::from_u16(self.status).is_ok_and(|status| status.is_success())
    }
}
