//! `kith config`: the settings in force.

use clap::Args;

use super::Context;
use crate::cli::Output;
use crate::config::DEFAULT;
use crate::failure::Failure;
use crate::output::{print, print_json};

/// Print the settings in force, and where each value came from
///
/// From the weakest to the strongest: the defaults, kith.toml, the environment, flags.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  kith config
  kith config --default > kith.toml"
)]
pub(crate) struct Config {
    /// Print the manual of all settings instead, with the values that they have from the start
    #[arg(long)]
    pub(crate) default: bool,
    /// text (TOML) or json
    #[arg(long, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

pub(crate) fn run(asked: &Config, context: &Context) -> Result<(), Failure> {
    match asked.output {
        Output::Text => print(context.config.to_toml()?),
        Output::Json => print_json(&context.config.to_json()?),
    }
}

/// Whatever the settings are.
pub(crate) fn print_default() -> Result<(), Failure> {
    print(DEFAULT)
}
