//! The process of a running server, and those it started: signals to them, and waiting for their end.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

const GLANCE: Duration = Duration::from_millis(20);
/// How long anything may take that a server does, on a machine that has much else to do.
const PATIENCE: Duration = Duration::from_mins(1);
/// How long an immediate stop may take; PostgreSQL kills its own stragglers after 5 seconds.
const LAST_PATIENCE: Duration = Duration::from_secs(10);

/// Asks `done` again and again until it has an answer.
pub(crate) fn wait_for<T>(what: &str, done: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    look_for(PATIENCE, done)?.with_context(|| format!("{what}: it took more than {} s", PATIENCE.as_secs()))
}

fn look_for<T>(patience: Duration, mut done: impl FnMut() -> Result<Option<T>>) -> Result<Option<T>> {
    for _ in 0..patience.as_millis() / GLANCE.as_millis() {
        if let Some(answer) = done()? {
            return Ok(Some(answer));
        }
        thread::sleep(GLANCE);
    }
    Ok(None)
}

/// The first of a server's processes. All the others are its children.
pub(crate) struct Postmaster {
    child: Child,
    /// Whom `pause` stopped, itself first; empty while it runs.
    paused: Vec<u32>,
}

impl Postmaster {
    pub(crate) fn new(child: Child) -> Self {
        Self { child, paused: Vec::new() }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn has_ended(&mut self) -> Result<bool> {
        Ok(self.child.try_wait()?.is_some())
    }

    /// Sends it a signal, wakes it where it was paused, and waits for its end.
    pub(crate) fn stop(&mut self, signal: &str) -> Result<()> {
        self.tell_to_end(signal)?;
        wait_for("PostgreSQL was told to stop", || Ok(self.has_ended()?.then_some(())))
    }

    /// Ends it without regard: at once when it can, by force when it cannot.
    pub(crate) fn end(&mut self) -> Result<()> {
        let children = children_of(self.id())?;
        self.tell_to_end("QUIT")?;
        if look_for(LAST_PATIENCE, || Ok(self.has_ended()?.then_some(())))?.is_none() {
            self.child.kill()?;
            self.child.wait()?;
            send("KILL", &children).ok(); // most ended with it
        }
        Ok(())
    }

    fn tell_to_end(&mut self, signal: &str) -> Result<()> {
        if self.has_ended()? {
            return Ok(());
        }
        send(signal, &[self.id()])?;
        self.resume();
        Ok(())
    }

    /// Stops every process in its tracks, and says which.
    pub(crate) fn pause(&mut self) -> Result<&[u32]> {
        if self.paused.is_empty() {
            send("STOP", &[self.id()])?; // it first: it starts no more children then
            self.paused.push(self.id());
            self.paused.extend(children_of(self.id())?);
            send("STOP", &self.paused).ok(); // a child may have ended meanwhile
        }
        Ok(&self.paused)
    }

    pub(crate) fn resume(&mut self) {
        let paused = std::mem::take(&mut self.paused);
        if !paused.is_empty() {
            send("CONT", &paused).ok(); // a child may have been killed
        }
    }
}

/// By the shell's own `kill`: small systems lack the program of that name.
fn send(signal: &str, ids: &[u32]) -> Result<()> {
    let mut kill = Command::new("sh");
    kill.args(["-c", r#"kill -s "$0" "$@""#, signal]).args(ids.iter().map(ToString::to_string));
    let status = kill.stderr(Stdio::null()).status().context("could not start `sh`")?;
    if !status.success() {
        bail!("could not send SIG{signal} to {ids:?}");
    }
    Ok(())
}

fn children_of(parent: u32) -> Result<Vec<u32>> {
    let children =
        |table: Vec<(u32, u32)>| table.into_iter().filter(|it| it.1 == parent).map(|it| it.0).collect();
    if let Ok(entries) = fs::read_dir("/proc") {
        let stats = entries.filter_map(|it| fs::read_to_string(it.ok()?.path().join("stat")).ok());
        let table: Vec<_> = stats.filter_map(|stat| id_and_parent(&stat)).collect();
        if !table.is_empty() {
            return Ok(children(table));
        }
    }
    let ps = Command::new("ps")
        .args(["-A", "-o", "pid=", "-o", "ppid="])
        .output()
        .context("could not start `ps`")?;
    let lines = String::from_utf8_lossy(&ps.stdout).into_owned();
    Ok(children(lines.lines().filter_map(two_numbers).collect()))
}

/// From Linux's `/proc/<pid>/stat`: `12 (postgres: (x)) S 7 ...`; the name may hold anything.
fn id_and_parent(stat: &str) -> Option<(u32, u32)> {
    let (id, _) = stat.split_once(' ')?;
    let (_, rest) = stat.rsplit_once(") ")?;
    Some((id.parse().ok()?, rest.split(' ').nth(1)?.parse().ok()?))
}

fn two_numbers(line: &str) -> Option<(u32, u32)> {
    let mut numbers = line.split_whitespace().map(|it| it.parse().ok());
    Some((numbers.next()??, numbers.next()??))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_children_of_a_process_are_found_whatever_they_are_called() {
        assert_eq!(id_and_parent("12 (a (b) c) S 7 12 0"), Some((12, 7)));
        assert_eq!(two_numbers("   12     7"), Some((12, 7)));
        let mut child = Command::new("sleep").arg("600").spawn().unwrap();
        assert!(children_of(std::process::id()).unwrap().contains(&child.id()));
        child.kill().unwrap();
        child.wait().unwrap();
    }

    #[test]
    fn a_signal_to_nobody_is_an_error() {
        assert!(send("CONT", &[u32::MAX >> 1]).is_err());
    }
}
