//! Pages of one full account, kith and the ceiling in turn. The ceiling serves kith's own answer to the same request,
//! so both move the same bytes; what is left between them is what kith does for it.

mod cell;
mod show;

use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result};

use super::{FULL, syncs, write_export};
use crate::args::Args;
use crate::children::Server;
use crate::http;
use crate::kith::{Kith, Serving};
use crate::load::Load;
use crate::page::Page;
use crate::temp::Folder;
use cell::{Cell, Side};

pub(crate) use show::{goals, json, table};

/// The first page, one amid the list, and the last hundred rows.
const OFFSETS: [u32; 3] = [0, 15_000, 29_900];

pub(crate) struct Pages {
    cells: Vec<Cell>,
    /// Medians of an fdatasync, taken between the runs at one connection.
    syncs_ms: Vec<f64>,
}

/// What is measured for one size of page.
struct Group {
    count: u32,
    offsets: &'static [u32],
    connections: &'static [usize],
}

/// A page, and the ceiling that serves kith's answer to it.
struct Case<'a> {
    page: Page<'a>,
    ceiling: Server,
}

pub(crate) fn run(args: &Args, kith: &Kith, temp: &Folder) -> Result<Pages> {
    let export = write_export(&temp.join("pages.zip"), 1, FULL)?;
    let data = temp.join("pages");
    let serving = kith.up(&export, &data)?;
    let mut pages = Pages { cells: Vec::new(), syncs_ms: Vec::new() };
    for group in groups(args.quick) {
        let cases = cases(&group, &serving, temp)?;
        for connections in group.connections {
            eprintln!("pages: {} rows, {connections} connections", group.count);
            measure(args, &serving, &cases, *connections, temp, &mut pages)?;
        }
    }
    drop(serving);
    std::fs::remove_dir_all(data)?;
    Ok(pages)
}

fn groups(quick: bool) -> Vec<Group> {
    if quick {
        let many = Group { count: 50, offsets: &OFFSETS, connections: &[64] };
        return vec![many, Group { count: 50, offsets: &OFFSETS[1..2], connections: &[1] }];
    }
    let group = |count| Group { count, offsets: &OFFSETS, connections: &[1, 16, 64] };
    [10, 50, 500].map(group).into()
}

fn cases<'a>(group: &Group, serving: &'a Serving, temp: &Folder) -> Result<Vec<Case<'a>>> {
    let case = |offset: &u32| {
        let page = Page { account: serving.account()?, count: group.count, offset: *offset };
        let body = temp.join("body");
        std::fs::write(&body, page.fetch(serving, FULL)?)?;
        Ok(Case { page, ceiling: ceiling(Command::new(std::env::current_exe()?), &body)? })
    };
    group.offsets.iter().map(case).collect()
}

/// Counters of the ledger.
pub(super) const DEBITS: &str = "kith_ledger_debits_total";
pub(super) const COMMITS: &str = "kith_ledger_commits_total";

/// A ceiling in a process of its own, that serves the content of a file.
pub(super) fn ceiling(mut command: Command, body: &Path) -> Result<Server> {
    Server::start(command.args(["ceiling", "--port", "0", "--body"]).arg(body))
}

/// All cases at this many connections: round after round, so that what changes on the machine meets all alike.
fn measure(
    args: &Args,
    serving: &Serving,
    cases: &[Case],
    connections: usize,
    temp: &Folder,
    pages: &mut Pages,
) -> Result<()> {
    let mut cells: Vec<_> = cases.iter().map(|case| Cell::new(&case.page, connections)).collect();
    for _ in 0..args.rounds {
        for (case, cell) in cases.iter().zip(&mut cells) {
            round(args, serving, case, cell).with_context(|| cell.name())?;
        }
        if connections == 1 {
            pages.syncs_ms.push(syncs::overwriting(temp.path())?);
        }
    }
    pages.cells.extend(cells);
    Ok(())
}

/// kith, then the ceiling.
fn round(args: &Args, serving: &Serving, case: &Case, cell: &mut Cell) -> Result<()> {
    let length = Some(case.page.fetch(serving, FULL)?.len()); // the cell's first answer, looked at whole
    let load = |server: &Server, requests: &[Vec<u8>]| {
        let (address, pid, time) = (server.address, server.pid(), args.time());
        Load { address, pid, requests, length, connections: cell.connections, time }
            .run()
            .map(|run| Side::of(&run))
    };
    let counters = || Ok::<_, anyhow::Error>((serving.counter(DEBITS)?, serving.counter(COMMITS)?));
    let before = counters()?;
    let kith = load(&serving.server, &[case.page.request(serving)]).context("kith")?;
    let after = counters()?;
    let request = http::post(case.ceiling.address, &serving.key, &case.page.body());
    let ceiling = load(&case.ceiling, &[request]).context("the ceiling")?;
    let grown = |before: Option<f64>, after: Option<f64>| Some(after? - before.unwrap_or(0.0));
    cell.add(kith, ceiling, grown(before.0, after.0).zip(grown(before.1, after.1)));
    Ok(())
}
