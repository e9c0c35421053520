//! What the portability APIs are asked, what their end looks like, and what their log tells.

use std::fmt::Write as _;

use kith_sources::portability::{Portability, PortabilitySettings};
use kith_sources::{Hint, Page, Source as _, SourceError};

use crate::support::{Line, Server, ask, fixture, http, json, token};

fn source(server: &Server) -> Portability {
    Portability::new(http(), &server.base, PortabilitySettings::default())
}

async fn page(line: Line, start: u32) -> Result<Page, SourceError> {
    source(&Server::new(vec![line]).await).page(&token(), ask(start, 100)).await
}

#[tokio::test]
async fn a_list_is_read_by_page_numbers_until_there_is_no_data() {
    let server = Server::new(vec![
        fixture(200, "snapshot-page-0.json"),
        fixture(200, "snapshot-page-1.json"),
        fixture(404, "errors-404-no-data.json"),
    ])
    .await;
    let source = source(&server);
    let (mut start, mut rows) = (Some(0), Vec::new());
    while let Some(at) = start {
        let page = source.page(&token(), ask(at, 100)).await.unwrap();
        assert_eq!((page.total, page.per_page), (None, 100));
        rows.extend(page.rows);
        start = page.next;
    }
    assert_eq!(rows.len(), 13);
    for (at, call) in server.calls().iter().enumerate() {
        let asked =
            format!("GET /rest/memberSnapshotData?q=criteria&domain=CONNECTIONS&start={at} HTTP/1.1\r\n");
        assert!(call.starts_with(&asked) && call.contains("\r\nlinkedin-version: 202312\r\n"), "{call}");
    }
    assert_eq!(server.calls().len(), 3);
}

#[tokio::test]
async fn no_data_is_not_ready_on_the_first_page_and_the_end_on_any_other() {
    let no_data = || {
        [
            fixture(404, "errors-404-no-data.json"),
            fixture(404, "errors-404-no-data-doc-wording.json"),
            fixture(400, "errors-404-no-data.json"),
            Line::Answer(404, "", Vec::new()),
            json(r#"{"elements":[]}"#),
            json(r#"{"elements":[{"snapshotData":[],"snapshotDomain":"CONNECTIONS"}]}"#),
        ]
    };
    for line in no_data() {
        assert_eq!(page(line, 0).await, Err(SourceError::NotReady));
    }
    for line in no_data() {
        let page = page(line, 1).await.unwrap();
        assert_eq!((page.rows.len(), page.next), (0, None));
    }
}

#[tokio::test]
async fn another_error_is_never_the_end() {
    for (line, error) in [
        (fixture(400, "errors-400-bad-request.json"), SourceError::Refused { status: 400 }),
        (fixture(426, "errors-426-version.json"), SourceError::Refused { status: 426 }),
        (fixture(500, "errors-404-no-data.json"), SourceError::Failed { status: 500 }),
    ] {
        assert_eq!(page(line, 1).await, Err(error));
    }
}

#[tokio::test]
async fn a_long_page_is_read_as_a_short_one() {
    let mut rows = String::from(r#"{"First Name":"A","Last Name":"0"}"#);
    for n in 1..10_000 {
        write!(rows, r#",{{"First Name":"A","Last Name":"{n}"}}"#).unwrap();
    }
    let body = format!(r#"{{"elements":[{{"snapshotData":[{rows}]}}]}}"#);
    assert!(body.len() > 300_000);
    assert_eq!(page(json(&body), 0).await.unwrap().rows.len(), 10_000);
}

#[tokio::test]
async fn the_log_is_read_to_its_end_and_tells_where_to_begin_next_time() {
    let none = r#"{"elements":[],"paging":{"total":0}}"#;
    let server = Server::new(vec![fixture(200, "changelog-page.json"), json(none)]).await;
    let hint = source(&server).hint(&token(), 1_795_000_000_000).await.unwrap();
    assert_eq!(hint, Some(Hint { touched: true, next_since: 1_795_000_390_121 }));
    let calls = server.calls();
    let path = "GET /rest/memberChangeLogs?q=memberAndApplication&startTime=1795000000000&count=50&start=";
    assert!(
        calls[0].starts_with(&format!("{path}0 ")) && calls[1].starts_with(&format!("{path}7 ")),
        "{calls:?}"
    );
}

#[tokio::test]
async fn a_log_with_nothing_new_touches_nothing() {
    // The whole page again: the service gives the newest event of the last look once more, or ignores the start.
    let server = Server::new((0..2).map(|_| fixture(200, "changelog-page.json")).collect()).await;
    let hint = source(&server).hint(&token(), 1_795_000_390_121).await.unwrap();
    assert_eq!(hint, Some(Hint { touched: false, next_since: 1_795_000_390_121 }));
    assert_eq!(server.calls().len(), 2);
}

#[tokio::test]
async fn a_log_without_end_is_left_after_twenty_pages() {
    let event = |n: u32| json(&format!(r#"{{"elements":[{{"id":{n},"processedAt":{n}}}]}}"#));
    let server = Server::new((1..30).map(event).collect()).await;
    let hint = source(&server).hint(&token(), 0).await.unwrap();
    assert_eq!(hint, Some(Hint { touched: false, next_since: 20 }));
    assert!(
        server.calls()[0].starts_with("GET /rest/memberChangeLogs?q=memberAndApplication&count=50&start=0 ")
    );
}

#[tokio::test]
async fn a_log_that_is_missing_is_an_error_and_not_an_empty_one() {
    let server = Server::new(vec![fixture(404, "errors-404-no-data.json")]).await;
    let hint = source(&server).hint(&token(), 1).await;
    assert_eq!(hint, Err(SourceError::Refused { status: 404 }));
}
