//! The worker that tells: as many at a time as is bounded, and few of them to one webhook or of one workspace, so that a
//! slow one leaves room for the others. Several servers share the work by claims.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kith_model::{WebhookId, WorkspaceId};
use kith_store::Busy;
use tokio::task::{AbortHandle, JoinSet};

use crate::Engine;

/// Events that are told side by side, those of them of one workspace, and to one webhook.
const AT_ONCE: usize = 64;
const OF_ONE_WORKSPACE: usize = 16;
const TO_ONE: usize = 4;
/// How often the worker looks for what other processes wrote, or what is to be tried again.
const LOOK: Duration = Duration::from_secs(1);
/// So long messages under way are waited for in the end.
const DRAIN: Duration = Duration::from_secs(3);

impl Engine {
    /// Tells webhooks until `stop`; then messages under way are waited for a little. The claims of others end by themselves.
    pub(crate) async fn deliver(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let (Some(_), Ok(upstream)) = (&self.hooks, self.upstream()) else { return };
        let stopping = Arc::new(AtomicBool::new(false));
        let (mut running, mut whom) = (JoinSet::new(), Vec::<(WorkspaceId, WebhookId, AbortHandle)>::new());
        tokio::pin!(stop);
        loop {
            whom.retain(|(.., task)| !task.is_finished());
            while whom.len() < AT_ONCE {
                match self.claim_event(&busy(&whom)).await {
                    Ok(Some(claim)) => {
                        let (engine, stopping) = (Arc::clone(&self), Arc::clone(&stopping));
                        let (workspace, webhook) = (claim.webhook.workspace, claim.webhook.id.clone());
                        let task = running.spawn(async move {
                            if let Err(error) = engine.tell(&claim, &stopping).await {
                                tracing::warn!(%error, "a webhook could not be told; its claim will end by itself");
                            }
                        });
                        whom.push((workspace, webhook, task));
                    }
                    Ok(None) => break,
                    Err(error) => {
                        tracing::warn!(%error, "what webhooks are to be told could not be read");
                        break;
                    }
                }
            }
            tokio::select! {
                () = &mut stop => break,
                Some(_) = running.join_next() => {}
                () = self.ring.notified() => {}
                () = upstream.timer.sleep(LOOK) => {}
            }
        }
        stopping.store(true, Ordering::Relaxed);
        let drained = async { while running.join_next().await.is_some() {} };
        if tokio::time::timeout(DRAIN, drained).await.is_err() {
            tracing::info!("messages to webhooks that are still under way will be sent again");
        }
    }
}

/// To whom as much is told at a time as may be.
fn busy(whom: &[(WorkspaceId, WebhookId, AbortHandle)]) -> Busy {
    Busy {
        webhooks: full(whom.iter().map(|(_, webhook, _)| webhook), TO_ONE),
        workspaces: full(whom.iter().map(|(workspace, ..)| workspace), OF_ONE_WORKSPACE),
    }
}

/// Those that are there `most` times or more.
fn full<'a, T: Clone + Eq + Hash + 'a>(all: impl Iterator<Item = &'a T>, most: usize) -> Vec<T> {
    let mut counts = HashMap::<&T, usize>::new();
    for one in all {
        *counts.entry(one).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count >= most).map(|(one, _)| one.clone()).collect()
}
