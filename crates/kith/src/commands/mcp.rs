//! `kith mcp`: the tools for one client on standard input and output.

use clap::Args;
use kith_engine::Error;

use super::Context;
use crate::door::{Door, KeyArgs};
use crate::failure::Failure;

/// Serve a model's client on standard input and output
///
/// Speaks the Model Context Protocol: every call of the API that reads is a tool, and the accounts are resources. It is
/// the client that starts it; a server that runs beside it does no harm. Calls are charged like any others. The log goes
/// to standard error.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Example:
  kith mcp --data /home/ada/kith-data

In the settings file of a client, under the path of your own data folder:
  {
    \"mcpServers\": {
      \"kith\": {
        \"command\": \"kith\",
        \"args\": [\"mcp\", \"--data\", \"/home/ada/kith-data\"]
      }
    }
  }"
)]
pub(crate) struct Mcp {
    #[command(flatten)]
    key: KeyArgs,
}

pub(crate) async fn run(asked: Mcp, context: &Context) -> Result<(), Failure> {
    let Door { kith, local, key } = Door::open(asked.key, context).await?;
    // A client shows its user that a server did not start; refused calls, it hides behind the model.
    let found = kith.engine.authenticate(&key, kith.engine.next_request_id()).await.map(drop);
    if let Err(error) = found {
        kith.close().await?;
        return Err(refused(error));
    }
    let served = kith_api::serve_mcp(local, &key).await;
    kith.close().await?;
    served.map_err(|error| Failure::failed("the conversation with the client ended early").cause(error))
}

fn refused(error: Error) -> Failure {
    if error != Error::InvalidKey {
        return error.into();
    }
    Failure::failed("the API key is unknown, expired or revoked")
        .hint("put one that works into KITH_API_KEY, or name its file with --api-key-file; kith key create makes one")
}
