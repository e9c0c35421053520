//! Whom the server runs as. PostgreSQL refuses to run as root, so that root hands it to an unprivileged user.

use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result};

/// The users that root may hand a server to; the first that exists is taken.
const UNPRIVILEGED: [&str; 2] = ["postgres", "nobody"];

/// The user and group to change to; none where we are not root and stay who we are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Account(Option<(u32, u32)>);

impl Account {
    pub(crate) fn find() -> Result<Self> {
        if id("-u", None).context("cannot tell who we are: `id -u` failed")? != 0 {
            return Ok(Self(None));
        }
        let found = UNPRIVILEGED.iter().find_map(|user| Some((id("-u", Some(user))?, id("-g", Some(user))?)));
        found
            .map(|ids| Self(Some(ids)))
            .context("PostgreSQL does not run as root, and there is no user to run it as")
    }

    /// The command, to be run as this user. (`runuser` would stay in between, and catch our signals.)
    pub(crate) fn run(self, mut command: Command) -> Command {
        if let Self(Some((user, group))) = self {
            command.uid(user).gid(group);
        }
        command
    }

    /// Hands the file or folder itself over, not what it holds.
    pub(crate) fn give(self, path: &Path) -> Result<()> {
        let Self(Some((user, group))) = self else { return Ok(()) };
        chown(path, Some(user), Some(group)).context("cannot hand the server's folder to its user")
    }
}

fn id(which: &str, user: Option<&str>) -> Option<u32> {
    let said = Command::new("id").arg(which).args(user).stderr(Stdio::null()).output().ok()?;
    String::from_utf8(said.stdout).ok()?.trim().parse().ok()
}
