//! `kith dashboard`: a link that signs its bearer in to the pages of a server, once.

use clap::Args;
use kith_engine::ExposeSecret as _;
use kith_model::KeyId;
use serde_json::json;

use super::Context;
use crate::cli::Output;
use crate::door::{self, KeyArgs};
use crate::failure::Failure;
use crate::output::{print, print_json};
use crate::serving::url;
use crate::wire::Kith;
use crate::{server_lock, sign_in};

/// Print a link that signs in to the dashboard
///
/// It works once, for an hour, at a server of this data folder or database that runs now or is started meanwhile. Who
/// signs in by it may do what its key may: the one that kith up keeps, or another one of the workspace.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  kith dashboard
  kith dashboard --key key_0123456789abcdef --at https://kith.example"
)]
pub(crate) struct Dashboard {
    /// The id of the key to sign in with, as kith key list shows it [default: the key that is kept]
    #[arg(long, value_name = "KEY_ID", conflicts_with = "api_key_file")]
    key: Option<String>,
    /// Where browsers reach the server, if not at the address that it listens at
    #[arg(long, value_name = "URL", value_parser = base)]
    at: Option<String>,
    #[command(flatten)]
    kept: KeyArgs,
    /// text or json
    #[arg(long, value_enum, default_value_t = Output::Text, hide_possible_values = true)]
    output: Output,
}

/// An address without what follows the host's.
fn base(text: &str) -> Result<String, String> {
    let is_address = ["http://", "https://"].iter().any(|scheme| {
        let host = text.strip_prefix(scheme).unwrap_or_default();
        !host.is_empty() && !host.contains(['?', '#', ' '])
    });
    let base = text.trim_end_matches('/').to_owned();
    is_address.then_some(base).ok_or_else(|| "it is a web address, as https://kith.example".to_owned())
}

pub(crate) async fn run(asked: Dashboard, context: &Context) -> Result<(), Failure> {
    let settings = &context.config.settings.server;
    if !settings.has_dashboard() {
        return Err(Failure::failed("the dashboard is turned off")
            .hint("server.dashboard = true turns it on; kith config shows where the setting comes from"));
    }
    let kith = Kith::open(context).await?;
    let workspace = kith.workspace(context).await?.id;
    let key = if let Some(id) = asked.key {
        KeyId::new(id)
    } else {
        let secret = door::key(asked.kept, &kith, context).await?;
        kith.engine.working_key(workspace, &secret).await?.ok_or_else(|| {
            Failure::failed("the API key is unknown, expired or revoked, or another workspace's")
                .hint("name another one with --key; kith key list shows them, kith key create makes one")
        })?
    };
    let served = if kith.is_shared { None } else { server_lock::serves_at(&kith.folder) };
    let is_served = kith.is_shared || served.is_some();
    let base = match asked.at.or(served) {
        Some(base) => base,
        None => listens_at(settings.listen())?,
    };
    let link = kith.engine.make_sign_in_link(workspace, &key).await.map_err(|error| {
        Failure::from(error).hint("kith key list shows the keys that there are, and their state")
    })?;
    let link = sign_in::url(&base, link.expose_secret());
    match asked.output {
        Output::Json => print_json(&json!({"dashboard_url": link, "key_id": key}))?,
        Output::Text => {
            let first = if is_served { "" } else { "\nNo server runs here now: kith serve starts one." };
            print(format!("{link}\n\nThe link works once, for an hour, and signs in with {key}.{first}\n"))?;
        }
    }
    kith.close().await
}

/// Where a server will be that is started with these settings.
fn listens_at(address: std::net::SocketAddr) -> Result<String, Failure> {
    if address.port() == 0 {
        return Err(Failure::failed("no server runs here, and one that is started takes any free port")
            .hint("start it first, or name its address with --at URL"));
    }
    Ok(url(address))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_up_to_its_last_slash() {
        for (text, is) in
            [("https://kith.example/", "https://kith.example"), ("http://h:1/kith", "http://h:1/kith")]
        {
            assert_eq!(base(text), Ok(is.to_owned()));
        }
        for wrong in ["", "kith.example", "https://", "ftp://h", "https://h?x", "https://h h"] {
            assert!(base(wrong).is_err(), "{wrong}");
        }
    }
}
