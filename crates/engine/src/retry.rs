//! Idempotency keys: the first request under a key is carried out, its twins are answered as it was. Twins in
//! flight wait for the first here; across processes the store's transaction decides.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use kith_model::WorkspaceId;
use kith_store::{AccountKey, Remember};
use serde::{Serialize, de::DeserializeOwned};
use tokio::sync::{Mutex as AsyncMutex, OwnedMutexGuard};

use crate::{Engine, Error, Result};

/// How long a key belongs to its request: 24 hours, in seconds.
pub(crate) const KEPT_SECONDS: i64 = 24 * 3_600;

/// An idempotency key and what it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retry {
    /// The caller's key: 1 to 255 visible characters.
    pub key: String,
    /// Hash of the method, the path and the body.
    pub fingerprint: [u8; 32],
}

/// What a verb did, or what it did the first time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Done<T> {
    /// The outcome.
    pub outcome: T,
    /// Whether this is the answer to an earlier twin.
    pub replayed: bool,
}

type Turn = (WorkspaceId, String);

/// The keys in flight. A turn that nobody waits for or holds is forgotten with the next one.
#[derive(Default)]
pub(crate) struct Twins(Mutex<HashMap<Turn, Arc<AsyncMutex<()>>>>);

impl Twins {
    async fn turn(&self, workspace: WorkspaceId, key: &str) -> OwnedMutexGuard<()> {
        let turn = {
            let mut turns = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            turns.retain(|_, turn| Arc::strong_count(turn) > 1);
            Arc::clone(turns.entry((workspace, key.to_owned())).or_default())
        };
        turn.lock_owned().await
    }
}

/// A turn at finding and making accounts for exports in a workspace. None else begins in this process while it is held.
pub struct ImportTurn {
    _turn: OwnedMutexGuard<()>,
}

/// No key of a caller: those are visible characters.
const IMPORTS: &str = "\0imports";

/// A caller's turn under its key: nothing was done yet, and no twin begins while it is held.
pub(crate) struct Turned<T> {
    _turn: Option<OwnedMutexGuard<()>>,
    /// What the twin before was answered.
    pub(crate) kept: Option<T>,
}

impl Engine {
    /// Waits for the caller's turn and tells what was answered before.
    ///
    /// # Errors
    /// [`Error::IdempotencyConflict`] if the key belongs to another request.
    pub(crate) async fn turn<T: DeserializeOwned>(
        &self,
        workspace: WorkspaceId,
        retry: Option<&Retry>,
    ) -> Result<Turned<T>> {
        let turn = self.turn_alone(workspace, retry).await;
        let kept = match retry {
            Some(retry) => self.kept(workspace, retry).await?,
            None => None,
        };
        Ok(Turned { _turn: turn, kept })
    }

    /// Waits for the turn to find whose an export is and to import it: of two that are handed in at once, the second is
    /// looked at when the first has its account.
    pub async fn import_turn(&self, workspace: WorkspaceId) -> ImportTurn {
        ImportTurn { _turn: self.twins.turn(workspace, IMPORTS).await }
    }

    /// Waits for the caller's turn.
    pub(crate) async fn turn_alone(
        &self,
        workspace: WorkspaceId,
        retry: Option<&Retry>,
    ) -> Option<OwnedMutexGuard<()>> {
        match retry {
            Some(retry) => Some(self.twins.turn(workspace, &retry.key).await),
            None => None,
        }
    }

    /// What was answered before under this key.
    pub(crate) async fn kept<T: DeserializeOwned>(
        &self,
        workspace: WorkspaceId,
        retry: &Retry,
    ) -> Result<Option<T>> {
        let since = self.clock.now() - jiff_seconds(KEPT_SECONDS);
        let Some(kept) = self.store.reply(workspace, &retry.key, since).await? else { return Ok(None) };
        if kept.fingerprint != retry.fingerprint {
            return Err(Error::IdempotencyConflict);
        }
        serde_json::from_slice(&kept.body).map(Some).map_err(|error| Error::Internal(error.to_string()))
    }

    /// What to keep of an outcome, in the transaction that brings it about.
    pub(crate) fn remember<T: Serialize>(
        &self,
        retry: Option<&Retry>,
        account: Option<AccountKey>,
        outcome: &T,
    ) -> Result<Option<Remember>> {
        let Some(retry) = retry else { return Ok(None) };
        let body = serde_json::to_vec(outcome).map_err(|error| Error::Internal(error.to_string()))?;
        let (key, fingerprint, at) = (retry.key.clone(), retry.fingerprint, self.clock.now());
        Ok(Some(Remember { key, fingerprint, account, body, at, follows: None }))
    }
}

/// A span of seconds, for arithmetic with timestamps.
pub(crate) fn jiff_seconds(seconds: i64) -> std::time::Duration {
    std::time::Duration::from_secs(seconds.unsigned_abs())
}
