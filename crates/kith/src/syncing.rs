//! Following a sync to its end. Where a server works on the data folder, it carries the sync out; where none does, this
//! process works as long as it follows. When and how lists are read, the engine decides.

use std::sync::Arc;
use std::time::Duration;

use kith_engine::{AccountInfo, Engine, SyncInfo};
use kith_model::{AccountId, SyncId, WorkspaceId};
use tokio::sync::oneshot;

use crate::failure::Failure;
use crate::output::progress::Progress;

/// How often a sync is looked at.
const LOOK: Duration = Duration::from_millis(500);
/// The same where the work is done here.
const LOOK_HERE: Duration = Duration::from_millis(100);

/// Which sync.
pub(crate) struct Followed<'a> {
    pub(crate) workspace: WorkspaceId,
    pub(crate) account: &'a AccountId,
    /// What its owner calls the account.
    pub(crate) name: &'a str,
    pub(crate) sync: &'a SyncId,
}

/// Waits until it has ended, while somebody else carries it out.
pub(crate) async fn watch(engine: &Engine, followed: &Followed<'_>) -> Result<SyncInfo, Failure> {
    until_ended(engine, followed, LOOK).await
}

/// Carries out what waits until the sync has ended. Ctrl-C ends it in order: the sync can be taken up again.
pub(crate) async fn work(engine: &Arc<Engine>, followed: &Followed<'_>) -> Result<SyncInfo, Failure> {
    let (stop, stopped) = oneshot::channel::<()>();
    let worker = tokio::spawn(Arc::clone(engine).work(async move { drop(stopped.await) }));
    let ended = tokio::select! {
        ended = until_ended(engine, followed, LOOK_HERE) => ended,
        _ = tokio::signal::ctrl_c() => Err(Failure::failed("stopped before the sync had ended")
            .hint("it is taken up again by the next kith sync, or by a server")),
    };
    drop(stop);
    worker.await.map_err(|error| Failure::failed("the work ended in disorder").cause(error))?;
    ended
}

async fn until_ended(engine: &Engine, followed: &Followed<'_>, look: Duration) -> Result<SyncInfo, Failure> {
    let progress = Progress::start(format!("syncing {}", followed.name));
    loop {
        let info = engine.get_sync(followed.workspace, followed.account, followed.sync).await?;
        if !info.is_active() {
            return Ok(info);
        }
        // Nobody takes up what waits for an owner who pauses it, or has to authorize it again.
        let account = AccountInfo::from(&engine.get_account(followed.workspace, followed.account).await?);
        if info.status == "queued" && ["paused", "needs_authorization"].contains(&account.status.as_str()) {
            return Err(Failure::failed(format!(
                "the sync of {:?} waits: the account is {}",
                followed.name, account.status
            ))
            .hint("kith account resume or kith account connect lets it go on; kith sync --cancel ends it"));
        }
        match info.expected {
            Some(all) if all > 0 => progress.at(info.seen.min(all).into(), all.into()),
            _ => progress.seen(info.seen.into()),
        }
        tokio::time::sleep(look).await;
    }
}
