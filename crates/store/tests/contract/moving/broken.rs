//! Moves that are broken off after any number of writes, and stores that change meanwhile: the next move makes both the
//! same.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

use async_trait::async_trait;
use kith_model::{AccountId, WorkspaceId};
use kith_store::moves::{Begun, Mark, Moves, Outcome, Owner, Rows, run};
use kith_store::{BackedUp, Error, Result, Store, Upkeep, Verified};

use super::{are_alike, each_way, moved, outcome, source, target, world};
use crate::contract::backends::Backend;
use crate::contract::given::{Owned, Tenant, people};

each_way!(
    a_move_broken_off_at_any_write_is_ended_by_the_next,
    what_changed_since_a_move_was_broken_off_is_copied_again,
    what_was_spoilt_in_the_target_is_mended,
    a_source_that_never_stands_still_is_told,
    a_source_that_changes_once_is_copied_again,
);

/// What happens at a write.
type Happening = Box<dyn Fn(u32) -> Break + Send + Sync>;

#[derive(PartialEq, Eq)]
enum Break {
    No,
    Before,
    After,
}

/// A store to be moved into, where something happens at the n-th write.
struct Wired {
    inner: Arc<dyn Moves>,
    writes: AtomicU32,
    happening: Happening,
}

impl Wired {
    fn new(inner: Arc<dyn Moves>, happening: impl Fn(u32) -> Break + Send + Sync + 'static) -> Self {
        Self { inner, writes: AtomicU32::new(0), happening: Box::new(happening) }
    }

    async fn wire<T>(&self, write: impl Future<Output = Result<T>>) -> Result<T> {
        let broken = || Error::Unavailable("broken off".into());
        match (self.happening)(self.writes.fetch_add(1, Ordering::Relaxed)) {
            Break::Before => Err(broken()),
            Break::After => write.await.and(Err(broken())),
            Break::No => write.await,
        }
    }
}

#[async_trait]
impl Moves for Wired {
    async fn workspace_names(&self) -> Result<Vec<String>> {
        self.inner.workspace_names().await
    }
    async fn account_ids(&self, workspace: &str) -> Result<Vec<AccountId>> {
        self.inner.account_ids(workspace).await
    }
    async fn read(&self, owner: &Owner) -> Result<Option<Rows>> {
        self.inner.read(owner).await
    }
    async fn read_ledger(&self, workspace: &str, after: i64, limit: u32) -> Result<Rows> {
        self.inner.read_ledger(workspace, after, limit).await
    }
    async fn begin_move(&self, workspaces: &[String]) -> Result<Begun> {
        self.wire(self.inner.begin_move(workspaces)).await
    }
    async fn write(&self, mark: Mark, owner: &Owner, rows: &Rows) -> Result<()> {
        self.wire(self.inner.write(mark, owner, rows)).await
    }
    async fn write_ledger(&self, mark: Mark, workspace: &str, after: i64, rows: &Rows) -> Result<()> {
        self.wire(self.inner.write_ledger(mark, workspace, after, rows)).await
    }
    async fn erase(&self, mark: Mark, owner: &Owner) -> Result<()> {
        self.wire(self.inner.erase(mark, owner)).await
    }
    async fn seal(&self) -> Result<Option<i64>> {
        self.inner.seal().await
    }
    async fn end_move(&self, mark: Mark, seal: Option<i64>) -> Result<()> {
        self.wire(self.inner.end_move(mark, seal)).await
    }
}

#[async_trait]
impl Upkeep for Wired {
    async fn generation(&self, workspace: WorkspaceId) -> Result<i64> {
        self.inner.generation(workspace).await
    }
    async fn erasures(&self, workspace: WorkspaceId) -> Result<i64> {
        self.inner.erasures(workspace).await
    }
    fn is_shared(&self) -> bool {
        self.inner.is_shared()
    }
    async fn verify(&self, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<Verified> {
        self.inner.verify(progress).await
    }
    async fn backup(&self, to: &Path, progress: &(dyn Fn(u64, u64) + Sync)) -> Result<BackedUp> {
        self.inner.backup(to, progress).await
    }
    async fn close(&self) -> Result<()> {
        self.inner.close().await
    }
}

/// The write of a move of the whole world that takes the mark away: after the first one, which sets it, come those of three
/// workspaces, their ledgers, and five accounts.
const LAST: u32 = 12;

/// Breaks a move off at a write.
async fn broken_off<A: Backend, B: Backend>(here: &A, there: &B, at: u32, how: fn() -> Break) -> bool {
    let wired = Wired::new(target(&there.place()).await, move |n| if n == at { how() } else { Break::No });
    run(&*source(&here.place()).await, &wired, None, &|_, _, _| ()).await.is_err()
}

async fn a_move_broken_off_at_any_write_is_ended_by_the_next<A: Backend, B: Backend>() {
    let Some(here) = A::fresh().await else { return };
    world::make(&here.open().await).await;
    for at in 0..=LAST {
        let Some(there) = B::fresh().await else { return };
        let is_written = at % 2 == 1;
        let how = if is_written { || Break::After } else { || Break::Before };
        assert!(broken_off(&here, &there, at, how).await);
        assert_eq!(
            kith_store::open(&there.place()).await.is_ok(),
            at == 0,
            "it serves only before it is marked"
        );
        let there_already = u64::from(at.max(1) - 1) + u64::from(is_written);
        let rest = moved(&here.place(), &there.place()).await.written;
        assert_eq!(rest, u64::from(LAST - 1) - there_already, "what is there stays");
        are_alike(&here, &there).await;
    }
}

async fn changes(store: &Arc<dyn Store>) {
    let all = store.workspaces().await.unwrap();
    let alpha = Tenant { store: Arc::clone(store), id: all[0].id };
    alpha.pays(3).await;
    let accounts = store.accounts(alpha.id, 10, 0).await.unwrap().0;
    let listed = Owned { store: Arc::clone(store), key: accounts[0].key };
    listed.lists_at(200, &people(100..800)).await;
    // An erased one in the middle, a new one at the end, a workspace that is gone.
    assert!(store.delete_account(accounts[1].key, None).await.unwrap());
    alpha.account("acc_later").await;
    assert!(store.delete_workspace(all[2].id).await.unwrap());
}

async fn what_changed_since_a_move_was_broken_off_is_copied_again<A: Backend, B: Backend>() {
    let (Some(here), Some(there)) = (A::fresh().await, B::fresh().await) else { return };
    let store = here.open().await;
    world::make(&store).await;
    assert!(broken_off(&here, &there, 8, || Break::Before).await);
    let all = store.workspaces().await.unwrap();
    let accounts = store.accounts(all[0].id, 10, 0).await.unwrap().0;
    assert!(store.delete_account(accounts[0].key, None).await.unwrap());
    assert!(store.rename_account(accounts[1].key, "Renamed").await.unwrap());
    Tenant { store: Arc::clone(&store), id: all[0].id }.pays(3).await;
    moved(&here.place(), &there.place()).await;
    are_alike(&here, &there).await;
}

async fn what_was_spoilt_in_the_target_is_mended<A: Backend, B: Backend>() {
    let (Some(here), Some(there)) = (A::fresh().await, B::fresh().await) else { return };
    let store = here.open().await;
    world::make(&store).await;
    assert!(broken_off(&here, &there, LAST, || Break::Before).await);
    let to = target(&there.place()).await;
    let owner = Owner::account("alpha", &AccountId::new("acc_listed"));
    let other = Owner::account("alpha", &AccountId::new("acc_empty"));
    let Begun::Yes(mark) = to.begin_move(&["alpha".into(), "beta".into(), "gamma".into()]).await.unwrap()
    else {
        panic!()
    };
    // The rows of another account under its name, and a ledger that is cut short.
    let rows = to.read(&other).await.unwrap().unwrap();
    to.erase(mark, &owner).await.unwrap();
    to.write(mark, &other, &rows).await.unwrap();
    let entries = to.read_ledger("alpha", 3, 2).await.unwrap();
    to.write_ledger(mark, "alpha", 3, &entries).await.unwrap();
    assert!(moved(&here.place(), &there.place()).await.written >= 2);
    are_alike(&here, &there).await;
}

async fn a_source_that_never_stands_still_is_told<A: Backend, B: Backend>() {
    let (Some(here), Some(there)) = (A::fresh().await, B::fresh().await) else { return };
    let store = here.open().await;
    let alpha = Tenant::new(&store, "alpha").await;
    let account = alpha.account("acc_1").await;
    let (runtime, n) = (tokio::runtime::Handle::current(), AtomicU32::new(0));
    // Each read of the copy finds the account renamed in the source by then.
    let restless = Arc::clone(&store);
    let wired = Wired::new(target(&there.place()).await, move |_| {
        let name = format!("name {}", n.fetch_add(1, Ordering::Relaxed));
        let (store, key) = (Arc::clone(&restless), account.key);
        tokio::task::block_in_place(|| runtime.block_on(store.rename_account(key, &name))).unwrap();
        Break::No
    });
    assert_eq!(outcome(&*source(&here.place()).await, &wired).await, Outcome::Changing);
    moved(&here.place(), &there.place()).await;
    are_alike(&here, &there).await;
}

async fn a_source_that_changes_once_is_copied_again<A: Backend, B: Backend>() {
    let (Some(here), Some(there)) = (A::fresh().await, B::fresh().await) else { return };
    let store = here.open().await;
    world::make(&store).await;
    let runtime = tokio::runtime::Handle::current();
    let restless = Arc::clone(&store);
    let wired = Wired::new(target(&there.place()).await, move |n| {
        if n == 9 {
            tokio::task::block_in_place(|| runtime.block_on(changes(&restless)));
        }
        Break::No
    });
    let done = outcome(&*source(&here.place()).await, &wired).await;
    assert!(matches!(done, Outcome::Done(_)), "{done:?}");
    are_alike(&here, &there).await;
}
