//! Where the workspace lies, and the cargo that every chore starts in it.
//! Respects `CARGO` and `CARGO_TARGET_DIR`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The folder of the workspace's `Cargo.toml`.
pub(crate) fn root() -> PathBuf {
    let xtask = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&xtask).parent().unwrap_or(Path::new(".")).to_owned()
}

/// The folder that `cargo build --release` fills: the neighbour of the one that this program lies in.
pub(crate) fn release_dir() -> Result<PathBuf> {
    let this = env::current_exe().context("cannot tell where xtask itself was built")?;
    let profile = this.parent().context("xtask does not lie in a folder of the target directory")?;
    Ok(profile.with_file_name("release"))
}

/// The cargo that started xtask, in the workspace's root, with the caller's environment.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(root());
    for name in env::vars_os().filter_map(|(name, _)| name.into_string().ok()).filter(|it| is_ours_alone(it))
    {
        cargo.env_remove(name);
    }
    if let Some(target) = env::var_os("CARGO_TARGET_DIR").filter(|it| Path::new(it).is_relative())
        && let Ok(target) = std::path::absolute(target)
    {
        cargo.env("CARGO_TARGET_DIR", target);
    }
    cargo
}

/// Whether `cargo run` set this variable to describe xtask itself. Build scripts that watch such a
/// variable (ring's is one) would run again on every change between `cargo xtask test` and `cargo test`.
fn is_ours_alone(name: &str) -> bool {
    ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_"].iter().any(|start| name.starts_with(start))
        || ["CARGO_CRATE_NAME", "CARGO_PRIMARY_PACKAGE"].contains(&name)
}

#[cfg(test)]
mod tests {
    use std::ffi::OsStr;

    use super::*;

    #[test]
    fn the_root_is_the_folder_with_the_workspaces_manifest() {
        let manifest = std::fs::read_to_string(root().join("Cargo.toml")).unwrap();
        assert!(manifest.contains("[workspace]"));
    }

    #[test]
    fn cargo_is_not_told_which_package_started_it() {
        let cargo = cargo();
        let taken = |name: &str| cargo.get_envs().any(|it| it == (OsStr::new(name), None));
        assert!(taken("CARGO_PKG_NAME") && taken("CARGO_MANIFEST_DIR"));
        assert!(!taken("CARGO_HOME") && !taken("CARGO_TARGET_DIR") && !taken("PATH"));
    }
}
