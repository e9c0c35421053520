//! What was consumed, told by day, key and action.

use kith_engine::Error;
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
