//! Promises of webhooks: what happened is to be told from the transaction on in which it happened, of one account in order,
//! by one worker at a time, until it is accepted; and nothing of it stays once its owner is gone.

mod claims;

use std::sync::Arc;

use kith_model::{DeliveryId, MessageId, WebhookId, WorkspaceId};
use kith_store::{
    Busy, Charged, Claim, Debit, Delivery, Happening, Hooked, Rehooked, Store, SyncEnd, SyncStatus, Tally,
    Told, Webhook,
};

use super::given::{DAY, Owned, Tenant, at, people, reply};
use super::jobs::{new_sync, tokens};

on_every_backend!(
    a_webhook_is_kept_as_it_was_made_and_changed_by_who_saw_it_as_it_is,
    a_workspace_has_no_more_webhooks_than_it_may,
    a_twin_makes_changes_and_deletes_no_webhook,
    what_happens_is_told_in_order_and_one_at_a_time_of_an_account,
    a_claim_that_ended_is_taken_over_and_its_first_holder_changes_nothing,
    what_was_not_accepted_waits_for_its_time,
    a_sync_that_ends_and_an_authorization_that_ends_are_told_and_a_cancel_is_not,
    a_charge_below_the_threshold_is_told_once_for_each_crossing,
    where_nobody_listens_nothing_is_kept,
    one_that_is_given_up_is_disabled_and_the_others_are_told,
    a_sync_is_kept_until_it_was_told_and_what_was_told_is_dropped,
    an_erased_account_takes_its_events_and_its_log,
    a_webhook_that_is_taken_away_takes_its_log,
);

pub(crate) fn hook(workspace: WorkspaceId, id: &str) -> Webhook {
    Webhook {
        workspace,
        id: WebhookId::new(id),
        version: 1,
        url: "https://hooks.example/".into(),
        events: vec!["sync.failed".into(), "credits.low".into()],
        accounts: Some(vec!["acc_1".into(), "acc_2".into()]),
        description: Some("The CRM".into()),
        enabled: true,
        disabled_because: None,
        secret: b"sealed".to_vec(),
        old_secret: Some((b"older".to_vec(), at(DAY))),
        created_at: at(0),
    }
}

/// A try of what is claimed.
pub(crate) fn tried(claim: &Claim, id: &str, seconds: i64, status: Option<u16>) -> Delivery {
    Delivery {
        id: DeliveryId::new(id),
        webhook: claim.webhook.id.clone(),
        account: claim.account.as_ref().map(|account| account.key),
        event: claim.event.clone(),
        part: claim.part,
        message: MessageId::new("msg_1"),
        kind: "connection.added".into(),
        attempt: claim.attempts + 1,
        status,
        error: status.is_none().then(|| "the connection failed".into()),
        took_ms: 7,
        at: at(seconds),
        next_at: status.is_none().then(|| at(seconds + 5)),
    }
}

impl Tenant {
    pub(crate) async fn hooked(&self, id: &str) -> Webhook {
        let hook = hook(self.id, id);
        assert_eq!(self.store.add_webhook(hook.clone(), 20, None).await.unwrap(), Hooked::Done);
        hook
    }

    /// What is next to be told, from one moment until another.
    async fn claims(&self, now: i64, until: i64, token: i64) -> Option<Claim> {
        self.store.claim_event(at(now), at(until), token, &Busy::default()).await.unwrap()
    }

    /// All that is to be told at a moment, told.
    async fn tells(&self, now: i64) -> Vec<Happening> {
        let mut all = Vec::new();
        while let Some(claim) = self.claims(now, now + 60, 7).await {
            assert!(self.store.told(&claim, Told::Event, None, at(now)).await.unwrap());
            all.push(claim.event.what);
        }
        all
    }
}

async fn a_webhook_is_kept_as_it_was_made_and_changed_by_who_saw_it_as_it_is(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    let made = alice.hooked("wh_1").await;
    assert_eq!(store.webhook(alice.id, &made.id).await.unwrap(), Some(made.clone()));
    assert_eq!(store.webhook(bob.id, &made.id).await.unwrap(), None);
    assert_eq!(store.webhooks(alice.id).await.unwrap(), std::slice::from_ref(&made));
    let changed = Webhook { accounts: None, old_secret: None, description: None, ..made.clone() };
    assert_eq!(store.set_webhook(changed.clone(), None, None).await.unwrap(), Rehooked::Done);
    assert_eq!(store.set_webhook(made.clone(), None, None).await.unwrap(), Rehooked::Outdated);
    let kept = Webhook { version: 2, ..changed };
    assert_eq!(store.webhook(alice.id, &made.id).await.unwrap(), Some(kept.clone()));
    assert_eq!(store.all_webhooks().await.unwrap(), [kept]);
    let missing = WebhookId::new("wh_none");
    assert_eq!(store.delete_webhook(alice.id, &missing, None).await.unwrap(), Rehooked::Outdated);
    assert_eq!(store.delete_webhook(bob.id, &made.id, None).await.unwrap(), Rehooked::Outdated);
    assert_eq!(store.delete_webhook(alice.id, &made.id, None).await.unwrap(), Rehooked::Done);
    assert_eq!(store.webhooks(alice.id).await.unwrap(), []);
}

async fn a_workspace_has_no_more_webhooks_than_it_may(store: Arc<dyn Store>) {
    let (alice, bob) = (Tenant::new(&store, "alice").await, Tenant::new(&store, "bob").await);
    for id in ["wh_1", "wh_2"] {
        assert_eq!(store.add_webhook(hook(alice.id, id), 2, None).await.unwrap(), Hooked::Done);
    }
    assert_eq!(store.add_webhook(hook(alice.id, "wh_3"), 2, None).await.unwrap(), Hooked::Full);
    assert_eq!(store.add_webhook(hook(bob.id, "wh_3"), 2, None).await.unwrap(), Hooked::Done);
}

async fn a_twin_makes_changes_and_deletes_no_webhook(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let kept = || Some(reply("k"));
    assert_eq!(store.add_webhook(hook(alice.id, "wh_1"), 9, kept()).await.unwrap(), Hooked::Done);
    assert_eq!(store.add_webhook(hook(alice.id, "wh_2"), 9, kept()).await.unwrap(), Hooked::Twin);
    let off = Webhook { enabled: false, ..hook(alice.id, "wh_1") };
    assert_eq!(store.set_webhook(off, None, kept()).await.unwrap(), Rehooked::Twin);
    let id = WebhookId::new("wh_1");
    assert_eq!(store.delete_webhook(alice.id, &id, kept()).await.unwrap(), Rehooked::Twin);
    assert_eq!(store.webhooks(alice.id).await.unwrap(), [hook(alice.id, "wh_1")]);
}

/// An account of two lists: one change to be told.
async fn changed(tenant: &Tenant, id: &str) -> Owned {
    let account = tenant.account(id).await;
    account.lists(&people(0..10)).await;
    account.lists(&people(0..12)).await;
    account
}

async fn what_happens_is_told_in_order_and_one_at_a_time_of_an_account(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    alice.hooked("wh_1").await;
    let account = changed(&alice, "acc_1").await;
    account.lists(&people(0..13)).await;
    let other = changed(&alice, "acc_2").await;
    let first = alice.claims(1, 60, 1).await.unwrap();
    let second = alice.claims(1, 60, 2).await.unwrap();
    let keys = [&first, &second].map(|claim| claim.account.as_ref().unwrap().key);
    assert!(keys.contains(&account.key) && keys.contains(&other.key));
    assert!(alice.claims(1, 60, 3).await.is_none(), "each account has its worker");
    let mine = if keys[0] == account.key { first } else { second };
    assert_eq!((mine.event.what.clone(), mine.part, mine.attempts), (Happening::Changed(2), 0, 0));
    assert!(store.told(&mine, Told::Part { next: 1, until: at(90) }, None, at(2)).await.unwrap());
    assert!(store.told(&mine, Told::Event, None, at(3)).await.unwrap());
    let next = alice.claims(3, 60, 4).await.unwrap();
    assert_eq!((next.event.what.clone(), next.part), (Happening::Changed(3), 0));
    let busy = Busy { webhooks: vec![WebhookId::new("wh_1")], ..Busy::default() };
    assert!(store.claim_event(at(500), at(600), 5, &busy).await.unwrap().is_none());
    assert!(store.claim_event(at(500), at(600), 5, &Busy::default()).await.unwrap().is_some());
}

async fn a_claim_that_ended_is_taken_over_and_its_first_holder_changes_nothing(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    alice.hooked("wh_1").await;
    changed(&alice, "acc_1").await;
    let lost = alice.claims(0, 60, 1).await.unwrap();
    assert!(store.told(&lost, Told::Part { next: 1, until: at(60) }, None, at(1)).await.unwrap());
    assert!(alice.claims(59, 120, 2).await.is_none());
    let mine = alice.claims(60, 120, 2).await.unwrap();
    assert_eq!((mine.part, mine.event.clone()), (1, lost.event.clone()), "it goes on where the other was");
    let late = Some(tried(&lost, "dlv_late", 61, Some(200)));
    assert!(!store.told(&lost, Told::Event, late, at(61)).await.unwrap());
    assert!(store.told(&mine, Told::Event, None, at(62)).await.unwrap());
    assert_eq!(store.deliveries(alice.id, &mine.webhook.id, 9, None).await.unwrap(), []);
}

async fn what_was_not_accepted_waits_for_its_time(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    alice.hooked("wh_1").await;
    changed(&alice, "acc_1").await;
    let claim = alice.claims(0, 60, 1).await.unwrap();
    let failed = tried(&claim, "dlv_1", 0, None);
    let again = Told::Again { part: 0, at: at(5), since: at(0) };
    assert!(store.told(&claim, again, Some(failed.clone()), at(0)).await.unwrap());
    assert!(alice.claims(4, 60, 2).await.is_none());
    let claim = alice.claims(5, 60, 2).await.unwrap();
    assert_eq!((claim.attempts, claim.since), (1, Some(at(0))));
    let good = tried(&claim, "dlv_2", 5, Some(204));
    assert!(store.told(&claim, Told::Event, Some(good.clone()), at(5)).await.unwrap());
    let log = async |before: Option<&str>| {
        let before = before.map(DeliveryId::new);
        store.deliveries(alice.id, &claim.webhook.id, 9, before.as_ref()).await.unwrap()
    };
    assert_eq!(log(None).await, [good.clone(), failed.clone()]);
    assert_eq!(log(Some("dlv_2")).await, [failed]);
    assert_eq!(log(Some("dlv_none")).await, []);
    let (found, account) =
        store.delivery(alice.id, &claim.webhook.id, &DeliveryId::new("dlv_2")).await.unwrap().unwrap();
    assert_eq!((found, account.unwrap().id.as_str()), (good, "acc_1"));
}

async fn a_sync_that_ends_and_an_authorization_that_ends_are_told_and_a_cancel_is_not(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    alice.hooked("wh_1").await;
    let account = alice.api_account("acc_1").await;
    for (id, status) in
        [("sync_1", SyncStatus::Succeeded), ("sync_2", SyncStatus::Failed), ("sync_3", SyncStatus::Cancelled)]
    {
        account.queues(new_sync(id, 0)).await;
        let lease = account.claims(1, 60).await;
        let (reason, tally) = (None, Tally::default());
        let (next_sync_at, suspect_total, follow) = (None, None, None);
        let end = SyncEnd { lease, status, reason, tally, at: at(2), next_sync_at, suspect_total, follow };
        if status == SyncStatus::Succeeded {
            let commit = account.commit_of(&people(0..5)).await;
            account.commits(kith_store::Commit { sync: Some(end), ..commit }).await;
        } else {
            assert!(store.end_sync(end).await.unwrap());
        }
    }
    assert!(store.end_authorization(account.key, 1, at(3)).await.unwrap());
    assert!(store.end_authorization(account.key, 1, at(4)).await.unwrap(), "it is as it was wanted");
    let sync = |id: &str| kith_model::SyncId::new(id);
    assert_eq!(
        alice.tells(9).await,
        [
            Happening::SyncCompleted(sync("sync_1")),
            Happening::SyncFailed(sync("sync_2")),
            Happening::NeedsAuthorization
        ]
    );
    store.put_credentials(account.key, tokens("new")).await.unwrap();
}

async fn a_charge_below_the_threshold_is_told_once_for_each_crossing(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    alice.hooked("wh_1").await;
    let pays = async |credits, remember| {
        let debit = Debit { warn_below: 50, remember, ..alice.debit(credits).await };
        assert!(matches!(store.debit(debit).await.unwrap(), Charged::Done { .. }));
    };
    pays(50, None).await;
    assert_eq!(alice.tells(1).await, []);
    pays(1, None).await;
    pays(1, None).await;
    assert_eq!(alice.tells(1).await, [Happening::CreditsLow { balance: 49, threshold: 50 }]);
    store.grant(alice.id, 10, at(2)).await.unwrap();
    pays(20, Some(reply("k"))).await;
    assert_eq!(alice.tells(3).await, [Happening::CreditsLow { balance: 38, threshold: 50 }]);
    alice.has(38).await;
}

async fn where_nobody_listens_nothing_is_kept(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let off = Webhook { enabled: false, ..hook(alice.id, "wh_1") };
    store.add_webhook(off.clone(), 9, None).await.unwrap();
    let account = changed(&alice, "acc_1").await;
    store.set_webhook(Webhook { enabled: true, ..off.clone() }, None, None).await.unwrap();
    assert_eq!(alice.tells(1).await, []);
    account.lists(&people(0..20)).await;
    store.set_webhook(Webhook { version: 2, ..off.clone() }, None, None).await.unwrap();
    store.set_webhook(Webhook { version: 3, enabled: true, ..off }, None, None).await.unwrap();
    account.lists(&people(0..21)).await;
    assert_eq!(alice.tells(1).await, [Happening::Changed(4)], "what happened meanwhile it never hears of");
}

async fn one_that_is_given_up_is_disabled_and_the_others_are_told(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let gone = alice.hooked("wh_1").await;
    changed(&alice, "acc_1").await;
    alice.hooked("wh_2").await;
    let claim = alice.claims(1, 60, 1).await.unwrap();
    let last = Some(tried(&claim, "dlv_1", 1, Some(410)));
    let never = Told::Never { part: 0, because: "it is gone".into() };
    assert!(store.told(&claim, never.clone(), last.clone(), at(1)).await.unwrap());
    let kept = store.webhook(alice.id, &gone.id).await.unwrap().unwrap();
    assert_eq!((kept.enabled, kept.disabled_because.as_deref()), (false, Some("it is gone")));
    assert!(!store.told(&claim, never, last, at(2)).await.unwrap(), "its claim went with it");
    let next = alice.claims(2, 60, 2).await.unwrap();
    assert_eq!(next.webhook.id.as_str(), "wh_2");
    assert_eq!(
        (next.event.what, next.account),
        (Happening::WebhookDisabled { webhook: gone.id, because: "it is gone".into() }, None)
    );
}

async fn a_sync_is_kept_until_it_was_told_and_what_was_told_is_dropped(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    alice.hooked("wh_1").await;
    let account = alice.api_account("acc_1").await;
    for n in 0..203 {
        account.queues(new_sync(&format!("sync_{n}"), 0)).await;
        let lease = account.claims(1, 60).await;
        let (reason, tally) = (None, Tally::default());
        let (next_sync_at, suspect_total, follow) = (None, None, None);
        let status = SyncStatus::Failed;
        let end = SyncEnd { lease, status, reason, tally, at: at(2), next_sync_at, suspect_total, follow };
        assert!(store.end_sync(end).await.unwrap());
    }
    store.prune(at(0), at(0)).await.unwrap();
    assert!(account.sync("sync_0").await.is_some());
    assert_eq!(alice.tells(9).await.len(), 203);
    store.prune(at(0), at(0)).await.unwrap();
    account.queues(new_sync("sync_last", 0)).await;
    account.cancels("sync_last", 9).await;
    assert!(account.sync("sync_0").await.is_none());
    assert_eq!(alice.tells(10).await, []);
    account.lists(&people(0..3)).await;
    account.lists(&people(0..4)).await;
    assert_eq!(alice.tells(11).await, [Happening::Changed(2)], "numbers go on");
}

async fn an_erased_account_takes_its_events_and_its_log(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    alice.hooked("wh_1").await;
    let account = changed(&alice, "acc_1").await;
    let claim = alice.claims(0, 60, 1).await.unwrap();
    let one = tried(&claim, "dlv_1", 0, Some(204));
    assert!(
        store.told(&claim, Told::Part { next: 1, until: at(60) }, Some(one.clone()), at(0)).await.unwrap()
    );
    assert!(store.delete_account(account.key, None).await.unwrap());
    assert!(!store.told(&claim, Told::Event, Some(one.clone()), at(1)).await.unwrap());
    store.log_delivery(alice.id, one).await.unwrap();
    assert_eq!(store.deliveries(alice.id, &claim.webhook.id, 9, None).await.unwrap(), []);
    assert!(alice.claims(500, 600, 2).await.is_none());
}

async fn a_webhook_that_is_taken_away_takes_its_log(store: Arc<dyn Store>) {
    let alice = Tenant::new(&store, "alice").await;
    let made = alice.hooked("wh_1").await;
    changed(&alice, "acc_1").await;
    let claim = alice.claims(0, 60, 1).await.unwrap();
    let one = tried(&claim, "dlv_1", 0, Some(204));
    store.log_delivery(alice.id, one.clone()).await.unwrap();
    store.delete_webhook(alice.id, &made.id, None).await.unwrap();
    assert!(!store.told(&claim, Told::Event, Some(one.clone()), at(1)).await.unwrap());
    store.log_delivery(alice.id, one).await.unwrap();
    alice.hooked("wh_1").await;
    assert_eq!(store.deliveries(alice.id, &made.id, 9, None).await.unwrap(), []);
    assert_eq!(alice.tells(9).await, []);
}
