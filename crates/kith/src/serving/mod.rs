//! A server from its start to its end: the lock, the workspace, an import if one is asked for, the key, the
//! ports, the announcement, housekeeping, the work on syncs, and an orderly end.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use kith_api::{Server, ServerSettings};
use kith_engine::{Account, AccountInfo, Engine, ExposeSecret as _, SecretString};
use kith_model::WorkspaceId;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

use crate::cli::Output;
use crate::commands::Context;
use crate::failure::Failure;
use crate::importing::{self, Ask};
use crate::output::numbers::count;
use crate::output::{print, report, say};
use crate::server_lock::ServerLock;
use crate::wire::Kith;
use crate::{accounts, api_key_file};

mod announce;

pub(crate) use announce::url;

/// What `up` and `serve` take.
#[derive(Debug, clap::Args)]
pub(crate) struct ServerArgs {
    /// Where to listen (setting server.listen); port 0 takes a free one [default: 127.0.0.1:7171]
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<String>,
    /// Where the key is kept that is printed at each start [default: api-key in the data folder]
    #[arg(long, value_name = "FILE")]
    api_key_file: Option<PathBuf>,
    /// text, or json: one object on the first line of standard output, all else on standard error
    #[arg(long, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

/// How often what is past its time is dropped.
const HOUSEKEEPING: Duration = Duration::from_hours(1);

/// Serves until it is told to stop.
pub(crate) async fn run(args: ServerArgs, ask: Option<Ask>, context: &Context) -> Result<(), Failure> {
    // What is not the one JSON line goes beside it. That nobody reads it is no reason not to serve.
    let tell = |text: String| match args.output {
        Output::Text => drop(print(text)),
        Output::Json => say(text.trim_end()),
    };
    let settings = context.config.settings.server.settings(&context.config.settings.oauth);
    let has_dashboard = settings.dashboard;
    if settings.admin_listen.is_some() {
        kith_api::install_metrics().map_err(|error| Failure::failed("counting cannot begin").cause(error))?;
    }
    let kith = Kith::make(context).await?;
    // What is shared has no one server.
    let mut lock = if kith.is_shared { None } else { Some(ServerLock::take(&kith.folder)?) };
    let server = listen(&kith.engine, settings).await?;
    let urls = announce::Urls::of(&server);
    if let Some(lock) = &mut lock {
        lock.serves_at(&urls.base);
    }

    let (workspace, is_new) = kith.workspace_or_new(context).await?;
    if is_new {
        let credits = kith.engine.get_credits(workspace.id).await?.balance;
        let folder = kith.is_new.then(|| format!("the data folder {} and ", kith.folder.display()));
        tell(format!(
            "Made {}the workspace \"{}\" with {}.\n\n",
            folder.unwrap_or_default(),
            workspace.name,
            count(credits, "credit")
        ));
    }
    // A key file that can't be used stops it before anything is imported.
    let path = args.api_key_file.clone();
    let path = path.unwrap_or_else(|| api_key_file::default_path(&kith.folder, &workspace.name));
    let key = match &args.api_key_file {
        None if kith.is_shared => api_key_file::keep_if_it_is_the_first(&kith, &workspace, &path).await?,
        _ => Some(api_key_file::keep(&kith.engine, &workspace, &path).await?),
    };
    let imported = match ask {
        Some(ask) => Some(importing::import(&kith.engine, workspace.id, ask).await?),
        None => None,
    };
    if let Some(imported) = &imported {
        tell(report::text(imported) + "\n");
    }
    if let (Output::Json, Some(because)) = (args.output, key.as_ref().and_then(|key| key.made_because)) {
        tracing::info!(file = %path.display(), "made a new API key, since {because}");
    }
    let account = match imported.and_then(|imported| imported.account) {
        Some(id) => Some(id),
        None => the_account(&kith.engine, workspace.id).await?.map(|account| account.id),
    };

    let link = match &key {
        Some(key) if has_dashboard => sign_in_link(&kith.engine, workspace.id, &key.secret).await?,
        _ => None,
    };
    let dashboard = match &link {
        Some(link) => announce::Dashboard::Link(link.expose_secret()),
        None if has_dashboard => announce::Dashboard::On,
        None => announce::Dashboard::Off,
    };

    let stop = stop_signal()?;
    let serving = tokio::spawn(server.serve(stop));
    let housekeeping = tokio::spawn(keep_house(Arc::clone(&kith.engine)));
    let (stop_work, stopped) = oneshot::channel::<()>();
    let work = tokio::spawn(Arc::clone(&kith.engine).work(async move { drop(stopped.await) }));
    let said = announce::Announcement {
        urls: &urls,
        key: key.as_ref(),
        key_file: &path,
        dashboard,
        account: account.as_ref(),
    };
    drop(print(match args.output {
        Output::Text => said.text(),
        Output::Json => said.json_line(),
    }));
    tracing::info!(address = urls.base, "serving");
    let ended = serving.await;
    housekeeping.abort();
    drop(stop_work);
    if work.await.is_err() {
        tracing::error!("the work on syncs ended in disorder; those under way are taken up again later");
    }
    kith.engine.close().await?;
    tracing::info!("stopped");
    drop(lock);
    ended.map_err(|error| Failure::failed("the server ended before it was told to").cause(error))
}

/// Takes the ports before anything is written: where that fails, nothing has happened yet.
async fn listen(engine: &Arc<Engine>, settings: ServerSettings) -> Result<Server, Failure> {
    let admin = settings.admin_listen.map(|admin| format!(" and {admin}")).unwrap_or_default();
    let asked = format!("{}{admin}", settings.listen);
    Server::bind(Arc::clone(engine), settings).await.map_err(|error| {
        Failure::failed(format!("cannot listen at {asked}"))
            .cause(error)
            .hint("name another address with --listen, for example --listen 127.0.0.1:0 for a free port")
    })
}

/// A link for the owner of the key that is kept.
async fn sign_in_link(
    engine: &Engine,
    workspace: WorkspaceId,
    secret: &str,
) -> Result<Option<SecretString>, Failure> {
    match engine.working_key(workspace, secret).await? {
        Some(key) => Ok(Some(engine.make_sign_in_link(workspace, &key).await?)),
        None => Ok(None),
    }
}

/// The account to show how to read: the first that is in use, else the first.
async fn the_account(engine: &Engine, workspace: WorkspaceId) -> Result<Option<Account>, Failure> {
    let mut all = accounts::all(engine, workspace).await?;
    if all.len() > 1 {
        let in_use = all.iter().position(|account| AccountInfo::from(account).active);
        return Ok(Some(all.swap_remove(in_use.unwrap_or(0))));
    }
    Ok(all.pop())
}

async fn keep_house(engine: Arc<Engine>) {
    let mut ticks = tokio::time::interval(HOUSEKEEPING); // the first comes at once
    loop {
        ticks.tick().await;
        match engine.prune().await {
            Ok(0) => {}
            Ok(snapshots) => {
                tracing::info!(snapshots, "dropped what was past its time");
            }

            Err(error) => tracing::warn!(%error, "housekeeping failed; the next turn is in an hour"),
        }
    }
}

/// Ends with the first Ctrl-C or SIGTERM. A second one ends the process where it stands.
fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    let cannot = |error| Failure::failed("signals of the system cannot be heard").cause(error);
    let mut interrupt = signal(SignalKind::interrupt()).map_err(cannot)?;
    let mut terminate = signal(SignalKind::terminate()).map_err(cannot)?;
    Ok(async move {
        either(&mut interrupt, &mut terminate).await;
        tracing::info!("stopping: requests in flight may finish; Ctrl-C again ends at once");
        tokio::spawn(async move {
            either(&mut interrupt, &mut terminate).await;
            std::process::exit(1);
        });
    })
}

async fn either(one: &mut tokio::signal::unix::Signal, other: &mut tokio::signal::unix::Signal) {
    tokio::select! {
        _ = one.recv() => {}
        _ = other.recv() => {}
    }
}
