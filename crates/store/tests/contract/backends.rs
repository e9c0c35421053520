//! Where the promises are run: an empty store of each kind, opened as often as a promise wants.

use std::sync::Arc;

use kith_store::Store;
use tempfile::TempDir;

/// A kind of store.
pub(crate) trait Backend {
    /// An empty one, gone when this is dropped.
    async fn fresh() -> Self;
    /// A handle of it, as a process of its own has it.
    async fn open(&self) -> Arc<dyn Store>;
}

/// The embedded store, in a folder of its own.
pub(crate) struct Sqlite(pub(crate) TempDir);

impl Backend for Sqlite {
    async fn fresh() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    async fn open(&self) -> Arc<dyn Store> {
        kith_store::open(self.0.path()).unwrap()
    }
}

pub(crate) async fn one_handle<B: Backend, F: Future<Output = ()>>(promise: fn(Arc<dyn Store>) -> F) {
    let backend = B::fresh().await;
    promise(backend.open().await).await;
    is_clean(&*backend.open().await).await;
}

pub(crate) async fn two_handles<B: Backend, F: Future<Output = ()>>(
    promise: fn(Arc<dyn Store>, Arc<dyn Store>) -> F,
) {
    let backend = B::fresh().await;
    promise(backend.open().await, backend.open().await).await;
    is_clean(&*backend.open().await).await;
}

/// Fails the test if a verification finds anything wrong.
pub(crate) async fn is_clean(store: &dyn Store) {
    assert_eq!(store.verify(&|_, _| ()).await.unwrap().faults, Vec::<String>::new());
}
