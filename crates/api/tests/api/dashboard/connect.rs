//! Connecting an account to LinkedIn from the dashboard: by consent there and the way back, or by a token at hand.

use std::sync::Arc;

use kith_model::clock::FixedClock;
use kith_sim::{Grant, Options, Sim, people::Network};

use crate::support::{NOW, Page, Person, TestApp};

/// A server whose LinkedIn is simulated, with one member of so many connections.
async fn simulated(people: u32) -> (TestApp, Sim) {
    let clock = Arc::new(FixedClock::at(NOW.parse().unwrap()));
    let sim = Sim::start(Options { clock: clock.clone(), ..Options::default() }).await.unwrap();
    sim.add_member(Network::generate(3, people));
    let url = sim.url();
    let app = TestApp::calling(clock, |settings| {
        settings.authorize_url = format!("{url}/oauth/v2/authorization").parse().unwrap();
        settings.token_url = format!("{url}/oauth/v2/accessToken").parse().unwrap();
    })
    .await;
    (app, sim)
}

/// Where the link to LinkedIn leads.
fn way(page: &Page) -> String {
    let before = page.text().split("\" rel=\"noreferrer\">Continue to LinkedIn").next().unwrap();
    before.rsplit("href=\"").next().unwrap().replace("&#38;", "&")
}

/// Consents at the simulated LinkedIn: the query that the browser brings back.
async fn consents(app: &TestApp, way: &str) -> String {
    let (host, path) = way.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let browser = app.stranger().at(host.parse().unwrap());
    let reply = browser.send_freely("GET", &format!("/{path}"), None, "").await;
    let to = reply.headers["location"].to_str().unwrap();
    to.split_once("/oauth/callback?").unwrap().1.to_owned()
}

#[tokio::test]
async fn a_member_consents_at_linkedin_and_comes_back_to_an_account_that_is_synced() {
    let (app, sim) = simulated(120).await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let url = sim.url();
    let fields = [("name", "Ada"), ("kind", "portability"), ("base_url", url.as_str())];
    let page = person.sends("/accounts/new", &fields).await;
    assert!(page.path.ends_with("/connect"), "{}", page.path);
    page.shows("Continue to LinkedIn").shows("This works once, until 2026-04-26 10:45 UTC");
    let query = consents(&app, &way(&page)).await;
    // The browser brings no cookie along from another host.
    let back = Person::new(&alice.client).opens(&format!("/oauth/callback?{query}")).await;
    assert_eq!((back.status(), back.title()), (200, "Connected"));
    back.shows("Ada").shows("href=\"/\"").hides("<script").hides("code=");
    let again = Person::new(&alice.client).opens(&format!("/oauth/callback?{query}")).await;
    assert_eq!((again.status(), again.title()), (400, "Not connected"));
    while app.engine.work_once().await.unwrap() {}
    person.opens("/").await.shows("120, all that the source lists, synced just now");
}

#[tokio::test]
async fn who_does_not_consent_is_told_that_nothing_has_changed() {
    let (app, sim) = simulated(5).await;
    sim.set_deny(true);
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.sends("/accounts/new", &[("name", "Ada"), ("kind", "connections_api")]).await;
    let query = consents(&app, &way(&page)).await;
    let back = Person::new(&alice.client).opens(&format!("/oauth/callback?{query}")).await;
    back.shows("You did not consent").shows("See your accounts");
    person.opens("/").await.shows("Needs authorization");
}

#[tokio::test]
async fn a_token_at_hand_connects_at_once_or_later() {
    let (app, sim) = simulated(30).await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let member = sim.add_member(Network::generate(4, 30));
    let (token, url) = (sim.token(member, Grant::portability()), sim.url());
    let fields = [("name", "Ada"), ("kind", "portability"), ("base_url", &url), ("token", &token)];
    let page = person.sends("/accounts/new", &fields).await;
    assert!(page.path.ends_with("?done=made"), "{}", page.path);
    page.shows("A sync waits for its turn").hides(&token);
    let page = person.sends("/accounts/new", &fields[..3]).await;
    let connect = page.path.clone();
    let page = person.sends(&connect, &[("token", "no token")]).await;
    assert_eq!(page.status(), 400);
    page.shows("The access token must be").hides("no token");
    let page = person.sends(&connect, &[("token", &token)]).await;
    page.shows("The token was kept, and the account is connected.").hides(&token);
}

#[tokio::test]
async fn without_an_app_the_page_says_which_settings_make_one() {
    let clock = Arc::new(FixedClock::at(NOW.parse().unwrap()));
    let app = TestApp::calling(clock, |settings| settings.portability_app = None).await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let page = person.sends("/accounts/new", &[("name", "Ada"), ("kind", "portability")]).await;
    assert_eq!(page.status(), 200);
    page.shows("set portability.client_id and portability.client_secret").hides("Continue to LinkedIn");
    page.shows("name=\"token\"");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_account_and_one_that_was_changed_another() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    let once = person.opens("/accounts/new").await.once();
    let fields = |name| [("once", once.as_str()), ("name", name), ("kind", "portability")];
    let made = person.sends("/accounts/new", &fields("Ada")).await;
    assert_eq!(person.sends("/accounts/new", &fields("Ada")).await.path, made.path);
    assert_eq!(alice.client.get("/v2/accounts").await.data()["total_available_results"], 1);
    person.sends("/accounts/new", &fields("Bo")).await;
    assert_eq!(alice.client.get("/v2/accounts").await.data()["total_available_results"], 2);
}

#[tokio::test]
async fn what_cannot_be_an_account_is_refused_on_the_form_that_holds_the_rest() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    let mut person = Person::signed_in(&alice.client).await;
    for (fields, says) in [
        (vec![("name", ""), ("kind", "portability")], "Name must be 1 to 200 characters"),
        (vec![("name", "Ada"), ("kind", "portability"), ("base_url", "nowhere")], "base_url"),
        (vec![("name", "Ada"), ("kind", "connections_api"), ("mode", "mirror")], "mode must be live"),
        (vec![("name", "Ada"), ("kind", "portability"), ("token", "a SECRET b")], "access token"),
    ] {
        let page = person.sends("/accounts/new", &fields).await;
        assert_eq!(page.status(), 400, "{fields:?}");
        page.shows(says).hides("SECRET").shows(&format!("value=\"{}\"", fields[0].1));
    }
    let all = alice.client.get("/v2/accounts").await.data();
    assert_eq!(all["total_available_results"], 0);
}

#[tokio::test]
async fn an_account_of_exports_has_nothing_to_connect() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let person = Person::signed_in(&alice.client).await;
    let page = person.opens("/accounts/a/connect").await;
    assert_eq!(page.status(), 404);
    page.shows("filled by importing exports");
}
