//! `kith key rotate-master`: all tokens under a new master key. Shows no key.

use kith_store::Place;
use serde_json::json;

use super::Context;
use crate::cli::Output;
use crate::failure::Failure;
use crate::output::numbers::count;
use crate::output::{print, print_json};
use crate::server_lock::{self, ServerLock};
use crate::wire::{Kith, must_have_data, new_master_key, place};
use crate::{config, master_key};

pub(super) async fn run(context: &Context, output: Output) -> Result<(), Failure> {
    let is_shared = match place(context) {
        Place::Folder(folder) => must_have_data(&folder).map(|()| false)?,
        Place::Postgres(_) => true,
    };
    let (resealed, next) = match &context.master_key {
        Some(keys) => of_variable(master_key::of_variable(keys)?.len(), context).await?,
        None if is_shared => return Err(of_all_servers()),
        None => of_file(context).await?,
    };
    match output {
        Output::Json => print_json(&json!({"resealed": resealed})),
        Output::Text => {
            let them = count(resealed, "account");
            print(format!("The tokens of {them} were sealed anew with the newest master key. {next}\n"))
        }
    }
}

/// Both keys are at hand: those who hold the variable made the new one.
async fn of_variable(keys: usize, context: &Context) -> Result<(u64, String), Failure> {
    let variable = config::env::MASTER_KEY;
    if keys < 2 {
        return Err(Failure::misuse(format!("{variable} holds one key, and there is nothing to change to"))
            .hint(format!("set {variable} to NEW,OLD, for a running server too, and try again")));
    }
    let kith = Kith::open(context).await?;
    let resealed = kith.engine.reseal().await?;
    kith.close().await?;
    Ok((resealed, format!("The second key in {variable} is needed no more.")))
}

/// A file is one machine's; the others would go on with the old key.
fn of_all_servers() -> Failure {
    let variable = config::env::MASTER_KEY;
    let says =
        format!("the master key of a shared store is changed by the variable {variable}, on all its servers");
    Failure::misuse(says)
        .hint(format!("set {variable} to NEW,OLD for every server, start them anew, and try again"))
}

/// The new key stands in the file before anything is sealed with it, and the old one until nothing is.
async fn of_file(context: &Context) -> Result<(u64, String), Failure> {
    let folder = &context.config.settings.data.dir;
    if server_lock::is_held(folder) {
        let says = "the master key is not changed while a server runs, for it would go on with the old one";
        return Err(Failure::failed(says).hint("stop the server first, and start it again afterwards"));
    }
    let lock = ServerLock::take(folder)?;
    new_master_key(folder)?;
    let kith = Kith::open(context).await?;
    let resealed = kith.engine.reseal().await?;
    kith.engine.close().await?;
    master_key::keep_newest(folder)?;
    drop(lock);
    Ok((resealed, "The old key is gone.".to_owned()))
}
