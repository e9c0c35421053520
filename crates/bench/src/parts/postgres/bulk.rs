//! What many connections take in PostgreSQL, beside the embedded store: bytes by table, the time to import and to verify.

use std::time::Duration;

use anyhow::{Context as _, Result};
use kith_pg_fixture::PrivatePostgres;
use serde_json::{Value, json};

use super::super::{FULL, disk};
use crate::args::Args;
use crate::figures::{float, median};
use crate::kith::Kith;
use crate::temp::{Folder, size};

/// What one store takes.
#[derive(Default)]
pub(super) struct Taken {
    pub(super) bytes: f64,
    /// Seconds: each import, and the proof of all.
    pub(super) imports: Vec<f64>,
    pub(super) verify: f64,
}

#[derive(Default)]
pub(super) struct Bulk {
    pub(super) connections: f64,
    pub(super) embedded: Taken,
    pub(super) shared: Taken,
    /// Bytes of each of the largest tables: its rows, and its indexes.
    pub(super) tables: Vec<(String, f64, f64)>,
}

const SIZES: &str = "SELECT relname, pg_total_relation_size(oid) - pg_indexes_size(oid), pg_indexes_size(oid)
    FROM pg_class WHERE relkind = 'r' AND relnamespace = CAST('public' AS regnamespace)
    ORDER BY pg_total_relation_size(oid) DESC LIMIT 4";

pub(super) fn run(args: &Args, kith: &Kith, temp: &Folder, server: &PrivatePostgres) -> Result<Bulk> {
    server.create_database("disk")?;
    let empty: f64 = server.psql("disk", "SELECT pg_database_size('disk')")?.parse()?;
    let shared = kith.over(server.url("disk"));
    let (data, folder) = (temp.join("embedded-disk"), temp.join("postgres-disk"));
    let accounts = args.scale.div_ceil(FULL);
    let times = disk::import(&[(kith, &data), (&shared, &folder)], temp, accounts, args.scale / accounts)?;
    let [embedded, at_postgres] = &times[..] else { anyhow::bail!("two stores were imported into") };
    let seconds = |times: &[Duration]| times.iter().map(Duration::as_secs_f64).collect();
    let embedded_bytes = float(size(&data)?);
    eprintln!("postgres: verifying");
    let (_, embedded_verify) = kith.run(&["verify"], &data)?;
    let (said, verify) = shared.run(&["verify"], &folder)?;
    let connections = said["connections"].as_f64().context("`kith verify` told no connections")?;
    server.psql("disk", "CHECKPOINT")?;
    let bytes: f64 = server.psql("disk", "SELECT pg_database_size('disk')")?.parse()?;
    let of = |line: &str| {
        let mut fields = line.split('|');
        Some((fields.next()?.to_owned(), fields.next()?.parse().ok()?, fields.next()?.parse().ok()?))
    };
    let tables = server.psql("disk", SIZES)?.lines().filter_map(of).collect();
    std::fs::remove_dir_all(data)?;
    Ok(Bulk {
        connections,
        embedded: Taken {
            bytes: embedded_bytes,
            imports: seconds(embedded),
            verify: embedded_verify.as_secs_f64(),
        },
        // Without what any empty database has.
        shared: Taken { bytes: bytes - empty, imports: seconds(at_postgres), verify: verify.as_secs_f64() },
        tables,
    })
}

impl Taken {
    /// Seconds of the median import.
    pub(super) fn import(&self) -> f64 {
        median(self.imports.iter().copied())
    }

    fn json(&self) -> Value {
        json!({"bytes": self.bytes, "imports_s": self.imports, "verify_s": self.verify})
    }
}

impl Bulk {
    pub(super) fn json(&self) -> Value {
        json!({"connections": self.connections, "embedded": self.embedded.json(), "shared": self.shared.json(),
            "tables": self.tables})
    }
}
