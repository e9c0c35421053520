//! What the tests begin with: an engine over a fresh store, a workspace, and a clock that stands still.

use std::sync::Arc;

use kith_engine::{Engine, NewKey, Settings};
use kith_model::clock::FixedClock;
use kith_model::random::SeededRandom;
use kith_model::{KeyId, Scope, Scopes, WorkspaceId};
use kith_store::Store;

#[path = "../../../store/tests/support/open.rs"]
#[expect(dead_code, reason = "what looks into files is for others who include it")]
mod open;

/// An engine, a workspace and the time.
pub(crate) struct Desk {
    pub(crate) engine: Engine,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) clock: Arc<FixedClock>,
    pub(crate) workspace: WorkspaceId,
    dir: tempfile::TempDir,
}

fn engine_over(store: Arc<dyn Store>, clock: &Arc<FixedClock>, seed: u64) -> Engine {
    Engine::new(store, clock.clone(), Arc::new(SeededRandom::new(seed)), Settings::default())
}

impl Desk {
    pub(crate) async fn new() -> Self {
        let clock = Arc::new(FixedClock::at("2026-11-24T10:00:00Z".parse().unwrap()));
        let dir = tempfile::tempdir().unwrap();
        let store = open::open_store(dir.path()).await;
        let engine = engine_over(store.clone(), &clock, 1);
        let workspace = engine.create_workspace("alice").await.unwrap().id;
        Self { engine, store, clock, workspace, dir }
    }

    /// Another server over the same store.
    pub(crate) async fn another_server(&self) -> Engine {
        engine_over(open::open_store(self.dir.path()).await, &self.clock, 2)
    }

    /// A new key and its secret.
    pub(crate) async fn key(&self, name: &str) -> (KeyId, String) {
        self.key_of(NewKey::new(name, Scopes::of([Scope::Read]))).await
    }

    pub(crate) async fn key_of(&self, new: NewKey) -> (KeyId, String) {
        let (key, secret) = self.engine.create_key(self.workspace, new).await.unwrap();
        (key.id, secret.reveal().to_owned())
    }
}
