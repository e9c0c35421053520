//! Parts of an export: whatever was lost, the rest of the same bytes can be had.

use super::{TEXTS, odd_people};
use crate::support::{Client, Reply, TestApp, people};

async fn part(client: &Client, format: &str, range: &str) -> Reply {
    client.clone().with("range", range).get(&format!("/v2/accounts/a/export?format={format}")).await
}

#[tokio::test]
async fn the_rest_from_any_byte_is_the_rest_of_the_same_file() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await;
    app.commit(alice.workspace, "a", [odd_people()[..3].to_vec(), people(1)].concat(), Vec::new()).await;
    for format in TEXTS {
        let whole = alice.exports("a", &format!("?format={format}")).await;
        let length = whole.body.len();
        for from in (0..length).filter(|from| from % 2 == 1 || *from < 4) {
            let rest = part(&alice.client, format, &format!("bytes={from}-")).await;
            assert_eq!(rest.status.as_u16(), 206);
            assert_eq!(rest.header("content-range"), format!("bytes {from}-{}/{length}", length - 1));
            assert_eq!(rest.body, whole.body[from..], "{format} from {from}");
            assert_eq!(rest.header("etag"), whole.header("etag"));
        }
    }
}

#[tokio::test]
async fn a_part_that_spans_many_chunks_is_cut_where_it_was_asked() {
    let app = TestApp::unlimited().await;
    let alice = app.workspace("alice").await.with_connections("a", 3_000).await;
    for format in TEXTS {
        let whole = alice.exports("a", &format!("?format={format}")).await.body;
        for (first, last) in (0..40_usize).map(|n| (n * 4_409 % whole.len(), n * 9_973 % whole.len())) {
            let (first, last) = (first.min(last), first.max(last));
            let reply = part(&alice.client, format, &format!("bytes={first}-{last}")).await;
            assert_eq!(reply.body, whole[first..=last], "{format} {first}-{last}");
        }
        let end = part(&alice.client, format, "bytes=-1000").await;
        assert_eq!(end.body, whole[whole.len() - 1_000..]);
    }
}

#[tokio::test]
async fn a_broken_download_goes_on_for_free_while_other_lists_land() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3_000).await;
    let whole = alice.exports("a", "").await.body;
    let client = alice.under("k");
    let mut got = part(&client, "csv", "bytes=0-99999").await.body.to_vec();
    while got.len() < whole.len() {
        alice.has_connections("a", 10).await;
        let reply = part(&client, "csv", &format!("bytes={}-{}", got.len(), got.len() + 99_999)).await;
        assert_eq!(
            (reply.header("idempotent-replayed"), reply.header("x-kith-snapshot")),
            ("true", "snap_1")
        );
        got.extend_from_slice(&reply.body);
    }
    assert_eq!(got, whole);
    alice.has_credits(100_000 - 2 * 60).await;
}

#[tokio::test]
async fn a_range_past_the_end_is_refused_with_the_length_and_costs_nothing() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    let length = alice.exports("a", "").await.body.len();
    for range in [format!("bytes={length}-"), "bytes=99999999999999999999-".into(), "bytes=-0".into()] {
        let refused = part(&alice.client, "csv", &range).await;
        let message = refused.is_refused(416, "RANGE_NOT_SATISFIABLE");
        assert!(message.contains(&format!("has {length} bytes")), "{message}");
        assert_eq!(refused.header("content-range"), format!("bytes */{length}"));
    }
    alice.has_credits(100_000 - 1).await;
}

#[tokio::test]
async fn what_is_no_single_range_of_bytes_is_answered_with_the_whole() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 3).await;
    for range in ["bytes=0-1,4-5", "rows=0-1", "bytes=5-1", "nonsense", "bytes=x-"] {
        assert_eq!(part(&alice.client, "csv", range).await.status.as_u16(), 200, "{range}");
    }
    let parquet = part(&alice.client, "parquet", "bytes=1-").await;
    assert_eq!((parquet.status.as_u16(), parquet.header("accept-ranges")), (200, "none"));
}

#[tokio::test]
async fn the_rest_of_a_file_that_is_another_by_now_is_the_whole_of_it() {
    let app = TestApp::start().await;
    let alice = app.workspace("alice").await.with_connections("a", 60).await;
    let tag = alice.exports("a", "").await.header("etag").to_owned();
    let rest = async |tag: &str| part(&alice.client.clone().with("if-range", tag), "csv", "bytes=10-").await;
    assert_eq!(rest(&tag).await.status.as_u16(), 206);
    for other in ["\"other\"", &format!("W/{tag}"), "Sun, 26 Apr 2026 10:00:00 GMT"] {
        assert_eq!(rest(other).await.status.as_u16(), 200, "{other}");
    }
    alice.has_connections("a", 61).await;
    let whole = rest(&tag).await;
    assert_eq!((whole.status.as_u16(), whole.header("x-kith-snapshot")), (200, "snap_2"));
    assert_eq!(whole.body, alice.exports("a", "").await.body);
}
