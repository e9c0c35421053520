//! The data folder: it is its owner's alone (mode 0700), whatever the umask. Knows no file in it but the database,
//! by which a data folder is told from any other.

use std::fs::{self, DirBuilder, Permissions};
use std::io::ErrorKind;
use std::os::unix::fs::{DirBuilderExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};

use crate::failure::Failure;
use crate::private_file;

/// By this file of the store a folder is known.
pub(crate) const DATABASE: &str = "kith.sqlite3";

const PRIVATE: u32 = 0o700;

/// Makes the folder and an empty database in it, unless they are there. `true` if there was no data in it.
pub(crate) fn make(path: &Path) -> Result<bool, Failure> {
    make_folder(path)?;
    // The store finds it empty and fills it; the files beside it take over its mode.
    match private_file::make(&path.join(DATABASE)) {
        Ok(_) => Ok(true),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(false),
        Err(error) => Err(cannot_make(path, &error)),
    }
}

fn cannot_make(path: &Path, error: &std::io::Error) -> Failure {
    Failure::file("make the data folder", path, error).hint("name another one with --data DIR")
}

/// Makes the folder, unless it is there.
pub(crate) fn make_folder(path: &Path) -> Result<(), Failure> {
    let cannot = |error: std::io::Error| cannot_make(path, &error);
    let private = || fs::set_permissions(path, Permissions::from_mode(PRIVATE));
    match fs::metadata(path) {
        Ok(found) if !found.is_dir() => {
            let says = format!("the data folder {} is a file", path.display());
            return Err(Failure::failed(says).hint("name another one with --data DIR"));
        }
        Ok(found) if found.permissions().mode() & 0o077 != 0 => {
            let empty = fs::read_dir(path).map_err(cannot)?.next().is_none();
            if !(empty && private().is_ok()) {
                tracing::warn!(
                    "other users of this machine can look into the data folder; chmod 700 '{}' ends that",
                    path.display()
                );
            }
        }
        Ok(_) => {}
        Err(_) => {
            DirBuilder::new().recursive(true).mode(PRIVATE).create(path).map_err(cannot)?;
            private().map_err(cannot)?; // the umask may have taken more away
        }
    }
    Ok(())
}

/// The folders that [`make_folder`] would make, innermost first.
pub(crate) fn missing(path: &Path) -> Vec<PathBuf> {
    let all = path.ancestors().filter(|folder| !folder.as_os_str().is_empty());
    all.take_while(|folder| !folder.exists()).map(Path::to_owned).collect()
}

/// Whether kith keeps data there.
pub(crate) fn has_data(path: &Path) -> bool {
    path.join(DATABASE).exists()
}

/// A file of the store that is there, be it only one that another left behind: a log without its database would be
/// played into the next one of that name.
pub(crate) fn remains(path: &Path) -> Option<PathBuf> {
    let all = ["", "-wal", "-shm", "-journal"].map(|end| path.join(format!("{DATABASE}{end}")));
    all.into_iter().find(|file| file.exists())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_new_folder_and_an_empty_one_become_their_owners_alone() {
        let temp = tempfile::tempdir().unwrap();
        let (new, empty) = (temp.path().join("a/b"), temp.path().join("c"));
        fs::create_dir(&empty).unwrap();
        fs::set_permissions(&empty, Permissions::from_mode(0o755)).unwrap();
        assert!(make(&new).unwrap() && make(&empty).unwrap());
        assert_eq!((mode(&new), mode(&empty)), (0o700, 0o700));
    }

    #[test]
    fn a_folder_that_is_in_use_keeps_its_mode_and_a_file_is_no_folder() {
        let temp = tempfile::tempdir().unwrap();
        fs::set_permissions(temp.path(), Permissions::from_mode(0o750)).unwrap();
        fs::write(temp.path().join(DATABASE), "").unwrap();
        assert!(!make(temp.path()).unwrap());
        assert_eq!(mode(temp.path()), 0o750);
        assert_eq!(make(&temp.path().join(DATABASE)).unwrap_err().code(), 1);
    }
}
