//! A whole account of 30,000 connections as a file, in each format, beside a server that sends the same bytes from memory.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use serde_json::json;

use super::pages::ceiling;
use super::{FULL, write_export};
use crate::args::Args;
use crate::figures::{float, median, per, show};
use crate::goals::Goal;
use crate::kith::{Kith, Serving};
use crate::report::{Json, Table};
use crate::temp::Folder;
use crate::{http, process};

const FORMATS: [&str; 4] = ["csv", "ndjson", "vcard", "parquet"];

/// Downloads in a round, one after the other.
const TIMES: u32 = 5;

/// What came of one format. Milliseconds.
struct Row {
    format: &'static str,
    bytes: usize,
    /// The first since the server started, which measures the file too.
    first: f64,
    later: Vec<f64>,
    copy: Vec<f64>,
}

pub(crate) struct Exports {
    rows: Vec<Row>,
    /// The server's resident memory before the first export and the most while it exported, in KiB.
    memory: (u64, u64),
}

pub(crate) fn run(args: &Args, kith: &Kith, temp: &Folder) -> Result<Exports> {
    let data = temp.join("exports");
    let export = write_export(&temp.join("exports.zip"), 1, FULL)?;
    let serving = kith.up(&export, &data)?;
    let before = process::memory(serving.server.pid())?.resident;
    let mut rows = Vec::new();
    for format in FORMATS {
        eprintln!("exports: {format}");
        rows.push(measure(args, &serving, format, temp)?);
    }
    let peak = process::memory(serving.server.pid())?.peak;
    drop(serving);
    std::fs::remove_dir_all(data)?;
    Ok(Exports { rows, memory: (before, peak) })
}

fn measure(args: &Args, serving: &Serving, format: &'static str, temp: &Folder) -> Result<Row> {
    let path = format!("/v2/accounts/{}/export?format={format}", serving.account()?);
    let address = serving.server.address;
    let request = http::get_with(address, &serving.key, &path);
    let (body, first) = download(address, &request)?;
    let file = temp.join("body");
    std::fs::write(&file, &body)?;
    let copying = ceiling(Command::new(std::env::current_exe()?), &file)?;
    let copied = format!(
        "POST /v2/network HTTP/1.1\r\nhost: {}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n",
        copying.address
    );
    let (mut later, mut copy) = (Vec::new(), Vec::new());
    for _ in 0..args.rounds * TIMES {
        let (again, took) = download(address, &request)?;
        if again != body {
            bail!("two exports of one list differ");
        }
        later.push(took);
        copy.push(download(copying.address, copied.as_bytes())?.1);
    }
    Ok(Row { format, bytes: body.len(), first, later, copy })
}

/// One download on a connection of its own: what follows the head, and the milliseconds until its end.
fn download(address: SocketAddr, request: &[u8]) -> Result<(Vec<u8>, f64)> {
    let mut answer = Vec::with_capacity(32 << 20);
    let start = Instant::now();
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(30)))?;
    stream.write_all(request)?;
    stream.read_to_end(&mut answer)?;
    let took = start.elapsed().as_secs_f64() * 1_000.0;
    let head = answer.windows(4).position(|four| four == b"\r\n\r\n").context("an answer without a head")?;
    if !answer.starts_with(b"HTTP/1.1 200 ") {
        bail!("an export was refused: {}", http::snippet(&answer[head + 4..]));
    }
    Ok((answer.split_off(head + 4), took))
}

impl Row {
    /// Of the median download.
    fn rows_per_second(&self, times: &[f64]) -> f64 {
        per(f64::from(FULL) * 1_000.0, median(times.to_vec()))
    }

    fn share(&self) -> f64 {
        per(self.rows_per_second(&self.later), self.rows_per_second(&self.copy))
    }
}

impl Exports {
    pub(crate) fn table(&self) -> Table {
        let row = |row: &Row| {
            vec![
                row.format.to_owned(),
                show(per(float(row.bytes as u64), 1_000_000.0)),
                show(row.first),
                show(median(row.later.clone())),
                show(row.rows_per_second(&row.later)),
                show(row.rows_per_second(&row.copy)),
                show(row.share()),
            ]
        };
        let (before, peak) = self.memory;
        Table {
            title: "Exports of 30,000 connections".into(),
            columns: &["format", "MB", "first, ms", "later, ms", "rows/s", "rows/s of the same bytes from memory", "share"],
            rows: self.rows.iter().map(row).collect(),
            note: format!(
                "One download at a time, debit included. The server's memory: {} MiB before, {} MiB at the most.",
                show(per(float(before), 1_024.0)),
                show(per(float(peak), 1_024.0))
            ),
        }
    }

    pub(crate) fn json(&self) -> Json {
        let row = |row: &Row| {
            json!({"format": row.format, "bytes": row.bytes, "first_ms": row.first, "later_ms": row.later, "copy_ms": row.copy})
        };
        let (before, peak) = self.memory;
        let formats: Vec<_> = self.rows.iter().map(row).collect();
        ("exports", json!({"connections": FULL, "formats": formats, "resident_kib_before": before, "peak_kib": peak}))
    }

    /// None is set: the figures stand beside the copy.
    pub(crate) fn goals(&self) -> Vec<Goal> {
        Vec::new()
    }
}
