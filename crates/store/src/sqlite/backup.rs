//! A copy of the whole file as of one moment, taken beside those who write. `VACUUM INTO` writes rows and no unused
//! pages, so that nothing of what was erased comes along; who is signed in is taken out of the copy. Where it goes, the
//! caller has decided.

use std::path::Path;

use rusqlite::Connection;
use tokio::sync::watch;

use super::{SqliteStore, blocking, schema, sessions};
use crate::{BackedUp, Error, Result};

/// Steps of SQLite between two looks at how far the copy is: some hundreds of looks a second.
const STEPS: i32 = 20_000;

pub(super) async fn backup(
    store: &SqliteStore,
    to: &Path,
    progress: &(dyn Fn(u64, u64) + Sync),
) -> Result<BackedUp> {
    let (from, to) = (store.inner.path.clone(), to.to_owned());
    let (far, mut how_far) = watch::channel((0, 0));
    let mut copying = std::pin::pin!(blocking(move || copy(&from, &to, far)));
    let copied = loop {
        tokio::select! {
            copied = &mut copying => break copied,
            Ok(()) = how_far.changed() => {
                let (done, all) = *how_far.borrow_and_update();
                progress(done, all);
            }
        }
    };
    let bytes = copied?;
    progress(bytes, bytes);
    Ok(BackedUp::Done)
}

/// The copy's bytes. Nobody listening any more ends it early.
fn copy(from: &Path, to: &Path, far: watch::Sender<(u64, u64)>) -> Result<u64> {
    let cannot = |error: std::io::Error| Error::Unavailable(format!("the copy: {error}"));
    let Some(name) = to.to_str().map(str::to_owned) else {
        return Err(Error::Unavailable("the copy's path is no UTF-8".into()));
    };
    let mut reader = schema::open_copier(from)?;
    let expected = bytes_used(&reader)?;
    let growing = to.to_owned();
    let look = move || {
        // Rows are found to be fewer bytes when they lie close, so that the end may come early, and never late.
        let done = std::fs::metadata(&growing).map_or(0, |file| file.len().min(expected));
        far.send((done, expected)).is_err()
    };
    reader.progress_handler(STEPS, Some(look))?;
    reader.execute("VACUUM INTO ?", [name])?;
    sessions::forget_all(&mut schema::open_copied(to)?)?;
    Ok(std::fs::metadata(to).map_err(cannot)?.len())
}

fn bytes_used(db: &Connection) -> Result<u64> {
    let pragma = |name: &str| db.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, u64>(0));
    let pages = pragma("page_count")?.saturating_sub(pragma("freelist_count")?);
    Ok(pages * pragma("page_size")?)
}
