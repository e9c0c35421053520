//! A free TCP port on 127.0.0.1. Drawn below the range from which systems take ports for outgoing connections, so that
//! none of those sits on a server's port while it is stopped.

use std::hash::{BuildHasher, RandomState};
use std::net::{Ipv4Addr, TcpListener};

use anyhow::{Result, bail};

const FIRST: u16 = 20_000;
const COUNT: u64 = 12_000;
const TRIES: u64 = 100;

/// A port that nobody listened on just now. Another may take it before its use: be ready to draw again.
pub(crate) fn free() -> Result<u16> {
    for nth in 0..TRIES {
        let drawn = RandomState::new().hash_one(nth) % COUNT; // keys of a hash map are the randomness that std has
        let port = FIRST + u16::try_from(drawn)?;
        if TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("found no free port on 127.0.0.1 in {TRIES} tries");
}
