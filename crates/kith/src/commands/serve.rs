//! `kith serve`: the API over what is there.

use clap::Args;

use super::Context;
use crate::failure::Failure;
use crate::serving::{self, ServerArgs};

/// Serve what is in the data folder
///
/// Like kith up without an export: makes the data folder, the workspace and the key where they are missing, and
/// serves until Ctrl-C or SIGTERM.
#[derive(Debug, Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Example:
  kith serve --data /var/lib/kith --listen 127.0.0.1:7171 --log-format json"
)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) server: ServerArgs,
}

pub(crate) async fn run(asked: Serve, context: &Context) -> Result<(), Failure> {
    serving::run(asked.server, None, context).await
}
