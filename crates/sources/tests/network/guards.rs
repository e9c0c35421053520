//! Whom a token is never sent to.

use std::io;
use std::net::IpAddr;
use std::sync::Arc;

use async_trait::async_trait;
use kith_sources::connections_api::ConnectionsApi;
use kith_sources::http::{Http, HttpError, HttpSettings, Lookup};
use kith_sources::{Source as _, SourceError};
use url::Url;

use crate::support::{Server, ask, http, json, token};

/// A resolver that leads every name to one address.
struct To(&'static str);

#[async_trait]
impl Lookup for To {
    async fn lookup(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        Ok(vec![self.0.parse().unwrap()])
    }
}

fn settings(allow: &[&str]) -> HttpSettings {
    HttpSettings {
        allow_hosts: allow.iter().map(|&host| host.to_owned()).collect(),
        ..HttpSettings::default()
    }
}

async fn why(http: Http, base: &str) -> String {
    let source = ConnectionsApi::new(Arc::new(http), &Url::parse(base).unwrap());
    match source.page(&token(), ask(0, 10)).await.unwrap_err() {
        SourceError::Blocked(why) => why,
        other => panic!("{other}"),
    }
}

#[tokio::test]
async fn an_address_that_is_not_allowed_is_never_connected_to() {
    let server = Server::new(vec![json("{}")]).await;
    let why = why(Http::new(HttpSettings::default()).unwrap(), server.base.as_str()).await;
    assert!(why.contains("127.0.0.1") && why.contains("sources.allow_hosts"), "{why}");
    assert_eq!(server.connections(), 0);
}

#[tokio::test]
async fn a_name_that_leads_into_a_private_network_is_never_connected_to() {
    for address in ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "::ffff:192.168.0.1", "fd00::1"] {
        for (allow, base) in [
            ([].as_slice(), "https://api.linkedin.com"),
            (["sim.example"].as_slice(), "https://sim.example:7000"),
        ] {
            let http = Http::with_lookup(settings(allow), Arc::new(To(address))).unwrap();
            let why = why(http, base).await;
            assert!(why.contains("leads into a private network"), "{address}: {why}");
        }
    }
}

#[tokio::test]
async fn localhost_may_be_called_once_it_is_allowed() {
    let server = Server::new(vec![json(r#"{"elements":[],"paging":{}}"#)]).await;
    let base = format!("http://localhost:{}", server.base.port().unwrap()).parse().unwrap();
    let http = Http::with_lookup(settings(&["localhost"]), Arc::new(To("127.0.0.1"))).unwrap();
    ConnectionsApi::new(Arc::new(http), &base).page(&token(), ask(0, 10)).await.unwrap();
}

#[test]
fn a_base_address_is_the_root_of_a_service() {
    let http = http();
    let check = |text: &str| http.check_base(&Url::parse(text).unwrap());
    for good in ["https://api.linkedin.com", "https://api.linkedin.com/", "http://127.0.0.1:7000/"] {
        assert_eq!(check(good), Ok(()), "{good}");
    }
    for bad in [
        "https://api.linkedin.com/v2",
        "https://api.linkedin.com/?q",
        "https://api.linkedin.com/#x",
        "https://a:b@api.linkedin.com/",
        "https://example.com/",
        "http://api.linkedin.com/",
    ] {
        assert!(matches!(check(bad), Err(SourceError::Blocked(_))), "{bad}");
    }
    assert_eq!(http.check(&Url::parse("https://www.linkedin.com/oauth/v2/accessToken").unwrap()), Ok(()));
}

#[test]
fn a_setting_that_names_no_host_is_told_at_the_start() {
    let error = Http::new(settings(&["https://sim.example"])).unwrap_err();
    assert_eq!(error, HttpError::AllowHosts("sources.allow_hosts", "https://sim.example".to_owned()));
    assert!(error.to_string().contains("sources.allow_hosts"));
}
