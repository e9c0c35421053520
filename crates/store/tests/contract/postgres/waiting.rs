//! Somebody else has what a charge would need: it is told so, and nobody waits behind it.

use std::time::Duration;

use kith_store::{Charged, Debit, Error, Place, PostgresSettings, Remember};

use crate::contract::backends::{Backend as _, Postgres, is_clean, settings};
use crate::contract::given::{Tenant, reply};
use crate::contract::postgres::session::Session;

fn patient(url: String, statement_timeout: Duration) -> Place {
    Place::Postgres(PostgresSettings { statement_timeout, ..settings(url) })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_charge_for_an_account_that_is_being_erased_looks_again_and_keeps_nobody_waiting() {
    let Some(backend) = Postgres::fresh().await else { return };
    let store = backend.open().await;
    let alice = Tenant::new(&store, "alice").await;
    let account = alice.account("acc_1").await;
    let eraser = Session::of(&backend.0.url()).await;
    eraser.does("BEGIN; SELECT 1 FROM accounts FOR UPDATE").await;
    let remember = Some(Remember { account: Some(account.key), ..reply("k1") });
    let keyed = Debit { remember, ..alice.debit(1).await };
    assert_eq!(store.debit(keyed.clone()).await.unwrap(), Charged::Stale);
    assert!(matches!(alice.pays(1).await, Charged::Done { .. }));
    eraser.does("ROLLBACK").await;
    assert!(matches!(store.debit(keyed).await.unwrap(), Charged::Done { .. }));
    is_clean(&*store).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_charge_that_waited_in_vain_is_known_not_to_be_made_and_voids_nothing() {
    let Some(backend) = Postgres::fresh().await else { return };
    let store = kith_store::open(&patient(backend.0.url(), Duration::from_secs(1))).await.unwrap();
    let alice = Tenant::new(&store, "alice").await;
    let before = store.generation(alice.id).await.unwrap();
    let other = Session::of(&backend.0.url()).await;
    other.does("BEGIN; SELECT 1 FROM balances FOR UPDATE").await;
    let refused = store.debit(alice.debit(1).await).await.unwrap_err();
    // While the other still has it: nobody had to look what became of the charge.
    assert!(matches!(refused, Error::Unavailable(_)), "{refused}");
    other.does("ROLLBACK").await;
    assert!(alice.entries().await.iter().all(|entry| entry.request_id.is_none()));
    assert_eq!(store.generation(alice.id).await.unwrap(), before);
    assert!(matches!(alice.pays(1).await, Charged::Done { .. }));
    is_clean(&*store).await;
}
