//! That the document's examples of files look like the files: the same head, the same keys, the same lines.

use serde_json::Value;

use crate::support::TestApp;
use crate::support::document::operations;

#[tokio::test]
async fn a_file_is_what_its_example_shows() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 1).await;
    let operations = operations();
    let export = operations.iter().find(|one| one.id == "export_account").unwrap();
    let example = |media: &str| {
        export.described["responses"]["200"]["content"][media]["example"].as_str().unwrap().to_owned()
    };
    let csv = alice.exports("a", "").await;
    assert_eq!(csv.text().lines().next(), example("text/csv").lines().next());
    let keys = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        line.as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    let ndjson = alice.exports("a", "?format=ndjson").await;
    assert_eq!(keys(ndjson.text()), keys(&example("application/x-ndjson")));
    let names =
        |card: &str| card.lines().map(|line| line.split(':').next().unwrap().to_owned()).collect::<Vec<_>>();
    let (card, shown) =
        (names(alice.exports("a", "?format=vcard").await.text()), names(&example("text/vcard")));
    assert!(card.iter().filter(|name| !name.starts_with(' ')).all(|name| shown.contains(name)), "{card:?}");
    for (media, part) in export.described["responses"]["206"]["content"].as_object().unwrap() {
        assert!(example(media).ends_with(part["example"].as_str().unwrap()), "{media}");
    }
}
