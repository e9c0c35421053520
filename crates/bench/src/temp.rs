//! A folder of the run's own on the disk to be measured, removed with all that is in it when the run ends.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

/// The run's folder.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(within: &Path) -> Result<Self> {
        let path = within.join(format!("kith-bench-{}", std::process::id()));
        fs::create_dir_all(&path).with_context(|| format!("can't make a folder in {}", within.display()))?;
        Ok(Self(path.canonicalize()?))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// A file or folder in it; not made yet.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = fs::remove_dir_all(&self.0) {
            eprintln!("could not remove {}: {error}", self.0.display());
        }
    }
}

/// The bytes of all files in a folder, as long as the files say they are.
pub(crate) fn size(folder: &Path) -> Result<u64> {
    let mut total = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let meta = entry.metadata()?;
        total += if meta.is_dir() { size(&entry.path())? } else { meta.len() };
    }
    Ok(total)
}
