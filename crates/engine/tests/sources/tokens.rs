//! The life of a token: fresh, refused for some seconds, refreshed ahead of its end, ended, revoked, given anew. What
//! could be served on the way is.

use kith_engine::{Error, Mode, Returned, SourceKind, SyncSettings};
use kith_model::AccountId;
use kith_sim::{Grant, Options, people::Network};

use super::world::{World, page};

const API: SourceKind = SourceKind::ConnectionsApi;
const DAY: i64 = 86_400;

async fn reads(world: &World, account: &AccountId) -> Result<u32, Error> {
    let page = world.engine.list_connections(&world.caller().await, &page(account, 0, 10)).await?;
    Ok(page.answer.pagination.count)
}

/// Sends a member off, and follows them back.
async fn consents(world: &World, account: &AccountId) -> Returned {
    let sent = world.engine.authorize_account(world.workspace, account, None).await.unwrap().outcome;
    let back = redirect(&sent.authorization_url).await;
    world.engine.finish_authorization(back.split_once('?').unwrap().1).await.unwrap()
}

/// Where the consent page sends the browser.
async fn redirect(url: &str) -> String {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let url: url::Url = url.parse().unwrap();
    let address = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap());
    let mut stream = tokio::net::TcpStream::connect(&address).await.unwrap();
    let path = format!("{}?{}", url.path(), url.query().unwrap());
    let head = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let location = answer.lines().find(|line| line.to_ascii_lowercase().starts_with("location:"));
    location.unwrap_or_else(|| panic!("{answer}")).split_once(':').unwrap().1.trim().to_owned()
}

#[tokio::test]
async fn a_token_that_was_just_issued_and_is_refused_for_seconds_is_given_time() {
    let world = World::new().await;
    let member = world.sim.add_member(Network::generate(1, 50));
    let token = world.sim.token(member, Grant { settles_in: 12, ..Grant::connections() });
    let account = world.account_with(API, Mode::Live, Some(token)).await;
    assert_eq!(reads(&world, &account).await, Ok(10));
    assert_eq!(world.info(&account).await.status, "active");
}

#[tokio::test]
async fn a_revoked_token_ends_the_authorization_with_words_that_tell_what_to_do() {
    let world = World::new().await;
    let (account, _, token) = world.account(API, Mode::Live, 50).await;
    world.clock.advance(120);
    world.sim.revoke(&token);
    let refused = reads(&world, &account).await.unwrap_err();
    assert_eq!(refused, Error::NeedsAuthorization);
    assert!(refused.to_string().contains("kith account connect"));
    assert_eq!(world.info(&account).await.status, "needs_authorization");
    world.sim.reset_calls();
    assert_eq!(reads(&world, &account).await, Err(Error::NeedsAuthorization));
    assert_eq!(world.sim.calls().connections, 0);
}

#[tokio::test]
async fn a_consent_is_refreshed_ahead_of_its_end_until_the_refresh_token_ends_and_then_asked_for_again() {
    let options = Options { refresh_tokens: true, ..Options::default() };
    let world = World::with(options, |settings| settings.pkce = true, SyncSettings::default()).await;
    world.sim.add_member(Network::generate(1, 50));
    let account = world.account_with(API, Mode::Live, None).await;
    assert_eq!(reads(&world, &account).await, Err(Error::NeedsAuthorization));
    assert_eq!(consents(&world, &account).await, Returned::Connected { name: "Ada".into() });
    let until = world.info(&account).await.upstream.unwrap().authorized_until;
    // A year of reads, each day one: none is lost.
    for day in 0..364 {
        assert_eq!(reads(&world, &account).await, Ok(10), "day {day}");
        world.clock.advance(DAY);
    }
    assert_eq!(world.info(&account).await.upstream.unwrap().authorized_until, until);
    assert!((6..=8).contains(&world.sim.calls().oauth_token), "{:?}", world.sim.calls().oauth_token);
    world.clock.advance(2 * DAY);
    assert_eq!(reads(&world, &account).await, Err(Error::NeedsAuthorization));
    assert_eq!(consents(&world, &account).await, Returned::Connected { name: "Ada".into() });
    assert_eq!(reads(&world, &account).await, Ok(10));
}

#[tokio::test]
async fn a_repeated_wish_to_authorize_is_answered_with_the_same_address_and_its_state_lies_nowhere() {
    let world = World::new().await;
    let account = world.account_with(API, Mode::Live, None).await;
    let retry = kith_engine::Retry { key: "k".into(), fingerprint: [1; 32] };
    let first = world.engine.authorize_account(world.workspace, &account, Some(&retry)).await.unwrap();
    let again = world.engine.authorize_account(world.workspace, &account, Some(&retry)).await.unwrap();
    assert_eq!((&first.outcome, first.replayed, again.replayed), (&again.outcome, false, true));
    let state = first.outcome.authorization_url.split("state=").nth(1).unwrap().split('&').next().unwrap();
    for file in std::fs::read_dir(world.dir.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(state.len()).any(|part| part == state.as_bytes()));
    }
}

#[tokio::test]
async fn a_failure_of_the_token_endpoint_that_passes_loses_no_read() {
    let options = Options { refresh_tokens: true, ..Options::default() };
    let world = World::with(options, |settings| settings.pkce = true, SyncSettings::default()).await;
    world.sim.add_member(Network::generate(1, 50));
    let account = world.account_with(API, Mode::Live, None).await;
    consents(&world, &account).await;
    world.clock.advance(60 * DAY + 5);
    world.sim.fault(
        kith_sim::Fault::new(kith_sim::FaultKind::ServerError).of(kith_sim::Interface::OAuth).times(1),
    );
    assert_eq!(reads(&world, &account).await, Ok(10));
}

#[tokio::test]
async fn tokens_that_can_be_refreshed_and_are_always_refused_end_the_authorization_after_a_few() {
    let options = Options { refresh_tokens: true, ..Options::default() };
    let world = World::with(options, |settings| settings.pkce = true, SyncSettings::default()).await;
    world.sim.add_member(Network::generate(1, 50));
    let account = world.account_with(API, Mode::Live, None).await;
    consents(&world, &account).await;
    world.clock.advance(120);
    world.sim.reset_calls();
    let refused = kith_sim::Fault::new(kith_sim::FaultKind::Revoked401);
    world.sim.fault(refused.of(kith_sim::Interface::Connections));
    assert_eq!(reads(&world, &account).await, Err(Error::NeedsAuthorization));
    assert_eq!(world.info(&account).await.status, "needs_authorization");
    assert!((1..=2).contains(&world.sim.calls().oauth_token), "{:?}", world.sim.calls().oauth_token);
}

#[tokio::test]
async fn a_state_works_once_and_for_ten_minutes_and_a_refusal_changes_nothing() {
    let world = World::new().await;
    world.sim.add_member(Network::generate(1, 50));
    let account = world.account_with(API, Mode::Live, None).await;
    let sent = world.engine.authorize_account(world.workspace, &account, None).await.unwrap().outcome;
    let back = redirect(&sent.authorization_url).await;
    let query = back.split_once('?').unwrap().1;
    world.clock.advance(601);
    assert!(matches!(world.engine.finish_authorization(query).await, Err(Error::Invalid(_))));

    let sent = world.engine.authorize_account(world.workspace, &account, None).await.unwrap().outcome;
    let state = sent.authorization_url.split("state=").nth(1).unwrap().split('&').next().unwrap();
    let refusal = format!("error=user_cancelled_authorize&error_description=no&state={state}");
    assert_eq!(world.engine.finish_authorization(&refusal).await, Ok(Returned::Declined));
    assert!(matches!(world.engine.finish_authorization(&refusal).await, Err(Error::Invalid(_))));
    assert_eq!(world.info(&account).await.status, "needs_authorization");
    for nonsense in ["", "code=1", "state=&code=", "state=abc&code=1", "%ff=%ff"] {
        assert!(
            matches!(world.engine.finish_authorization(nonsense).await, Err(Error::Invalid(_))),
            "{nonsense}"
        );
    }
}

#[tokio::test]
async fn a_mirror_serves_on_when_its_authorization_has_ended_and_a_new_token_syncs_it_at_once() {
    let world = World::new().await;
    let (account, member, token) = world.account(SourceKind::Portability, Mode::Mirror, 60).await;
    world.works(&account).await;
    world.clock.advance(120);
    world.sim.revoke(&token);
    assert_eq!(world.syncs(&account).await.status, "failed");
    assert_eq!(world.info(&account).await.status, "needs_authorization");
    assert_eq!(reads(&world, &account).await, Ok(10));
    world.sim.edit(member, 1, 0, 0, 1);
    let token = world.sim.token(member, Grant::portability());
    world.engine.set_token(world.workspace, &account, token.into()).await.unwrap();
    let sync = world.works(&account).await;
    assert_eq!((sync.status.as_str(), sync.added), ("succeeded", 1));
    assert_eq!(world.info(&account).await.status, "active");
}
