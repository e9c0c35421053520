//! `cargo xtask bench`: builds the release binaries and lets `kith-bench` measure kith.

use std::process::Command;

use anyhow::Result;

use crate::step;
use crate::workspace::{cargo, release_dir, root};

/// Builds, then runs `kith-bench --kith <binary> ARGS` in the workspace's root.
pub(crate) fn run(args: &[String]) -> Result<()> {
    let mut build = cargo();
    build.args(["build", "--release", "--locked", "-p", "kith", "-p", "kith-bench"]);
    step::command("build", build)?;

    let folder = release_dir()?;
    let mut bench = Command::new(folder.join("kith-bench"));
    bench.current_dir(root()).arg("--kith").arg(folder.join("kith")).args(args);
    step::command("bench", bench)
}
