//! Where the promises are run: an empty store of each kind, opened as often as a promise wants.

use std::sync::Arc;
use std::time::Duration;

use kith_pg_fixture::SharedDatabase;
use kith_store::{Place, PostgresSettings, Store};
use tempfile::TempDir;

/// A kind of store.
pub(crate) trait Backend: Sized {
    /// An empty one, gone when this is dropped. `None`, said aloud, if this machine has none of the kind.
    async fn fresh() -> Option<Self>;
    /// Where it is.
    fn place(&self) -> Place;
    /// A handle of it, as a process of its own has it.
    async fn open(&self) -> Arc<dyn Store> {
        kith_store::open(&self.place()).await.unwrap()
    }
}

/// The embedded store, in a folder of its own.
pub(crate) struct Sqlite(pub(crate) TempDir);

impl Sqlite {
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
}

impl Backend for Sqlite {
    async fn fresh() -> Option<Self> {
        Some(Self::new())
    }

    fn place(&self) -> Place {
        Place::folder(self.0.path())
    }
}

/// PostgreSQL, in a database of its own.
pub(crate) struct Postgres(pub(crate) SharedDatabase);

impl Backend for Postgres {
    async fn fresh() -> Option<Self> {
        let database = tokio::task::spawn_blocking(SharedDatabase::new).await.unwrap();
        database.map(|database| Self(database.unwrap()))
    }

    fn place(&self) -> Place {
        Place::Postgres(settings(self.0.url()))
    }
}

pub(crate) fn settings(url: String) -> PostgresSettings {
    let timeout = Duration::from_secs(30);
    PostgresSettings {
        password: None,
        url,
        ca_file: None,
        connections: 8,
        connect_timeout: timeout,
        statement_timeout: timeout,
        rewrite_below: 64 << 20,
    }
}

/// PostgreSQL with a schema of the future: what the next kith may add is there, and this one's statements must not mind.
pub(crate) struct PostgresOfTheNext(Postgres);

impl Backend for PostgresOfTheNext {
    async fn fresh() -> Option<Self> {
        let Postgres(database) = Postgres::fresh().await?;
        let next = Self(Postgres(database));
        next.0.open().await.close().await.unwrap();
        next.0.0.psql(super::postgres::next::MIGRATION).unwrap();
        Some(next)
    }

    fn place(&self) -> Place {
        self.0.place()
    }
}

pub(crate) async fn one_handle<B: Backend, F: Future<Output = ()>>(promise: fn(Arc<dyn Store>) -> F) {
    let Some(backend) = B::fresh().await else { return };
    promise(backend.open().await).await;
    is_clean(&*backend.open().await).await;
}

pub(crate) async fn two_handles<B: Backend, F: Future<Output = ()>>(
    promise: fn(Arc<dyn Store>, Arc<dyn Store>) -> F,
) {
    let Some(backend) = B::fresh().await else { return };
    promise(backend.open().await, backend.open().await).await;
    is_clean(&*backend.open().await).await;
}

/// Fails the test if a verification finds anything wrong.
pub(crate) async fn is_clean(store: &dyn Store) {
    assert_eq!(store.verify(&|_, _| ()).await.unwrap().faults, Vec::<String>::new());
}
