//! One cell of the table: a page at a number of connections, and what each round measured of kith and the ceiling.

use serde_json::{Value, json};

use crate::figures::{median, per};
use crate::load::Measured;
use crate::page::Page;

pub(super) struct Cell {
    pub(super) count: u32,
    pub(super) offset: u32,
    pub(super) connections: usize,
    kith: Vec<Side>,
    ceiling: Vec<Side>,
    debits_a_commit: Vec<f64>,
}

/// What one run of one server showed. Processor time is in microseconds a request, latency in milliseconds.
#[derive(Clone, Copy)]
pub(super) struct Side {
    pub(super) per_second: f64,
    pub(super) cpu: f64,
    pub(super) p50: f64,
    pub(super) p99: f64,
    /// Of the load generator.
    pub(super) own: f64,
}

impl Side {
    pub(super) fn of(run: &Measured) -> Self {
        let micros = |cpu: std::time::Duration| per(cpu.as_secs_f64() * 1e6, run.count());
        Self {
            per_second: run.per_second(),
            cpu: micros(run.server),
            p50: run.percentile(50.0),
            p99: run.percentile(99.0),
            own: micros(run.own),
        }
    }

    fn json(&self) -> Value {
        json!({"per_second": self.per_second, "cpu_us": self.cpu, "p50_ms": self.p50, "p99_ms": self.p99,
            "generator_cpu_us": self.own})
    }
}

impl Cell {
    pub(super) fn new(page: &Page, connections: usize) -> Self {
        let (kith, ceiling, debits_a_commit) = Default::default();
        Self { count: page.count, offset: page.offset, connections, kith, ceiling, debits_a_commit }
    }

    pub(super) fn name(&self) -> String {
        format!("pages of {} at offset {}, {} connections", self.count, self.offset, self.connections)
    }

    /// A round of both, and by how much the counters of debits and commits grew under kith's.
    pub(super) fn add(&mut self, kith: Side, ceiling: Side, ledger: Option<(f64, f64)>) {
        self.kith.push(kith);
        self.ceiling.push(ceiling);
        self.debits_a_commit.extend(ledger.map(|(debits, commits)| per(debits, commits)));
    }

    /// The median of a figure of kith's and of the ceiling's.
    pub(super) fn both(&self, figure: fn(&Side) -> f64) -> (f64, f64) {
        (median(self.kith.iter().map(figure)), median(self.ceiling.iter().map(figure)))
    }

    /// kith's figure as a share of the ceiling's.
    pub(super) fn ratio(&self, figure: fn(&Side) -> f64) -> f64 {
        let (kith, ceiling) = self.both(figure);
        per(kith, ceiling)
    }

    /// `None` if kith shows no such counters.
    pub(super) fn debits_a_commit(&self) -> Option<f64> {
        (!self.debits_a_commit.is_empty()).then(|| median(self.debits_a_commit.iter().copied()))
    }

    pub(super) fn json(&self) -> Value {
        let rounds = |sides: &[Side]| sides.iter().map(Side::json).collect::<Value>();
        json!({"count": self.count, "offset": self.offset, "connections": self.connections,
            "kith": rounds(&self.kith), "ceiling": rounds(&self.ceiling), "debits_a_commit": self.debits_a_commit})
    }
}
