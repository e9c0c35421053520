//! `look_up_connections`: the same people as a search of the API finds, at the same price.

use bytes::Bytes;
use kith_engine::{ConnectionInfo, Fields, Paid, Question, SearchConnections, Sort};
use kith_model::{AccountId, Query, Window};

use super::world::{World, people};

fn ask(account: &AccountId, question: Question, offset: u32) -> SearchConnections {
    SearchConnections {
        account: account.clone(),
        question,
        window: Window { offset, count: 50 },
        fields: Fields::default(),
        snapshot: None,
    }
}

#[tokio::test]
async fn who_is_looked_up_is_who_a_search_finds_with_every_field_at_the_same_price() {
    let world = World::new().await;
    let list = people(2_000);
    let account = world.has("acc_1", &list).await;
    let caller = world.caller().await;
    for (words, sort, offset) in [
        ("", Sort::RecentlyConnected, 0),
        ("", Sort::LastName, 1_975),
        ("compan maker", Sort::FirstName, 50),
        ("first7", Sort::Company, 0),
        ("nobody", Sort::Company, 0),
        ("first7", Sort::Company, 5_000),
    ] {
        let question = Question { query: Query::read(words), sort, ..Question::default() };
        let ask = ask(&account, question, offset);
        let searched = world.engine.search_connections(&caller, &ask).await.unwrap();
        let Paid { answer: found, credits, snapshot, .. } =
            world.engine.look_up_connections(&caller, &ask).await.unwrap();
        assert_eq!((credits, &snapshot), (searched.credits, &searched.snapshot));
        assert_eq!(
            (found.total, found.pagination),
            (searched.answer.total_available, searched.answer.pagination)
        );
        let mut pieces: Vec<Bytes> = Vec::new();
        searched.answer.pieces(&mut pieces);
        let json: Vec<serde_json::Value> =
            serde_json::from_slice(&[b"[", &*pieces.concat(), b"]"].concat()).unwrap();
        let names: Vec<_> = found.rows.iter().map(|row| row.name.clone()).collect();
        assert_eq!(names, json.iter().map(|row| row["name"].as_str().unwrap()).collect::<Vec<_>>());
        for row in &found.rows {
            let known = list.iter().find(|one| one.member_id().to_string() == row.id).unwrap();
            assert_eq!(*row, ConnectionInfo::from(known));
        }
    }
}

#[tokio::test]
async fn who_looks_pays_nothing_and_needs_no_credit() {
    let world = World::with_credits(0).await;
    let account = world.has("acc_1", &people(120)).await;
    let question = Question { query: Query::read("first1"), ..Question::default() };
    let ask = ask(&account, question, 0);
    let looked = world.engine.look_up_connections(&world.looker().await, &ask).await.unwrap();
    assert_eq!((looked.credits, looked.answer.total), (0, 31));
    assert!(world.engine.look_up_connections(&world.caller().await, &ask).await.is_err());
}
