//! The commands, one a file: what it takes, what it does, what it prints. Only commands and `output` print.

pub(crate) mod account;
pub(crate) mod ask;
pub(crate) mod backup;
pub(crate) mod completions;
pub(crate) mod config;
pub(crate) mod credits;
pub(crate) mod dashboard;
pub(crate) mod export;
pub(crate) mod import;
pub(crate) mod key;
pub(crate) mod list;
pub(crate) mod man;
pub(crate) mod mcp;
pub(crate) mod migrate_store;
pub(crate) mod openapi;
pub(crate) mod restore;
mod rotate_master;
pub(crate) mod serve;
pub(crate) mod sim;
pub(crate) mod sync;
pub(crate) mod syncs;
pub(crate) mod up;
pub(crate) mod verify;
pub(crate) mod workspace;

use kith_engine::SecretString;

use crate::cli::{Cli, Command};
use crate::config::Config;
use crate::failure::Failure;
use crate::logging;

/// What a command works with besides its own arguments.
pub(crate) struct Context {
    pub(crate) config: Config,
    /// The workspace's name.
    pub(crate) workspace: String,
    /// The master keys that the environment holds.
    pub(crate) master_key: Option<SecretString>,
    /// The API key that the environment holds.
    pub(crate) api_key: Option<SecretString>,
    /// Whether the command may seal tokens.
    pub(crate) seals: bool,
}

/// Runs the command that was asked for.
pub(crate) fn run(cli: Cli) -> Result<(), Failure> {
    // These answer whatever the settings are, and so help to repair them.
    match &cli.command {
        Command::Completions(asked) => return completions::run(asked),
        Command::Man(asked) => return man::run(asked),
        Command::Openapi(asked) => return openapi::run(asked),
        Command::Config(asked) if asked.default => return config::print_default(),
        _ => {}
    }
    let environment = crate::config::env::read()?;
    let config = crate::config::load(&environment, &cli.flags()?)?;
    let serves = matches!(cli.command, Command::Up(_) | Command::Serve(_));
    logging::start(&config, serves, environment.no_color);
    let seals = serves
        || matches!(&cli.command, Command::Sync(_))
        || matches!(&cli.command, Command::Account(asked) if asked.seals());
    let (workspace, master_key, api_key) =
        (cli.common.workspace, environment.master_key, environment.api_key);
    let context = Context { config, workspace, master_key, api_key, seals };
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(workers()).enable_all().build().map_err(
            |error| Failure::failed("the threads that do the work could not be started").cause(error),
        )?;
    runtime.block_on(async move {
        match cli.command {
            Command::Up(asked) => up::run(asked, &context).await,
            Command::Serve(asked) => serve::run(asked, &context).await,
            Command::Import(asked) => import::run(asked, &context).await,
            Command::Ask(asked) => ask::run(asked, &context).await,
            Command::Mcp(asked) => mcp::run(asked, &context).await,
            Command::List(asked) => list::run(&asked, &context).await,
            Command::Export(asked) => export::run(&asked, &context).await,
            Command::Account(asked) => account::run(asked, &context).await,
            Command::Sync(asked) => sync::run(&asked, &context).await,
            Command::Syncs(asked) => syncs::run(&asked, &context).await,
            Command::Workspace(asked) => workspace::run(asked, &context).await,
            Command::Key(asked) => key::run(asked, &context).await,
            Command::Credits(asked) => credits::run(asked, &context).await,
            Command::Dashboard(asked) => dashboard::run(asked, &context).await,
            Command::Verify(asked) => verify::run(&asked, &context).await,
            Command::Backup(asked) => backup::run(&asked, &context).await,
            Command::Restore(asked) => restore::run(&asked, &context).await,
            Command::MigrateStore(asked) => migrate_store::run(&asked, &context).await,
            Command::Sim(asked) => sim::run(asked).await,
            Command::Config(asked) => config::run(&asked, &context),
            Command::Completions(_) | Command::Man(_) | Command::Openapi(_) => Ok(()), // done above
        }
    })
}

/// A thread for each core but one, which is the ledger's: it charges for what the others answer. On two cores a
/// second worker would only take turns with it.
fn workers() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| cores.get().saturating_sub(1).max(1))
}
