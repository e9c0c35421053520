//! What is drawn for a server and nobody else has: a folder, and a TCP port on 127.0.0.1.

use std::env;
use std::fs::DirBuilder;
use std::hash::{BuildHasher, RandomState};
use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};
use std::os::unix::fs::DirBuilderExt;
use std::path::{self, Path, PathBuf};

use anyhow::{Context, Result, bail};

/// Below the range from which systems take ports for outgoing connections, so that none of those sits on a server's
/// port while it is stopped.
const FIRST: u16 = 20_000;
const COUNT: u64 = 12_000;
const TRIES: u64 = 100;

/// A folder that nobody else may enter, by its absolute path; made where temporary files go unless said.
pub(crate) fn folder(within: Option<&Path>) -> Result<PathBuf> {
    let temporary = path::absolute(within.map_or_else(env::temp_dir, Path::to_owned))
        .context("cannot tell where temporary files go")?;
    for _ in 0..TRIES {
        let folder = temporary.join(format!("kith-pg-{:016x}", random()));
        match DirBuilder::new().mode(0o700).create(&folder) {
            Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
            made => return made.map(|()| folder).context("cannot make a folder for temporary files"),
        }
    }
    bail!("found no free name for a folder in {TRIES} tries");
}

/// A port that nobody listened on just now. Another may take it before its use: be ready to draw again.
pub(crate) fn port() -> Result<u16> {
    for _ in 0..TRIES {
        let port = FIRST + u16::try_from(random() % COUNT)?;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("found no free port on 127.0.0.1 in {TRIES} tries");
}

/// The keys of a hash map are the randomness that std has; each map's differ.
fn random() -> u64 {
    RandomState::new().hash_one(())
}
