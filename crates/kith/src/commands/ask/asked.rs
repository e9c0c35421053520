//! What was asked: clap's subcommands as the catalogue has them, and the fields that their flags gave.

use clap::error::{Error, ErrorKind};
use clap::{ArgMatches, Command, FromArgMatches, Subcommand};
use kith_api::Tool;
use serde_json::{Map, Value};

use super::flags;

/// A call with its fields, but for the account, which may be named in more ways than the API knows.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) tool: &'static Tool,
    pub(super) fields: Map<String, Value>,
    pub(super) account: Option<String>,
}

impl FromArgMatches for Asked {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, Error> {
        let found = matches.subcommand().and_then(|(name, matches)| {
            let tool = kith_api::tools().iter().find(|tool| tool.name() == name)?;
            Some((tool, matches))
        });
        let Some((tool, matches)) = found else {
            return Err(Error::raw(ErrorKind::MissingSubcommand, "name what to ask\n"));
        };
        Ok(Self { tool, fields: flags::fields(tool, matches), account: flags::account(tool, matches) })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

impl Subcommand for Asked {
    fn augment_subcommands(command: Command) -> Command {
        command
            .subcommand_required(true)
            .arg_required_else_help(true)
            .subcommands(kith_api::tools().iter().map(flags::command))
    }

    fn augment_subcommands_for_update(command: Command) -> Command {
        Self::augment_subcommands(command)
    }

    fn has_subcommand(name: &str) -> bool {
        kith_api::tools().iter().any(|tool| tool.name() == name)
    }
}
