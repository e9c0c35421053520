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

#[test]
fn a_key_is_given_another_name_and_a_limit_and_the_list_shows_them() {
    let room = Room::with_workspace();
    let made = room.kith("key create --name agent --limit 30 --output json").json();
    assert_eq!(made["requests_per_minute"], 30);
    let id = made["key_id"].as_str().unwrap();
    let text = room.run(&["key", "update", id, "--name", "Sales desk", "--limit", "60"], &[]).good().out;
    assert_eq!(text, format!("{id} is called \"Sales desk\"; it may make 60 requests a minute.\n"));
    let listed = room.kith("key list").good().out;
    let row = listed.lines().find(|line| line.starts_with(id)).unwrap();
    assert!(row.contains("Sales desk") && row.split_whitespace().any(|cell| cell == "60"), "{listed}");
    let changed = room.kith(&format!("key update {id} --limit none --output json")).json();
    assert_eq!((&changed["name"], &changed["requests_per_minute"]), (&"Sales desk".into(), &().into()));
}

#[test]
fn a_limit_that_cannot_be_is_refused_with_what_can() {
    let room = Room::with_workspace();
    let id = room.kith("key create --output json").json()["key_id"].as_str().unwrap().to_owned();
    for wrong in ["0", "-1", "many"] {
        room.kith(&format!("key update {id} --limit={wrong}")).misuse("it is a number from 1 on, or none");
    }
    room.kith(&format!("key update {id} --limit 301")).misuse("1 to 300 requests a minute");
    room.kith("key create --limit 301").misuse("1 to 300 requests a minute");
    room.kith(&format!("key update {id}")).misuse("--name");
    room.kith("key update key_unknown --limit 5").failed("no key key_unknown");
}
