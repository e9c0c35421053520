//! Heads of requests: their size, their number of headers, their pace, and what is no HTTP at all.

use tokio::time::Instant;

use super::{SHORT, listening};
use crate::support::raw::request;
use crate::support::{Raw, TestApp};

#[tokio::test]
async fn a_head_over_32_kib_is_refused() {
    let app = TestApp::start().await;
    let with =
        |bytes: usize| request("GET /healthz HTTP/1.1", &[&format!("x-filler: {}", "x".repeat(bytes))], b"");
    let mut raw = Raw::connect(app.address).await;
    raw.sends(with(30_000)).await;
    assert_eq!(raw.answer().await.status.as_u16(), 200);
    raw.tries_to_send(with(40_000)).await;
    assert_eq!(raw.answer().await.status.as_u16(), 431);
    raw.is_closed().await;
}

#[tokio::test]
async fn a_head_of_65_headers_is_refused_and_one_of_64_is_not() {
    let app = TestApp::start().await;
    for (headers, status) in [(64, 200), (65, 431)] {
        // `host` and `content-length` are two of them.
        let lines: Vec<_> = (2..headers).map(|n| format!("x-{n}: {n}")).collect();
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        let mut raw = Raw::connect(app.address).await;
        raw.sends(request("GET /healthz HTTP/1.1", &lines, b"")).await;
        assert_eq!(raw.answer().await.status.as_u16(), status, "{headers} headers");
    }
}

#[tokio::test]
async fn a_client_that_sends_its_head_byte_by_byte_is_cut_at_the_header_timeout() {
    let app = listening(|settings| settings.header_timeout = SHORT).await;
    let mut raw = Raw::connect(app.address).await;
    let begin = Instant::now();
    let mut taken = 0;
    for byte in request("GET /healthz HTTP/1.1", &[&format!("x-filler: {}", "x".repeat(10_000))], b"") {
        if !raw.tries_to_send([byte]).await || raw.ended_within(SHORT / 100).await {
            break;
        }
        taken += 1;
    }
    assert!(taken < 10_000, "it was let go on for {taken} bytes");
    assert!(begin.elapsed() >= SHORT, "it had its time");
}

#[tokio::test]
async fn a_connection_that_is_idle_is_closed_and_others_are_served_meanwhile() {
    let app = listening(|settings| settings.header_timeout = SHORT).await;
    let mut silent = Raw::connect(app.address).await;
    let mut idle = Raw::connect(app.address).await;
    idle.sends(request("GET /healthz HTTP/1.1", &[], b"")).await;
    assert_eq!(idle.answer().await.status.as_u16(), 200);
    app.stranger().get("/healthz").await.data();
    silent.is_closed().await;
    idle.is_closed().await;
}

#[tokio::test]
async fn what_is_no_http_is_refused_and_the_server_goes_on() {
    let app = TestApp::start().await;
    for bytes in [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03".as_slice(), // a TLS hello
        b"GET\r\n\r\n",
        b"GET /healthz HTTP/9.9\r\n\r\n",
        b"GET /a b HTTP/1.1\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nbad header\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nx: \x00\r\n\r\n",
        b"POST /v2/network HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        b"POST /v2/network HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        b"POST /v2/network HTTP/1.1\r\ntransfer-encoding: gzip\r\n\r\n",
    ] {
        let mut raw = Raw::connect(app.address).await;
        raw.sends(bytes).await;
        raw.says_the_end().await;
        let rest = String::from_utf8(raw.rest().await).unwrap();
        assert!(rest.starts_with("HTTP/1.1 400 "), "{}: {rest}", String::from_utf8_lossy(bytes));
    }
    let mut http2 = Raw::connect(app.address).await;
    http2.sends("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await;
    http2.is_closed().await;
    app.stranger().get("/healthz").await.data();
}

#[tokio::test]
async fn odd_targets_and_methods_are_routed_like_any_other() {
    let app = TestApp::start().await;
    for (line, status) in [
        ("GET http://example.com/healthz HTTP/1.1", 200),
        ("OPTIONS * HTTP/1.1", 404),
        ("CONNECT example.com:443 HTTP/1.1", 404),
        ("GET /v2//accounts HTTP/1.1", 404),
        ("GET /%00 HTTP/1.1", 404),
        ("GET /v2/accounts/%zz HTTP/1.1", 403),
        ("GET /v3? HTTP/1.1", 404),
        ("TRACE /healthz HTTP/1.1", 405),
    ] {
        let mut raw = Raw::connect(app.address).await;
        raw.sends(request(line, &[], b"")).await;
        assert_eq!(raw.answer().await.status.as_u16(), status, "{line}");
    }
}
