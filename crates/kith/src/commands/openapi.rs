//! `kith openapi`: the description of the API for programs, as `GET /openapi.json` answers it.

use clap::Args;

use crate::failure::Failure;
use crate::output::print_json;

/// Print the OpenAPI document of this version, for generators and other tools
#[derive(Debug, Args)]
#[command(after_help = "\
Example:
  kith openapi > openapi.json")]
pub(crate) struct OpenApi {}

pub(crate) fn run(_asked: &OpenApi) -> Result<(), Failure> {
    print_json(&kith_api::openapi_document())
}
