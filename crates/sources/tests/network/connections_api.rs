//! What the Connections API is asked, and how its pages lead on.

use kith_sources::connections_api::ConnectionsApi;
use kith_sources::{Ask, Detail, Source as _, SourceError};

use crate::support::{Server, ask, fixture, http, json, token};

#[tokio::test]
async fn a_list_is_read_page_by_page_to_its_certain_end() {
    let server = Server::new(vec![
        fixture(200, "connections-api-page.json"),
        fixture(200, "connections-api-page-last.json"),
    ])
    .await;
    let source = ConnectionsApi::new(http(), &server.base);
    let first = source.page(&token(), ask(0, 6)).await.unwrap();
    let last = source.page(&token(), ask(first.next.unwrap(), 6)).await.unwrap();
    assert_eq!((first.rows.len(), last.rows.len(), last.next), (6, 2, None));
}

#[tokio::test]
async fn what_is_asked_for_is_all_that_is_documented_or_the_ids_alone() {
    let server = Server::new((0..2).map(|_| json(r#"{"elements":[],"paging":{}}"#)).collect()).await;
    let source = ConnectionsApi::new(http(), &server.base);
    for detail in [Detail::Whole, Detail::Keys] {
        source.page(&token(), Ask { start: 100, count: 50, detail }).await.unwrap();
    }
    let calls = server.calls();
    let whole = "GET /v2/connections?q=viewer&start=100&count=50&projection=(elements*(to~(id,localizedFirstName,\
                 localizedLastName,localizedHeadline,vanityName,\
                 profilePicture(displayImage~:playableStreams))),paging) HTTP/1.1\r\n";
    assert!(calls[0].starts_with(whole), "{}", calls[0]);
    let keys =
        "GET /v2/connections?q=viewer&start=100&count=50&projection=(elements*(to),paging) HTTP/1.1\r\n";
    assert!(calls[1].starts_with(keys), "{}", calls[1]);
    for call in calls {
        let call = call.to_lowercase();
        assert!(
            call.contains("\r\nx-restli-protocol-version: 2.0.0\r\n")
                && call.contains("\r\nuser-agent: kith/")
        );
        assert!(!call.contains("linkedin-version") && !call.contains("accept-encoding"), "{call}");
    }
}

#[tokio::test]
async fn a_page_that_is_no_whole_json_is_garbled() {
    let server = Server::new(vec![json(r#"{"elements":[{"to":"urn:li:person:1"}],"pag"#)]).await;
    let page = ConnectionsApi::new(http(), &server.base).page(&token(), ask(0, 10)).await;
    assert!(matches!(page, Err(SourceError::Garbled(_))));
}
