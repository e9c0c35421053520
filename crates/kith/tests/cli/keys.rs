//! `kith key`: shown once, kept as a hash, ended at will.

use crate::support::Room;

#[test]
fn a_key_is_shown_once_and_listed_without_its_secret() {
    let room = Room::with_workspace();
    let made = room
        .run(
            &[
                "key",
                "create",
                "--name",
                "dash",
                "--scope",
                "read,manage",
                "--expires",
                "90d",
                "--output",
                "json",
            ],
            &[],
        )
        .json();
    let secret = made["api_key"].as_str().unwrap();
    assert!(secret.starts_with("kith_"));
    assert_eq!(made["scopes"], serde_json::json!(["read", "manage"]));
    assert!(made["expires_at"].is_string());
    for form in ["text", "json"] {
        let listed = room.kith(&format!("key list --output {form}")).good().out;
        assert!(
            listed.contains("dash") && listed.contains("working") && !listed.contains(secret),
            "{listed}"
        );
    }
    for file in std::fs::read_dir(room.path("kith-data")).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(secret.len()).any(|bytes| bytes == secret.as_bytes()));
    }
    let text = room.kith("key create --expires never").good().out;
    assert!(
        text.starts_with("kith_") && text.contains("the only time") && text.contains("ends never"),
        "{text}"
    );
}

#[test]
fn a_date_is_the_beginning_of_that_day_and_the_past_is_refused() {
    let room = Room::with_workspace();
    let made = room.kith("key create --expires 2999-01-31 --output json").json();
    assert_eq!(made["expires_at"], "2999-01-31T00:00:00Z");
    room.kith("key create --expires 2020-01-31").misuse("must lie in the future");
    room.kith("key create --expires soon")
        .misuse("it is days (90d, up to 36500d), a date (2027-01-31) or never");
    room.kith("key create --scope write").misuse("a scope is one of read, manage, admin");
}

#[test]
fn a_revoked_key_stays_in_the_list_and_cannot_be_revoked_twice() {
    let room = Room::with_workspace();
    let id = room.kith("key create --output json").json()["key_id"].as_str().unwrap().to_owned();
    assert_eq!(room.kith(&format!("key revoke {id} --output json")).json()["revoked"], true);
    let listed = room.kith("key list --output json").json();
    assert_eq!(
        (&listed["keys"][0]["key_id"], &listed["keys"][0]["state"]),
        (&id.clone().into(), &"revoked".into())
    );
    room.kith(&format!("key revoke {id}")).failed("that still works");
    room.kith("key revoke key_unknown").failed("no key key_unknown");
}
