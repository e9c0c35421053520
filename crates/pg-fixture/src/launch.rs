//! How a server is started: on a free port, its output into a file, and ready when it says so itself.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::postmaster::{Postmaster, wait_for};
use crate::{PrivatePostgres, drawn};

/// The longest folder that a socket in it still has a name for: the system's limit is near 107 bytes in all.
const SOCKETS_MOST: usize = 80;

pub(crate) enum Launched {
    Ready,
    PortTaken,
}

impl PrivatePostgres {
    pub(crate) fn launch_on_a_free_port(&mut self) -> Result<()> {
        for _ in 0..5 {
            self.port = drawn::port()?;
            if let Launched::Ready = self.launch()? {
                return Ok(());
            }
        }
        bail!("each of five ports was taken before it was used");
    }

    /// Starts the process and waits until it answers, or has ended because another holds its port.
    pub(crate) fn launch(&self) -> Result<Launched> {
        let mut run = self.run();
        if let Some(postmaster) = &mut run.postmaster
            && !postmaster.has_ended()?
        {
            bail!("it runs already");
        }
        let said = self.log().len();
        let mut command = self.account.run(self.postgres()?);
        let mut postmaster = Postmaster::new(command.spawn().context("could not start `postgres`")?);
        run.guard.watch(&[postmaster.id()]);
        let ready = wait_for("PostgreSQL starts", || {
            let ended = postmaster.has_ended()?;
            Ok((ended || self.says_ready(postmaster.id())).then_some(!ended))
        });
        match ready {
            Ok(true) => {
                run.postmaster = Some(postmaster);
                return Ok(Launched::Ready);
            }
            Ok(false) => {}
            Err(_) => postmaster.end()?,
        }
        run.guard.watch(&[]);
        let log = self.log();
        let log = log.get(said..).unwrap_or(&log);
        if log.contains("Address already in use") {
            return Ok(Launched::PortTaken);
        }
        bail!("PostgreSQL did not start. It said:\n{log}");
    }

    fn postgres(&self) -> Result<Command> {
        let log = OpenOptions::new()
            .create(true)
            .append(true)
            .open(self.log_file())
            .context("cannot write its log")?;
        let sockets = self.folder().to_string_lossy();
        let sockets = if sockets.len() <= SOCKETS_MOST { sockets } else { "".into() };
        let mut postgres = self.programs.command("postgres");
        postgres.arg("-D").arg(self.data()).current_dir(self.folder()).process_group(0);
        for (name, value) in [
            ("listen_addresses", "127.0.0.1"),
            ("port", &self.port.to_string()),
            ("unix_socket_directories", &sockets),
        ] {
            postgres.arg("-c").arg(format!("{name}={value}"));
        }
        // Its children inherit these: on a pipe of ours they would keep whoever reads it waiting.
        postgres.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        Ok(postgres)
    }

    /// `postmaster.pid` holds the id in its first line and the state in its eighth.
    fn says_ready(&self, id: u32) -> bool {
        let file = fs::read_to_string(self.data().join("postmaster.pid")).unwrap_or_default();
        let mut lines = file.lines().map(str::trim);
        lines.next() == Some(&id.to_string()) && lines.nth(6) == Some("ready")
    }

    /// Runs one of the programs in the folder, as the server's user; its output is kept for the error.
    pub(crate) fn program(&self, name: &str, arguments: impl FnOnce(&mut Command)) -> Result<()> {
        let mut command = self.account.run(self.programs.command(name));
        arguments(&mut command);
        command.current_dir(self.folder()).stdin(Stdio::null());
        let output = command.output().with_context(|| format!("could not start `{name}`"))?;
        if !output.status.success() {
            bail!("{name} failed ({}): {}", output.status, String::from_utf8_lossy(&output.stderr).trim());
        }
        Ok(())
    }
}

/// Adds lines to a file of PostgreSQL's configuration; of several lines for one setting the last counts.
pub(crate) fn append(file: &Path, text: &str) -> Result<()> {
    let mut file =
        OpenOptions::new().append(true).open(file).context("cannot open PostgreSQL's configuration")?;
    file.write_all(text.as_bytes()).context("cannot write PostgreSQL's configuration")
}
