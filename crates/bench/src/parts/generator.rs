//! What the load generator costs, against the ceiling: its own processor time must be small beside a server's, or it
//! would be measured instead of kith.

use std::process::Command;
use std::time::Duration;

use anyhow::Result;

use super::pages::ceiling;
use crate::figures::{per, show};
use crate::{children::Server, http, load::Load, process, temp};

pub(crate) fn run(bytes: usize, connections: usize, time: Duration) -> Result<()> {
    let temp = temp::Folder::new(&std::env::temp_dir())?;
    let body = temp.join("body");
    std::fs::write(&body, vec![b'x'; bytes])?;
    let server: Server = ceiling(Command::new(std::env::current_exe()?), &body)?;
    let requests = [http::post(server.address, "none", &"x".repeat(100))];
    let load = Load {
        address: server.address,
        pid: server.pid(),
        requests: &requests,
        length: Some(bytes),
        connections,
        time,
    };
    let measured = load.run()?;
    let cost = |cpu: Duration| show(per(cpu.as_secs_f64() * 1e6, measured.count()));
    println!(
        "{} requests/s, p50 {} ms, p99 {} ms; CPU a request: server {} µs, generator {} µs; resident {} KiB",
        show(measured.per_second()),
        show(measured.percentile(50.0)),
        show(measured.percentile(99.0)),
        cost(measured.server),
        cost(measured.own),
        process::memory(std::process::id())?.resident,
    );
    Ok(())
}
