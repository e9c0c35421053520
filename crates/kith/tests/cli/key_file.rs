//! The key that a server keeps for its owner: there again at each start, made anew when it is gone or revoked.

use std::fs;

use crate::support::{Room, mode};

#[test]
fn the_key_stays_the_same_until_it_is_gone_or_revoked() {
    let room = Room::with_ada();
    let path = room.path("kith-data/api-key");
    let key_of = |words: &str| {
        let server = room.serving(words);
        let key = server.text("api_key").to_owned();
        server.stop();
        key
    };
    let first = key_of("serve");
    assert_eq!(fs::read_to_string(&path).unwrap().trim(), first);
    assert_eq!(mode(&path), 0o600);
    assert_eq!(key_of("up"), first);

    fs::remove_file(&path).unwrap();
    let second = key_of("serve");
    assert_ne!(second, first);

    let keys = room.kith("key list --output json").json();
    let newest = keys["keys"].as_array().unwrap().last().unwrap();
    assert_eq!(newest["scopes"], serde_json::json!(["read", "manage", "admin"]));
    room.kith(&format!("key revoke {}", newest["key_id"].as_str().unwrap())).good();
    let third = key_of("serve");
    assert!(third != second && third != first);
    assert_eq!(fs::read_to_string(&path).unwrap().trim(), third);
}

#[test]
fn the_file_can_stand_elsewhere_and_is_closed_to_others_again() {
    use std::os::unix::fs::PermissionsExt as _;
    let room = Room::with_ada();
    let path = room.path("my-key");
    let server = room.serving("serve --api-key-file my-key");
    let key = server.text("api_key").to_owned();
    server.stop();
    assert_eq!(fs::read_to_string(&path).unwrap().trim(), key);
    assert!(!room.path("kith-data/api-key").exists());
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    let again = room.serving("serve --api-key-file my-key");
    assert_eq!((again.text("api_key"), mode(&path)), (key.as_str(), 0o600));
}

#[test]
fn a_file_that_holds_something_else_is_never_written_over() {
    let room = Room::with_ada();
    room.file("notes.txt", "buy bread");
    let serve = "serve --listen 127.0.0.1:0 --api-key-file";
    room.kith(&format!("{serve} notes.txt")).failed("holds something that is no API key");
    assert_eq!(fs::read_to_string(room.path("notes.txt")).unwrap(), "buy bread");
    room.kith(&format!("{serve} no/such/folder/key")).failed("cannot write the API key to");
    let keys = room.kith("key list --output json").json();
    assert_eq!(keys["keys"][0]["state"], "revoked", "a key that nobody knows opens nothing");

    room.serving("serve --workspace sales --api-key-file shared").stop();
    room.kith(&format!("{serve} shared")).misuse("holds the key of the workspace \"sales\"");
}
