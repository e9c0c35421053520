//! The files of the tree, as paths relative to its root. Works without git: a source archive has none.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// Every file below `root`, sorted; build output, hidden folders and a running kith's data left out.
pub(super) fn of(root: &Path) -> Result<Vec<PathBuf>> {
    let (mut files, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))? {
            let entry = entry?;
            let path = entry.path();
            let kind = entry.file_type()?; // of the entry itself: a link to a folder is not followed
            if kind.is_dir() && !is_left_out(&path) {
                folders.push(path);
            } else if kind.is_file() && !path.ends_with(".git") {
                // (`.git` is a file in a worktree that git made beside the first.)
                files.push(path.strip_prefix(root)?.to_owned());
            }
        }
    }
    files.sort();
    Ok(files)
}

fn is_left_out(folder: &Path) -> bool {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with('.')
        || ["node_modules", "kith-data"].contains(&name.as_ref())
        || folder.join("CACHEDIR.TAG").exists() // cargo writes one into every target directory
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_listed_and_build_output_is_not() {
        let files = of(&crate::workspace::root()).unwrap();
        assert!(files.contains(&PathBuf::from("xtask/src/main.rs")));
        assert!(files.contains(&PathBuf::from("Cargo.toml")));
        assert!(!files.iter().any(|it| it.starts_with("target") || it.starts_with(".git")));
    }
}
