//! `kith credits`: the balance, and the ledger that explains it.

use crate::support::Room;

#[test]
fn a_grant_adds_to_the_balance_and_is_an_entry() {
    let room = Room::with_workspace();
    let after = room.kith("credits grant 5000 --output json").json();
    assert_eq!(after, serde_json::json!({"balance": 105_000, "granted": 105_000, "consumed": 0}));
    assert!(room.kith("credits show").good().out.contains("105,000"));
    let ledger = room.kith("credits entries --output json").json();
    let entries = ledger["entries"].as_array().unwrap();
    assert_eq!(
        entries.iter().map(|entry| entry["credits"].as_u64().unwrap()).collect::<Vec<_>>(),
        [5_000, 100_000]
    );
    assert!(ledger["next_before"].is_null());
    let page = room.kith("credits entries --limit 1 --output json").json();
    assert_eq!((page["entries"].as_array().unwrap().len(), &page["next_before"]), (1, &2.into()));
    let rest = room.kith("credits entries --before 2 --output json").json();
    assert_eq!(rest["entries"][0]["id"], 1);
    assert!(room.kith("credits entries").good().out.contains("+5,000"));
}

#[test]
fn what_a_server_charged_is_in_the_ledger() {
    let room = Room::with_ada();
    let server = room.serving("serve");
    server.lists(server.text("api_key"), server.text("account_id"), 6);
    let ledger = room.kith("credits entries --output json").json();
    let entry = &ledger["entries"][0];
    assert_eq!(
        (&entry["kind"], &entry["credits"], &entry["action"]),
        (&"debit".into(), &1.into(), &"list_connections".into())
    );
    assert_eq!(entry["account_id"], server.said["account_id"]);
}

#[test]
fn amounts_that_make_no_sense_are_misuse() {
    let room = Room::with_workspace();
    room.kith("credits grant 0").misuse("a grant is 1 to");
    for words in ["grant -5", "grant many", "entries --limit 0", "entries --limit 501", "entries --before 0"]
    {
        assert_eq!(room.kith(&format!("credits {words}")).code, 2, "{words}");
    }
}
