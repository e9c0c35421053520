//! What holds for every answer, whatever the test that reads it is about: the envelope, the headers, the codes and
//! their statuses, what no message may hold, and the OpenAPI document.

use serde_json::Value;

use super::{Reply, document};

/// The contract's table: each code and its status.
pub const CODES: &[(&str, u16)] = &[
    ("NOT_FOUND", 404),
    ("METHOD_NOT_ALLOWED", 405),
    ("INVALID_API_KEY", 403),
    ("RATE_LIMITED", 429),
    ("FORBIDDEN", 403),
    ("UNSUPPORTED_MEDIA_TYPE", 415),
    ("PAYLOAD_TOO_LARGE", 413),
    ("INVALID_PARAMS", 400),
    ("INVALID_ACTION", 400),
    ("IDEMPOTENCY_CONFLICT", 422),
    ("INVALID_ACCOUNT", 404),
    ("ACCOUNT_INACTIVE", 403),
    ("ACCOUNT_NOT_READY", 409),
    ("SNAPSHOT_EXPIRED", 410),
    ("RANGE_NOT_SATISFIABLE", 416),
    ("INSUFFICIENT_CREDITS", 402),
    ("UPSTREAM_ERROR", 502),
    ("UPSTREAM_TIMEOUT", 504),
    ("UNAVAILABLE", 503),
    ("INTERNAL_ERROR", 500),
];

/// Codes that are answered before the key is known.
const BEFORE_THE_KEY: &[&str] = &["NOT_FOUND", "METHOD_NOT_ALLOWED"];
/// Paths that need no key.
pub const OPEN: &[&str] = &["/healthz", "/readyz", "/openapi.json"];
/// What would betray the inside of the house.
const INSIDE: &[&str] = &["SELECT ", "INSERT ", "UPDATE ", "sqlite", "/tmp/", ".rs:", "panicked"];

/// Holds an answer to all of it.
#[track_caller]
pub fn hold(key: &str, method: &str, path: &str, reply: &Reply) {
    let (path, _) = path.split_once('?').unwrap_or((path, ""));
    assert!(!reply.header("x-request-id").is_empty(), "{method} {path}: no x-request-id");
    if reply.status.is_success() && document::answers_a_file(path) {
        return file(method, path, reply);
    }
    if reply.status.as_u16() == 304 {
        return same_file(path, reply);
    }
    assert_eq!(reply.header("content-type"), "application/json", "{method} {path}");
    if method == "HEAD" {
        return assert!(reply.body.is_empty());
    }
    let json = reply.json();
    document::describes(method, path, reply.status.as_u16(), &json);
    if OPEN.contains(&path) && reply.status.is_success() {
        return;
    }
    let code = json["error"]["code"].as_str();
    if let Some(code) = code {
        refusal(key, reply, code, &json);
    } else {
        assert_eq!(keys(&json), ["success", "data", "metadata"]);
    }
    assert_moment(&json["metadata"]["timestamp"]);
    if code == Some("INVALID_API_KEY") {
        return; // a key may end after it was counted
    }
    // That there is no such sync or webhook is only told to who may know.
    let before = code.is_some_and(|code| BEFORE_THE_KEY.contains(&code))
        && !["/syncs/", "/webhooks/"].iter().any(|of| path.contains(of));
    let authenticated = !OPEN.contains(&path) && !before;
    for header in ["ratelimit-policy", "ratelimit"] {
        assert_eq!(reply.headers.contains_key(header), authenticated, "{method} {path}: {header} {json}");
    }
}

/// What holds for an answer that is a file: it is of a documented type, says in headers what an envelope would, and is as
/// long as it says.
fn file(method: &str, path: &str, reply: &Reply) {
    document::describes_file(path, reply.status.as_u16(), reply.header("content-type"));
    for header in ["x-kith-snapshot", "content-disposition", "accept-ranges", "ratelimit-policy", "ratelimit"]
    {
        assert!(!reply.header(header).is_empty(), "{path}: no {header}");
    }
    assert!(reply.header("x-kith-credits-consumed").parse::<u64>().is_ok());
    let tag = reply.header("etag");
    assert!(tag.len() > 2 && tag.starts_with('"') && tag.ends_with('"'), "{tag} is no strong tag");
    if method == "HEAD" {
        return assert!(reply.body.is_empty());
    }
    let length = reply.headers.get("content-length");
    assert!(length.is_none_or(|length| length.to_str().unwrap() == reply.body.len().to_string()));
    assert_eq!(reply.headers.contains_key("content-range"), reply.status.as_u16() == 206);
}

/// What holds for the answer that a file is the one that is there already: it is documented, names it, and costs nothing.
fn same_file(path: &str, reply: &Reply) {
    let operation = document::find("GET", path).unwrap();
    assert!(operation.described["responses"]["304"].is_object(), "{path}");
    assert!(reply.body.is_empty() && !reply.header("etag").is_empty());
    assert_eq!((reply.header("x-kith-credits-consumed"), reply.header("idempotent-replayed")), ("0", ""));
}

fn refusal(key: &str, reply: &Reply, code: &str, json: &Value) {
    assert!(CODES.contains(&(code, reply.status.as_u16())), "{} {json}", reply.status);
    assert_eq!(keys(json), ["success", "error", "metadata"]);
    assert_eq!(json["success"], false);
    assert_eq!(keys(&json["error"]), ["code", "message"]);
    assert_eq!(keys(&json["metadata"]), ["action", "credits_consumed", "timestamp"]);
    assert_eq!(json["metadata"]["credits_consumed"], 0);
    assert!(
        !reply.headers.contains_key("x-kith-snapshot") && !reply.headers.contains_key("idempotent-replayed")
    );
    let waits = matches!(code, "RATE_LIMITED" | "UNAVAILABLE");
    assert_eq!(reply.header("retry-after").parse::<u32>().is_ok(), waits, "{json}");
    assert_eq!(reply.headers.contains_key("allow"), code == "METHOD_NOT_ALLOWED");
    let past_the_end = reply.header("content-range").starts_with("bytes */");
    assert_eq!(past_the_end, code == "RANGE_NOT_SATISFIABLE");
    let message = json["error"]["message"].as_str().unwrap();
    assert!(!message.is_empty());
    assert!(key.is_empty() || !reply.text().contains(key), "an answer holds the key: {json}");
    for inside in INSIDE {
        assert!(!message.contains(inside), "a message holds {inside}: {message}");
    }
}

/// The keys of an object, in the order they were sent.
#[track_caller]
pub fn keys(object: &Value) -> Vec<&str> {
    object.as_object().unwrap().keys().map(String::as_str).collect()
}

/// That a value is a moment: RFC 3339, UTC, whole seconds, `Z`.
#[track_caller]
pub fn assert_moment(value: &Value) {
    let text = value.as_str().unwrap();
    let right = text.len() == 20 && text.ends_with('Z') && text.parse::<kith_model::Timestamp>().is_ok();
    assert!(right, "{text} is no RFC 3339 in UTC and whole seconds");
}
