//! Copies of a store: proving one that lies in a folder of its own, and stopping in order while it is made. Where it
//! came from and where it goes, the commands know.

use std::path::Path;

use kith_engine::{Error, Verified};
use tokio::signal::unix::{SignalKind, signal};

use crate::config::Settings;
use crate::data_dir::DATABASE;
use crate::failure::Failure;
use crate::output::progress::Progress;
use crate::wire;

/// Verifies the copy in `folder`, having brought it up to date. Afterwards it is one file again. `None` if no kith
/// wrote it.
pub(crate) async fn prove(folder: &Path, settings: &Settings) -> Result<Option<Verified>, Failure> {
    let engine = match wire::over_copy(folder, settings) {
        Ok(Some(engine)) => engine,
        Ok(None) => return Ok(None),
        Err(kith_store::Error::Unavailable(cause)) => {
            return Err(Failure::failed("the copy cannot be opened").cause(cause));
        }
        Err(damaged) => return Ok(Some(unreadable(&damaged.to_string()))),
    };
    let verified = {
        let progress = Progress::start("verifying the copy");
        engine.verify(&|done, all| progress.at(done, all)).await
    };
    let found = match verified {
        Ok(found) => found,
        Err(Error::Internal(damaged)) => unreadable(&damaged),
        Err(other) => return Err(other.into()),
    };
    if found.faults.is_empty() {
        engine.close().await?;
        drop(engine);
        let log = folder.join(format!("{DATABASE}-wal"));
        if std::fs::metadata(&log).is_ok_and(|log| log.len() > 0) {
            return Err(Failure::failed("the copy could not be closed: a part of it is still in its log"));
        }
    }
    Ok(Some(found))
}

fn unreadable(says: &str) -> Verified {
    Verified { faults: vec![format!("it cannot be read to its end: {says}")], ..Verified::default() }
}

/// Does the work unless Ctrl-C or SIGTERM comes first: then what it holds is dropped, and `stopped` is said.
pub(crate) async fn unless_stopped<T>(
    work: impl Future<Output = Result<T, Failure>>,
    stopped: &str,
) -> Result<T, Failure> {
    let listen = |kind| {
        signal(kind).map_err(|error| Failure::failed("signals of the system cannot be heard").cause(error))
    };
    let (mut terminate, mut interrupt) = (listen(SignalKind::terminate())?, listen(SignalKind::interrupt())?);
    tokio::select! {
        done = work => done,
        _ = interrupt.recv() => Err(Failure::failed(stopped)),
        _ = terminate.recv() => Err(Failure::failed(stopped)),
    }
}
