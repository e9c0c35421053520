//! `import_account`: the forms in which an export is sent: a ZIP, a CSV, either of them in a multipart form; and
//! files that are no export, which change nothing.

use serde_json::{Value, json};

use crate::support::{Reply, Tenant, TestApp, exports};

async fn sends(alice: &Tenant<'_>, id: &str, content_type: &str, body: impl Into<bytes::Bytes>) -> Reply {
    alice.client.send("POST", &format!("/v2/accounts/{id}/import"), Some(content_type), body).await
}

#[tokio::test]
async fn a_zip_a_csv_and_a_form_with_either_are_read_alike() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let zip = exports::zip(25);
    let csv = exports::csv((0..25).map(exports::row));
    let forms = [
        exports::form(&[("file", Some("Basic_LinkedInDataExport.zip"), &zip)]),
        exports::form(&[("upload", Some("Connections.csv"), &csv)]),
        exports::form(&[("whatever", Some("ünïcode.bin"), &zip)]),
        exports::form(&[("file", None, &csv)]),
    ];
    for (content_type, body) in [
        ("application/zip", &zip),
        ("application/x-zip-compressed", &zip),
        ("text/csv", &csv),
        ("text/csv; charset=utf-8", &csv),
        ("TEXT/CSV", &zip), // what it is, is told by the bytes
        ("application/zip", &csv),
        (exports::FORM, &forms[0]),
        (exports::FORM, &forms[1]),
        (exports::FORM, &forms[2]),
        (exports::FORM, &forms[3]),
    ] {
        let id = alice.creates("Alice").await;
        let data = sends(&alice, &id, content_type, body.clone()).await.data();
        assert_eq!((&data["rows"], &data["connections"]), (&json!(25), &json!(25)), "{content_type}");
        assert_eq!(alice.lists(&id, json!({"count": 100})).await.names().len(), 25);
    }
}

#[tokio::test]
async fn a_retry_may_send_the_same_file_in_another_form() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let csv = exports::csv((0..25).map(exports::row));
    let form = exports::form(&[("file", Some("Connections.csv"), &csv)]);
    let (client, path) = (alice.under("k"), format!("/v2/accounts/{id}/import"));
    let first = client.send("POST", &path, Some("text/csv"), csv).await;
    let again = client.send("POST", &path, Some(exports::FORM), form).await;
    assert_eq!((again.data(), again.header("idempotent-replayed")), (first.data(), "true"));
}

#[tokio::test]
async fn any_other_media_type_is_refused_with_those_that_are_right() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let csv = exports::csv((0..25).map(exports::row));
    for other in [
        "",
        "text/plain",
        "application/json",
        "application/octet-stream",
        "multipart/form-data",
        "multipart/mixed; boundary=x",
    ] {
        let message = sends(&alice, &id, other, csv.clone()).await.is_refused(415, "UNSUPPORTED_MEDIA_TYPE");
        assert!(
            ["application/zip", "text/csv", "multipart/form-data"]
                .iter()
                .all(|right| message.contains(right))
        );
    }
    let none = alice.client.send("POST", &format!("/v2/accounts/{id}/import"), None, csv).await;
    none.is_refused(415, "UNSUPPORTED_MEDIA_TYPE");
}

#[tokio::test]
async fn a_form_without_one_file_is_refused() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    let csv = exports::csv((0..25).map(exports::row));
    let two = exports::form(&[("file", Some("a.csv"), &csv), ("file", Some("b.csv"), &csv)]);
    let cut = exports::form(&[("file", Some("a.csv"), &csv)])[..300].to_vec();
    for (form, says) in [
        (exports::form(&[]), "the multipart body has no file; send the export as the part \"file\""),
        (two, "the multipart body has several files; send one export at a time"),
        (cut, "the multipart body can't be read: "),
        (b"no form".to_vec(), "the multipart body can't be read: "),
        (Vec::new(), "the multipart body can't be read: "),
    ] {
        let message = sends(&alice, &id, exports::FORM, form).await.is_refused(400, "INVALID_PARAMS");
        assert!(message.starts_with(says), "{message}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_export_changes_nothing() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Alice").await;
    alice.imports(&id, 0..20).await.data();
    let before = alice.account(&id).await;
    app.clock.advance(60);
    let zip = exports::zip(25);
    let cut = zip[..zip.len() - 30].to_vec();
    for body in [
        Vec::new(),
        b"   \n".to_vec(),
        b"%PDF-1.7 a list".to_vec(),
        b"<!doctype html><p>Sign in</p>".to_vec(),
        b"{\"connections\": []}".to_vec(),
        b"First Name,Last Name\nJane,Doe\n".to_vec(),
        b"a,b,c\n1,2,3\n".to_vec(),
        b"PK\x03\x04 damaged".to_vec(),
        cut,
        (0..=255).cycle().take(5_000).collect(),
    ] {
        for query in ["", "?dry_run=true", "?replace=true"] {
            let path = format!("/v2/accounts/{id}/import{query}");
            let reply = alice.client.send("POST", &path, Some("text/csv"), body.clone()).await;
            reply.is_refused(400, "INVALID_PARAMS");
        }
    }
    assert_eq!(alice.account(&id).await, before);
}

#[tokio::test]
async fn the_zips_own_profile_stays_inside() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await;
    let id = alice.creates("Mine").await;
    sends(&alice, &id, "application/zip", exports::zip(25)).await.data();
    let account = alice.account(&id).await;
    assert_eq!((&account["name"], &account["upstream_total"]), (&json!("Mine"), &Value::Null));
}
