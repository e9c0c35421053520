//! 30,000 connections through each format, read back by other programs: Python's own csv and json, vobject, pyarrow. What
//! they read is what the API lists.

use std::path::{Path, PathBuf};
use std::process::Command;

use kith_pg_fixture::python;
use serde_json::json;

use super::odd_people;
use crate::support::{TestApp, people};

#[tokio::test]
async fn thirty_thousand_connections_are_read_back_equal_by_other_programs() {
    let Some(python) = python() else { return };
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let odd = odd_people();
    let list = [people(30_000 - u32::try_from(odd.len()).unwrap()), odd].concat();
    app.commit(alice.workspace, "a", list, Vec::new()).await;
    let fields = ["id", "first_name", "last_name", "email", "company", "position", "connected_on"];
    let page = alice.lists("a", json!({"count": 30_000, "fields": fields})).await;
    let folder = tempfile::tempdir().unwrap();
    let keep = |name: &str, bytes: &[u8]| -> PathBuf {
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    };
    let list = keep("list.json", &page.body);
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/export/read_back.py");
    for format in ["csv", "ndjson", "vcard", "parquet"] {
        let file = alice.exports("a", &format!("?format={format}")).await;
        let file = keep(format, &file.body);
        let ran =
            Command::new(&python).arg("-I").arg(&script).arg(format).args([&file, &list]).output().unwrap();
        assert!(ran.status.success(), "{format}: {}", String::from_utf8_lossy(&ran.stderr));
        assert_eq!(ran.stdout, b"30000 equal\n", "{format}");
    }
}
