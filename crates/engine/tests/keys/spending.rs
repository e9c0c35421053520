//! What was consumed, told by day, key and action.

use kith_engine::{Engine, Error};
use kith_model::{KeyId, RequestId};
use kith_store::{Charged, Debit};

use super::desk::Desk;

const DAY: i64 = 24 * 3_600;

async fn pays(desk: &Desk, key: &KeyId, credits: u64) {
    let debit = Debit {
        workspace: desk.workspace,
        credits,
        request: RequestId::new("req_1"),
        key: key.clone(),
        account: None,
        action: "list_people",
        at: desk.engine.clock().now(),
        generation: desk.store.generation(desk.workspace).await.unwrap(),
        grounds: None,
        remember: None,
        hold: None,
        warn_below: 0,
    };
    assert!(matches!(desk.store.debit(debit).await.unwrap(), Charged::Done { .. }));
}

#[tokio::test]
async fn days_count_today_as_one_whatever_the_hour() {
    let desk = Desk::new().await;
    let (key, _) = desk.key("agent").await;
    for _ in 0..100 {
        pays(&desk, &key, 2).await;
        desk.clock.advance(DAY);
    }
    desk.clock.advance(-DAY / 2);
    for days in [1, 7, 90] {
        let spent = desk.engine.get_spending(desk.workspace, days).await.unwrap();
        assert_eq!(spent.len(), days as usize);
        assert!(spent.iter().all(|sum| sum.credits == 2 && sum.key.as_ref() == Some(&key)));
        let today = desk.engine.clock().now().as_second().div_euclid(DAY);
        assert_eq!(i64::from(spent[spent.len() - 1].day), today);
    }
    for wrong in [0, 91] {
        let refused = desk.engine.get_spending(desk.workspace, wrong).await;
        assert_eq!(refused, Err(Error::Invalid(format!("days must be 1 to 90; got {wrong}"))));
    }
}

/// A debit some time ago, as only a clock that is set far back makes one.
async fn paid_before(desk: &Desk, key: &KeyId, ago: i64, credits: u64) {
    desk.clock.advance(-ago);
    pays(desk, key, credits).await;
    desk.clock.advance(ago);
}

async fn consumed(engine: &Engine, desk: &Desk, days: u32) -> Vec<u64> {
    let spent = engine.get_spending(desk.workspace, days).await.unwrap();
    spent.iter().map(|sum| sum.credits).collect()
}

#[tokio::test]
async fn days_that_are_over_are_summed_once_and_today_at_each_look() {
    let desk = Desk::new().await;
    let (key, _) = desk.key("agent").await;
    for credits in [1, 2, 3] {
        pays(&desk, &key, credits).await;
        desk.clock.advance(DAY);
    }
    assert_eq!(consumed(&desk.engine, &desk, 2).await, [3]);
    assert_eq!(consumed(&desk.engine, &desk, 90).await, [1, 2, 3], "more days than were summed");
    paid_before(&desk, &key, 2 * DAY, 50).await;
    pays(&desk, &key, 4).await;
    assert_eq!(consumed(&desk.engine, &desk, 90).await, [1, 2, 3, 4], "what is over is not read again");
    assert_eq!(consumed(&desk.another_server().await, &desk, 90).await, [1, 52, 3, 4]);
    pays(&desk, &key, 1).await;
    assert_eq!(consumed(&desk.engine, &desk, 2).await, [3, 5]);
    assert_eq!(consumed(&desk.engine, &desk, 90).await, [1, 2, 3, 5], "fewer days were asked for between");
    desk.clock.advance(DAY);
    assert_eq!(consumed(&desk.engine, &desk, 3).await, [3, 5]);
    for _ in 0..10 {
        pays(&desk, &key, 6).await;
        desk.clock.advance(DAY);
    }
    assert_eq!(consumed(&desk.engine, &desk, 2).await, [6]);
    assert_eq!(consumed(&desk.engine, &desk, 7).await, [6; 6], "also days that nobody looked at");
    desk.engine.delete_workspace("alice").await.unwrap();
    assert!(consumed(&desk.engine, &desk, 90).await.is_empty(), "nothing outlives the workspace");
}

#[tokio::test]
async fn a_debit_that_lands_in_yesterday_within_the_hour_is_counted() {
    let desk = Desk::new().await;
    let (key, _) = desk.key("agent").await;
    pays(&desk, &key, 1).await;
    desk.clock.advance(14 * 3_600 + 1_800);
    assert_eq!(consumed(&desk.engine, &desk, 7).await, [1]);
    paid_before(&desk, &key, 1_860, 2).await;
    assert_eq!(consumed(&desk.engine, &desk, 7).await, [3]);
}
