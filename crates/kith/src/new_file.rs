//! Where a command puts a file that it makes: made ready in a folder beside its place, which must be free unless it is to
//! be taken. Knows nothing of what the file holds.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Where the file is made ready.
///
/// # Errors
/// Where `file` is there and stays, or is no name of a file.
pub(crate) fn staging_of(file: &Path, force: bool) -> Result<PathBuf, Failure> {
    // A link or a device would itself be gone, and not what is behind it.
    let there = file.symlink_metadata().ok();
    if file.file_name().is_none() || there.as_ref().is_some_and(|found| !found.is_file()) {
        let says = format!("{} is a folder, a link or a device", file.display());
        return Err(Failure::failed(says).hint("name a new file, in a folder that is there"));
    }
    if there.is_some() && !force {
        return Err(taken(file));
    }
    let name = file.to_str().and(file.file_name()).and_then(|name| name.to_str());
    let name = name.ok_or_else(|| Failure::misuse(format!("{} is no UTF-8", file.display())))?;
    Ok(file.with_file_name(format!(".{name}.kith-new")))
}

/// Somebody else's file is there.
pub(crate) fn taken(file: &Path) -> Failure {
    Failure::failed(format!("{} is there already", file.display()))
        .hint("name another file, or take its place with --force")
}

/// Another command is making the same file.
pub(crate) fn busy(file: &Path) -> Failure {
    Failure::failed(format!("another kith is just writing {}", file.display()))
        .hint("wait for it, or name another file")
}
