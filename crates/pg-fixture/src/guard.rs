//! The guard: a shell that outlives us by a moment. When we end without a word (Ctrl-C, SIGKILL, a server in a `static`)
//! the pipe to it closes, and it ends the server and removes the folder.

use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};

/// Each line that it reads is all it has to end: process ids, or nothing.
const SCRIPT: &str = r#"
trap '' HUP INT TERM
ids=
while read -r line; do ids=$line; done
if [ -n "$ids" ]; then
  kill -s QUIT $ids
  kill -s CONT $ids # those that were paused
  tries=0
  while kill -0 ${ids%% *} && [ $tries -lt 5 ]; do sleep 1; tries=$((tries + 1)); done
  kill -s KILL $ids
fi
rm -rf "$1"
"#;

pub(crate) struct Guard {
    shell: Child,
}

impl Guard {
    /// Sets a guard over `folder`, which it removes in the end.
    pub(crate) fn over(folder: &Path) -> Result<Self> {
        let shell = Command::new("sh")
            .args(["-c", SCRIPT, "guard"])
            .arg(folder)
            .current_dir("/")
            .process_group(0) // what the terminal sends to us, it does not hear
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .context("could not start `sh`")?;
        Ok(Self { shell })
    }

    /// The processes that are to be ended from now on, the postmaster first.
    pub(crate) fn watch(&mut self, ids: &[u32]) {
        let line: Vec<String> = ids.iter().map(ToString::to_string).collect();
        if let Some(pipe) = &mut self.shell.stdin {
            let _ = writeln!(pipe, "{}", line.join(" ")); // a guard that was killed guards nothing, and harms nothing
        }
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.shell.stdin.take();
        let _ = self.shell.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guard_that_hears_no_more_ends_what_it_watches_and_removes_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Command::new("sleep").arg("600").spawn().unwrap();
        let mut guard = Guard::over(folder.path()).unwrap();
        guard.watch(&[1, 2]);
        guard.watch(&[server.id()]);
        let waiting = std::thread::spawn(move || server.wait());
        drop(guard);
        assert!(!waiting.join().unwrap().unwrap().success());
        assert!(!folder.path().exists());
    }

    #[test]
    fn a_guard_that_watches_nothing_ends_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut server = Command::new("sleep").arg("600").spawn().unwrap();
        let mut guard = Guard::over(folder.path()).unwrap();
        guard.watch(&[server.id()]);
        guard.watch(&[]);
        drop(guard);
        assert!(server.try_wait().unwrap().is_none());
        server.kill().unwrap();
        server.wait().unwrap();
    }
}
