//! `kith sim`: a simulated LinkedIn with invented members, to try kith against. Its tokens open nothing else.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;
use kith_sim::people::Network;
use kith_sim::{Fault, Grant, Options, Sim as Simulation};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};

use crate::cli::Output;
use crate::failure::Failure;
use crate::output::numbers::count;
use crate::output::print;

/// Run a simulated LinkedIn to try kith against
///
/// Invented members whose connections are served as LinkedIn's official interfaces serve them, until Ctrl-C. Prints
/// a token for each member and interface.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  kith sim
  kith sim --members 3 --people 30000 --latency-ms 200 --fault throttle-after:30 --fault connections:last:cut@0.1

Faults: [INTERFACE:][POSITION:]KIND[:NUMBER][@RATE][#FROM..TO][*TIMES]"
)]
pub(crate) struct Sim {
    /// Where it listens; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7272")]
    listen: SocketAddr,
    /// How many connections each member has, 0 to 30000
    #[arg(long, value_name = "N", default_value_t = 1_200, value_parser = clap::value_parser!(u32).range(0..=30_000))]
    people: u32,
    /// How many members there are, 1 to 1000
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    members: u32,
    /// What everything follows from: the same number, the same members
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
    /// Milliseconds that each call takes at least
    #[arg(long, value_name = "N", default_value_t = 0, value_parser = clap::value_parser!(u64).range(0..=60_000))]
    latency_ms: u64,
    /// What goes wrong, as below; may be given several times
    #[arg(long, value_name = "FAULT")]
    fault: Vec<Fault>,
    /// text, or json: one object on the first line
    #[arg(long, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

/// LinkedIn's own paths.
const AUTHORIZE: &str = "/oauth/v2/authorization";
const TOKEN: &str = "/oauth/v2/accessToken";

/// A member and what opens their list.
struct Member {
    name: String,
    connections: u64,
    connections_api: String,
    portability: String,
}

pub(crate) async fn run(asked: Sim) -> Result<(), Failure> {
    let options = Options {
        listen: asked.listen,
        seed: asked.seed,
        latency: Duration::from_millis(asked.latency_ms),
        ..Options::default()
    };
    let app = (options.client_id.clone(), options.client_secret.clone());
    let cannot = |error| {
        Failure::failed(format!("cannot listen at {}", asked.listen))
            .cause(error)
            .hint("name another address with --listen, for example --listen 127.0.0.1:0 for a free port")
    };
    let simulation = Simulation::start(options).await.map_err(cannot)?;
    asked.fault.into_iter().for_each(|fault| simulation.fault(fault));
    let seeds = (0..u64::from(asked.members)).map(|at| asked.seed.wrapping_add(at));
    let members: Vec<_> = seeds.map(|seed| join(&simulation, seed, asked.people)).collect();
    // That nobody reads it is no reason not to run.
    drop(print(match asked.output {
        Output::Text => text(&simulation.url(), &app, &members),
        Output::Json => json_line(&simulation.url(), &app, &members),
    }));
    let mut terminate = signal(SignalKind::terminate())
        .map_err(|error| Failure::failed("signals of the system cannot be heard").cause(error))?;
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
    simulation.stop().await;
    Ok(())
}

fn join(simulation: &Simulation, seed: u64, people: u32) -> Member {
    let network = Network::generate(seed, people);
    let name = format!("{} {}", network.owner.first_name, network.owner.last_name);
    let connections = network.members.len() as u64;
    let member = simulation.add_member(network);
    Member {
        name,
        connections,
        connections_api: simulation.token(member, Grant::connections()),
        portability: simulation.token(member, Grant::portability()),
    }
}

fn text(url: &str, (id, secret): &(String, String), members: &[Member]) -> String {
    let mut parts = vec![format!(
        "A simulated LinkedIn answers at {url}\n\n  authorize_url    {url}{AUTHORIZE}\n  token_url        {url}{TOKEN}\n  client_id        {id}\n  client_secret    {secret}\n"
    )];
    for member in members {
        parts.push(format!(
            "\n  {}, {}\n    connections_api  {}\n    portability      {}\n",
            member.name,
            count(member.connections, "connection"),
            member.connections_api,
            member.portability
        ));
    }
    if let Some(first) = members.first() {
        let host = url.trim_start_matches("http://").rsplit_once(':').map_or("127.0.0.1", |(host, _)| host);
        parts.push(format!(
            "\nTry it, in another terminal:\n\nexport KITH_SOURCES__ALLOW_HOSTS={host}\n\
             echo {} | kith account add \"{}\" --source connections_api --base-url {url} --mode mirror --token-stdin\n\
             kith sync\nkith list\n\nCtrl-C stops it.\n",
            first.connections_api, first.name
        ));
    }
    parts.concat()
}

fn json_line(url: &str, (id, secret): &(String, String), members: &[Member]) -> String {
    let members = members.iter().map(|member| {
        json!({
            "name": member.name,
            "connections": member.connections,
            "tokens": {"connections_api": member.connections_api, "portability": member.portability},
        })
    });
    let line = json!({
        "base_url": url,
        "authorize_url": format!("{url}{AUTHORIZE}"),
        "token_url": format!("{url}{TOKEN}"),
        "client_id": id,
        "client_secret": secret,
        "members": members.collect::<Vec<_>>(),
    });
    format!("{line}\n")
}
