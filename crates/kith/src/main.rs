//! The binary: reads the command line, runs the command, turns what became of it into an exit code.
//! Rules are the engine's, words for users the commands'.

mod accounts;
mod api_key_file;
mod cli;
mod commands;
mod config;
mod copies;
mod data_dir;
mod door;
mod export_file;
mod failure;
mod importing;
mod logging;
mod master_key;
mod moving;
mod new_file;
mod output;
mod private_file;
mod server_lock;
mod serving;
mod sign_in;
mod staging;
mod syncing;
mod wire;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match commands::run(cli::Cli::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            if failure.code() != 0 {
                output::say(&failure);
            }
            ExitCode::from(failure.code())
        }
    }
}
