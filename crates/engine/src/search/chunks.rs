//! Chunks as those read them that go over a whole snapshot: a batch at a time, beside the threads that answer, folded ones
//! from the cache. Knows no question.

use std::collections::HashMap;
use std::sync::Arc;

use kith_model::{Chunk, ChunkId, Connection, Manifest};
use kith_store::AccountKey;

use super::Folded;
use crate::off_thread::off_thread;
use crate::tenant::Tenant;
use crate::{Engine, Error, Result};

/// How many chunks are read from the store and opened at once.
const BATCH: usize = 64;

impl Engine {
    /// The chunks of a snapshot as searches go over them, in its order.
    pub(crate) async fn folded(
        &self,
        tenant: &Tenant,
        account: AccountKey,
        manifest: &Manifest,
    ) -> Result<Vec<Arc<Folded>>> {
        let erasures = tenant.erasures();
        let at_hand: Vec<_> =
            manifest.chunks().iter().map(|chunk| self.caches.folded(&(account, *chunk))).collect();
        let named = manifest.chunks().iter().zip(&at_hand);
        let missing: Vec<_> = named.filter(|(_, found)| found.is_none()).map(|(chunk, _)| *chunk).collect();
        let new = self
            .with_chunks(account, &missing, Vec::with_capacity(missing.len()), |all: &mut Vec<_>, rows| {
                all.push(Arc::new(Folded::of(&rows)));
            })
            .await?;
        for (chunk, folded) in missing.iter().zip(&new) {
            self.caches.keep_folded(tenant, erasures, (account, *chunk), folded);
        }
        let mut new = new.into_iter();
        Ok(at_hand.into_iter().filter_map(|found| found.or_else(|| new.next())).collect())
    }

    /// Opens chunks, a batch at a time and beside the threads that answer, and hands each to `with`, in this order.
    pub(crate) async fn with_chunks<S: Send + 'static>(
        &self,
        account: AccountKey,
        chunks: &[ChunkId],
        mut state: S,
        with: fn(&mut S, Vec<Connection>),
    ) -> Result<S> {
        for chunks in chunks.chunks(BATCH) {
            let bodies: HashMap<_, _> = self.store.chunks(account, chunks).await?.into_iter().collect();
            let chunks = chunks.to_vec();
            state = off_thread(move || {
                for chunk in chunks {
                    let missing = || Error::Internal(format!("chunk {chunk} is missing"));
                    let rows = Chunk::open(chunk, bodies.get(&chunk).ok_or_else(missing)?)?;
                    with(&mut state, rows);
                }
                Ok::<_, Error>(state)
            })
            .await??;
        }
        Ok(state)
    }
}
