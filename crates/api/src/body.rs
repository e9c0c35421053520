//! Reading a request's body within its limits, and draining one that was refused, so that its sender, who may
//! still be writing, gets to read why.

use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderMap, header};
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt as _;
use hyper::body::Body as _;
use tokio::time::timeout;

use crate::error::{Code, Failure};

/// The largest JSON body.
pub(crate) const MAX_JSON: usize = 64 << 10;
/// How much of a refused body is read and thrown away.
const MAX_DRAIN: usize = 1 << 20;
/// For how long, in all and between two parts.
const DRAIN: Duration = Duration::from_secs(5);
const DRAIN_PAUSE: Duration = Duration::from_secs(2);

/// That the body is JSON by its content-type.
pub(crate) fn is_json(headers: &HeaderMap) -> Result<(), Failure> {
    let sent = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let essence = sent.split(';').next().unwrap_or_default().trim();
    let suffixed =
        |essence: &str| essence.len() > 5 && essence[essence.len() - 5..].eq_ignore_ascii_case("+json");
    if essence.eq_ignore_ascii_case("application/json") || (essence.is_ascii() && suffixed(essence)) {
        return Ok(());
    }
    let got = if sent.is_empty() {
        "none".to_owned()
    } else {
        format!("\"{}\"", sent.chars().take(60).collect::<String>())
    };
    Err(Failure::new(
        Code::UnsupportedMediaType,
        format!("the body must be JSON, with content-type: application/json; got {got}"),
    ))
}

/// Reads a body of up to `limit` bytes; no pause between two parts of it may be longer than `pause`, and the
/// whole may take no longer than that either, or twenty times as long where it may be large.
pub(crate) async fn read(body: &mut Body, limit: usize, pause: Duration) -> Result<Bytes, Failure> {
    let slowest = u32::try_from(limit / MAX_JSON).unwrap_or(u32::MAX).clamp(1, 20);
    let late =
        || Failure::params(format!("the body did not arrive within {} s", (pause * slowest).as_secs()));
    timeout(pause * slowest, read_all(body, limit, pause)).await.unwrap_or_else(|_| Err(late()))
}

/// That a body is over its limit of bytes.
pub(crate) fn too_large(limit: usize) -> Failure {
    let message = format!("the body is over the limit of {limit} bytes for this call");
    Failure::new(Code::PayloadTooLarge, message)
}

async fn read_all(body: &mut Body, limit: usize, pause: Duration) -> Result<Bytes, Failure> {
    if body.size_hint().lower() > limit as u64 {
        return Err(too_large(limit));
    }
    let mut whole = Gathered::Nothing;
    loop {
        let frame = timeout(pause, body.frame()).await.map_err(|_| {
            Failure::params(format!("the body did not arrive: nothing came for {} s", pause.as_secs()))
        })?;
        let data = match frame {
            None => return Ok(whole.finish()),
            Some(Ok(frame)) => frame.into_data().unwrap_or_default(),
            Some(Err(_)) => return Err(Failure::params("the body ended before it was complete")),
        };
        if whole.len() + data.len() > limit {
            return Err(too_large(limit));
        }
        whole.push(data);
    }
}

/// Throws away what is left of a refused body, up to 1 MiB and for a few seconds.
pub(crate) async fn drain(mut body: Body) {
    let mut left = MAX_DRAIN;
    let drained = async {
        while let Ok(Some(Ok(frame))) = timeout(DRAIN_PAUSE, body.frame()).await {
            left = left.saturating_sub(frame.data_ref().map_or(0, Bytes::len));
            if left == 0 {
                return;
            }
        }
    };
    let _ = timeout(DRAIN, drained).await;
}

/// A body in the making; one that arrives in one piece is not copied.
enum Gathered {
    Nothing,
    One(Bytes),
    Many(BytesMut),
}

impl Gathered {
    fn len(&self) -> usize {
        match self {
            Self::Nothing => 0,
            Self::One(data) => data.len(),
            Self::Many(data) => data.len(),
        }
    }

    fn push(&mut self, data: Bytes) {
        *self = match std::mem::replace(self, Self::Nothing) {
            Self::Nothing => Self::One(data),
            Self::One(first) => {
                let mut many = BytesMut::with_capacity((first.len() + data.len()) * 2);
                many.extend_from_slice(&first);
                many.extend_from_slice(&data);
                Self::Many(many)
            }
            Self::Many(mut many) => {
                many.extend_from_slice(&data);
                Self::Many(many)
            }
        };
    }

    fn finish(self) -> Bytes {
        match self {
            Self::Nothing => Bytes::new(),
            Self::One(data) => data,
            Self::Many(data) => data.freeze(),
        }
    }
}
