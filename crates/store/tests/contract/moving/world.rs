//! A store with something of everything that is moved, and all that can be read of a store, in words that do not depend
//! on its own numbers.

use std::fmt::Write as _;
use std::sync::Arc;

use kith_model::api_key::KeyHash;
use kith_model::{AccountId, KeyId, Picture, RequestId, Scopes, SyncId, WebhookId, WorkspaceId};
use kith_store::{
    Account, AccountKey, Cause, Commit, Hold, Key, Mode, NewAccount, NewAuthorization, NewCredentials,
    NewSync, Remember, SourceKind, Store, SyncEnd, SyncStatus, Tally, Webhook, Workspace,
};

use crate::contract::given::{DAY, Owned, Tenant, at, new_account, people, person, reply};
use crate::contract::webhooks::tried;

/// Makes the world.
pub(crate) async fn make(store: &Arc<dyn Store>) {
    let alpha = Tenant::new(store, "alpha").await;
    let gamma = Tenant::new(store, "gamma").await;
    Tenant::new(store, "beta").await; // holds nothing else
    for (tenant, name, revoked) in [(&alpha, "one", false), (&alpha, "two", true), (&gamma, "one", false)] {
        add_key(tenant, name, revoked).await;
    }
    let hook = alpha.hooked("wh_1").await;
    imported(&alpha).await;
    called(&alpha, "acc_called").await;
    let live = NewAccount {
        source: SourceKind::ConnectionsApi,
        base_url: Some("https://lists.example".into()),
        mode: Mode::Live,
        name: "A \0 name".into(),
        ..new_account("acc_live")
    };
    store.create_account(alpha.id, live, Some(reply("made"))).await.unwrap().unwrap();
    alpha.account("acc_empty").await;
    // The same public id as in the other workspace, and the same key of a reply.
    let twin = gamma.account("acc_listed").await;
    twin.lists(&people(0..40)).await;
    for n in 0..25 {
        let account = Some(AccountId::new("acc_listed"));
        let request = RequestId::new(format!("req_{n}"));
        let debit = kith_store::Debit { account, request, at: at(n), warn_below: 60, ..alpha.debit(2).await };
        let kept = Remember { account: None, ..reply(&format!("page {n}")) };
        let debit = kith_store::Debit { remember: (n % 5 == 0).then_some(kept), ..debit };
        store.debit(debit).await.unwrap();
    }
    let kept = Remember { account: Some(twin.key), ..reply("page 5") };
    let debit = kith_store::Debit { remember: Some(kept), ..gamma.debit(7).await };
    store.debit(debit).await.unwrap();
    store.grant(alpha.id, 1_000, at(90)).await.unwrap();
    let hold = Hold { workspace: alpha.id, credits: 5, at: at(0), until: at(60) };
    store.hold(hold).await.unwrap();
    store.take_turn("a service", at(0), 5).await.unwrap();
    // Of an account, and of the workspace itself, one told and others to be told.
    for n in 0..3 {
        let claim =
            store.claim_event(at(100), at(200), n, &kith_store::Busy::default()).await.unwrap().unwrap();
        let one = tried(&claim, &format!("dlv_{n}"), 100 + n, None);
        let again = kith_store::Told::Again { part: 0, at: at(500), since: at(100) };
        let told = if n == 0 { kith_store::Told::Event } else { again };
        assert!(store.told(&claim, told, Some(one), at(100)).await.unwrap());
    }
    store.add_webhook(Webhook { id: WebhookId::new("wh_2"), enabled: false, ..hook }, 9, None).await.unwrap();
}

async fn add_key(tenant: &Tenant, name: &str, revoked: bool) {
    let hash = KeyHash::of(&format!("{name} of {}", tenant.id.0));
    let key = Key {
        id: KeyId::new(format!("key_{name}")),
        workspace: tenant.id,
        name: name.into(),
        hash,
        scopes: Scopes::from_bits(3),
        created_at: at(1),
        expires_at: Some(at(DAY)),
        revoked_at: None,
        requests_per_minute: revoked.then_some(60),
    };
    tenant.store.add_key(key).await.unwrap();
    if revoked {
        assert!(tenant.store.revoke_key(tenant.id, &KeyId::new(format!("key_{name}")), at(9)).await.unwrap());
    }
}

/// Several lists, one pruned, with pictures, a paused account with an owner.
async fn imported(tenant: &Tenant) {
    let account = tenant.account("acc_listed").await;
    account.lists_at(0, &people(0..700)).await;
    account.lists_at(10, &people(0..690)).await;
    tenant.store.prune(at(11), at(-DAY)).await.unwrap();
    let mut list = people(20..900);
    list[3].company = Some("Other & Söhne".into());
    let picture = |width, expires: Option<i64>| Picture {
        url: format!("https://media.example/{width}"),
        width,
        expires_at: expires.map(at),
    };
    let pictures = vec![
        (person(30).member_id(), vec![picture(100, None), picture(400, Some(DAY))]),
        (person(31).member_id(), vec![picture(100, Some(5))]),
    ];
    let commit = account.commit_of(&list).await;
    account.commits(Commit { pictures, owner: Some("ada lovelace".into()), at: at(20), ..commit }).await;
    let remember = Remember { account: Some(account.key), ..reply("paused") };
    assert!(tenant.store.set_paused(account.key, true, Some(remember)).await.unwrap());
}

/// An account with tokens, a schedule, and syncs of every kind: the last one runs.
pub(crate) async fn called(tenant: &Tenant, id: &str) -> Owned {
    let store = &tenant.store;
    let credentials = |sync: Option<NewSync>| NewCredentials {
        body: b"sealed".to_vec(),
        expires_at: Some(at(DAY)),
        replaces: None,
        sync,
        remember: None,
    };
    let new = NewAccount {
        source: SourceKind::Portability,
        credentials: Some(credentials(Some(sync(0, Cause::Authorization)))),
        next_sync_at: Some(at(DAY)),
        ..new_account(id)
    };
    let key = store.create_account(tenant.id, new, None).await.unwrap().unwrap().key;
    let account = Owned { store: Arc::clone(store), key };
    store.put_credentials(key, credentials(None)).await.unwrap();
    for (n, status) in (1..).zip([SyncStatus::Succeeded, SyncStatus::Failed, SyncStatus::Cancelled]) {
        let (_, run) = store.claim_sync(at(5), at(600)).await.unwrap().unwrap();
        let lease = kith_store::Lease { account: key, sync: run.id, attempt: run.attempt };
        let end = SyncEnd {
            lease,
            status,
            reason: (n > 1).then(|| "upstream\0said no".into()),
            tally: Tally { seen: 50, expected: Some(51), calls: 3, added: 50, removed: 0, updated: n },
            at: at(7),
            next_sync_at: Some(at(DAY + i64::from(n))),
            suspect_total: Some(12),
            follow: Some(sync(n, Cause::Retry)),
        };
        if status == SyncStatus::Succeeded {
            let commit = account.commit_of(&people(0..50)).await;
            account.commits(Commit { sync: Some(end), upstream_total: Some(51), ..commit }).await;
        } else {
            assert!(store.end_sync(end).await.unwrap());
        }
    }
    store.claim_sync(at(5), at(600)).await.unwrap().unwrap();
    store.take_calls(key, 20_000, 3, 10).await.unwrap();
    store.hold_source(key, at(500)).await.unwrap();
    store.hinted(key, 1_777_000_000_000).await.unwrap();
    let under_way = NewAuthorization { state: [3; 32], body: b"sealed".to_vec(), expires_at: at(600) };
    assert!(store.begin_authorization(key, under_way, None).await.unwrap());
    account
}

fn sync(n: u32, cause: Cause) -> NewSync {
    NewSync { id: SyncId::new(format!("sync_{n}")), cause, queued_at: at(1), run_at: at(2) }
}

/// All that can be read of a store that was moved: equal texts, equal answers.
pub(crate) async fn seen(store: &dyn Store) -> String {
    let mut seen = String::new();
    for workspace in store.workspaces().await.unwrap() {
        let id = workspace.id;
        writeln!(seen, "{:?}", Workspace { id: WorkspaceId(0), ..workspace }).unwrap();
        for key in store.keys(id).await.unwrap() {
            let found = store.key_by_hash(key.hash).await.unwrap().unwrap().0;
            assert_eq!(found, key);
            writeln!(seen, "{:?} {:?}", key.hash.0, Key { workspace: WorkspaceId(0), ..key }).unwrap();
        }
        writeln!(seen, "{:?}", store.balance(id).await.unwrap()).unwrap();
        for entry in store.entries(id, 1_000, None).await.unwrap() {
            writeln!(seen, "{entry:?}").unwrap();
        }
        let pages = (0..25).map(|n| format!("page {n}"));
        for key in ["paused".to_owned(), "made".to_owned()].into_iter().chain(pages) {
            writeln!(seen, "{key}: {:?}", store.reply(id, &key, at(-DAY)).await.unwrap()).unwrap();
        }
        let nobody = AccountKey { workspace: WorkspaceId(0), number: 0 };
        for webhook in store.webhooks(id).await.unwrap() {
            for mut delivery in store.deliveries(id, &webhook.id, 99, None).await.unwrap() {
                delivery.account = delivery.account.map(|_| nobody);
                writeln!(seen, "{delivery:?}").unwrap();
            }
            writeln!(seen, "{:?}", Webhook { workspace: WorkspaceId(0), ..webhook }).unwrap();
        }
        for account in store.accounts(id, 1_000, 0).await.unwrap().0 {
            let key = account.key;
            // The one character that one of the stores can't keep.
            let name = account.name.replace('\0', "\u{fffd}");
            writeln!(seen, "{:?}", Account { key: nobody, name, ..account }).unwrap();
            seen_of(store, key, &mut seen).await;
        }
    }
    seen
}

async fn seen_of(store: &dyn Store, key: AccountKey, seen: &mut String) {
    for n in 1..6 {
        let id = kith_model::SnapshotId::new(format!("snap_{n}"));
        let Some(snapshot) = store.snapshot(key, Some(&id)).await.unwrap() else { continue };
        let mut bodies = store.chunks(key, snapshot.manifest.chunks()).await.unwrap();
        bodies.sort_unstable();
        writeln!(seen, "{snapshot:?} {bodies:?}").unwrap();
    }
    writeln!(seen, "{:?}", store.changes(key, 0, u32::MAX).await.unwrap()).unwrap();
    let mut pictures = store.pictures(key).await.unwrap();
    pictures.sort_unstable_by_key(|(member, picture)| (*member, picture.width));
    writeln!(seen, "{pictures:?} {:?}", store.credentials(key).await.unwrap()).unwrap();
    for mut sync in store.syncs(key, 1_000, 0).await.unwrap().0 {
        sync.reason = sync.reason.map(|reason| reason.replace('\0', "\u{fffd}"));
        writeln!(seen, "{sync:?}").unwrap();
    }
    let calls = store.calls_taken(key, 20_000).await.unwrap();
    writeln!(seen, "{calls} {:?}", store.source_state(key).await.unwrap()).unwrap();
}
