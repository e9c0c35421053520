//! The way in and out of every page: the session, the key's limit, and of what changes something the proof that a page of
//! ours sent it. A request without a session is led to sign-in. Knows no page.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts as _, RawPathParams, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, Uri, header};
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use futures_util::FutureExt as _;
use kith_engine::{Caller, Engine, Error};
use kith_model::{RequestId, Timestamp};
use tokio::time::Instant;

use super::form::{Form, link};
use super::proof::{csrf, from_here, not_ours, same};
use super::shell::{Section, Shell, Who};
use super::wrong::wrong;
use super::{answer, cookie};
use crate::App;
use crate::body;
use crate::error::{Code, Failure};
use crate::front::Peer;

/// What tells the page to sign in that a session has ended, and that no form was lost with it.
pub(super) const NOTHING_LOST: &str = "page";
/// The header that scripts prove a page of ours with.
const CSRF_HEADER: &str = "x-csrf-token";
/// The header of what a page asks by itself, now and then.
const BY_ITSELF: &str = "x-by-itself";
/// The field that forms prove it with.
pub(super) const CSRF_FIELD: &str = "csrf";

/// Anybody who asks for something.
pub(super) struct Visitor {
    pub(super) app: Arc<App>,
    pub(super) uri: Uri,
    pub(super) headers: HeaderMap,
    pub(super) query: Form,
    pub(super) peer: IpAddr,
    pub(super) body: Body,
}

/// Somebody who is signed in and asks for a page.
pub(super) struct Visit {
    pub(super) app: Arc<App>,
    /// Looks: what it reads is free.
    pub(super) caller: Caller,
    /// The query.
    pub(super) query: Form,
    pub(super) headers: HeaderMap,
    token: String,
    names: HashMap<String, String>,
}

impl Visit {
    pub(super) fn engine(&self) -> &Arc<Engine> {
        &self.app.engine
    }

    pub(super) fn now(&self) -> Timestamp {
        self.app.engine.clock().now()
    }

    /// What stands in the path for a part of the route; empty where the route has none of that name.
    pub(super) fn named(&self, part: &str) -> &str {
        self.names.get(part).map_or("", String::as_str)
    }

    /// The page that led here, its path and query; of links alone, for anybody may send what it is read from.
    pub(super) fn came_from(&self) -> Option<String> {
        came_from(&self.headers)
    }

    /// What stands around a page.
    pub(super) fn shell(&self, here: Section, title: impl Into<String>) -> Shell {
        let who = Some(Who::of(&self.caller, csrf(&self.token)));
        Shell { here: Some(here), who, ..Shell::outside(title) }
    }

    /// Whether a form that was read elsewhere comes from a page of ours.
    pub(super) fn is_ours(&self, form: &Form) -> bool {
        let sent = self.headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok());
        same(sent.unwrap_or(form.text(CSRF_FIELD)), &csrf(&self.token))
    }
}

/// A page that needs a session.
pub(super) fn page<F, R>(app: &Arc<App>, answer: F) -> MethodRouter
where
    F: Fn(Visit) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<Response, Failure>> + Send + 'static,
{
    let app = Arc::clone(app);
    get(move |request: Request| {
        let (app, answer) = (Arc::clone(&app), answer.clone());
        async move {
            watched(&app, "dashboard", async {
                let (visit, _) = match enter(&app, request).await {
                    Ok(entered) => entered,
                    Err(away) => return *away,
                };
                let outside = Outside::of(&visit);
                answer(visit).await.unwrap_or_else(|failure| outside.wrong(&failure))
            })
            .await
        }
    })
}

/// What a form of a page does. It is carried to its end, also when its sender goes away meanwhile.
pub(super) fn act<F, R>(app: &Arc<App>, answer: F) -> MethodRouter
where
    F: Fn(Visit, Form) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<Response, Failure>> + Send + 'static,
{
    raw_act(app, move |visit: Visit, body: Body| {
        let answer = answer.clone();
        async move {
            let mut body = body;
            let text = body::read(&mut body, body::MAX_JSON, visit.app.body_timeout).await?;
            let form = Form::read(&text);
            if !visit.is_ours(&form) {
                return Err(not_ours());
            }
            answer(visit, form).await
        }
    })
}

/// The address of a form whose answer may be a page that stays there, opened by itself: leads to the page above.
pub(super) fn up() -> MethodRouter {
    get(|uri: Uri| async move {
        let above = uri.path().rsplit_once('/').map_or("/", |(above, _)| above);
        answer::guard(answer::lead_to(above))
    })
}

/// What a form does whose body the page reads itself; it has to ask [`Visit::is_ours`].
pub(super) fn raw_act<F, R>(app: &Arc<App>, answer: F) -> MethodRouter
where
    F: Fn(Visit, Body) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Result<Response, Failure>> + Send + 'static,
{
    let app = Arc::clone(app);
    post(move |request: Request| {
        let (app, answer) = (Arc::clone(&app), answer.clone());
        async move {
            watched(&Arc::clone(&app), "dashboard_form", async move {
                if !from_here(request.headers()) {
                    body::drain(request.into_body()).await;
                    return wrong(Shell::outside("Refused"), &not_ours());
                }
                let (visit, body) = match enter(&app, request).await {
                    Ok(entered) => entered,
                    Err(away) => return *away,
                };
                let outside = Outside::of(&visit);
                let acting = tokio::spawn(AssertUnwindSafe(answer(visit, body)).catch_unwind());
                match acting.await {
                    Ok(Ok(answer)) => answer.unwrap_or_else(|failure| outside.wrong(&failure)),
                    _ => outside.wrong(&Failure::new(Code::InternalError, "a form's handler panicked")),
                }
            })
            .await
        }
    })
}

/// What needs no session.
pub(super) fn open<F, R>(app: &Arc<App>, answer: F) -> MethodRouter
where
    F: Fn(Visitor) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Response> + Send + 'static,
{
    let app = Arc::clone(app);
    get(move |request: Request| {
        let (app, answer) = (Arc::clone(&app), answer.clone());
        async move { watched(&app, "dashboard_open", answer(visitor(&app, request))).await }
    })
}

/// A form that needs no session, from a page of ours.
pub(super) fn open_form<F, R>(app: &Arc<App>, answer: F) -> MethodRouter
where
    F: Fn(Visitor) -> R + Clone + Send + Sync + 'static,
    R: Future<Output = Response> + Send + 'static,
{
    let app = Arc::clone(app);
    post(move |request: Request| {
        let (app, answer) = (Arc::clone(&app), answer.clone());
        async move {
            watched(&app, "sign_in", async {
                let visitor = visitor(&app, request);
                if !from_here(&visitor.headers) {
                    body::drain(visitor.body).await;
                    return wrong(Shell::outside("Refused"), &not_ours());
                }
                answer(visitor).await
            })
            .await
        }
    })
}

fn visitor(app: &Arc<App>, request: Request) -> Visitor {
    let (parts, body) = request.into_parts();
    Visitor {
        app: Arc::clone(app),
        query: Form::read(parts.uri.query().unwrap_or_default().as_bytes()),
        peer: parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0),
        uri: parts.uri,
        headers: parts.headers,
        body,
    }
}

/// Lets in who has a session, or answers where to go instead.
async fn enter(app: &Arc<App>, request: Request) -> Result<(Visit, Body), Box<Response>> {
    let (mut parts, body) = request.into_parts();
    let id = parts.extensions.remove().unwrap_or_else(|| app.engine.next_request_id());
    let (caller, token) = match caller(app, &parts.headers, id).await {
        Ok(Some(found)) => found,
        Ok(None) => {
            body::drain(body).await;
            return Err(Box::new(answer::guard(to_sign_in(&parts))));
        }
        Err(failure) => return Err(Box::new(wrong(Shell::outside("Not now"), &failure))),
    };
    let names = names(&mut parts).await;
    let visit = Visit {
        app: Arc::clone(app),
        caller,
        query: Form::read(parts.uri.query().unwrap_or_default().as_bytes()),
        headers: parts.headers,
        token,
        names,
    };
    if let Err((error, _)) = app.engine.count_request(&visit.caller).await {
        body::drain(body).await;
        return Err(Box::new(Outside::of(&visit).wrong(&error.into())));
    }
    Ok((visit, body))
}

async fn caller(
    app: &App,
    headers: &HeaderMap,
    request: RequestId,
) -> Result<Option<(Caller, String)>, Failure> {
    let Some(token) = cookie::token(headers) else { return Ok(None) };
    let found = if headers.contains_key(BY_ITSELF) {
        app.engine.unattended_session(token, request).await
    } else {
        app.engine.session(token, request).await
    };
    match found {
        Ok(caller) => Ok(Some((caller.looking(), token.to_owned()))),
        Err(Error::InvalidKey) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

async fn names(parts: &mut Parts) -> HashMap<String, String> {
    let found = RawPathParams::from_request_parts(parts, &()).await;
    found
        .map(|found| found.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
        .unwrap_or_default()
}

/// The page of ours that a request was sent from: its path and query. Browsers are asked to tell no other host.
fn came_from(headers: &HeaderMap) -> Option<String> {
    let from = headers.get(header::REFERER)?.to_str().ok()?.parse::<Uri>().ok()?;
    from.path_and_query().map(|path| path.as_str().to_owned())
}

/// Back to where they were going, once they are signed in. Parts of pages are not asked for again.
fn to_sign_in(parts: &Parts) -> Response {
    let asked = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    // What a form sent is lost; its page is not. Neither is the page with the link to a file, which is none to go on from.
    let page = came_from(&parts.headers).unwrap_or_default();
    let is_file = parts.uri.path().strip_suffix(".csv").is_some();
    let to = if parts.method == Method::GET && !is_file { asked } else { &page };
    let ended = match cookie::token(&parts.headers) {
        Some(_) if parts.method == Method::GET => NOTHING_LOST,
        Some(_) => "yes",
        None => "",
    };
    let path = link("/sign-in", &[("to", if to == "/" { "" } else { to }), ("ended", ended)]);
    let mut response = answer::lead_to(&path);
    if parts.headers.contains_key("hx-request") {
        // A script follows no redirect to another page by itself.
        *response.status_mut() = axum::http::StatusCode::NO_CONTENT;
        if let Ok(path) = path.parse() {
            response.headers_mut().insert("hx-redirect", path);
        }
    }
    response
}

/// What stands around a page that could not be made.
struct Outside {
    shell: Shell,
}

impl Outside {
    fn of(visit: &Visit) -> Self {
        let shell = visit.shell(Section::Accounts, "");
        Self { shell: Shell { here: None, ..shell } }
    }

    fn wrong(self, failure: &Failure) -> Response {
        if failure.code == Code::InvalidApiKey {
            return answer::guard(answer::lead_to("/sign-in"));
        }
        wrong(self.shell, failure)
    }
}

/// Counts and times an answer, whatever becomes of it, and gives it the headers of every page.
async fn watched(app: &App, name: &'static str, answer: impl Future<Output = Response>) -> Response {
    let started = Instant::now();
    let _in_flight = app.meters.enter();
    let response = AssertUnwindSafe(answer).catch_unwind().await.unwrap_or_else(|_| {
        wrong(Shell::outside(""), &Failure::new(Code::InternalError, "a page's handler panicked"))
    });
    let (seconds, status) = (started.elapsed().as_secs_f64(), response.status());
    let outcome = if status.is_client_error() || status.is_server_error() { Err("REFUSED") } else { Ok(()) };
    app.meters.count(name, outcome, seconds);
    tracing::debug!(operation = name, status = status.as_u16(), ms = seconds * 1_000.0, "answered");
    answer::guard(response)
}
