//! A read of an account that somebody is about to erase, on a database that several servers share: it waits for what becomes
//! of that, and nobody waits behind it.

use kith_engine::{Fields, Question, Retry, SearchConnections};
use kith_model::Window;
use tokio_postgres::NoTls;

use super::world::{World, people};

#[tokio::test]
async fn a_paid_read_under_an_idempotency_key_outlives_an_erasure_that_is_given_up() {
    let world = World::with_credits(10).await;
    let Some(url) = world.database() else { return };
    let account = world.has("acc_1", &people(60)).await;
    let (eraser, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    tokio::spawn(connection);
    let mut caller = world.caller().await;
    caller.retry = Some(Retry { key: "k1".into(), fingerprint: [1; 32] });
    let ask = SearchConnections {
        account,
        question: Question::default(),
        window: Window { offset: 0, count: 60 },
        fields: Fields::default(),
        snapshot: None,
    };
    eraser.batch_execute("BEGIN; SELECT 1 FROM accounts FOR UPDATE").await.unwrap();
    let giving_up = async {
        for _ in 0..60 {
            assert_eq!(world.balance().await, 10);
        }
        eraser.batch_execute("ROLLBACK").await.unwrap();
    };
    let (read, ()) = tokio::join!(world.engine.search_connections(&caller, &ask), giving_up);
    assert_eq!(read.unwrap().credits, 2);
    assert_eq!(world.balance().await, 8);
}
