//! `kith ask`: the API's answers at the command line, at the API's price; and the key that it asks with.

use serde_json::Value;

use crate::support::{BOB, Ran, Room};

/// Asserts that it failed with this code, and printed the refusal as HTTP would have given it.
#[track_caller]
fn refused(ran: &Ran, code: &str) {
    assert_eq!(ran.code, 1, "{}", ran.err);
    assert!(ran.err.contains(&format!("error: {code}: ")), "{}", ran.err);
    let body: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((&body["success"], &body["error"]["code"]), (&false.into(), &code.into()));
}

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
    assert!(ran.out.contains("total available results  6\n\nconnections\nNAME "), "{}", ran.out);
    assert!(ran.out.contains("Zdeněk Vymyšlený"), "{}", ran.out);
    assert_eq!(ran.out.lines().count(), 7);
    assert!(
        ran.err.contains("1 credit\nread from snapshot snap_")
            && ran.err.contains("there is more: add --offset 2 --snapshot snap_"),
        "{}",
        ran.err
    );
    let ran = room.kith("ask get_credits --output text").good();
    assert!(ran.out.contains("balance") && !ran.err.contains("there is more"), "{}", ran.out);
}

#[test]
fn nothing_that_was_paid_for_is_left_out_of_the_text() {
    let room = Room::with_ada();
    room.kith(&format!("import {} --account Bob", room.file("bob.csv", BOB))).good();
    let ran = room.kith("ask get_statistics --account Bob --output text").good();
    for name in
        ["\nmonths\n", "\ncompanies\n", "\ntitles\n", "\nseniority\n", "with email.count", "Elsewhere Ltd"]
    {
        assert!(ran.out.contains(name), "{name:?}: {}", ran.out);
    }
    let ran = room.kith("ask find_introducers --query commafield --output text").good();
    assert!(ran.out.contains("Ada Lovelace (2022-10-10), Bob (2022-10-10)"), "{}", ran.out);
    let accounts: Vec<_> =
        room.accounts().iter().map(|one| one["account_id"].as_str().unwrap().to_owned()).collect();
    let ran =
        room.kith(&format!("ask compare_accounts --accounts {} --output text", accounts.join(" "))).good();
    for name in ["known to all", "\naccounts\n", "\noverlaps\n", "\npeople\n", "Ada Commafield"] {
        assert!(ran.out.contains(name), "{name:?}: {}", ran.out);
    }
    let ran = room.kith("ask list_changes --account Bob --output text").good();
    assert!(ran.out.contains("cursor") && ran.out.contains("\nchanges\nTYPE "), "{}", ran.out);
    assert!(ran.err.contains("for what comes later add --since cur_"), "{}", ran.err);
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
fn a_refusal_is_a_failure_with_its_code_and_for_programs_the_apis_answer() {
    let room = Room::with_ada();
    let ran = room.kith("ask list_connections --snapshot snap_none");
    assert!(ran.err.starts_with("error: SNAPSHOT_EXPIRED: --snapshot is no snapshot"), "{}", ran.err);
    refused(&ran, "SNAPSHOT_EXPIRED");
    refused(&room.kith("ask get_sync --sync-id none --output json"), "NOT_FOUND");
    room.kith("ask get_sync --sync-id none --output text").failed("NOT_FOUND: ");
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
    refused(&ran, "FORBIDDEN");
    assert!(ran.err.contains("the key lacks the scope \"admin\""), "{}", ran.err);
    room.run(&["ask", "get_credits"], &[("KITH_API_KEY", &reader)]).good();
    let ran = room.run(&["ask", "get_credits"], &[("KITH_API_KEY", "kith_no")]);
    refused(&ran, "INVALID_API_KEY");
    assert!(ran.err.contains("KITH_API_KEY") && !ran.err.contains("header"), "{}", ran.err);
}
