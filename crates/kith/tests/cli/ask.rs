//! `kith ask`: the API's answers at the command line, at the API's price; and the key that it asks with.

use crate::support::{BOB, Room};

#[test]
fn an_answer_is_the_apis_and_is_charged_like_one() {
    let room = Room::with_ada();
    let answer = room.kith("ask list_connections --count 2 --fields company,email").json();
    assert_eq!(
        (&answer["success"], &answer["metadata"]["action"]),
        (&true.into(), &"list_connections".into())
    );
    assert_eq!(answer["data"]["pagination"]["next_offset"], 2);
    assert!(answer["data"]["connections"][0].get("company").is_some());
    assert_eq!(room.kith("credits show --output json").json()["consumed"], 1);
    let ledger = room.kith("credits entries --output json").json();
    assert_eq!(ledger["entries"][0]["action"], "list_connections");
    assert_eq!(room.kith("ask get-credits").json()["data"]["consumed"], 1, "a name may have dashes");
}

#[test]
fn people_get_a_table_and_hear_what_it_cost_and_how_to_go_on() {
    let room = Room::with_ada();
    let ran = room.kith("ask list_connections --count 2 --output text").good();
    assert!(ran.out.starts_with("NAME ") && ran.out.contains("Zdeněk Vymyšlený"), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 3);
    assert!(
        ran.err.contains("1 credit\n") && ran.err.contains("there is more: add --offset 2 --snapshot snap_"),
        "{}",
        ran.err
    );
    let ran = room.kith("ask get_credits --output text").good();
    assert!(ran.out.contains("balance") && !ran.err.contains("there is more"), "{}", ran.out);
}

#[test]
fn an_account_goes_by_its_name_and_by_itself_where_it_is_the_only_one() {
    let room = Room::with_ada();
    assert_eq!(room.kith("ask get_account").json()["data"]["name"], "Ada Lovelace");
    room.kith(&format!("import {} --account Bob", room.file("bob.csv", BOB))).good();
    room.kith("ask get_account").misuse("there are 2 accounts; name one by its id: acc_");
    assert_eq!(room.kith("ask get_account --account Bob").json()["data"]["name"], "Bob");
    room.kith("ask get_account --account Nobody").failed("there is no account \"Nobody\"");
}

#[test]
fn a_refusal_is_a_failure_with_its_code() {
    let room = Room::with_ada();
    room.kith("ask list_connections --snapshot snap_none").failed("SNAPSHOT_EXPIRED: ");
    room.kith("ask get_sync --sync-id none").failed("NOT_FOUND: ");
    room.kith("ask list_connections --count 30001").misuse("30001");
    room.kith("ask list_connections --fields mail").misuse("mail");
    room.kith("ask get_sync").misuse("--sync-id");
    room.kith("ask frobnicate").misuse("frobnicate");
    assert_eq!(room.kith("credits show --output json").json()["consumed"], 0);
}

#[test]
fn it_asks_with_the_kept_key_or_another_and_that_ones_scope() {
    let room = Room::with_ada();
    let kept = std::fs::read_to_string(room.path("kith-data/api-key"));
    assert!(kept.is_err(), "nobody needed a key yet");
    room.kith("ask get_credits").good();
    let kept = std::fs::read_to_string(room.path("kith-data/api-key")).unwrap();
    room.kith("ask get_credits").good();
    assert_eq!(std::fs::read_to_string(room.path("kith-data/api-key")).unwrap(), kept);

    let reader =
        room.kith("key create --scope read --output json").json()["api_key"].as_str().unwrap().to_owned();
    let ran = room.run(&["ask", "list_credit_entries"], &[("KITH_API_KEY", &reader)]);
    ran.failed("FORBIDDEN: the key lacks the scope \"admin\"");
    room.run(&["ask", "get_credits"], &[("KITH_API_KEY", &reader)]).good();
    room.run(&["ask", "get_credits"], &[("KITH_API_KEY", "kith_no")]).failed("INVALID_API_KEY: ");
}
