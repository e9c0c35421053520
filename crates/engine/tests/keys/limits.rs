//! What a key is called and how much it may ask.

use kith_engine::{Error, Key, KeyChange, NewKey, Quota};
use kith_model::{Scope, Scopes};

use super::desk::Desk;

/// Of any key, by the settings.
const MOST: u32 = 300;

fn limited(limit: Option<u32>) -> NewKey {
    NewKey { requests_per_minute: limit, ..NewKey::new("agent", Scopes::of([Scope::Read])) }
}

async fn asks(desk: &Desk, secret: &str) -> Result<Quota, Error> {
    let caller = desk.engine.authenticate(secret, desk.engine.next_request_id()).await.unwrap();
    desk.engine.count_request(&caller).await.map_err(|(error, _)| error)
}

async fn updates(desk: &Desk, id: &kith_model::KeyId, limit: Option<u32>) -> Result<Key, Error> {
    let change = KeyChange { name: None, requests_per_minute: Some(limit) };
    desk.engine.update_key(desk.workspace, id, change).await
}

#[tokio::test]
async fn a_key_with_a_limit_of_its_own_is_held_to_it_and_others_to_the_servers() {
    let desk = Desk::new().await;
    let ((_, own), (_, other)) = (desk.key_of(limited(Some(2))).await, desk.key_of(limited(None)).await);
    assert_eq!(asks(&desk, &own).await.unwrap(), Quota { limit: 2, remaining: 1, resets_in: 60 });
    asks(&desk, &own).await.unwrap();
    assert_eq!(asks(&desk, &own).await, Err(Error::RateLimited { limit: 2, retry_after: 60 }));
    assert_eq!(asks(&desk, &other).await.unwrap().limit, MOST);
}

#[tokio::test]
async fn a_new_limit_holds_from_the_next_request_on_with_what_was_used_before() {
    let desk = Desk::new().await;
    let (id, secret) = desk.key_of(limited(None)).await;
    for _ in 0..5 {
        asks(&desk, &secret).await.unwrap();
    }
    updates(&desk, &id, Some(6)).await.unwrap();
    // How many are left is told as of the last block, where blocks are taken from the store.
    assert_eq!(asks(&desk, &secret).await.unwrap().limit, 6);
    updates(&desk, &id, Some(3)).await.unwrap();
    assert_eq!(asks(&desk, &secret).await, Err(Error::RateLimited { limit: 3, retry_after: 60 }));
    desk.clock.advance(60);
    assert_eq!(asks(&desk, &secret).await.unwrap().remaining, 2);
    updates(&desk, &id, None).await.unwrap();
    assert_eq!(asks(&desk, &secret).await.unwrap().limit, MOST);
}

#[tokio::test]
async fn a_limit_is_one_at_least_and_no_more_than_the_server_allows() {
    let desk = Desk::new().await;
    let (id, _) = desk.key_of(limited(Some(MOST))).await;
    for wrong in [0, MOST + 1, u32::MAX] {
        let says = format!("1 to {MOST} requests a minute, which is what any key may make here; got {wrong}");
        for refused in [
            desk.engine.create_key(desk.workspace, limited(Some(wrong))).await.err(),
            updates(&desk, &id, Some(wrong)).await.err(),
        ] {
            assert!(matches!(&refused, Some(Error::Invalid(text)) if text.ends_with(&says)), "{refused:?}");
        }
    }
}

#[tokio::test]
async fn a_name_is_one_to_a_hundred_characters() {
    let desk = Desk::new().await;
    let (id, _) = desk.key_of(limited(None)).await;
    let renames = async |name: &str| {
        let change = KeyChange { name: Some(name.into()), requests_per_minute: None };
        desk.engine.update_key(desk.workspace, &id, change).await
    };
    for right in ["x", "Vertrieb, Köln", "مفتاح", &"é".repeat(100)] {
        assert_eq!(renames(right).await.unwrap().name, right);
    }
    assert_eq!(renames("  two words ").await.unwrap().name, "two words");
    for wrong in ["", "  ", "a\nb", &"x".repeat(101)] {
        assert!(matches!(renames(wrong).await, Err(Error::Invalid(_))), "{wrong}");
        let new = NewKey { name: wrong.into(), ..limited(None) };
        assert!(
            matches!(desk.engine.create_key(desk.workspace, new).await, Err(Error::Invalid(_))),
            "{wrong}"
        );
    }
}

#[tokio::test]
async fn a_key_that_was_revoked_is_not_changed() {
    let desk = Desk::new().await;
    let (id, _) = desk.key_of(limited(None)).await;
    desk.engine.revoke_key(desk.workspace, &id).await.unwrap();
    assert!(matches!(updates(&desk, &id, Some(9)).await, Err(Error::NotFound(_))));
}
