//! Whatever was done to a store, a move of it holds the same.

use std::sync::Arc;

use kith_model::AccountId;
use kith_store::{Remember, Store};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::{are_alike, each_way, moved};
use crate::contract::backends::Backend;
use crate::contract::given::{DAY, Owned, Tenant, at, people, reply};

each_way!(any_history_is_moved);

/// Something that is done to one of a few workspaces or accounts.
#[derive(Debug, Clone)]
enum Deed {
    Make(u8),
    Lists { account: u8, from: u32, rows: u32 },
    Pays(u64),
    Grants(u64),
    Renames(u8, String),
    Replies { account: Option<u8>, key: u8 },
    Deletes(u8),
    Prunes(i64),
}

fn deed() -> impl Strategy<Value = Deed> {
    let account = || 0..4_u8;
    prop_oneof![
        3 => account().prop_map(Deed::Make),
        4 => (account(), 0..300_u32, 0..600_u32).prop_map(|(account, from, rows)| Deed::Lists { account, from, rows }),
        3 => (0..60_u64).prop_map(Deed::Pays),
        1 => (0..1_000_u64).prop_map(Deed::Grants),
        2 => (account(), ".{0,12}").prop_map(|(account, name)| Deed::Renames(account, name)),
        2 => (proptest::option::of(account()), 0..3_u8).prop_map(|(account, key)| Deed::Replies { account, key }),
        1 => account().prop_map(Deed::Deletes),
        1 => (0..40_i64).prop_map(Deed::Prunes),
    ]
}

async fn does(store: &Arc<dyn Store>, tenant: &Tenant, now: i64, deed: Deed) {
    let found = async |account: u8| {
        let found = store.account(tenant.id, &AccountId::new(format!("acc_{account}"))).await.unwrap();
        found.map(|account| Owned { store: Arc::clone(store), key: account.key })
    };
    match deed {
        Deed::Make(account) => {
            if found(account).await.is_none() {
                tenant.account(&format!("acc_{account}")).await;
            }
        }
        Deed::Lists { account, from, rows } => {
            if let Some(account) = found(account).await {
                account.lists_at(now, &people(from..from + rows)).await;
            }
        }
        Deed::Pays(credits) => {
            tenant.pays(credits).await;
        }
        Deed::Grants(credits) => {
            store.grant(tenant.id, credits, at(now)).await.unwrap();
        }
        Deed::Renames(account, name) => {
            if let Some(account) = found(account).await {
                store.rename_account(account.key, &name).await.unwrap();
            }
        }
        Deed::Replies { account, key } => {
            let owner = match account {
                Some(account) => found(account).await.map(|account| account.key),
                None => None,
            };
            let kept = Remember { account: owner, at: at(now), ..reply(&format!("key {key}")) };
            store.debit(kith_store::Debit { remember: Some(kept), ..tenant.debit(1).await }).await.unwrap();
        }
        Deed::Deletes(account) => {
            if let Some(account) = found(account).await {
                store.delete_account(account.key, None).await.unwrap();
            }
        }
        Deed::Prunes(before) => {
            store.prune(at(before), at(-DAY)).await.unwrap();
        }
    }
}

async fn any_history_is_moved<A: Backend, B: Backend>() {
    let rng = TestRng::deterministic_rng(RngAlgorithm::ChaCha);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let histories = proptest::collection::vec(deed(), 5..40);
    for _ in 0..4 {
        let (Some(here), Some(there)) = (A::fresh().await, B::fresh().await) else { return };
        let store = here.open().await;
        let tenants = [Tenant::new(&store, "alpha").await, Tenant::new(&store, "beta").await];
        let history = histories.new_tree(&mut runner).unwrap().current();
        for (now, deed) in (0..).zip(history) {
            does(&store, &tenants[usize::from(now % 3 == 0)], now, deed).await;
        }
        moved(&here.place(), &there.place()).await;
        are_alike(&here, &there).await;
    }
}
