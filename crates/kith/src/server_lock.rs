//! One server a data folder. The lock is the operating system's, so it ends with the process, however that ends;
//! the file says who holds it. Other commands hold nothing: they work beside a server.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek as _, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::time::Duration;

use crate::failure::Failure;

const FILE: &str = "server.lock";
/// A command that only asks whether a server runs holds the lock for a moment: so often is it tried again.
const TRIES: u32 = 5;
const PAUSE: Duration = Duration::from_millis(40);

/// Held while this process serves.
pub(crate) struct ServerLock(File);

impl ServerLock {
    /// Takes the lock.
    ///
    /// # Errors
    /// If another process serves the folder; the message says which, and where.
    pub(crate) fn take(folder: &Path) -> Result<Self, Failure> {
        let mut file = open(folder)?;
        for attempt in 1.. {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if attempt < TRIES => std::thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => return Err(held(folder)),
                Err(TryLockError::Error(error)) => {
                    return Err(Failure::file("lock", &folder.join(FILE), &error));
                }
            }
        }
        write(&mut file, "").map_err(|error| Failure::file("write", &folder.join(FILE), &error))?;
        Ok(Self(file))
    }

    /// Writes down where this process serves.
    pub(crate) fn serves_at(&mut self, url: &str) {
        // Only the words of a refusal depend on it.
        let _ = write(&mut self.0, url);
    }
}

impl Drop for ServerLock {
    fn drop(&mut self) {
        let _ = self.0.set_len(0);
    }
}

/// Whether a server holds the lock.
pub(crate) fn is_held(folder: &Path) -> bool {
    open(folder).is_ok_and(|file| matches!(file.try_lock(), Err(TryLockError::WouldBlock)))
}

/// Where the server of a folder is, if one runs and has said so.
pub(crate) fn serves_at(folder: &Path) -> Option<String> {
    if !is_held(folder) {
        return None;
    }
    let text = std::fs::read_to_string(folder.join(FILE)).ok()?;
    text.lines().nth(1).filter(|url| !url.is_empty()).map(str::to_owned)
}

fn open(folder: &Path) -> Result<File, Failure> {
    let path = folder.join(FILE);
    let opened =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(&path);
    opened.map_err(|error| Failure::file("open", &path, &error))
}

fn write(file: &mut File, url: &str) -> std::io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(file, "{}\n{url}", std::process::id())
}

fn held(folder: &Path) -> Failure {
    let text = std::fs::read_to_string(folder.join(FILE)).unwrap_or_default();
    let mut lines = text.lines();
    let who = match (lines.next().unwrap_or_default(), lines.next().unwrap_or_default()) {
        ("", _) => "another process".to_owned(),
        (pid, "") => format!("process {pid}, which is just starting"),
        (pid, url) => format!("process {pid} at {url}"),
    };
    Failure::failed(format!("the data folder is served by {who}"))
        .hint("use that one; stop it first (Ctrl-C there); or serve another folder with --data DIR")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_served_by_one_and_free_again_when_that_one_ends() {
        let temp = tempfile::tempdir().unwrap();
        assert!(!is_held(temp.path()));
        let mut lock = ServerLock::take(temp.path()).unwrap();
        lock.serves_at("http://127.0.0.1:7171");
        assert!(is_held(temp.path()));
        assert_eq!(serves_at(temp.path()).as_deref(), Some("http://127.0.0.1:7171"));
        let refused = ServerLock::take(temp.path()).err().unwrap();
        let says = format!("served by process {} at http://127.0.0.1:7171", std::process::id());
        assert!(refused.to_string().contains(&says) && refused.code() == 1, "{refused}");
        drop(lock);
        assert_eq!(serves_at(temp.path()), None);
        assert!(!is_held(temp.path()) && ServerLock::take(temp.path()).is_ok());
    }
}
