//! The stream of an account, as it arrives at a receiver that fails, dawdles, breaks off and restarts at random, told by two
//! servers at once: each message once, in order, it is what the changes of the account are.

use kith_model::random::SeededRandom;
use serde_json::{Value, json};

use crate::support::receiver::Mood;
use crate::support::{Receiver, Tenant, TestApp, person};

const ACCOUNTS: [&str; 3] = ["a", "b", "c"];
const SYNCS: usize = 500;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_the_receiver_does_the_stream_of_every_account_is_that_of_its_changes() {
    let app = TestApp::unlimited().await;
    let beside = app.beside().await;
    let alice = app.workspace("alice").await;
    let mut receiver = Receiver::start().await;
    let all = ["connection.added", "connection.removed", "connection.updated"];
    let (id, secret) = alice.hooks(&receiver.url(), &all).await;
    let dice = SeededRandom::new(20);
    receiver.is(|_| {
        static MOODS: SeededMoods = SeededMoods::new();
        MOODS.next()
    });
    for _ in 0..SYNCS {
        changes(&app, alice.workspace, &dice).await;
        match dice.below(6) {
            0 => receiver.goes_down().await,
            1 | 2 => receiver.comes_back().await,
            _ => {}
        }
        let tells = async |app: &TestApp, times: u64| {
            for _ in 0..times {
                app.engine.deliver_once().await.unwrap();
            }
        };
        tokio::join!(tells(&app, dice.below(4)), tells(&beside, dice.below(4)));
        app.clock.advance(60);
    }
    receiver.comes_back().await;
    receiver.is(|_| Mood::Answers(200));
    for _ in 0..48 {
        let tells = async |app: &TestApp| while app.engine.deliver_once().await.unwrap() {};
        tokio::join!(tells(&app), tells(&beside));
        app.clock.advance(3_600);
    }
    assert_eq!(alice.client.get(&format!("/v2/webhooks/{id}")).await.data()["enabled"], true);
    let told = receiver.messages();
    assert!(receiver.heard().len() > told.len(), "nothing ever failed");
    assert!(told.iter().all(|message| message.is_signed_by(&secret)));
    for account in ACCOUNTS {
        let arrived: Vec<Value> = told.iter().map(|message| message.json()["data"].clone()).collect();
        let arrived: Vec<_> = arrived.into_iter().filter(|data| data["account_id"] == account).collect();
        let is = stream(&alice, account).await;
        assert!(is.len() > 20);
        assert_eq!(arrived, is, "of {account}");
    }
}

/// What the receiver does, drawn at random.
struct SeededMoods(std::sync::OnceLock<SeededRandom>);

impl SeededMoods {
    const fn new() -> Self {
        Self(std::sync::OnceLock::new())
    }

    fn next(&self) -> Mood {
        match self.0.get_or_init(|| SeededRandom::new(21)).below(8) {
            0 => Mood::Answers(500),
            1 => Mood::Breaks,
            2 => Mood::AsksFor(30),
            3 | 4 => Mood::Dawdles(200),
            _ => Mood::Answers(204),
        }
    }
}

/// An account's list changes at random.
async fn changes(app: &TestApp, workspace: kith_model::WorkspaceId, dice: &SeededRandom) {
    let account = ACCOUNTS[usize::try_from(dice.below(3)).unwrap()];
    let mut list = Vec::new();
    for n in 0..8 {
        if dice.below(4) > 0 {
            let mut member = person(n);
            member.company = Some(format!("Company {}", dice.below(3)));
            list.push(member);
        }
    }
    app.commit(workspace, account, list, Vec::new()).await;
}

/// All changes of an account after its first list, as `list_changes` tells them, each with what a message has beside it.
async fn stream(alice: &Tenant<'_>, account: &str) -> Vec<Value> {
    let (mut all, mut since) = (Vec::new(), "snap_1".to_owned());
    loop {
        let params = json!({"since": since, "count": 1_000});
        let body = json!({"account_id": account, "action": "list_changes", "params": params});
        let page = alice.client.network(&body).await.data();
        for change in page["changes"].as_array().unwrap() {
            let mut data = json!({"account_id": account});
            data.as_object_mut().unwrap().extend(change.as_object().unwrap().clone());
            all.push(data);
        }
        page["cursor"].as_str().unwrap().clone_into(&mut since);
        if page["has_more"] == false {
            return all;
        }
    }
}
