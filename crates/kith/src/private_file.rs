//! Files that only their owner reads (0600), written so that a reader sees the old content or the new, whole.
//! Knows nothing of what is in them.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{ErrorKind, Result, Write as _};
use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

/// Their mode.
pub(crate) const PRIVATE: u32 = 0o600;

/// Puts `text` in the place of what is in `path`, if anything.
pub(crate) fn replace(path: &Path, text: &str) -> Result<()> {
    beside(path, text, |new| fs::rename(new, path))
}

/// Makes `path` with `text` in it. `false` if it is there already, and stays as it is.
pub(crate) fn create(path: &Path, text: &str) -> Result<bool> {
    let made = beside(path, text, |new| {
        fs::hard_link(new, path)?; // which takes no other file's place
        fs::remove_file(new)
    });
    match made {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(error),
    }
}

/// Writes a new file beside `path` and moves it there.
fn beside(path: &Path, text: &str, place: impl FnOnce(&Path) -> Result<()>) -> Result<()> {
    let mut name: OsString = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let new: PathBuf = path.with_file_name(name);
    let _ = fs::remove_file(&new); // left by a process of that number that was killed
    let written = write_new(&new, text).and_then(|()| place(&new));
    if written.is_err() {
        let _ = fs::remove_file(&new);
    }
    written?;
    sync_folder_of(path)
}

fn write_new(path: &Path, text: &str) -> Result<()> {
    let mut file = make(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Makes `path`, empty. An error if it is there already.
pub(crate) fn make(path: &Path) -> Result<File> {
    let file = OpenOptions::new().write(true).create_new(true).mode(PRIVATE).open(path)?;
    file.set_permissions(Permissions::from_mode(PRIVATE))?; // whatever the umask
    Ok(file)
}

/// Makes the names in the folder of `path` durable.
pub(crate) fn sync_folder_of(path: &Path) -> Result<()> {
    File::open(folder_of(path))?.sync_all()
}

/// The folder that `path` lies in.
pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_is_its_owners_alone_and_nothing_is_left_beside_it() {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().join("key");
        assert!(create(&path, "old").unwrap());
        assert!(!create(&path, "other").unwrap());
        assert_eq!(fs::read_to_string(&path).unwrap(), "old");
        replace(&path, "new").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), "new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, PRIVATE);
        assert_eq!(fs::read_dir(temp.path()).unwrap().count(), 1);
    }
}
