//! What is no request of the protocol, refused in the protocol's own form: an error of JSON-RPC. The SDK says some of it as
//! plain text, which a client that awaits a message can't read.

use axum::body::Body;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use http_body_util::{BodyExt as _, Collected};
use rmcp::ErrorData;
use rmcp::model::{ClientJsonRpcMessage, JsonRpcError, RequestId};
use serde_json::Value;

use crate::body;

const NO_REQUEST: &str = "the body is no request of JSON-RPC 2.0: an object with jsonrpc \"2.0\", a method, and an id that is a \
string or an integer";
const NO_BATCH: &str = "the body is a batch, which the protocol has no more; send one request at a time";

/// The refusal of a body that is not one message.
pub(super) fn of(parts: &Parts, whole: &[u8]) -> Option<Response> {
    // Of another type, it is refused for that.
    body::is_json(&parts.headers).ok()?;
    let bad = |id, error| Some(refusal(StatusCode::BAD_REQUEST, id, error));
    let Ok(message) = serde_json::from_slice::<Value>(whole) else {
        return bad(None, ErrorData::parse_error("the body is no JSON", None));
    };
    if message.is_array() {
        return bad(None, ErrorData::invalid_request(NO_BATCH, None));
    }
    let id = serde_json::from_value(message["id"].clone()).ok();
    match serde_json::from_value::<ClientJsonRpcMessage>(message) {
        Ok(_) => None,
        Err(_) => bad(id, ErrorData::invalid_request(NO_REQUEST, None)),
    }
}

/// What the SDK answered, its plain texts as errors of JSON-RPC with the same status.
pub(super) async fn worded(response: Response) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() || is_json(&response) {
        return response;
    }
    let text = response.into_body().collect().await.map(Collected::to_bytes).unwrap_or_default();
    let text = String::from_utf8_lossy(&text).into_owned();
    if status.is_server_error() {
        tracing::error!(cause = text, "the protocol's service failed");
        return refusal(status, None, ErrorData::internal_error("something failed inside kith", None));
    }
    refusal(status, None, ErrorData::invalid_request(text, None))
}

fn is_json(response: &Response) -> bool {
    let sent = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    sent.is_some_and(|sent| sent.starts_with("application/json"))
}

fn refusal(status: StatusCode, id: Option<RequestId>, error: ErrorData) -> Response {
    // Serialising plain structs to memory can't fail.
    let body = serde_json::to_vec(&JsonRpcError::new(id, error)).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}
