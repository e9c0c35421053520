//! Commands over a shared store: what they refuse, and that neither a password nor an address slips out.

use kith_pg_fixture::SharedDatabase;

use crate::support::{ADA, Room};

#[test]
fn a_password_is_taken_from_no_flag_and_shown_by_nothing() {
    let room = Room::new();
    let url = "postgres://kith:s3cret@127.0.0.1:1/kith";
    let refused = room.kith(&format!("verify --store {url}")).misuse("--store takes no password");
    assert!(
        refused.err.contains("KITH_STORE__PASSWORD") && !refused.err.contains("s3cret"),
        "{}",
        refused.err
    );
    let variables = [("KITH_STORE__URL", url), ("KITH_STORE__PASSWORD", "an0ther")];
    for words in
        [["config", "--output", "json"], ["config", "--output", "text"], ["verify", "--output", "json"]]
    {
        let ran = room.run(&words, &variables);
        let said = ran.out + &ran.err;
        assert!(said.contains("postgres://kith:***@127.0.0.1:1/kith"), "{said}");
        assert!(!said.contains("s3cret") && !said.contains("an0ther"), "{said}");
    }
}

#[test]
fn an_address_that_is_none_says_what_is_right() {
    let room = Room::new();
    let right = "must be \"\" for the data folder, or postgres://user@host:5432/database";
    for wrong in ["mysql://db/kith", "kith", "postgres:/db", "postgres://kith:***@db/kith"] {
        let refused = room.run(&["verify"], &[("KITH_STORE__URL", wrong)]);
        assert!(refused.code == 2 && refused.err.contains(right), "{wrong}: {}", refused.err);
    }
    room.kith("verify --store postgres://127.0.0.1:1/kith").failed("cannot use the database at");
}

#[test]
fn what_is_for_a_data_folder_is_refused_with_what_to_use_instead() {
    let Some(database) = SharedDatabase::new() else { return };
    let (room, url) = (Room::new(), database.unwrap().into_url());
    let store = [("KITH_STORE__URL", url.as_str())];
    let refused = |words: &[&str]| room.run(words, &store);
    assert!(refused(&["backup", "b"]).err.contains("use pg_dump"));
    room.file("b", "");
    assert!(refused(&["restore", "b"]).err.contains("use pg_restore"));
    assert!(refused(&["key", "rotate-master"]).err.contains("KITH_MASTER_KEY"));
    assert!(!room.path("kith-data").exists(), "no folder is made for what needs none");
}

#[test]
fn commands_work_from_any_machine_and_leave_nothing_there() {
    let Some(database) = SharedDatabase::new() else { return };
    let (room, url) = (Room::new(), database.unwrap().into_url());
    let store = [("KITH_STORE__URL", url.as_str())];
    room.file("ada.csv", ADA);
    room.run(&["workspace", "create", "default"], &store).good();
    room.run(&["import", "ada.csv", "--account", "Ada"], &store).good();
    let other = Room::new();
    let listed = other.run(&["list", "--output", "json"], &store).json();
    assert_eq!(listed["total"], room.run(&["list", "--output", "json"], &store).json()["total"]);
    other.run(&["account", "rename", "Ada", "Countess"], &store).good();
    assert!(room.run(&["account", "list"], &store).good().out.contains("Countess"));
    assert_eq!(other.run(&["verify", "--output", "json"], &store).json()["clean"], true);
    assert!(!other.path("kith-data").exists() && !room.path("kith-data").exists());
}
