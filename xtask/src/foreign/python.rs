//! A virtual environment with the packages of `xtask/python`. Python itself is the machine's; root on a Debian installs
//! what it lacks for making one.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use super::folder::Folder;
use crate::{apt, step, tools};

/// Ends well where this Python can make an environment and is new enough for the packages.
const CAN: &str = "import ensurepip, venv, sys; sys.exit(sys.version_info < (3, 11))";

/// The environment's Python.
pub(super) fn prepare() -> Result<PathBuf> {
    let folder = Folder::open("python", &["requirements.txt", "constraints.txt"])?;
    let python = folder.path.join("bin").join("python");
    if folder.is_whole() && tools::runs(&python, "--version") {
        return Ok(python);
    }
    machines_python()?;
    folder.begin()?;
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv"]).arg(&folder.path);
    step::command("make a Python environment", venv)?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--prefer-binary"]);
    pip.args(["-r", "requirements.txt", "-c", "constraints.txt"]).current_dir(&folder.path);
    step::command("install Python packages", pip)?;
    folder.finish()?;
    Ok(python)
}

/// Installs what is missing where we may.
fn machines_python() -> Result<()> {
    let can = || Command::new("python3").args(["-c", CAN]).output().is_ok_and(|said| said.status.success());
    if can() {
        return Ok(());
    }
    if apt::is_ours() {
        apt::install("Python", "python3-venv")?;
    }
    if !can() {
        bail!("{}", how_to_get_it(apt::is_here()));
    }
    Ok(())
}

fn how_to_get_it(apt: bool) -> &'static str {
    if apt { "sudo apt-get install python3-venv" } else { "install Python 3.11 or later, with its venv" }
}

/// The folder that the environment's packages lie in.
pub(super) fn packages(python: &PathBuf) -> Result<PathBuf> {
    let ask = ["-c", "import sysconfig; print(sysconfig.get_path('purelib'))"];
    let said = Command::new(python).args(ask).output().context("could not start the environment's Python")?;
    if !said.status.success() {
        bail!("the environment's Python does not say where its packages lie");
    }
    Ok(PathBuf::from(String::from_utf8_lossy(&said.stdout).trim_end()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_way_to_python_is_that_of_the_system() {
        assert_eq!(how_to_get_it(true), "sudo apt-get install python3-venv");
        assert!(how_to_get_it(false).starts_with("install Python 3.11"));
    }
}
