//! The way to consent and back, and what becomes of codes and refresh tokens.

use kith_sources::http::{Http, HttpSettings};
use kith_sources::oauth::{OAuth, OAuthError, OAuthSettings, Tokens};
use kith_sources::{ExposeSecret as _, SecretString, SourceError};
use url::Url;

use crate::support::{Line, Server, fixture, http, json};

/// The example of RFC 7636, appendix B.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn settings(server: &Server, pkce: bool) -> OAuthSettings {
    OAuthSettings {
        authorize_url: Url::parse("https://www.linkedin.com/oauth/v2/authorization").unwrap(),
        token_url: server.base.join("/oauth/v2/accessToken").unwrap(),
        client_id: "an id".to_owned(),
        client_secret: SecretString::from("a&secret"),
        redirect_uri: Url::parse("http://127.0.0.1:7171/oauth/callback").unwrap(),
        scopes: vec!["r_1st_connections".to_owned(), "r_basicprofile".to_owned()],
        pkce,
    }
}

async fn exchanged(line: Line) -> Result<Tokens, OAuthError> {
    let server = Server::new(vec![line]).await;
    OAuth::new(http(), settings(&server, false)).exchange(&"a code".to_owned().into(), None).await
}

fn pairs(url: &Url) -> Vec<(String, String)> {
    let mut pairs: Vec<_> = url.query_pairs().into_owned().collect();
    pairs.sort();
    pairs
}

fn texts(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn a_member_is_sent_away_with_a_state_and_the_scopes() {
    let server = Server::new(Vec::new()).await;
    let url = OAuth::new(http(), settings(&server, false))
        .authorization("a state", Some(&VERIFIER.to_owned().into()));
    assert!(url.as_str().starts_with("https://www.linkedin.com/oauth/v2/authorization?"));
    let expected = [
        ("client_id", "an id"),
        ("redirect_uri", "http://127.0.0.1:7171/oauth/callback"),
        ("response_type", "code"),
        ("scope", "r_1st_connections r_basicprofile"),
        ("state", "a state"),
    ];
    assert_eq!(pairs(&url), texts(&expected));
}

#[tokio::test]
async fn with_pkce_the_challenge_goes_ahead_and_the_verifier_follows() {
    let server = Server::new(vec![fixture(200, "oauth-token.json")]).await;
    let oauth = OAuth::new(http(), settings(&server, true));
    let verifier = SecretString::from(VERIFIER);
    let pairs = pairs(&oauth.authorization("s", Some(&verifier)));
    let challenge = texts(&[("code_challenge", CHALLENGE), ("code_challenge_method", "S256")]);
    assert!(challenge.iter().all(|pair| pairs.contains(pair)), "{pairs:?}");
    oauth.exchange(&"c".to_owned().into(), Some(&verifier)).await.unwrap();
    assert!(server.calls()[0].contains(&format!("code_verifier={VERIFIER}")));
}

#[tokio::test]
async fn a_verifier_of_a_forbidden_length_stops_nothing() {
    let server = Server::new(Vec::new()).await;
    let oauth = OAuth::new(http(), settings(&server, true));
    for length in [0, 42, 129] {
        let url = oauth.authorization("s", Some(&"v".repeat(length).into()));
        assert!(!url.as_str().contains("code_challenge"), "{length}");
    }
}

#[tokio::test]
async fn a_code_becomes_tokens_with_the_app_in_the_form() {
    let server = Server::new(vec![fixture(200, "oauth-token-with-refresh.json")]).await;
    let oauth = OAuth::new(http(), settings(&server, false));
    let tokens = oauth.exchange(&"a code".to_owned().into(), None).await.unwrap();
    assert_eq!(tokens.access.expose_secret(), "SYNTHETIC-access-token-not-real");
    assert_eq!(tokens.refresh.as_ref().unwrap().expose_secret(), "SYNTHETIC-refresh-token-not-real");
    assert_eq!((tokens.expires_in, tokens.refresh_expires_in), (Some(5_184_000), Some(31_536_000)));
    assert_eq!(tokens.scopes, ["r_1st_connections", "r_basicprofile"]);
    assert!(!format!("{tokens:?}").contains("not-real"));

    let calls = server.calls();
    let (head, body) = calls[0].split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("POST /oauth/v2/accessToken HTTP/1.1\r\n"));
    assert!(
        head.contains("content-type: application/x-www-form-urlencoded") && !head.contains("authorization:")
    );
    let form = Url::parse(&format!("x:?{body}")).unwrap();
    let expected = [
        ("client_id", "an id"),
        ("client_secret", "a&secret"),
        ("code", "a code"),
        ("grant_type", "authorization_code"),
        ("redirect_uri", "http://127.0.0.1:7171/oauth/callback"),
    ];
    assert_eq!(pairs(&form), texts(&expected));
}

#[tokio::test]
async fn a_refresh_token_becomes_new_tokens() {
    let server = Server::new(vec![fixture(200, "oauth-token-refreshed-day59.json")]).await;
    let oauth = OAuth::new(http(), settings(&server, false));
    let tokens = oauth.refresh(&"r".to_owned().into()).await.unwrap();
    assert_eq!(tokens.refresh_expires_in, Some(26_438_400));
    assert_eq!(tokens.scopes, Vec::<String>::new());
    assert!(server.calls()[0].contains("grant_type=refresh_token&refresh_token=r"), "{:?}", server.calls());
}

#[tokio::test]
async fn tokens_are_read_with_and_without_what_may_be_left_out() {
    let tokens =
        exchanged(json(r#"{"access_token":"a","scope":"x y,z","token_type":"bearer"}"#)).await.unwrap();
    assert_eq!(tokens.scopes, ["x", "y", "z"]);
    assert!(tokens.expires_in.is_none() && tokens.refresh.is_none());
}

#[tokio::test]
async fn a_grant_that_is_not_good_is_told_from_an_app_that_is_not_accepted() {
    for (line, error) in [
        (fixture(400, "oauth-error-code-mismatch.json"), OAuthError::Denied("invalid_request")),
        (fixture(400, "oauth-error-redirect-uri.json"), OAuthError::Denied("invalid_redirect_uri")),
        (said(400, "invalid_grant"), OAuthError::Denied("invalid_grant")),
        (said(400, "<script>"), OAuthError::Denied("other")),
        (said(401, "invalid_client"), OAuthError::Upstream(SourceError::Refused { status: 401 })),
        (said(400, "unauthorized_client"), OAuthError::Upstream(SourceError::Refused { status: 400 })),
        (
            Line::Answer(400, "", b"<html>".to_vec()),
            OAuthError::Upstream(SourceError::Refused { status: 400 }),
        ),
        (
            Line::Answer(429, "retry-after: 1\r\n", Vec::new()),
            OAuthError::Upstream(SourceError::Throttled {
                retry_after: Some(std::time::Duration::from_secs(1)),
            }),
        ),
        (said(503, "invalid_grant"), OAuthError::Upstream(SourceError::Failed { status: 503 })),
        (
            Line::Answer(302, "location: /\r\n", Vec::new()),
            OAuthError::Upstream(SourceError::Refused { status: 302 }),
        ),
        (Line::Cut(b""), OAuthError::Upstream(SourceError::Broken)),
    ] {
        assert_eq!(exchanged(line).await.unwrap_err(), error);
    }
}

fn said(status: u16, error: &str) -> Line {
    Line::Answer(status, "", format!(r#"{{"error":"{error}"}}"#).into_bytes())
}

#[tokio::test]
async fn an_answer_without_a_token_is_garbled() {
    for body in
        ["{}", r#"{"access_token":""}"#, r#"{"access_token":7}"#, "", "<html>", r#"{"access_token":"a"#]
    {
        let error = exchanged(json(body)).await.unwrap_err();
        assert!(matches!(error, OAuthError::Upstream(SourceError::Garbled(_))), "{body}: {error}");
    }
    let created = exchanged(Line::Answer(201, "", br#"{"access_token":"a"}"#.to_vec())).await.unwrap_err();
    assert!(matches!(created, OAuthError::Upstream(SourceError::Garbled(_))));
}

#[tokio::test]
async fn the_secret_of_the_app_goes_to_no_host_that_is_not_allowed() {
    let server = Server::new(vec![fixture(200, "oauth-token.json")]).await;
    let strict = std::sync::Arc::new(Http::new(HttpSettings::default()).unwrap());
    let error =
        OAuth::new(strict, settings(&server, false)).refresh(&"r".to_owned().into()).await.unwrap_err();
    assert!(matches!(error, OAuthError::Upstream(SourceError::Blocked(_))));
    assert_eq!(server.connections(), 0);
}
