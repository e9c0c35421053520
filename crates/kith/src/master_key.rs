//! The master keys that seal tokens: in the variable `KITH_MASTER_KEY`, else in a file of the data folder, which is
//! made when there is none. Newest first. Shows none of them, and knows nothing of what they seal.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use kith_engine::{ExposeSecret as _, MasterKey, SecretString};
use kith_model::Random;

use crate::config::env::MASTER_KEY;
use crate::failure::Failure;
use crate::private_file;

/// 64 digits a line, newest first.
const FILE: &str = "master-key";

/// The keys at hand; at least one.
pub(crate) fn load(
    folder: &Path,
    variable: Option<&SecretString>,
    random: &dyn Random,
) -> Result<Vec<MasterKey>, Failure> {
    if let Some(keys) = at_hand(folder, variable)? {
        return Ok(keys);
    }
    let path = path(folder);
    let text = lines(&[MasterKey::generate(random)]);
    let made = private_file::create(&path, text.expose_secret());
    made.map_err(|error| Failure::file("write the master key to", &path, &error))?;
    // Ours, or that of another command that was a moment earlier.
    of_file(&path)?.ok_or_else(|| Failure::failed(format!("{} is gone again", path.display())))
}

/// The keys that there are; at least one.
pub(crate) fn at_hand(
    folder: &Path,
    variable: Option<&SecretString>,
) -> Result<Option<Vec<MasterKey>>, Failure> {
    match variable {
        Some(text) => of_variable(text).map(Some),
        None => of_file(&path(folder)),
    }
}

/// The keys of the variable.
pub(crate) fn of_variable(text: &SecretString) -> Result<Vec<MasterKey>, Failure> {
    let keys: Option<Vec<_>> =
        text.expose_secret().split(',').map(|key| MasterKey::from_hex(key.trim())).collect();
    keys.filter(|keys| keys.len() <= 2).ok_or_else(|| {
        Failure::misuse(format!(
            "{MASTER_KEY} must be 64 hexadecimal digits, or two such keys with a comma between them, the newest first"
        ))
        .hint("openssl rand -hex 32 makes one")
    })
}

/// Puts a new key in front of those in the file: it seals from now on, and all of them open.
pub(crate) fn add(folder: &Path, random: &dyn Random) -> Result<(), Failure> {
    let mut keys = vec![MasterKey::generate(random)];
    keys.extend(of_file(&path(folder))?.unwrap_or_default());
    write(folder, &keys)
}

/// Drops all keys of the file but the newest.
pub(crate) fn keep_newest(folder: &Path) -> Result<(), Failure> {
    match of_file(&path(folder))? {
        Some(keys) => write(folder, &keys[..1]),
        None => Ok(()),
    }
}

/// Where they are kept if the variable is not set.
pub(crate) fn path(folder: &Path) -> PathBuf {
    folder.join(FILE)
}

fn write(folder: &Path, keys: &[MasterKey]) -> Result<(), Failure> {
    let path = path(folder);
    let written = private_file::replace(&path, lines(keys).expose_secret());
    written.map_err(|error| Failure::file("write the master key to", &path, &error))
}

fn lines(keys: &[MasterKey]) -> SecretString {
    let lines = keys.iter().map(|key| format!("{}\n", key.to_hex().expose_secret()));
    lines.collect::<String>().into()
}

/// The keys in the file; at least one. `None` if there is no file.
fn of_file(path: &Path) -> Result<Option<Vec<MasterKey>>, Failure> {
    let cannot = |error: std::io::Error| Failure::file("read the master key in", path, &error);
    let text: SecretString = match fs::read_to_string(path) {
        Ok(text) => text.into(),
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(cannot(error)),
    };
    if fs::metadata(path).map_err(cannot)?.permissions().mode() & 0o077 != 0 {
        tracing::warn!(
            "other users of this machine can read the master key; chmod 600 '{}' ends that, and kith key rotate-master makes a new one",
            path.display()
        );
    }
    let keys: Option<Vec<_>> = text.expose_secret().lines().map(MasterKey::from_hex).collect();
    keys.filter(|keys| !keys.is_empty()).map(Some).ok_or_else(|| {
        Failure::failed(format!("{} does not hold master keys: 64 hexadecimal digits a line", path.display()))
            .hint("put back the file as it was; if it is lost, remove it, and connect the accounts again")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kith_model::random::SeededRandom;

    fn shown(keys: &[MasterKey]) -> String {
        lines(keys).expose_secret().to_owned()
    }

    #[test]
    fn a_key_is_made_once_and_a_new_one_stands_in_front() {
        let (temp, random) = (tempfile::tempdir().unwrap(), SeededRandom::new(1));
        let file = path(temp.path());
        let first = shown(&load(temp.path(), None, &random).unwrap());
        assert_eq!((first.len(), &fs::read_to_string(&file).unwrap()), (65, &first));
        assert_eq!(shown(&load(temp.path(), None, &random).unwrap()), first);
        add(temp.path(), &random).unwrap();
        let both = shown(&load(temp.path(), None, &random).unwrap());
        assert!(both.ends_with(&first) && both.len() == 130);
        keep_newest(temp.path()).unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), both[..65]);
        assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn the_variable_comes_first_and_nothing_of_it_is_shown() {
        let (temp, random) = (tempfile::tempdir().unwrap(), SeededRandom::new(1));
        let (one, two) = ("ab".repeat(32), "cd".repeat(32));
        let text = SecretString::from(format!("{one}, {two}"));
        let keys = load(temp.path(), Some(&text), &random).unwrap();
        assert_eq!(shown(&keys), format!("{one}\n{two}\n"));
        assert!(!path(temp.path()).exists());
        for bad in ["abcd".to_owned(), format!("{one},"), format!("{one},{two},{one}"), format!("{one}0")] {
            let refused = of_variable(&bad.clone().into()).err().unwrap().to_string();
            assert!(refused.contains("64 hexadecimal digits") && !refused.contains(&bad), "{refused}");
        }
    }

    #[test]
    fn a_file_with_something_else_in_it_is_never_written_over() {
        let (temp, random) = (tempfile::tempdir().unwrap(), SeededRandom::new(1));
        for text in ["", "buy bread", "\n"] {
            fs::write(path(temp.path()), text).unwrap();
            assert!(load(temp.path(), None, &random).is_err() && add(temp.path(), &random).is_err());
            assert_eq!(fs::read_to_string(path(temp.path())).unwrap(), text);
        }
    }
}
