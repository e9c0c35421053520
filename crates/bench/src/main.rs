//! `kith-bench`: measures the kith binary from outside, side by side with what this machine can do at all, and holds
//! the figures against the project's goals. Knows kith by its commands and its API alone.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a benchmark's output is its tables and its progress"
)]

mod args;
mod ceiling;
mod children;
mod figures;
mod goals;
mod http;
mod kith;
mod load;
mod page;
mod parts;
mod process;
mod report;
mod stop;
mod temp;

use anyhow::Result;
use clap::Parser as _;

use args::{Args, Command, Part};
use report::Report;

fn main() -> Result<()> {
    let args = Args::parse();
    if let Some(Command::Ceiling { port, body }) = &args.command {
        return ceiling::serve(*port, std::fs::read(body)?); // stopped by whoever started it
    }
    stop::on_signal()?;
    if let Some(Command::Generator { bytes, connections }) = args.command {
        return parts::generator::run(bytes, connections, args.time());
    }
    let report = measure(&args)?;
    if let Some(file) = &args.json {
        std::fs::write(file, serde_json::to_vec_pretty(&report.json())?)?;
    }
    Ok(())
}

/// Every part that was asked for, each printed as it is done: a run that is broken off has shown what it measured.
fn measure(args: &Args) -> Result<Report> {
    let temp = temp::Folder::new(&args.folder()?)?;
    let kith = kith::Kith::new(&args.kith, temp.path())?;
    let mut report = Report::begin(args);
    let wanted = |part| args.parts().contains(&part);
    if wanted(Part::Pages) {
        let pages = parts::pages::run(args, &kith, &temp)?;
        report.add(&parts::pages::table(&pages), parts::pages::json(&pages), parts::pages::goals(&pages));
    }
    if wanted(Part::Import) {
        let import = parts::import::run(args, &kith, &temp)?;
        report.add(&import.table(), import.json(), import.goals());
    }
    if wanted(Part::Disk) {
        let disk = parts::disk::run(args, &kith, &temp)?;
        report.add(&disk.table(), disk.json(), disk.goals());
    }
    if wanted(Part::Changes) {
        let changes = parts::changes::run(args, &kith, &temp)?;
        report.add(&changes.table(), changes.json(), Vec::new());
    }
    if wanted(Part::Search) {
        let search = parts::search::run(args, &kith, &temp)?;
        report.add(&search.table(), search.json(), Vec::new());
    }
    if wanted(Part::Exports) {
        let exports = parts::exports::run(args, &kith, &temp)?;
        report.add(&exports.table(), exports.json(), Vec::new());
    }
    if wanted(Part::Sources) {
        let sources = parts::sources::run(args, &kith, &temp)?;
        report.add(&sources.table(), sources.json(), sources.goals());
    }
    if wanted(Part::Postgres) {
        if let Some(postgres) = parts::postgres::run(args, &kith, &temp)? {
            report.add(&postgres.table(), postgres.json(), postgres.goals());
        } else {
            eprintln!("postgres: left out, for there are no programs of PostgreSQL on this machine");
        }
    }
    if wanted(Part::Team) {
        let team = parts::team::run(args, &kith, &temp)?;
        report.add(&team.table(), team.json(), team.goals());
    }
    if wanted(Part::Dashboard) {
        let dashboard = parts::dashboard::run(args, &kith, &temp)?;
        report.add(&dashboard.table(), dashboard.json(), dashboard.goals());
    }
    report.end();
    Ok(report)
}
