//! Answers as HTTP messages, whole or spoiled on the way. The only place that knows how a connection breaks.

use std::convert::Infallible;
use std::time::Duration;
use std::{fmt, io};

use bytes::Bytes;
use futures_util::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full, StreamBody};
use hyper::body::Frame;
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER};
use hyper::http::{Response, StatusCode};

use super::reply::{self, Reply};
use super::troubles::Met;
use crate::fault::FaultKind;

pub(super) type Body = UnsyncBoxBody<Bytes, io::Error>;

/// The connection is to close without an answer.
#[derive(Debug)]
pub(super) struct Cut;

impl fmt::Display for Cut {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("cut")
    }
}

impl std::error::Error for Cut {}

/// Pieces that a slow body comes in.
const PIECES: usize = 16;

pub(super) fn whole(reply: Reply) -> Response<Body> {
    let (mut response, body) = parts(reply);
    *response.body_mut() = full(body);
    response
}

/// The answer of a fault that needs no other.
pub(super) fn instead(fault: FaultKind, path: &str) -> Result<Response<Body>, Cut> {
    Ok(whole(match fault {
        FaultKind::Cut => return Err(Cut),
        FaultKind::Huge => return Ok(endless()),
        FaultKind::Throttle => reply::throttled(None),
        FaultKind::ThrottleAfter(seconds) => reply::throttled(Some(seconds)),
        FaultKind::Empty401 => reply::empty_token(),
        FaultKind::Invalid401 => reply::invalid_token(),
        FaultKind::Revoked401 => reply::revoked_token(),
        FaultKind::Expired401 => reply::expired_token(),
        FaultKind::Forbidden => reply::forbidden("connections.FINDER-viewer.NO_VERSION"),
        FaultKind::GatewayHtml => reply::gateway_timeout(),
        FaultKind::Redirect => Reply::redirect(format!("http://elsewhere.invalid{path}")),
        FaultKind::Html200 => Reply::html(200, "<html><body>Sign in to continue</body></html>"),
        _ => reply::server_error(),
    }))
}

/// An answer after the faults that need one.
pub(super) fn spoiled(mut reply: Reply, met: &Met) -> Response<Body> {
    if met.has(FaultKind::Truncated) {
        reply.body.truncate(reply.body.len() / 2);
    }
    let (mut response, body) = parts(reply);
    let slow =
        met.also.iter().find_map(|kind| if let FaultKind::SlowBytes(ms) = kind { Some(*ms) } else { None });
    let cut = met.has(FaultKind::CutHalf);
    *response.body_mut() = if cut || slow.is_some() {
        response.headers_mut().insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        pieces(&body, cut, Duration::from_millis(u64::from(slow.unwrap_or(0))))
    } else {
        full(body)
    };
    response
}

fn parts(reply: Reply) -> (Response<Body>, Bytes) {
    let Reply { status, content_type, body, location, retry_after } = reply;
    let mut response = Response::new(full(Bytes::new()));
    *response.status_mut() = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    if let Some(location) = location.and_then(|location| HeaderValue::try_from(location).ok()) {
        headers.insert(LOCATION, location);
    }
    if let Some(seconds) = retry_after {
        headers.insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    (response, Bytes::from(body))
}

fn full(body: Bytes) -> Body {
    Full::new(body).map_err(|never: Infallible| match never {}).boxed_unsync()
}

/// A body in pieces over so long a time, with an error in its middle if it is to be cut.
fn pieces(body: &Bytes, cut: bool, over: Duration) -> Body {
    let shown = if cut { body.len() / 2 } else { body.len() };
    let size = shown.div_ceil(PIECES).max(1);
    let pause = over / u32::try_from(PIECES).unwrap_or(1);
    let left = Some(body.slice(..shown));
    let stream = stream::unfold(left, move |left| async move {
        let mut left = left?;
        if left.is_empty() && !cut {
            return None;
        }
        if pause.is_zero() {
            tokio::task::yield_now().await; // what was written so far is sent before the connection breaks
        } else {
            tokio::time::sleep(pause).await;
        }
        if left.is_empty() {
            return Some((Err(io::Error::other("cut")), None));
        }
        let piece = left.split_to(size.min(left.len()));
        Some((Ok(Frame::data(piece)), Some(left)))
    });
    BodyExt::boxed_unsync(StreamBody::new(Box::pin(stream)))
}

fn endless() -> Response<Body> {
    const PIECE: &str = r#"{"to":"urn:li:person:SYNhuge"},"#;
    let head = Bytes::from_static(b"{\"elements\":[");
    let more = Bytes::from(PIECE.repeat(2_000));
    let stream = stream::unfold(head, move |piece| {
        let more = more.clone();
        async move { Some((Ok(Frame::data(piece)), more)) }
    });
    let mut response = Response::new(BodyExt::boxed_unsync(StreamBody::new(Box::pin(stream))));
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
