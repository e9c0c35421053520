//! The link to the dashboard: printed by `kith up` and by `kith dashboard`, good for one sign-in.

use kith_pg_fixture::SharedDatabase;

use crate::support::Room;

#[test]
fn the_link_that_up_prints_signs_in_once_and_each_start_prints_another() {
    let room = Room::new();
    let server = room.serving("up");
    let link = server.text("dashboard_url").to_owned();
    assert!(link.starts_with(&format!("{}/sign-in?link=kith_link", server.text("base_url"))), "{link}");
    assert_eq!((server.signs_in(&link), server.signs_in(&link)), (303, 403));
    let log = server.err();
    server.stop();
    let again = room.serving("serve");
    assert_ne!(again.text("dashboard_url"), link);
    for log in [log, again.err()] {
        assert!(!log.contains("kith_link"), "{log}");
    }
}

#[test]
fn another_link_is_printed_beside_a_server_and_leads_to_it() {
    let room = Room::new();
    let server = room.serving("up");
    let said = room.kith("dashboard --output json").json();
    let link = said["dashboard_url"].as_str().unwrap();
    assert!(link.starts_with(server.text("base_url")), "{link}");
    let keys = room.kith("key list --output json").json();
    assert_eq!(said["key_id"], keys["keys"][0]["key_id"], "the key that is kept");
    assert_eq!(server.signs_in(link), 303);
    let text = room.kith("dashboard --at https://kith.example/").good().out;
    assert!(text.starts_with("https://kith.example/sign-in?link=kith_link"), "{text}");
    assert!(text.contains("works once, for an hour") && !text.contains("No server"), "{text}");
}

#[test]
fn a_link_that_was_printed_before_works_at_a_server_that_is_started_later() {
    let room = Room::with_workspace();
    let text = room.kith("dashboard").good().out;
    assert!(text.starts_with("http://127.0.0.1:7171/sign-in?link="), "{text}");
    assert!(text.contains("No server runs here now: kith serve starts one."), "{text}");
    assert_eq!(room.serving("serve").signs_in(text.lines().next().unwrap()), 303);
}

#[test]
fn another_key_is_signed_in_with_where_it_is_named_and_works() {
    let room = Room::with_workspace();
    let id = room.kith("key create --scope read --output json").json()["key_id"].as_str().unwrap().to_owned();
    let said = room.kith(&format!("dashboard --key {id} --output json")).json();
    assert_eq!(said["key_id"], id.as_str());
    room.kith(&format!("key revoke {id}")).good();
    let server = room.serving("serve");
    assert_eq!(server.signs_in(said["dashboard_url"].as_str().unwrap()), 403, "its key was revoked");
    room.kith(&format!("dashboard --key {id}")).failed("that still works");
    room.kith("dashboard --at kith.example").misuse("it is a web address, as https://kith.example");
    let wrong = [("KITH_API_KEY", "kith_wrong")];
    room.run(&["dashboard"], &wrong).failed("the API key is unknown, expired or revoked");
}

#[test]
fn where_the_dashboard_is_turned_off_there_is_no_link() {
    let room = Room::new();
    let server = room.serving("up --set server.dashboard=false");
    assert!(server.said["dashboard_url"].is_null());
    room.kith("dashboard --set server.dashboard=false").failed("the dashboard is turned off");
}

#[test]
fn any_free_port_is_no_address_before_a_server_has_taken_one() {
    let room = Room::with_workspace();
    room.kith("dashboard --set server.listen=127.0.0.1:0").failed("name its address with --at URL");
}

#[test]
fn over_a_shared_store_a_link_is_printed_from_any_machine() {
    let Some(database) = SharedDatabase::new() else { return };
    let (room, url) = (Room::new(), database.unwrap().into_url());
    let store = [("KITH_STORE__URL", url.as_str())];
    room.run(&["workspace", "create", "default"], &store).good();
    let made = room.run(&["key", "create", "--scope", "admin", "--output", "json"], &store).json();
    let id = made["key_id"].as_str().unwrap();
    let words = ["dashboard", "--key", id, "--at", "https://kith.example", "--output", "json"];
    let said = room.run(&words, &store).json();
    assert!(said["dashboard_url"].as_str().unwrap().starts_with("https://kith.example/sign-in?link="));
    assert!(!room.path("kith-data").exists(), "nothing is left on the machine");
}
