//! Sessions: how one begins, what ends it, and what a browser is told about it.

use std::time::Duration;

use kith_api::ServerSettings;
use kith_engine::{ExposeSecret as _, Settings};
use tokio::time::Instant;

use crate::support::app::listener;
use crate::support::{Person, TestApp};

#[tokio::test]
async fn who_is_not_signed_in_is_led_to_sign_in_and_back() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::new(&alice.client);
    let page = person.opens("/?q=ada%20b").await;
    assert_eq!((page.title(), page.path.as_str()), ("Sign in", "/sign-in?to=%2F%3Fq%3Dada%2520b"));
    let page = person.sends("/sign-in", &[("key", alice.client.key()), ("to", "/?from=there")]).await;
    assert_eq!((page.status(), page.path.as_str()), (200, "/?from=there"));
    let page =
        person.sends("/sign-in", &[("key", alice.client.key()), ("to", "https://evil.example/")]).await;
    assert_eq!(page.path, "/", "another host is not gone to");
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_other_sites_and_plain_http_behind_tls() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let form = format!("key={}", alice.client.key());
    let typed = Some("application/x-www-form-urlencoded");
    let browser = alice.client.clone().without_key().with("sec-fetch-site", "same-origin");
    let plain = browser.send_freely("POST", "/sign-in", typed, form.clone()).await;
    let cookie = plain.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("kith_session="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
    let tls = browser.with("x-forwarded-proto", "https").send_freely("POST", "/sign-in", typed, form).await;
    let cookie = tls.headers["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-kith_session="), "{cookie}");
    assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict; Secure"), "{cookie}");
    assert!(!cookie.contains(alice.client.key()), "the cookie holds no key");
}

#[tokio::test]
async fn a_wrong_key_is_refused_in_words_and_begins_nothing() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::new(&alice.client);
    for key in ["", "kith_nonsense", "<script>"] {
        let page = person.sends("/sign-in", &[("key", key)]).await;
        assert_eq!(page.status(), 403);
        page.shows("This key does not work").hides("<script>");
        assert!(person.cookie.is_empty());
    }
}

#[tokio::test]
async fn signing_out_ends_the_session_also_for_who_kept_the_cookie() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let kept = person.cookie.clone();
    let page = person.sends("/sign-out", &[]).await;
    page.shows("You are signed out");
    assert!(person.cookie.is_empty());
    person.cookie = kept;
    assert_eq!(person.opens("/").await.title(), "Sign in");
}

#[tokio::test]
async fn a_form_without_its_proof_or_from_another_site_changes_nothing() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let typed = "application/x-www-form-urlencoded";
    for body in ["", "csrf=0123456789abcdef0123456789abcdef"] {
        let page = person.sends_text("/sign-out", typed, body.into()).await;
        assert_eq!(page.status(), 403, "{body}");
        page.shows("not sent by a page of your session");
    }
    let proof = person.csrf().await;
    for (name, value) in [("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")] {
        let elsewhere = alice.client.clone().without_key().with("cookie", &person.cookie).with(name, value);
        let reply = elsewhere.send_freely("POST", "/sign-out", Some(typed), format!("csrf={proof}")).await;
        assert_eq!(reply.status, 403, "{name}");
        let key = format!("key={}", alice.client.key());
        let reply = elsewhere.send_freely("POST", "/sign-in", Some(typed), key).await;
        assert_eq!((reply.status.as_u16(), reply.headers.get("set-cookie")), (403, None), "{name}");
    }
    assert_eq!(person.opens("/").await.status(), 200, "still signed in");
}

#[tokio::test]
async fn pages_let_browsers_load_nothing_from_elsewhere_and_keep_nothing() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let person = Person::signed_in(&alice.client).await;
    for path in ["/", "/sign-in"] {
        let page = person.opens(path).await;
        let says = |name: &str| page.reply.headers[name].to_str().unwrap().to_owned();
        let policy = says("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(says("cache-control"), "no-store");
        page.hides(" style=").hides("<script>").hides(" onclick=").hides("http://").hides("https://");
    }
    let page = person.opens("/").await;
    let types = [("css", "text/css"), ("svg", "image/svg+xml"), ("js", "text/javascript")];
    for path in page.text().split('"').filter(|part| part.starts_with("/assets/")) {
        let extension = path.rsplit('.').next().unwrap();
        let media_type = types.iter().find(|(known, _)| *known == extension).unwrap().1;
        let asset = person.opens(path).await;
        assert_eq!(asset.status(), 200, "{path}");
        assert!(asset.reply.headers["content-type"].to_str().unwrap().starts_with(media_type), "{path}");
        assert!(asset.reply.headers["cache-control"].to_str().unwrap().contains("immutable"), "{path}");
    }
}

#[tokio::test]
async fn a_server_without_the_dashboard_has_no_page_at_all() {
    let settings = ServerSettings { dashboard: false, ..listener() };
    let app = TestApp::listening(Settings::default(), settings).await;
    for path in ["/", "/sign-in", "/webhooks", "/people"] {
        app.stranger().get(path).await.is_refused(404, "NOT_FOUND");
    }
    let back = Person::new(&app.stranger()).opens("/oauth/callback?state=none").await;
    back.shows("You can close this page.").hides("See your accounts");
    let style =
        back.text().split('"').find(|part| part.starts_with("/assets/") && part.contains("css")).unwrap();
    assert_eq!(Person::new(&app.stranger()).opens(style).await.status(), 200);
}

#[tokio::test]
async fn a_session_ends_after_an_idle_hour_and_with_its_key() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let person = Person::signed_in(&alice.client).await;
    for _ in 0..3 {
        app.clock.advance(59 * 60);
        assert_eq!(person.opens("/webhooks").await.title(), "Webhooks", "it is used, so it goes on");
    }
    app.clock.advance(61 * 60);
    assert_eq!(person.opens("/webhooks").await.title(), "Sign in");

    let person = Person::signed_in(&alice.client).await;
    let keys = app.engine.list_keys(alice.workspace).await.unwrap();
    app.engine.revoke_key(alice.workspace, &keys[0].id).await.unwrap();
    assert_eq!(person.opens("/webhooks").await.title(), "Sign in");
}

#[tokio::test]
async fn a_page_that_watches_a_sync_by_itself_keeps_no_session_that_nobody_uses() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_empty_account("a").await;
    let person = Person::signed_in(&alice.client).await;
    let watching =
        alice.client.clone().without_key().with("cookie", &person.cookie).with("hx-request", "true");
    let watching = watching.with("x-by-itself", "yes");
    app.clock.advance(59 * 60);
    assert_eq!(watching.send_freely("GET", "/", None, "").await.status, 200);
    app.clock.advance(2 * 60);
    let ended = watching.send_freely("GET", "/", None, "").await;
    assert_eq!((ended.status.as_u16(), ended.header("hx-redirect")), (204, "/sign-in?ended=page"));
}

#[tokio::test]
async fn a_link_signs_in_once_and_not_by_being_opened() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let keys = app.engine.list_keys(alice.workspace).await.unwrap();
    let link = app.engine.make_sign_in_link(alice.workspace, &keys[0].id).await.unwrap();
    let link = link.expose_secret();
    let mut person = Person::new(&alice.client);
    for _ in 0..2 {
        person.opens(&format!("/sign-in?link={link}")).await.shows("Sign in with this link");
    }
    assert_eq!(person.sends("/sign-in", &[("link", link)]).await.status(), 200);
    assert!(!person.cookie.is_empty());
    let mut other = Person::new(&alice.client);
    let page = other.sends("/sign-in", &[("link", link)]).await;
    assert_eq!(page.status(), 403);
    page.shows("This link was used before");
    assert!(other.cookie.is_empty());

    let late = app.engine.make_sign_in_link(alice.workspace, &keys[0].id).await.unwrap();
    app.clock.advance(3_601);
    assert_eq!(other.sends("/sign-in", &[("link", late.expose_secret())]).await.status(), 403);
}

#[tokio::test]
async fn pages_count_against_the_keys_limit_and_say_when_there_is_room_again() {
    let app = TestApp::with(Settings { requests_per_minute: 2, ..Settings::default() }).await;
    let alice = app.workspace("alice").await;
    let person = Person::signed_in(&alice.client).await;
    let page = loop {
        let page = person.opens("/webhooks").await;
        if page.status() != 200 {
            break page;
        }
    };
    assert_eq!(page.status(), 429);
    page.shows("Too many requests");
    assert_eq!(page.reply.headers["retry-after"], "60");
}

#[tokio::test]
async fn an_address_that_keeps_guessing_keys_or_links_is_slowed_down() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::new(&alice.client);
    for turn in 0..10 {
        person.sends("/sign-in", &[(if turn % 2 == 0 { "key" } else { "link" }, "guess")]).await;
    }
    let begin = Instant::now();
    person.sends("/sign-in", &[("key", "guess")]).await;
    assert!(begin.elapsed() >= Duration::from_millis(100));
    let begin = Instant::now();
    app.stranger().get("/v2/credits").await;
    assert!(begin.elapsed() >= Duration::from_millis(200), "and the API counts the same failures");
}

#[tokio::test]
async fn behind_tls_a_cookie_that_a_neighbour_could_set_opens_nothing_and_signing_out_ends_all_that_came() {
    let app = TestApp::start().await;
    let (alice, mallory) = (app.workspace("alice").await, app.workspace("mallory").await);
    let planted = Person::signed_in(&mallory.client).await.cookie;
    let own = Person::signed_in(&alice.client).await.cookie.replace("kith_session=", "__Host-kith_session=");
    let with = |cookie: &str| {
        let client = alice.client.clone().without_key().with("x-forwarded-proto", "https");
        client.with("sec-fetch-site", "same-origin").with("cookie", cookie)
    };
    let alone = with(&planted).send_freely("GET", "/webhooks", None, "").await;
    assert_eq!(alone.status.as_u16(), 303, "to sign-in");
    let both = format!("{planted}; {own}");
    let page = with(&both).send_freely("GET", "/webhooks", None, "").await;
    let proof = page.text().split("name=\"csrf\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    let typed = Some("application/x-www-form-urlencoded");
    let out = with(&both).send_freely("POST", "/sign-out", typed, format!("csrf={proof}")).await;
    assert_eq!(out.status.as_u16(), 200, "the proof is of alice's own session");
    for ended in [planted, own.replace("__Host-", "")] {
        let person = Person { cookie: ended, ..Person::new(&alice.client) };
        assert_eq!(person.opens("/webhooks").await.title(), "Sign in");
    }
}

#[tokio::test]
async fn signing_in_counts_as_a_request_and_ends_the_session_before() {
    let app = TestApp::with(Settings { requests_per_minute: 4, ..Settings::default() }).await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let before = person.cookie.clone();
    person.sends("/sign-in", &[("key", alice.client.key())]).await;
    app.clock.advance(61);
    let before = Person { cookie: before, ..Person::new(&alice.client) };
    assert_eq!(before.opens("/webhooks").await.title(), "Sign in");
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let body = format!("key={}", alice.client.key());
        let browser = alice.client.clone().without_key().with("sec-fetch-site", "same-origin");
        let typed = Some("application/x-www-form-urlencoded");
        statuses.push(browser.send_freely("POST", "/sign-in", typed, body).await.status.as_u16());
    }
    assert_eq!(statuses, [303, 303, 303, 303, 429]);
}

#[tokio::test]
async fn an_address_without_a_page_is_told_to_people_in_a_page_and_to_programs_in_an_envelope() {
    let app = TestApp::start().await;
    for path in ["/nowhere", "/sign-out", "/people/download"] {
        let browser = app.stranger().with("accept", "text/html,application/xhtml+xml");
        let page = browser.send_freely("GET", path, None, "").await;
        assert_eq!(page.status, 404, "{path}");
        assert!(page.text().contains("There is no page at this address."), "{path}");
        assert!(!page.text().contains("pages above"), "{path} has none above");
    }
    app.stranger().get("/nowhere").await.is_refused(404, "NOT_FOUND");
    app.stranger().get("/sign-out").await.is_refused(405, "METHOD_NOT_ALLOWED");
}

#[tokio::test]
async fn who_is_led_to_sign_in_because_a_session_ended_is_told_so_and_led_back_to_the_page() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let person = Person::signed_in(&alice.client).await;
    app.clock.advance(3_700);
    let page = person.opens("/webhooks").await;
    page.shows("Your session has ended.").shows("name=\"to\" value=\"/webhooks\"").hides("was not taken");
    Person::new(&alice.client).opens("/webhooks").await.hides("has ended");
    let browser = alice.client.clone().without_key().with("cookie", &person.cookie);
    let browser =
        browser.with("sec-fetch-site", "same-origin").with("referer", "http://localhost/credits?days=7");
    let sent = browser.send_freely("POST", "/credits/keys", None, "").await;
    assert_eq!(sent.headers["location"], "/sign-in?to=%2Fcredits%3Fdays%3D7&ended=yes");
    person.opens("/sign-in?ended=yes").await.shows("what was sent last was not taken");
}

#[tokio::test]
async fn whose_session_ends_at_the_address_of_a_form_is_led_to_the_page_above_it() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_empty_account("a").await;
    let mut person = Person::signed_in(&alice.client).await;
    // A form that was refused is shown where it was sent, and sent again from there.
    assert_eq!(person.sends("/credits/keys", &[("name", "")]).await.path, "/credits/keys");
    for (form, above) in [
        ("/credits/keys", "/credits"),
        ("/accounts/a/rename", "/accounts/a"),
        ("/start/key", "/start"),
        ("/webhooks/w/rotate", "/webhooks/w"),
    ] {
        let fields = [("key", alice.client.key()), ("to", form)];
        assert_eq!(person.sends("/sign-in", &fields).await.path, above);
    }
}

#[tokio::test]
async fn whose_session_has_ended_is_given_no_page_in_place_of_a_file_and_led_back_to_where_its_link_was() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    alice.lists("a", serde_json::json!({"count": 3})).await;
    let person = Person::signed_in(&alice.client).await;
    // A link that says so itself has the browser keep whatever comes, also a page to sign in.
    for page in ["/network", "/credits", "/credits/ledger"] {
        person.opens(page).await.shows(".csv").hides(" download>");
    }
    let stranger = alice.client.clone().without_key().with("referer", "http://localhost/network?account=a");
    let sent = stranger.send_freely("GET", "/network/growth.csv?account=a", None, "").await;
    assert_eq!(sent.headers["location"], "/sign-in?to=%2Fnetwork%3Faccount%3Da");
}
