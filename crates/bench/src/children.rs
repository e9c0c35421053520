//! Servers that the benchmark starts: their first line says where they listen, and dropping one ends it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::SocketAddr;
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::Value;

use crate::stop;

/// How long a server may take to say that it serves: `up` imports first.
const START: Duration = Duration::from_mins(2);

/// How long a server may take to end in order before it is killed.
const END: u32 = 50; // tenths of a second

/// A server that runs.
pub(crate) struct Server {
    child: Child,
    pub(crate) address: SocketAddr,
    /// Its first line, whole. May hold a key: never printed.
    pub(crate) said: Value,
}

impl Server {
    /// Starts a server and waits until it says where it listens.
    pub(crate) fn start(command: &mut Command) -> Result<Self> {
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut guard =
            Guard(Some(child.with_context(|| format!("can't start {}", command.get_program().display()))?));
        let output = guard.0.as_mut().and_then(|child| child.stdout.take()).context("no standard output")?;
        let line = first_line(output)?;
        let said: Value = serde_json::from_str(&line).context("the server's first line is no JSON")?;
        let address = address(&said["base_url"]).context("the server's first line has no base_url")?;
        Ok(Self { child: guard.0.take().context("no child")?, address, said })
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // std has no way to send SIGTERM, and a call into libc would be the only unsafe code here.
        let _ = Command::new("sh").args(["-c", &format!("kill -TERM {}", self.child.id())]).status();
        for _ in 0..END {
            if matches!(self.child.try_wait(), Ok(Some(_))) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        end(&mut self.child);
    }
}

/// Kills a child that never came to serve.
struct Guard(Option<Child>);

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(child) = &mut self.0 {
            end(child);
        }
    }
}

fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Where an address in a first line points; `None` if it is absent.
pub(crate) fn address(url: &Value) -> Option<SocketAddr> {
    url.as_str()?.strip_prefix("http://")?.split('/').next()?.parse().ok()
}

/// Reads the first line in a thread, which goes on to read the rest away: a full pipe would stop the server.
fn first_line(output: ChildStdout) -> Result<String> {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let mut output = BufReader::new(output);
        let mut line = String::new();
        if output.read_line(&mut line).is_ok() {
            let _ = send.send(line);
        }
        let mut rest = [0; 4096];
        while output.read(&mut rest).is_ok_and(|n| n > 0) {}
    });
    let step = Duration::from_millis(100);
    let mut waited = Duration::ZERO;
    loop {
        match receive.recv_timeout(step) {
            Ok(line) if line.is_empty() => bail!("the server ended before it served"),
            Ok(line) => return Ok(line),
            Err(mpsc::RecvTimeoutError::Timeout) if waited < START => waited += step,
            Err(_) => bail!("the server did not say where it listens within {} s", START.as_secs()),
        }
        stop::check()?;
    }
}
