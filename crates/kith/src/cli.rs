//! The command line: which commands there are and what every one of them takes. What a command takes besides
//! stands in its own file.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::commands::{
    account, ask, backup, completions, config, credits, dashboard, export, import, key, list, man, mcp,
    migrate_store, openapi, restore, serve, sim, sync, syncs, up, verify, workspace,
};
use crate::config::Flags;
use crate::config::log::{Format, Level};
use crate::failure::Failure;

/// Turns a member's LinkedIn connections into an API of your own.
#[derive(Debug, Parser)]
#[command(
    name = "kith",
    version,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "\
Example:
  kith up Basic_LinkedInDataExport.zip

Exit codes: 0 done, 1 failed, 2 misuse. Settings: kith config --default"
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    #[command(flatten)]
    pub(crate) common: Common,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Up(up::Up),
    Serve(serve::Serve),
    Dashboard(dashboard::Dashboard),
    Import(import::Import),
    List(list::List),
    Ask(ask::Ask),
    Mcp(mcp::Mcp),
    Export(export::Export),
    Account(account::Account),
    Sync(sync::Sync),
    Syncs(syncs::Syncs),
    Workspace(workspace::Workspace),
    Key(key::Key),
    Credits(credits::Credits),
    Verify(verify::Verify),
    Backup(backup::Backup),
    Restore(restore::Restore),
    MigrateStore(migrate_store::MigrateStore),
    Sim(sim::Sim),
    Config(config::Config),
    Completions(completions::Completions),
    Man(man::Man),
    Openapi(openapi::OpenApi),
}

/// What every command takes.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options of every command")]
pub(crate) struct Common {
    /// The data folder (setting data.dir) [default: kith-data]
    #[arg(long, global = true, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The database that is shared with other servers (setting store.url), as `postgres://user@host/kith`
    #[arg(long, global = true, value_name = "URL")]
    store: Option<String>,
    /// The workspace to work in
    #[arg(long, global = true, value_name = "NAME", default_value = DEFAULT_WORKSPACE)]
    pub(crate) workspace: String,
    /// The file with settings [default: kith.toml, if there is one]
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Set any setting; the last one counts
    #[arg(long, global = true, value_name = "SECTION.NAME=VALUE")]
    set: Vec<String>,
    /// What is logged to standard error (setting log.level): error, warn, info, debug or trace
    #[arg(long, global = true, value_name = "LEVEL", hide_possible_values = true)]
    log_level: Option<Level>,
    /// The form of the log (setting log.format): text or json
    #[arg(long, global = true, value_name = "FORMAT", hide_possible_values = true)]
    log_format: Option<Format>,
}

/// The workspace that is meant where none is named.
pub(crate) const DEFAULT_WORKSPACE: &str = "default";

/// For whom a command writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Output {
    /// For people
    #[value(alias = "table")]
    Text,
    /// For programs
    Json,
}

impl Cli {
    /// The flags that are settings; a command's own stand last.
    ///
    /// # Errors
    /// Where `--set` has no `=`, or a path is no UTF-8.
    pub(crate) fn flags(&self) -> Result<Flags, Failure> {
        let common = &self.common;
        let mut settings = Vec::new();
        for text in &common.set {
            let Some((key, value)) = text.split_once('=') else {
                return Err(Failure::misuse(format!("--set takes SECTION.NAME=VALUE; got {text:?}")));
            };
            settings.push((key.trim().to_owned(), value.trim().to_owned(), "--set"));
        }
        if let Some(dir) = &common.data {
            let Some(dir) = dir.to_str() else {
                return Err(Failure::misuse(format!("--data {} is no UTF-8", dir.display())));
            };
            settings.push(("data.dir".to_owned(), dir.to_owned(), "--data"));
        }
        if let Some(url) = &common.store {
            settings.push(("store.url".to_owned(), url.clone(), "--store"));
        }
        let named =
            |value: Option<clap::builder::PossibleValue>| value.map(|value| value.get_name().to_owned());
        if let Some(level) = named(common.log_level.and_then(|level| level.to_possible_value())) {
            settings.push(("log.level".to_owned(), level, "--log-level"));
        }
        if let Some(format) = named(common.log_format.and_then(|format| format.to_possible_value())) {
            settings.push(("log.format".to_owned(), format, "--log-format"));
        }
        if let Command::Up(up::Up { server, .. }) | Command::Serve(serve::Serve { server }) = &self.command
            && let Some(listen) = &server.listen
        {
            settings.push(("server.listen".to_owned(), listen.clone(), "--listen"));
        }
        Ok(Flags { file: common.config.clone(), settings })
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use clap::CommandFactory as _;

    use super::*;

    /// The words of a line as a shell would part them: blanks, and double quotes around them.
    fn words(line: &str) -> Vec<String> {
        let mut words = Vec::new();
        for (at, part) in line.split('"').enumerate() {
            if at % 2 == 1 {
                words.push(part.to_owned());
            } else {
                words.extend(part.split_whitespace().map(str::to_owned));
            }
        }
        words
    }

    fn check(command: &clap::Command) {
        let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
        let examples: Vec<_> = help.lines().filter_map(|line| line.strip_prefix("  kith ")).collect();
        assert!(!examples.is_empty(), "{} has no example", command.get_name());
        for example in examples {
            let line = example.split(" > ").next().unwrap_or_default();
            let parsed = Cli::try_parse_from(words(&format!("kith {line}")));
            assert!(parsed.is_ok(), "{example}: {}", parsed.unwrap_err());
        }
        command.get_subcommands().for_each(check);
    }

    #[test]
    fn every_command_has_examples_and_every_example_is_a_command() {
        Cli::command().debug_assert();
        check(&Cli::command());
    }

    /// The texts that people read: the README, the docs, and those of the clients.
    fn texts() -> Vec<(PathBuf, String)> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut texts = Vec::new();
        for folder in [".", "docs", "clients/python", "clients/typescript"] {
            for file in std::fs::read_dir(root.join(folder)).unwrap() {
                let path = file.unwrap().path();
                if path.extension().is_some_and(|ends| ends == "md") {
                    texts.push((path.clone(), std::fs::read_to_string(path).unwrap()));
                }
            }
        }
        texts
    }

    /// The commands that a text shows: lines of code, and what stands within a line with a flag of its own.
    fn commands(text: &str) -> Vec<String> {
        let (mut all, mut is_fenced) = (Vec::new(), false);
        for line in text.lines() {
            is_fenced ^= line.trim_start().starts_with("```");
            let code = line.trim_start();
            let command = code.strip_prefix("kith ").or_else(|| code.strip_prefix("cargo run --release -- "));
            all.extend(command.filter(|_| is_fenced || line.starts_with("    ")));
        }
        let inline = text.split('`').filter_map(|code| code.strip_prefix("kith "));
        all.extend(inline.filter(|code| code.contains("--") && !code.contains(['\n', '…'])));
        all.into_iter().map(str::to_owned).collect()
    }

    #[test]
    fn every_command_that_a_text_shows_is_one() {
        let mut shown = 0;
        for (path, text) in texts() {
            for command in commands(&text) {
                let line = command.split(['#', '<', '>', '|']).next().unwrap_or_default();
                let parsed = Cli::try_parse_from(words(&format!("kith {line}")));
                let wrong = parsed.err().filter(clap::Error::use_stderr);
                assert!(wrong.is_none(), "{}: kith {command}: {}", path.display(), wrong.unwrap());
                shown += 1;
            }
        }
        assert!(shown > 15, "{shown}");
    }
}
