//! Where PostgreSQL's programs lie. Debian keeps them out of PATH, one folder for each major version.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{shared, variables};

/// The variable that names the folder of the programs to use, in place of the search.
pub const PROGRAMS_VARIABLE: &str = "KITH_TEST_POSTGRES_BIN";

const DEBIANS: &str = "/usr/lib/postgresql";
/// Debian's packages of the clients alone leave out the first two.
const NEEDED: [&str; 4] = ["initdb", "postgres", "psql", "pg_basebackup"];

/// PostgreSQL's programs, all of one version.
#[derive(Clone, Debug)]
pub struct Programs {
    folder: PathBuf,
}

impl Programs {
    /// Those in the folder that `KITH_TEST_POSTGRES_BIN` names; without it the newest of Debian's, else those in
    /// PATH. Nothing where a server cannot be made with them.
    pub fn find() -> Option<Self> {
        let folders = match variables::get(PROGRAMS_VARIABLE) {
            Some(named) => vec![named.into()],
            None => newest_first(Path::new(DEBIANS)).into_iter().chain(in_path()).collect(),
        };
        folders.into_iter().find(|folder| serves(folder)).map(|folder| Self { folder })
    }

    /// As `find`, for tests that start servers of their own: where there are none it says once that they were
    /// skipped, and panics under CI, where nothing may be.
    pub fn find_or_skip() -> Option<Self> {
        shared::or_skip(Self::find())
    }

    /// The folder that they lie in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// One of them by name, ready for arguments. It speaks English, and obeys no `PG...` variable of the caller's.
    pub fn command(&self, program: &str) -> Command {
        let mut command = Command::new(self.folder.join(program));
        for name in variables::of_postgresql() {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C");
        command
    }
}

fn serves(folder: &Path) -> bool {
    NEEDED.iter().all(|program| folder.join(program).is_file())
}

/// The `bin` folders below `root`, whose folders are named by version.
fn newest_first(root: &Path) -> Vec<PathBuf> {
    let major = |path: &Path| -> Option<u32> { path.file_name()?.to_str()?.split('.').next()?.parse().ok() };
    let mut found: Vec<(u32, PathBuf)> = fs::read_dir(root)
        .into_iter()
        .flatten()
        .filter_map(|entry| entry.ok().map(|it| it.path()))
        .filter_map(|path| Some((major(&path)?, path.join("bin"))))
        .collect();
    found.sort_by_key(|(version, _)| std::cmp::Reverse(*version));
    found.into_iter().map(|(_, bin)| bin).collect()
}

fn in_path() -> Vec<PathBuf> {
    variables::get("PATH").map(|path| env::split_paths(&path).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_version_comes_first_by_number_and_not_by_letter() {
        let root = tempfile::tempdir().unwrap();
        for version in ["9.6", "15", "13", "common"] {
            fs::create_dir(root.path().join(version)).unwrap();
        }
        let versions = ["15/bin", "13/bin", "9.6/bin"].map(|it| root.path().join(it));
        assert_eq!(newest_first(root.path()), versions);
        assert!(newest_first(&root.path().join("absent")).is_empty());
    }

    #[test]
    fn a_folder_with_the_clients_alone_does_not_serve() {
        let folder = tempfile::tempdir().unwrap();
        for program in ["psql", "pg_basebackup"] {
            fs::write(folder.path().join(program), "").unwrap();
        }
        assert!(!serves(folder.path()));
        for program in ["initdb", "postgres"] {
            fs::write(folder.path().join(program), "").unwrap();
        }
        assert!(serves(folder.path()));
    }
}
