//! A session lives while it is used and its key works, on every server; a link signs in once.

use kith_engine::{Engine, Error, ExposeSecret as _, NewKey, SignedIn};
use kith_model::{Scope, Scopes};

use super::desk::Desk;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;

async fn signs_in(engine: &Engine, secret: &str) -> String {
    let signed_in = engine.sign_in(secret, engine.next_request_id()).await;
    signed_in.unwrap().token.expose_secret().to_owned()
}

async fn by_link(engine: &Engine, link: &str) -> Result<SignedIn, Error> {
    engine.sign_in_by_link(link, engine.next_request_id()).await
}

/// The name of the key that a session is of; `None` if it is at its end.
async fn who(engine: &Engine, token: &str) -> Option<String> {
    match engine.session(token, engine.next_request_id()).await {
        Ok(caller) => Some(caller.key().name.clone()),
        Err(error) => {
            assert_eq!(error, Error::InvalidKey);
            None
        }
    }
}

#[tokio::test]
async fn who_signs_in_with_a_key_may_do_what_the_key_may() {
    let desk = Desk::new().await;
    let (id, secret) = desk.key("ada").await;
    let SignedIn { token, caller } =
        desk.engine.sign_in(&secret, desk.engine.next_request_id()).await.unwrap();
    assert_eq!((&caller.key().id, caller.workspace()), (&id, desk.workspace));
    let found = desk.engine.session(token.expose_secret(), desk.engine.next_request_id()).await.unwrap();
    assert_eq!((&found.key().id, found.workspace()), (&id, desk.workspace));
    assert_eq!(found.needs(Scope::Admin), Err(Error::Forbidden(Scope::Admin)));
}

#[tokio::test]
async fn nobody_signs_in_with_what_is_no_key_that_works() {
    let desk = Desk::new().await;
    let (id, secret) = desk.key("ada").await;
    let refused = async |text: &str| desk.engine.sign_in(text, desk.engine.next_request_id()).await.err();
    for text in ["", "kith_", &secret[1..], &secret.replace('a', "b"), "kith_é"] {
        if text != secret {
            assert_eq!(refused(text).await, Some(Error::InvalidKey), "{text}");
        }
    }
    desk.engine.revoke_key(desk.workspace, &id).await.unwrap();
    assert_eq!(refused(&secret).await, Some(Error::InvalidKey));
}

#[tokio::test]
async fn a_session_lives_as_long_as_it_is_used_and_ends_after_an_hour_without() {
    let desk = Desk::new().await;
    let token = signs_in(&desk.engine, &desk.key("ada").await.1).await;
    for _ in 0..30 {
        desk.clock.advance(HOUR - MINUTE);
        assert!(who(&desk.engine, &token).await.is_some());
    }
    desk.clock.advance(HOUR + 1);
    assert_eq!(who(&desk.engine, &token).await, None);
}

#[tokio::test]
async fn a_use_is_noted_once_a_minute_and_the_hour_is_counted_from_there() {
    let desk = Desk::new().await;
    let token = signs_in(&desk.engine, &desk.key("ada").await.1).await;
    for (pause, later, lives) in [(59, HOUR - 58, false), (60, HOUR, true)] {
        let token =
            if lives { signs_in(&desk.engine, &desk.key("bob").await.1).await } else { token.clone() };
        desk.clock.advance(pause);
        assert!(who(&desk.engine, &token).await.is_some());
        desk.clock.advance(later);
        assert_eq!(who(&desk.engine, &token).await.is_some(), lives, "{pause}");
    }
}

#[tokio::test]
async fn a_session_that_was_signed_out_of_is_at_its_end_on_every_server() {
    let desk = Desk::new().await;
    let secret = desk.key("ada").await.1;
    let (token, stays) = (signs_in(&desk.engine, &secret).await, signs_in(&desk.engine, &secret).await);
    let other = desk.another_server().await;
    assert_eq!(who(&other, &token).await.as_deref(), Some("ada"));
    desk.engine.sign_out(&token).await.unwrap();
    assert_eq!((who(&desk.engine, &token).await, who(&other, &token).await), (None, None));
    assert!(who(&other, &stays).await.is_some());
    for ended in [token.as_str(), "", "kith_session"] {
        desk.engine.sign_out(ended).await.unwrap();
    }
}

#[tokio::test]
async fn a_session_ends_with_its_key_at_once_and_on_every_server() {
    let desk = Desk::new().await;
    let ((id, secret), (_, other_secret)) = (desk.key("ada").await, desk.key("bob").await);
    let (token, stays) = (signs_in(&desk.engine, &secret).await, signs_in(&desk.engine, &other_secret).await);
    let other = desk.another_server().await;
    assert!(who(&other, &token).await.is_some());
    desk.engine.revoke_key(desk.workspace, &id).await.unwrap();
    assert_eq!((who(&desk.engine, &token).await, who(&other, &token).await), (None, None));
    assert!(who(&desk.engine, &stays).await.is_some());
}

#[tokio::test]
async fn a_session_ends_when_its_key_expires() {
    let desk = Desk::new().await;
    let expires_at = Some("2026-11-24T10:30:00Z".parse().unwrap());
    let new = NewKey { expires_at, ..NewKey::new("short", Scopes::of([Scope::Read])) };
    let token = signs_in(&desk.engine, &desk.key_of(new).await.1).await;
    desk.clock.advance(30 * MINUTE - 1);
    assert!(who(&desk.engine, &token).await.is_some());
    desk.clock.advance(1);
    assert_eq!(who(&desk.engine, &token).await, None);
}

#[tokio::test]
async fn a_session_ends_with_its_workspace() {
    let desk = Desk::new().await;
    let token = signs_in(&desk.engine, &desk.key("ada").await.1).await;
    desk.engine.delete_workspace("alice").await.unwrap();
    assert_eq!(who(&desk.engine, &token).await, None);
}

#[tokio::test]
async fn a_session_is_asked_for_by_its_own_kind_of_secret_alone() {
    let desk = Desk::new().await;
    let (id, secret) = desk.key("ada").await;
    let token = signs_in(&desk.engine, &secret).await;
    let link = desk.engine.make_sign_in_link(desk.workspace, &id).await.unwrap();
    for text in
        ["", "kith_session", &secret, link.expose_secret(), &token[..token.len() - 1], &token.to_uppercase()]
    {
        assert_eq!(who(&desk.engine, text).await, None, "{text}");
    }
    assert_eq!(by_link(&desk.engine, &token).await.err(), Some(Error::InvalidKey));
    let as_key = desk.engine.authenticate(&token, desk.engine.next_request_id()).await;
    assert_eq!(as_key.err(), Some(Error::InvalidKey));
}

#[tokio::test]
async fn a_link_signs_in_once_as_its_key_from_any_server() {
    let desk = Desk::new().await;
    let (id, _) = desk.key("ada").await;
    let link = desk.engine.make_sign_in_link(desk.workspace, &id).await.unwrap();
    let other = desk.another_server().await;
    let signed_in = by_link(&other, link.expose_secret()).await.unwrap();
    assert_eq!(signed_in.caller.key().id, id);
    assert_eq!(who(&desk.engine, signed_in.token.expose_secret()).await.as_deref(), Some("ada"));
    for server in [&desk.engine, &other] {
        assert_eq!(by_link(server, link.expose_secret()).await.err(), Some(Error::InvalidKey));
    }
}

#[tokio::test]
async fn a_link_works_for_an_hour() {
    let desk = Desk::new().await;
    let (id, _) = desk.key("ada").await;
    let make = async || desk.engine.make_sign_in_link(desk.workspace, &id).await.unwrap();
    let link = make().await;
    desk.clock.advance(HOUR - 1);
    assert!(by_link(&desk.engine, link.expose_secret()).await.is_ok());
    let link = make().await;
    desk.clock.advance(HOUR);
    assert_eq!(by_link(&desk.engine, link.expose_secret()).await.err(), Some(Error::InvalidKey));
}

#[tokio::test]
async fn a_link_is_made_and_taken_for_a_key_that_works_alone() {
    let desk = Desk::new().await;
    let (id, _) = desk.key("ada").await;
    let link = desk.engine.make_sign_in_link(desk.workspace, &id).await.unwrap();
    desk.engine.revoke_key(desk.workspace, &id).await.unwrap();
    assert_eq!(by_link(&desk.engine, link.expose_secret()).await.err(), Some(Error::InvalidKey));
    let refused = desk.engine.make_sign_in_link(desk.workspace, &id).await.err().unwrap();
    assert!(matches!(&refused, Error::NotFound(says) if says.contains(id.as_str())), "{refused}");
}

#[tokio::test]
async fn neither_a_session_nor_a_link_is_kept_in_the_clear_or_shown_by_debug() {
    let desk = Desk::new().await;
    let (id, secret) = desk.key("ada").await;
    let token = signs_in(&desk.engine, &secret).await;
    let link = desk.engine.make_sign_in_link(desk.workspace, &id).await.unwrap();
    assert!(!format!("{link:?}").contains(link.expose_secret()));
    assert!(
        token.starts_with("kith_") && link.expose_secret().starts_with("kith_"),
        "as what hides keys knows them"
    );
    assert_ne!(token[12..], link.expose_secret()[9..]);
}
