//! `kith verify`: sound folders are told from damaged ones.

use crate::support::Room;

#[test]
fn a_sound_folder_is_clean() {
    let room = Room::with_ada();
    let found = room.kith("verify --output json").json();
    assert_eq!(
        (&found["clean"], &found["connections"], &found["faults"]),
        (&true.into(), &6.into(), &serde_json::json!([]))
    );
    for field in ["accounts", "snapshots", "chunks", "chunk_bytes", "ledger_entries"] {
        assert!(found[field].as_u64().unwrap() > 0, "{field}");
    }
    assert!(room.kith("verify").good().out.contains("All is sound."));
}

#[test]
fn a_damaged_folder_is_no_success() {
    let room = Room::with_ada();
    let path = room.path("kith-data/kith.sqlite3");
    let mut bytes = std::fs::read(&path).unwrap();
    let name = b"Marchpane"; // in the search index, where names stand in the clear
    let at = bytes.windows(name.len()).position(|window| window == name).unwrap();
    bytes[at..at + name.len()].copy_from_slice(b"Marzipane");
    std::fs::write(&path, bytes).unwrap();
    let ran = room.kith("verify --output json");
    assert_eq!(ran.code, 1, "{}", ran.err);
    let found: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(found["clean"], false);
    assert!(!found["faults"].as_array().unwrap().is_empty());
}
