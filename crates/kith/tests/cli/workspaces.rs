//! `kith workspace`: tenants that know nothing of each other.

use crate::support::{BOB, Room};

#[test]
fn workspaces_have_accounts_and_credits_of_their_own() {
    let room = Room::with_ada();
    let made = room.kith("workspace create sales --set credits.starting=50 --output json").json();
    assert_eq!((&made["workspace"], &made["balance"]), (&"sales".into(), &50.into()));
    room.kith(&format!("import {} --workspace sales", room.file("bob.csv", BOB))).good();
    assert_eq!(room.account()["name"], "Ada Lovelace");
    let all = room.kith("workspace list --output json").json();
    let shown: Vec<_> = all["workspaces"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["workspace"].clone(), one["accounts"].clone()))
        .collect();
    assert_eq!(shown, [("default".into(), 1.into()), ("sales".into(), 1.into())]);
    assert!(room.kith("workspace list").good().out.contains("100,000"));
}

#[test]
fn a_name_is_taken_once_and_must_be_a_name() {
    let room = Room::with_workspace();
    room.kith("workspace create default").failed("there is a workspace \"default\" already");
    room.run(&["workspace", "create", "a/b"], &[]).misuse("a workspace's name is 1 to 100 letters");
}

#[test]
fn a_workspace_is_erased_only_when_someone_agrees() {
    let room = Room::with_ada();
    room.serving("serve").stop();
    room.kith("workspace delete default").misuse("there is no terminal to ask at");
    room.kith("workspace delete nope --yes").failed("no workspace \"nope\"");
    room.kith("workspace delete default --yes").good();
    assert!(!room.path("kith-data/api-key").exists(), "its key opens nothing");
    let left = room.kith("workspace list --output json").json();
    assert_eq!(left["workspaces"], serde_json::json!([]));
    room.kith("account list").failed("no workspace \"default\"");
}
