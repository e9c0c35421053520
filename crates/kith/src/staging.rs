//! A folder in which a file is made ready before it takes its place: its maker's alone (0700), one maker at a time,
//! gone when dropped. What a killed maker left in it, the next one clears away. Knows nothing of what the file holds.

use std::fs::{self, DirBuilder, File, Permissions, TryLockError};
use std::io::{ErrorKind, Result};
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::private_file;

const PRIVATE: u32 = 0o700;

/// How often, and how far apart, the folder is tried to be removed.
const TRIES: u32 = 200;
const PAUSE: Duration = Duration::from_millis(10);

/// The folder, on the file system that the file is for.
pub(crate) struct Staging {
    folder: PathBuf,
    /// Held by whoever is at work in it; the operating system takes it from the dead.
    _lock: File,
}

impl Staging {
    /// Makes the folder. `None` if somebody is at work in it.
    pub(crate) fn make(folder: PathBuf) -> Result<Option<Self>> {
        match fs::symlink_metadata(&folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
            Ok(_) => {
                let Some(_lock) = lock(&folder)? else { return Ok(None) };
                fs::remove_dir_all(&folder)?;
            }
        }
        DirBuilder::new().mode(PRIVATE).create(&folder)?;
        fs::set_permissions(&folder, Permissions::from_mode(PRIVATE))?; // whatever the umask
        Ok(lock(&folder)?.map(|lock| Self { folder, _lock: lock }))
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// Moves a file of the folder to `to`, durably, in the place of what is there if that is wanted. `false` if
    /// something is there and stays.
    pub(crate) fn place(self, name: &str, to: &Path, replace: bool) -> Result<bool> {
        let file = self.folder.join(name);
        File::open(&file)?.sync_all()?;
        if replace {
            fs::rename(&file, to)?;
        } else {
            match fs::hard_link(&file, to) {
                Ok(()) => fs::remove_file(&file)?,
                Err(error) if error.kind() == ErrorKind::AlreadyExists => return Ok(false),
                // Not every file system has second names; there a moment stays between the look and the move.
                Err(_) if to.exists() => return Ok(false),
                Err(_) => fs::rename(&file, to)?,
            }
        }
        private_file::sync_folder_of(to)?;
        Ok(true)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        // A copy that was told to stop writes on for a moment.
        for tried in 1.. {
            match fs::remove_dir_all(&self.folder) {
                Err(error) if error.kind() == ErrorKind::DirectoryNotEmpty && tried < TRIES => {
                    std::thread::sleep(PAUSE);
                }
                Err(error) => return tracing::warn!(%error, "{} could not be removed", self.folder.display()),
                Ok(()) => return,
            }
        }
    }
}

fn lock(folder: &Path) -> Result<Option<File>> {
    let held = File::open(folder)?;
    match held.try_lock() {
        Err(TryLockError::WouldBlock) => Ok(None),
        // Where a file system has no locks, two at a time fail later, at names that are taken.
        Ok(()) | Err(TryLockError::Error(_)) => Ok(Some(held)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_takes_its_place_and_nothing_is_left() {
        let temp = tempfile::tempdir().unwrap();
        let (folder, to) = (temp.path().join("new"), temp.path().join("file"));
        for (text, replace, placed) in [("one", false, true), ("two", false, false), ("three", true, true)] {
            let staging = Staging::make(folder.clone()).unwrap().unwrap();
            assert_eq!(fs::metadata(&folder).unwrap().permissions().mode() & 0o777, PRIVATE);
            fs::write(staging.folder().join("f"), text).unwrap();
            assert_eq!(staging.place("f", &to, replace).unwrap(), placed);
            assert_eq!(fs::read_to_string(&to).unwrap() == text, placed);
            assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1);
        }
    }

    #[test]
    fn one_is_at_work_at_a_time_and_what_the_dead_left_goes() {
        let temp = tempfile::tempdir().unwrap();
        let folder = temp.path().join("new");
        fs::create_dir(&folder).unwrap();
        fs::write(folder.join("f"), "half").unwrap();
        let staging = Staging::make(folder.clone()).unwrap().unwrap();
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
        assert!(Staging::make(folder.clone()).unwrap().is_none() && folder.exists());
        drop(staging);
        assert!(!folder.exists());
    }
}
