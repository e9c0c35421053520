//! Debian's packages: root installs them as CI does, without a service being started; anyone else reads how.

use std::fs::{self, OpenOptions, Permissions};
use std::io::Write;
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};

use crate::step;

/// What Debian asks before a package's service is started; 101 forbids it.
const POLICY: &str = "/usr/sbin/policy-rc.d";
const NOTHING_STARTS: &str = "#!/bin/sh\nexit 101\n";

/// Whether this is a system with apt-get.
pub(crate) fn is_here() -> bool {
    crate::tools::answers("apt-get")
}

/// Whether we may install.
pub(crate) fn is_ours() -> bool {
    let root = || Command::new("id").arg("-u").output().is_ok_and(|said| said.stdout.trim_ascii() == b"0");
    is_here() && root()
}

/// Installs the package. The lists of what can be had are fetched only where that fails without.
pub(crate) fn install(what: &str, package: &str) -> Result<()> {
    let _policy = Policy::forbid(Path::new(POLICY))?;
    let apt_get = |words: &[&str]| {
        let mut apt_get = Command::new("apt-get");
        apt_get.env("DEBIAN_FRONTEND", "noninteractive").args(words);
        apt_get
    };
    let install = || {
        let install = apt_get(&["install", "-y", "--no-install-recommends", package]);
        step::command(&format!("install {what}"), install)
    };
    install().or_else(|_| {
        step::command("update the lists of packages", apt_get(&["update"]))?;
        install()
    })
}

/// While it lives no service is started: a web server on port 80 of the machine is not what a test asked for.
struct Policy<'a>(Option<&'a Path>);

impl<'a> Policy<'a> {
    /// A policy that the machine has already stays, whatever it says.
    fn forbid(file: &'a Path) -> Result<Self> {
        if file.exists() {
            return Ok(Self(None));
        }
        let mut options = OpenOptions::new();
        let mut written =
            options.write(true).create_new(true).mode(0o755).open(file).context("cannot write it")?;
        let policy = Self(Some(file));
        written.write_all(NOTHING_STARTS.as_bytes())?;
        fs::set_permissions(file, Permissions::from_mode(0o755))?; // whatever the umask took away
        Ok(policy)
    }
}

impl Drop for Policy<'_> {
    fn drop(&mut self) {
        if let Some(file) = self.0 {
            let _ = fs::remove_file(file);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_is_there_for_the_installation_and_one_that_was_there_stays() {
        let folder = std::env::temp_dir().join(format!("kith-xtask-{}", std::process::id()));
        fs::create_dir(&folder).unwrap();
        let file = folder.join("policy");
        let ours = Policy::forbid(&file).unwrap();
        assert_eq!(Command::new("sh").arg(&file).status().unwrap().code(), Some(101));
        drop(Policy::forbid(&file).unwrap());
        assert!(file.exists());
        drop(ours);
        assert!(!file.exists());
        fs::remove_dir(&folder).unwrap();
    }
}
