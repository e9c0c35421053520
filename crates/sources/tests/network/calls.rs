//! How a call ends: whole, in time, and short enough, or with an error that says which of these it was not.

use std::sync::Arc;
use std::time::Duration;

use kith_sources::connections_api::ConnectionsApi;
use kith_sources::http::{Http, HttpSettings};
use kith_sources::{Page, Source as _, SourceError, TokenFault};

use crate::support::{Line, SECRET, Server, ask, fixture, http, json, settings, token};

const EMPTY: &str = r#"{"elements":[],"paging":{"total":0}}"#;

async fn call(server: &Server, settings: HttpSettings) -> Result<Page, SourceError> {
    let http = Arc::new(Http::new(settings).unwrap());
    ConnectionsApi::new(http, &server.base).page(&token(), ask(0, 10)).await
}

async fn after(line: Line, settings: HttpSettings) -> SourceError {
    call(&Server::new(vec![line]).await, settings).await.unwrap_err()
}

#[tokio::test]
async fn a_redirect_is_refused_and_leads_nowhere() {
    let elsewhere = Server::new(vec![json(EMPTY)]).await;
    let location: &'static str = format!("location: {}\r\n", elsewhere.base).leak();
    for status in [301, 302, 303, 307, 308] {
        let error = after(Line::Answer(status, location, Vec::new()), settings()).await;
        assert_eq!(error, SourceError::Refused { status });
    }
    assert_eq!(elsewhere.calls(), Vec::<String>::new());
}

#[tokio::test]
async fn a_connection_that_is_cut_is_broken_wherever_it_is_cut() {
    for bytes in [
        b"".as_slice(),
        b"HTTP/1.1 2",
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{\"elements\":",
        b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{ }\r\n",
        b"not HTTP at all\r\n\r\n",
    ] {
        assert_eq!(after(Line::Cut(bytes), settings()).await, SourceError::Broken);
    }
}

#[tokio::test]
async fn nobody_who_listens_is_a_broken_connection() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap()).parse().unwrap();
    drop(listener);
    let page = ConnectionsApi::new(http(), &base).page(&token(), ask(0, 10)).await;
    assert_eq!(page.unwrap_err(), SourceError::Broken);
}

#[tokio::test]
async fn bytes_that_come_slowly_do_not_hold_a_call_beyond_its_time() {
    let timeout = Duration::from_millis(200);
    assert_eq!(after(Line::Slow, HttpSettings { timeout, ..settings() }).await, SourceError::TimedOut);
}

#[tokio::test]
async fn a_body_is_read_no_further_than_is_allowed() {
    let short = || HttpSettings { max_body_bytes: EMPTY.len(), ..settings() };
    assert!(matches!(after(Line::Endless, short()).await, SourceError::Garbled(_)));
    let announced = b"HTTP/1.1 200 OK\r\ncontent-length: 99999999999\r\n\r\n";
    assert!(matches!(after(Line::Cut(announced), short()).await, SourceError::Garbled(_)));
    assert!(call(&Server::new(vec![json(EMPTY)]).await, short()).await.is_ok());
    let longer = format!("{EMPTY} ");
    assert!(matches!(after(json(&longer), short()).await, SourceError::Garbled(_)));
}

#[tokio::test]
async fn an_error_is_told_by_its_status_whatever_becomes_of_its_body() {
    for (line, error) in [
        (fixture(401, "errors-401-revoked-token.json"), SourceError::Unauthorized(TokenFault::Revoked)),
        (fixture(401, "errors-401-expired-token.json"), SourceError::Unauthorized(TokenFault::Expired)),
        (fixture(403, "errors-403-access-denied.json"), SourceError::Forbidden),
        (fixture(426, "errors-426-version.json"), SourceError::Refused { status: 426 }),
        (fixture(429, "errors-429-throttle.json"), SourceError::Throttled { retry_after: None }),
        (fixture(504, "errors-504-gateway.html"), SourceError::Failed { status: 504 }),
        (Line::Cut(b"HTTP/1.1 500 x\r\ncontent-length: 9\r\n\r\n{"), SourceError::Failed { status: 500 }),
        (Line::Answer(500, "", vec![b'x'; 1 << 20]), SourceError::Failed { status: 500 }),
        (Line::Answer(404, "", Vec::new()), SourceError::Refused { status: 404 }),
    ] {
        assert_eq!(after(line, settings()).await, error);
    }
}

#[tokio::test]
async fn a_wait_that_the_service_asks_for_is_handed_on() {
    for (header, retry_after) in [
        ("retry-after: 7\r\n", Some(Duration::from_secs(7))),
        ("Retry-After:  0 \r\n", Some(Duration::ZERO)),
        ("retry-after: Fri, 31 Dec 2027 23:59:59 GMT\r\n", None),
        ("retry-after: -1\r\n", None),
    ] {
        let error = after(Line::Answer(429, header, Vec::new()), settings()).await;
        assert_eq!(error, SourceError::Throttled { retry_after }, "{header}");
    }
}

#[tokio::test]
async fn calls_one_after_another_use_one_connection() {
    let server = Server::new((0..3).map(|_| json(EMPTY)).collect()).await;
    let source = ConnectionsApi::new(http(), &server.base);
    for _ in 0..3 {
        source.page(&token(), ask(0, 10)).await.unwrap();
    }
    assert_eq!((server.calls().len(), server.connections()), (3, 1));
}

#[tokio::test]
async fn a_token_goes_into_its_header_and_into_no_error() {
    let server = Server::new(vec![fixture(401, "errors-401-invalid-token.json")]).await;
    let error = call(&server, settings()).await.unwrap_err();
    assert!(server.calls()[0].contains(&format!("authorization: Bearer {SECRET}\r\n")));
    assert!(!format!("{error} {error:?}").contains(SECRET));
}

#[tokio::test]
async fn a_token_that_no_header_can_hold_is_not_sent() {
    let server = Server::new(vec![json(EMPTY)]).await;
    let source = ConnectionsApi::new(http(), &server.base);
    let error = source.page(&"a\r\nx-other: b".to_owned().into(), ask(0, 10)).await.unwrap_err();
    assert_eq!(error, SourceError::Unauthorized(TokenFault::Invalid));
    assert_eq!(server.connections(), 0);
}
