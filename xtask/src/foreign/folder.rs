//! A folder of installed packages: filled from lists of this tree, and marked with them once it is whole. It lies in the
//! target folder, so that `cargo clean` takes it away.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::workspace;

/// The mark of a folder that is whole: the lists it was filled from.
const MARK: &str = ".filled-from";

pub(super) struct Folder {
    pub(super) path: PathBuf,
    lists: Vec<(PathBuf, String)>,
}

impl Folder {
    /// `tools/<name>` in the target folder, for the lists `names` of `xtask/<name>`.
    pub(super) fn open(name: &str, names: &[&str]) -> Result<Self> {
        let path = workspace::release_dir()?.with_file_name("tools").join(name);
        Self::of(path, &workspace::root().join("xtask").join(name), names)
    }

    fn of(path: PathBuf, source: &Path, names: &[&str]) -> Result<Self> {
        let read = |name: &&str| {
            let list = source.join(name);
            let text =
                fs::read_to_string(&list).with_context(|| format!("cannot read {}", list.display()))?;
            Ok((list, text))
        };
        Ok(Self { path, lists: names.iter().map(read).collect::<Result<_>>()? })
    }

    /// Whether it holds what the lists name. Packages know where they lie: one that was moved is not whole.
    pub(super) fn is_whole(&self) -> bool {
        fs::read_to_string(self.path.join(MARK)).is_ok_and(|mark| mark == self.mark())
    }

    /// Empties it, and lays the lists in it.
    pub(super) fn begin(&self) -> Result<()> {
        if self.path.exists() {
            fs::remove_dir_all(&self.path)
                .with_context(|| format!("cannot empty {}", self.path.display()))?;
        }
        fs::create_dir_all(&self.path).with_context(|| format!("cannot make {}", self.path.display()))?;
        for (list, text) in &self.lists {
            fs::write(self.path.join(list.file_name().unwrap_or_default()), text)?;
        }
        Ok(())
    }

    /// Marks it as whole.
    pub(super) fn finish(&self) -> Result<()> {
        fs::write(self.path.join(MARK), self.mark()).context("cannot mark it as whole")
    }

    fn mark(&self) -> String {
        let texts = self.lists.iter().map(|(_, text)| text.as_str());
        [format!("{}\n", self.path.display()).as_str()].into_iter().chain(texts).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_whole_once_it_is_finished_and_until_a_list_changes() {
        let scratch = std::env::temp_dir().join(format!("kith-xtask-folder-{}", std::process::id()));
        fs::create_dir(&scratch).unwrap();
        fs::write(scratch.join("list.txt"), "six==1\n").unwrap();
        let open = || Folder::of(scratch.join("made"), &scratch, &["list.txt"]).unwrap();

        let folder = open();
        assert!(!folder.is_whole());
        folder.begin().unwrap();
        assert!(!folder.is_whole());
        assert_eq!(fs::read_to_string(folder.path.join("list.txt")).unwrap(), "six==1\n");
        folder.finish().unwrap();
        assert!(open().is_whole());

        fs::write(scratch.join("list.txt"), "six==2\n").unwrap();
        let folder = open();
        assert!(!folder.is_whole());
        fs::write(folder.path.join("old"), "").unwrap();
        folder.begin().unwrap();
        assert!(!folder.path.join("old").exists());
        fs::remove_dir_all(&scratch).unwrap();
    }
}
