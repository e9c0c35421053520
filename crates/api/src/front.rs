//! The way in and out of every request, in the contract's order: key, limit, scope, media type, size, then the
//! operation's own checks. Gives every answer its headers, its line in the log and its place in the metrics.

use std::net::{IpAddr, Ipv4Addr};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{FromRequestParts as _, RawPathParams, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::Response;
use futures_util::FutureExt as _;
use kith_engine::{Caller, Error, Quota, Retry};
use kith_model::RequestId;
use sha2::{Digest as _, Sha256};
use tokio::sync::OwnedSemaphorePermit;
use tokio::time::Instant;

use crate::App;
use crate::body;
use crate::error::{Code, Failure};
use crate::local::Admitted;
use crate::operation::{self, Call, Names, Operation};
use crate::params::Args;
use crate::reply::{Reply, refusal};
use crate::rest::dispatch;
use crate::upload;

pub(crate) static KEY: HeaderName = HeaderName::from_static("x-api-key");
pub(crate) static REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
pub(crate) static SNAPSHOT: HeaderName = HeaderName::from_static("x-kith-snapshot");
static IDEMPOTENCY: HeaderName = HeaderName::from_static("idempotency-key");
static REPLAYED: HeaderName = HeaderName::from_static("idempotent-replayed");
static POLICY: HeaderName = HeaderName::from_static("ratelimit-policy");
static LIMIT: HeaderName = HeaderName::from_static("ratelimit");

/// Where a connection comes from.
#[derive(Clone, Copy)]
pub(crate) struct Peer(pub(crate) IpAddr);

/// What is known of a request by the time that it is answered.
struct Progress {
    request: RequestId,
    /// `None` until the body tells it.
    action: Option<&'static str>,
    quota: Option<Quota>,
    /// What was not read yet.
    body: Option<Body>,
    /// What was read: an error's `metadata.action` may be in it.
    read: bytes::Bytes,
    /// The memory that an upload takes, until it is answered.
    room: Option<OwnedSemaphorePermit>,
}

impl Progress {
    fn new(request: RequestId, body: Option<Body>) -> Self {
        Self { request, action: None, quota: None, body, read: bytes::Bytes::new(), room: None }
    }
}

/// Answers a request to `operation`.
pub(crate) async fn answer(app: &App, operation: &'static Operation, request: Request) -> Response {
    let started = Instant::now();
    let _in_flight = app.meters.enter();
    let expects = request.headers().contains_key(header::EXPECT);
    let (parts, body) = request.into_parts();
    let mut progress = Progress::new(request_id(app, &parts.headers), Some(body));
    progress.action = (!matches!(operation.body, operation::Body::Action(_))).then_some(operation.id);
    let result = AssertUnwindSafe(run(app, operation, parts, &mut progress)).catch_unwind().await;
    let result = result.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned().unwrap_or_default();
        Err(Failure::new(Code::InternalError, format!("a handler panicked: {text}")))
    });
    // Who asked before sending the body sends none once it is refused.
    if let Some(body) = progress.body.take().filter(|_| !expects) {
        body::drain(body).await;
    }
    let seconds = started.elapsed().as_secs_f64();
    app.meters.count(
        operation.id,
        result.as_ref().map(drop).map_err(|failure| failure.code.as_str()),
        seconds,
    );
    log(&progress, operation.id, &result, seconds);
    respond(app, &progress, result)
}

/// Answers a request to what is no operation itself and lets in to them: `name` is what the log and the metrics call it.
/// It passes the same door, key and limit, once; what it asks of operations is not counted again.
pub(crate) async fn lets_in<A>(
    app: &App,
    name: &'static str,
    request: Request,
    answer: impl FnOnce(Request) -> A,
) -> Response
where
    A: Future<Output = Result<Response, Failure>>,
{
    let started = Instant::now();
    let _in_flight = app.meters.enter();
    let (mut parts, body) = request.into_parts();
    let mut progress = Progress::new(request_id(app, &parts.headers), None);
    progress.action = Some(name);
    let result = match admit(app, &mut parts, &mut progress).await {
        Ok(admitted) => {
            parts.extensions.insert(admitted);
            answer(Request::from_parts(parts, body)).await
        }
        Err(failure) => {
            body::drain(body).await;
            Err(failure)
        }
    };
    let seconds = started.elapsed().as_secs_f64();
    app.meters.count(name, result.as_ref().map(drop).map_err(|failure| failure.code.as_str()), seconds);
    match result {
        Ok(mut response) => {
            let (request_id, status) = (progress.request.as_str(), response.status().as_u16());
            tracing::debug!(request_id, operation = name, status, ms = seconds * 1_000.0, "answered");
            stamp(app, &progress, response.headers_mut());
            response
        }
        Err(failure) => {
            let result = Err(failure);
            log(&progress, name, &result, seconds);
            respond(app, &progress, result)
        }
    }
}

/// Answers a request that no operation takes.
pub(crate) async fn refuse(app: &App, request: Request, failure: Failure) -> Response {
    let (parts, body) = request.into_parts();
    let progress = Progress::new(request_id(app, &parts.headers), None);
    body::drain(body).await;
    app.meters.count("none", Err(failure.code.as_str()), 0.0);
    respond(app, &progress, Err(failure))
}

/// Answers what needs no key and takes no query.
pub(crate) fn open(app: &App, request: &Request, result: Result<Reply, Failure>) -> Response {
    let query = Args::query(request.uri().query().unwrap_or_default(), &[]).map_err(Failure::params);
    let result = query.and(result);
    respond(app, &Progress::new(request_id(app, request.headers()), None), result)
}

fn request_id(app: &App, headers: &HeaderMap) -> RequestId {
    callers_own(headers).unwrap_or_else(|| app.engine.next_request_id())
}

fn callers_own(headers: &HeaderMap) -> Option<RequestId> {
    headers.get(&REQUEST_ID).and_then(|value| value.to_str().ok()).and_then(RequestId::from_caller)
}

/// Gives what no operation answers the id of its request, as every answer has one. Pages find one in the request's extensions
/// that is never the caller's own: by it they tell a form that is sent twice.
pub(crate) async fn named(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let ours = app.engine.next_request_id();
    let told = callers_own(request.headers()).unwrap_or_else(|| ours.clone());
    request.extensions_mut().insert(ours);
    tell(&told, next.run(request).await)
}

/// The same of one answer.
pub(crate) fn told(app: &App, request: &Request, response: Response) -> Response {
    tell(&request_id(app, request.headers()), response)
}

fn tell(id: &RequestId, mut response: Response) -> Response {
    name(id, response.headers_mut());
    response
}

fn name(id: &RequestId, headers: &mut HeaderMap) {
    if let Ok(id) = HeaderValue::try_from(id.as_str()) {
        headers.insert(&REQUEST_ID, id);
    }
}

async fn run(
    app: &App,
    operation: &'static Operation,
    mut parts: Parts,
    progress: &mut Progress,
) -> Result<Reply, Failure> {
    let Admitted { mut caller, .. } = admit(app, &mut parts, progress).await?;
    caller.needs(operation.scope)?;
    let body = read_body(app, operation, &parts, progress).await?;
    progress.read = body.clone();
    let names = names(operation, &mut parts).await?;
    if operation.writes {
        caller.retry = retry(&parts, &body)?;
    }
    let query = parts.uri.query().unwrap_or_default().to_owned();
    let (method, headers) = (parts.method, parts.headers);
    (operation.run)(app, Call { caller, names, query, body, method, headers }).await
}

/// The key, and its limit.
async fn admit(app: &App, parts: &mut Parts, progress: &mut Progress) -> Result<Admitted, Failure> {
    if let Some(admitted) = parts.extensions.remove::<Admitted>() {
        progress.quota = Some(admitted.quota);
        return Ok(admitted);
    }
    let caller = authenticate(app, parts, progress.request.clone()).await?;
    let (quota, counted) = match app.engine.count_request(&caller).await {
        Ok(quota) => (quota, Ok(())),
        Err((error, quota)) => (quota, Err(error)),
    };
    progress.quota = Some(quota);
    counted?;
    Ok(Admitted { caller, quota })
}

async fn authenticate(app: &App, parts: &Parts, request: RequestId) -> Result<Caller, Failure> {
    let mut sent = parts.headers.get_all(&KEY).iter();
    let text = match (sent.next().and_then(|value| value.to_str().ok()), sent.next()) {
        (Some(text), None) => text,
        _ => "",
    };
    let found = app.engine.authenticate(text, request).await;
    if let Err(Error::InvalidKey) = found {
        let peer = parts.extensions.get::<Peer>().map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.0);
        tokio::time::sleep(app.slowdown.failed(peer, app.engine.clock().now())).await;
    }
    Ok(found?)
}

async fn read_body(
    app: &App,
    operation: &Operation,
    parts: &Parts,
    progress: &mut Progress,
) -> Result<bytes::Bytes, Failure> {
    let export = matches!(operation.body, operation::Body::Export);
    let limit = match operation.body {
        operation::Body::None | operation::Body::Download(_) => return Ok(bytes::Bytes::new()),
        operation::Body::Export => app.max_export,
        operation::Body::Json(..) | operation::Body::Action(_) => {
            body::is_json(&parts.headers)?;
            body::MAX_JSON
        }
    };
    let content_type = parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if export {
        upload::is_export(content_type.unwrap_or_default())?;
    }
    let Some(body) = progress.body.as_mut() else { return Ok(bytes::Bytes::new()) };
    if export {
        let announced = hyper::body::Body::size_hint(body).upper();
        progress.room = Some(upload::room(app, announced, limit).await?);
    }
    let whole = body::read(body, limit, app.body_timeout).await?;
    progress.body = None;
    if export { upload::file(content_type.unwrap_or_default(), whole).await } else { Ok(whole) }
}

/// What the path names, for an operation of something.
async fn names(operation: &Operation, parts: &mut Parts) -> Result<Names, Failure> {
    if !operation.path.contains('{') {
        return Ok(Names::default());
    }
    let params = RawPathParams::from_request_parts(parts, &())
        .await
        .map_err(|_| Failure::params("the ids in the path must be UTF-8, percent-encoded"))?;
    Ok(Names::of(|wanted| params.iter().find(|(name, _)| *name == wanted).map(|(_, id)| id)))
}

/// The idempotency key and what it belongs to: the method, the path with its query, and the body.
fn retry(parts: &Parts, body: &[u8]) -> Result<Option<Retry>, Failure> {
    let mut sent = parts.headers.get_all(&IDEMPOTENCY).iter();
    let key = match (sent.next(), sent.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value.as_bytes(),
        (Some(_), Some(_)) => &[],
    };
    let visible = (1..=255).contains(&key.len()) && key.iter().all(u8::is_ascii_graphic);
    let key = visible.then(|| String::from_utf8_lossy(key).into_owned()).ok_or_else(|| {
        Failure::params(
            "the idempotency-key header must be sent once, with 1 to 255 visible ASCII characters",
        )
    })?;
    let mut hash = Sha256::new();
    hash.update(parts.method.as_str());
    hash.update([0]);
    hash.update(parts.uri.path_and_query().map_or("", axum::http::uri::PathAndQuery::as_str));
    hash.update([0]);
    hash.update(body);
    Ok(Some(Retry { key, fingerprint: hash.finalize().into() }))
}

fn respond(app: &App, progress: &Progress, result: Result<Reply, Failure>) -> Response {
    let mut response = match result {
        Ok(reply) => {
            let mut response = Response::new(reply.body);
            *response.status_mut() = reply.status;
            *response.headers_mut() = reply.headers;
            let headers = response.headers_mut();
            if let Some(snapshot) = reply.snapshot.and_then(|id| HeaderValue::try_from(id).ok()) {
                headers.insert(&SNAPSHOT, snapshot);
            }
            if reply.replayed {
                headers.insert(&REPLAYED, HeaderValue::from_static("true"));
            }
            response
        }
        Err(failure) => {
            let at = app.engine.clock().now();
            let attempted =
                if progress.action.is_none() { dispatch::attempted(&progress.read) } else { None };
            let action = progress.action.or(attempted.as_deref());
            let mut response =
                Response::new(Body::from(refusal(&failure, action, progress.request.as_str(), at)));
            *response.status_mut() = failure.code.status();
            if let Some(seconds) = failure.retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            if let Some(length) = failure.length
                && let Ok(range) = HeaderValue::try_from(format!("bytes */{length}"))
            {
                response.headers_mut().insert(header::CONTENT_RANGE, range);
            }
            response
        }
    };
    let headers = response.headers_mut();
    headers.entry(header::CONTENT_TYPE).or_insert(HeaderValue::from_static("application/json"));
    stamp(app, progress, headers);
    response
}

/// The headers of every answer.
fn stamp(app: &App, progress: &Progress, headers: &mut HeaderMap) {
    name(&progress.request, headers);
    if let Some(quota) = progress.quota {
        if let Some(policy) = app.policy(quota.limit) {
            headers.insert(&POLICY, policy);
        }
        let left = format!("\"default\";r={};t={}", quota.remaining, quota.resets_in);
        if let Ok(left) = HeaderValue::from_maybe_shared(bytes::Bytes::from(left)) {
            headers.insert(&LIMIT, left);
        }
    }
}

/// One line a request: pages at `debug`, for there are many; what changes something at `info`; faults of ours
/// at `error`, with their cause.
fn log(progress: &Progress, operation: &'static str, result: &Result<Reply, Failure>, seconds: f64) {
    let request_id = progress.request.as_str();
    let ms = seconds * 1_000.0;
    match result {
        Ok(reply) if reply.status == StatusCode::OK && matches!(operation, "network" | "team") => {
            tracing::debug!(request_id, operation, status = 200, ms, "answered");
        }
        Ok(reply) => tracing::info!(request_id, operation, status = reply.status.as_u16(), ms, "answered"),
        Err(failure) => {
            let (code, status) = (failure.code.as_str(), failure.code.status().as_u16());
            match failure.code {
                Code::InternalError => {
                    tracing::error!(
                        request_id,
                        operation,
                        status,
                        code,
                        ms,
                        cause = failure.message,
                        "failed"
                    );
                }
                Code::Unavailable => tracing::warn!(request_id, operation, status, code, ms, "failed"),
                _ => tracing::info!(request_id, operation, status, code, ms, "refused"),
            }
        }
    }
}
