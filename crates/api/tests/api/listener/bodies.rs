//! Bodies: too large while they are still being sent, chunked, slow, cut off. Whoever sends one gets to read why it
//! was refused.

use super::{SHORT, key, listening};
use crate::support::raw::{head, request};
use crate::support::{Raw, TestApp, tenant::page};

const LINE: &str = "POST /v2/network HTTP/1.1";
const JSON: &str = "content-type: application/json";

#[tokio::test]
async fn a_client_that_is_still_sending_reads_why_its_body_is_refused() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let unknown = "x-api-key: unknown".to_owned();
    for (key, content_type, status, code) in [
        (key(&alice), JSON, 413, "PAYLOAD_TOO_LARGE"),
        (key(&alice), "content-type: text/plain", 415, "UNSUPPORTED_MEDIA_TYPE"),
        (unknown, JSON, 403, "INVALID_API_KEY"),
    ] {
        let mut raw = Raw::connect(app.address).await;
        raw.sends(head(LINE, &[&key, content_type], "content-length: 204800")).await;
        for _ in 0..200 {
            raw.sends([b'x'; 1_024]).await;
            tokio::task::yield_now().await;
        }
        raw.answer().await.is_refused(status, code);
    }
}

#[tokio::test]
async fn a_refused_body_of_almost_1_mib_is_drained_and_the_connection_goes_on() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let body = vec![b'x'; (1 << 20) - 1];
    let mut raw = Raw::connect(app.address).await;
    for (line, status) in [
        ("POST /nowhere HTTP/1.1", 404),
        ("PUT /v2/network HTTP/1.1", 405),
        (LINE, 413),
        ("DELETE /v2/accounts/a HTTP/1.1", 404),
    ] {
        raw.sends(request(line, &[&key(&alice), JSON], &body)).await;
        assert_eq!(raw.answer().await.status.as_u16(), status, "{line}");
    }
}

#[tokio::test]
async fn a_chunked_body_is_read_like_any_other_up_to_the_same_limit() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let body = page("a", serde_json::json!({})).to_string();
    let (half, rest) = body.split_at(20);
    let mut raw = Raw::connect(app.address).await;
    raw.sends(head(LINE, &[&key(&alice), JSON], "transfer-encoding: chunked")).await;
    for part in [half, rest] {
        raw.sends(format!("{:x}\r\n{part}\r\n", part.len())).await;
    }
    raw.sends("0\r\n\r\n").await;
    assert_eq!(raw.answer().await.names().len(), 3);
    raw.sends(head(LINE, &[&key(&alice), JSON], "transfer-encoding: chunked")).await;
    for _ in 0..200 {
        raw.sends(format!("400\r\n{}\r\n", " ".repeat(1_024))).await;
        tokio::task::yield_now().await;
    }
    raw.sends("0\r\n\r\n").await;
    raw.answer().await.is_refused(413, "PAYLOAD_TOO_LARGE");
    alice.has_credits(100_000 - 1).await;
}

#[tokio::test]
async fn a_client_that_waits_to_be_asked_for_its_body_is_asked_or_refused() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let body = page("a", serde_json::json!({})).to_string();
    let length = format!("content-length: {}", body.len());
    let mut raw = Raw::connect(app.address).await;
    raw.sends(head(LINE, &[&key(&alice), JSON, "expect: 100-continue"], &length)).await;
    assert_eq!(raw.answer().await.status.as_u16(), 100);
    raw.sends(body).await;
    assert_eq!(raw.answer().await.names().len(), 3);
}

#[tokio::test]
async fn a_body_that_pauses_too_long_is_an_error_and_charges_nothing() {
    let app = listening(|settings| settings.body_timeout = SHORT).await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let whole = request(LINE, &[&key(&alice), JSON], page("a", serde_json::json!({})).to_string().as_bytes());
    let mut raw = Raw::connect(app.address).await;
    raw.sends(&whole[..whole.len() - 5]).await;
    let message = raw.answer().await.is_refused(400, "INVALID_PARAMS");
    assert!(message.starts_with("the body did not arrive"), "{message}");
    raw.is_closed().await;
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn a_refused_body_that_pauses_is_not_waited_for_without_end() {
    let app = listening(|settings| settings.body_timeout = SHORT).await;
    let alice = app.workspace("alice").await;
    let mut raw = Raw::connect(app.address).await;
    raw.sends(head(LINE, &[&key(&alice), JSON], "content-length: 204800")).await;
    raw.sends([b'x'; 1_024]).await;
    raw.answer().await.is_refused(413, "PAYLOAD_TOO_LARGE");
}

#[tokio::test]
async fn a_body_that_is_cut_off_charges_nothing() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let whole = request(LINE, &[&key(&alice), JSON], page("a", serde_json::json!({})).to_string().as_bytes());
    let mut raw = Raw::connect(app.address).await;
    raw.sends(&whole[..whole.len() - 5]).await;
    raw.says_the_end().await;
    raw.rest().await;
    alice.has_credits(100_000).await;
}

#[tokio::test]
async fn malformed_chunks_are_an_error() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    for chunks in ["zz\r\n", "ffffffffffffffffff\r\n", "5\r\nabc", "-1\r\n\r\n"] {
        let mut raw = Raw::connect(app.address).await;
        raw.sends(head(LINE, &[&key(&alice), JSON], "transfer-encoding: chunked")).await;
        raw.sends(chunks).await;
        raw.says_the_end().await;
        let rest = String::from_utf8(raw.rest().await).unwrap();
        assert!(rest.is_empty() || rest.starts_with("HTTP/1.1 400 "), "{chunks}: {rest}");
    }
}
