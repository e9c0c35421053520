//! `kith completions`: what a shell needs to complete our commands.

use clap::{Args, CommandFactory as _};
use clap_complete::Shell;

use crate::cli::Cli;
use crate::failure::Failure;
use crate::output::print;

/// Print completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  kith completions bash > ~/.local/share/bash-completion/completions/kith
  kith completions zsh > ~/.zfunc/_kith")]
pub(crate) struct Completions {
    /// bash, elvish, fish, powershell or zsh
    #[arg(value_enum, value_name = "SHELL", hide_possible_values = true)]
    shell: Shell,
}

pub(crate) fn run(asked: &Completions) -> Result<(), Failure> {
    let mut script = Vec::new();
    clap_complete::generate(asked.shell, &mut Cli::command(), "kith", &mut script);
    print(script)
}
