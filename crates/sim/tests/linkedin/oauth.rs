//! Consent, codes, refresh tokens and introspection.

use kith_sim::people::Network;
use kith_sim::{Grant, Options};
use serde_json::{Value, json};

use crate::support::{Answer, Scene};

const BACK: &str = "http://localhost:8080/oauth/callback";
const AUTHORIZE: &str = "/oauth/v2/authorization?response_type=code&client_id=SYNTHETICid&state=s%2F1&\
    redirect_uri=http%3A%2F%2Flocalhost%3A8080%2Foauth%2Fcallback&scope=r_1st_connections%20r_basicprofile";
const DAY: i64 = 86_400;

/// The pair of the appendix of RFC 7636.
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

async fn scene(change: impl FnOnce(&mut Options)) -> Scene {
    Scene::with(10, Grant::default(), change).await
}

async fn visit(scene: &Scene, path: &str) -> Answer {
    scene.send("GET", path, &[], "").await.unwrap()
}

/// What the application's page is told.
fn told(answer: &Answer, name: &str) -> Option<String> {
    assert_eq!(answer.status, 302);
    let (address, query) = answer.header("location").unwrap().split_once('?').unwrap();
    assert_eq!(address, BACK);
    form_urlencoded::parse(query.as_bytes())
        .find(|(other, _)| other == name)
        .map(|(_, value)| value.into_owned())
}

async fn code(scene: &Scene, tail: &str) -> String {
    told(&visit(scene, &format!("{AUTHORIZE}{tail}")).await, "code").unwrap()
}

async fn exchange(scene: &Scene, code: &str, changed: &[(&str, &str)]) -> Answer {
    let mut form = vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", "SYNTHETICid"),
        ("client_secret", "SYNTHETIC-secret-not-real"),
        ("redirect_uri", BACK),
    ];
    form.retain(|(name, _)| changed.iter().all(|(other, _)| other != name));
    form.extend(changed);
    scene.post_form("/oauth/v2/accessToken", &form).await
}

async fn refresh(scene: &Scene, token: &str) -> Answer {
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", "SYNTHETICid"),
        ("client_secret", "SYNTHETIC-secret-not-real"),
    ];
    scene.post_form("/oauth/v2/accessToken", &form).await
}

async fn introspect(scene: &Scene, token: &str) -> Value {
    let form =
        [("client_id", "SYNTHETICid"), ("client_secret", "SYNTHETIC-secret-not-real"), ("token", token)];
    scene.post_form("/oauth/v2/introspectToken", &form).await.json()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

#[tokio::test]
async fn consent_leads_back_with_a_code_that_buys_a_token() {
    let scene = scene(|_| {}).await;
    let back = visit(&scene, AUTHORIZE).await;
    assert_eq!(told(&back, "state").as_deref(), Some("s/1"));
    let answer = exchange(&scene, &told(&back, "code").unwrap(), &[]).await;
    let token = answer.json();
    assert_eq!(answer.status, 200);
    assert_eq!((&token["expires_in"], &token["token_type"]), (&json!(60 * DAY), &json!("Bearer")));
    assert_eq!(token["scope"], "r_1st_connections,r_basicprofile");
    assert!(token.get("refresh_token").is_none());
    let page = scene.get_with("/v2/connections?q=viewer", text(&token["access_token"])).await;
    assert_eq!(page.status, 200);
    let calls = scene.sim.calls();
    assert_eq!((calls.oauth_authorize, calls.oauth_token), (1, 1));
}

#[tokio::test]
async fn a_request_for_consent_that_is_wrong_leads_nowhere() {
    let scene = scene(|_| {}).await;
    for (right, wrong) in [
        ("response_type=code", "response_type=token"),
        ("SYNTHETICid", "somebody"),
        ("&state=s%2F1", ""),
        ("&scope=r_1st_connections%20r_basicprofile", ""),
        ("localhost%3A8080", "elsewhere.example"),
        ("localhost%3A8080", "localhost.example"),
        ("callback", "callback%23part"),
        ("response_type=code", "response_type=code&prompt=1"),
        ("response_type=code", "response_type=code&code_challenge=short&code_challenge_method=S256"),
        ("response_type=code", "response_type=code&code_challenge_method=S256"),
        ("response_type=code", "response_type=code&member=9"),
    ] {
        let answer = visit(&scene, &AUTHORIZE.replace(right, wrong)).await;
        assert_eq!((answer.status, answer.header("location")), (400, None), "{wrong}");
    }
}

#[tokio::test]
async fn only_a_registered_address_is_led_back_to() {
    let scene = scene(|options| options.redirect_uris = vec![format!("{BACK}/own")]).await;
    assert_eq!(visit(&scene, AUTHORIZE).await.status, 400);
    assert_eq!(visit(&scene, &AUTHORIZE.replace("callback", "callback%2Fown")).await.status, 302);
}

#[tokio::test]
async fn a_member_who_refuses_leads_back_with_an_error() {
    let scene = scene(|options| options.deny = true).await;
    let back = visit(&scene, AUTHORIZE).await;
    assert_eq!(told(&back, "error").as_deref(), Some("user_cancelled_authorize"));
    assert_eq!(told(&back, "state").as_deref(), Some("s/1"));
    assert_eq!(told(&back, "code"), None);
    scene.sim.set_deny(false);
    assert!(told(&visit(&scene, AUTHORIZE).await, "code").is_some());
}

#[tokio::test]
async fn a_scope_the_application_was_not_approved_for_leads_back_with_an_error() {
    let scene = scene(|options| options.scopes = vec!["r_basicprofile".into()]).await;
    let back = visit(&scene, AUTHORIZE).await;
    assert_eq!(told(&back, "error").as_deref(), Some("unauthorized_scope_error"));
}

#[tokio::test]
async fn with_several_members_a_page_asks_which() {
    let scene = scene(|_| {}).await;
    let second = scene.sim.add_member(Network::generate(8, 33));
    let page = visit(&scene, AUTHORIZE).await;
    let page_text = String::from_utf8(page.body).unwrap();
    assert_eq!((page.status, page_text.matches("<a href=").count()), (200, 2));
    let link = page_text.split('"').find(|part| part.ends_with("member=2")).unwrap().replace("&amp;", "&");
    let code = told(&visit(&scene, &link).await, "code").unwrap();
    let token = exchange(&scene, &code, &[]).await.json();
    let list = scene.get_with("/v2/connections?q=viewer", text(&token["access_token"])).await.json();
    assert_eq!(list["paging"]["total"], 33);
    assert_eq!(second.to_string(), "2");
}

#[tokio::test]
async fn a_code_works_once_and_for_thirty_minutes() {
    let scene = scene(|_| {}).await;
    let used = code(&scene, "").await;
    assert_eq!(exchange(&scene, &used, &[]).await.status, 200);
    let again = exchange(&scene, &used, &[]).await;
    assert_eq!((again.status, text(&again.json()["error"])), (400, "invalid_request"));
    assert!(text(&again.json()["error_description"]).starts_with("Unable to retrieve access token: appid"));
    let (early, late) = (code(&scene, "").await, code(&scene, "").await);
    scene.clock.advance(1_799);
    assert_eq!(exchange(&scene, &early, &[]).await.status, 200);
    scene.clock.advance(1);
    assert_eq!(exchange(&scene, &late, &[]).await.status, 400);
}

#[tokio::test]
async fn a_code_is_no_good_to_another_address_or_client() {
    let scene = scene(|_| {}).await;
    for (changed, error) in [
        (("redirect_uri", "http://localhost:8080/oauth/callback/"), "invalid_redirect_uri"),
        (("client_secret", "guess"), "invalid_client"),
        (("client_id", "somebody"), "invalid_client"),
        (("grant_type", "password"), "unsupported_grant_type"),
        (("extra", "1"), "invalid_request"),
        (("code", "invented"), "invalid_request"),
    ] {
        let answer = exchange(&scene, &code(&scene, "").await, &[changed]).await;
        assert_eq!((answer.status, text(&answer.json()["error"])), (400, error), "{changed:?}");
    }
    let json = [("content-type", "application/json")];
    assert_eq!(scene.send("POST", "/oauth/v2/accessToken", &json, "{}").await.unwrap().status, 400);
}

#[tokio::test]
async fn a_challenge_is_met_by_its_verifier_alone() {
    let scene = scene(|_| {}).await;
    let tail = format!("&code_challenge={CHALLENGE}&code_challenge_method=S256");
    let fresh = async || code(&scene, &tail).await;
    assert_eq!(exchange(&scene, &fresh().await, &[("code_verifier", VERIFIER)]).await.status, 200);
    assert_eq!(exchange(&scene, &fresh().await, &[("code_verifier", CHALLENGE)]).await.status, 400);
    assert_eq!(exchange(&scene, &fresh().await, &[]).await.status, 400);
    let unasked = exchange(&scene, &code(&scene, "").await, &[("code_verifier", VERIFIER)]).await;
    assert_eq!(unasked.status, 400);
}

#[tokio::test]
async fn an_application_without_pkce_must_not_send_a_verifier() {
    let scene = scene(|options| options.pkce = false).await;
    let tail = format!("&code_challenge={CHALLENGE}&code_challenge_method=S256");
    let with = exchange(&scene, &code(&scene, &tail).await, &[("code_verifier", VERIFIER)]).await;
    assert_eq!(with.status, 400);
    assert_eq!(exchange(&scene, &code(&scene, &tail).await, &[]).await.status, 200);
}

#[tokio::test]
async fn a_refresh_token_keeps_its_end_and_caps_what_it_buys() {
    let scene = scene(|options| options.refresh_tokens = true).await;
    let first = exchange(&scene, &code(&scene, "").await, &[]).await.json();
    assert_eq!(
        (&first["expires_in"], &first["refresh_token_expires_in"]),
        (&json!(60 * DAY), &json!(365 * DAY))
    );
    let token = text(&first["refresh_token"]);
    scene.clock.advance(59 * DAY);
    let second = refresh(&scene, token).await.json();
    assert_eq!(
        (&second["expires_in"], &second["refresh_token_expires_in"]),
        (&json!(60 * DAY), &json!(306 * DAY))
    );
    assert_ne!(second["access_token"], first["access_token"]);
    assert_eq!((&second["refresh_token"], second.get("scope")), (&first["refresh_token"], None));
    scene.clock.advance(301 * DAY);
    let third = refresh(&scene, token).await.json();
    assert_eq!(
        (&third["expires_in"], &third["refresh_token_expires_in"]),
        (&json!(5 * DAY), &json!(5 * DAY))
    );
    assert_eq!(scene.get_with("/v2/connections?q=viewer", text(&third["access_token"])).await.status, 200);
    scene.clock.advance(5 * DAY);
    let over = refresh(&scene, token).await;
    assert_eq!((over.status, text(&over.json()["error"])), (400, "invalid_grant"));
}

#[tokio::test]
async fn a_revoked_refresh_token_buys_nothing() {
    let scene = scene(|options| options.refresh_tokens = true).await;
    let token = exchange(&scene, &code(&scene, "").await, &[]).await.json();
    scene.sim.revoke_member(scene.member);
    assert_eq!(refresh(&scene, text(&token["refresh_token"])).await.status, 400);
    assert_eq!(refresh(&scene, "invented").await.status, 400);
}

#[tokio::test]
async fn introspection_tells_what_became_of_a_token() {
    let scene = scene(|options| options.settles_in = 5).await;
    let token = exchange(&scene, &code(&scene, "").await, &[]).await.json();
    let token = text(&token["access_token"]);
    assert_eq!(scene.get_with("/v2/connections?q=viewer", token).await.status, 401, "not settled");
    scene.clock.advance(5);
    let issued = 1_795_176_000_i64;
    let mut expected = json!({
        "active": true,
        "client_id": "SYNTHETICid",
        "authorized_at": issued,
        "created_at": issued,
        "status": "active",
        "expires_at": issued + 60 * DAY,
        "scope": "r_1st_connections,r_basicprofile",
        "auth_type": "3L",
    });
    assert_eq!(introspect(&scene, token).await, expected);
    scene.sim.revoke(token);
    (expected["active"], expected["status"]) = (json!(false), json!("revoked"));
    assert_eq!(introspect(&scene, token).await, expected);
    assert_eq!(introspect(&scene, "invented").await, json!({"active": false}));
    scene.clock.advance(60 * DAY);
    assert_eq!(introspect(&scene, &scene.token).await["status"], "expired");
}
