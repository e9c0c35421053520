//! The worker that tells: as many at a time as is bounded, and few of them to one webhook, so that a slow one leaves room
//! for the others. Several servers share the work by claims.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use kith_model::WebhookId;
use tokio::task::{AbortHandle, JoinSet};

use crate::Engine;

/// Events that are told side by side, and those of them to one webhook.
const AT_ONCE: usize = 64;
const TO_ONE: usize = 4;
/// How often the worker looks for what other processes wrote, or what is to be tried again.
const LOOK: Duration = Duration::from_secs(1);

impl Engine {
    /// Tells webhooks until `stop`; then messages under way are waited for.
    pub(crate) async fn deliver(self: Arc<Self>, stop: impl Future<Output = ()>) {
        let (Some(_), Ok(upstream)) = (&self.hooks, self.upstream()) else { return };
        let stopping = Arc::new(AtomicBool::new(false));
        let (mut running, mut whom) = (JoinSet::new(), Vec::<(WebhookId, AbortHandle)>::new());
        tokio::pin!(stop);
        loop {
            whom.retain(|(_, task)| !task.is_finished());
            while whom.len() < AT_ONCE {
                match self.claim_event(&busy(&whom)).await {
                    Ok(Some(claim)) => {
                        let (engine, stopping) = (Arc::clone(&self), Arc::clone(&stopping));
                        let webhook = claim.webhook.id.clone();
                        let task = running.spawn(async move {
                            if let Err(error) = engine.tell(&claim, &stopping).await {
                                tracing::warn!(%error, "a webhook could not be told; its claim will end by itself");
                            }
                        });
                        whom.push((webhook, task));
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
        while running.join_next().await.is_some() {}
    }
}

/// Those that are told as much at a time as one may be.
fn busy(whom: &[(WebhookId, AbortHandle)]) -> Vec<WebhookId> {
    let told = |id: &WebhookId| whom.iter().filter(|(other, _)| other == id).count();
    let mut busy: Vec<_> = whom.iter().map(|(id, _)| id).filter(|id| told(id) >= TO_ONE).cloned().collect();
    busy.sort_unstable();
    busy.dedup();
    busy
}
