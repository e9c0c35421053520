//! What is counted, and `/metrics`, which tells it to Prometheus. Nothing here names a person, a key or an account.

use std::collections::HashMap;
use std::sync::OnceLock;

use ::metrics::{
    Counter, Gauge, Histogram, counter, describe_counter, describe_gauge, describe_histogram, gauge,
    histogram,
};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};

use crate::App;
use crate::operation::Operation;

static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();

/// Upper bounds of the latency buckets, in seconds.
const SECONDS: &[f64] = &[0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// Begins to count, for this process. Before it, and without it, counting costs nothing. Call it before the
/// engine is made.
///
/// # Errors
/// If another recorder was installed.
pub fn install() -> Result<(), String> {
    if HANDLE.get().is_some() {
        return Ok(());
    }
    let builder = PrometheusBuilder::new()
        .set_buckets_for_metric(Matcher::Suffix("_seconds".into()), SECONDS)
        .map_err(|error| error.to_string())?;
    let handle = builder.install_recorder().map_err(|error| error.to_string())?;
    describe_counter!("kith_requests_total", "Requests, by operation and outcome.");
    describe_histogram!(
        "kith_request_seconds",
        "Seconds from a request's headers to its answer, by operation."
    );
    describe_gauge!("kith_requests_in_flight", "Requests that are being answered.");
    describe_counter!("kith_credits_consumed_total", "Credits charged.");
    describe_counter!("kith_ledger_debits_total", "Debits written.");
    describe_counter!("kith_ledger_commits_total", "Commits that wrote debits; many debits share one.");
    describe_counter!("kith_cache_hits_total", "Chunks of encoded rows found in memory.");
    describe_counter!("kith_cache_misses_total", "Chunks of encoded rows read from the store.");
    describe_counter!("kith_imports_read_total", "Exports read, by whether they could be.");
    describe_counter!("kith_imported_connections_total", "Connections in the lists that imports committed.");
    let _ = HANDLE.set(handle);
    Ok(())
}

/// The page at `/metrics`.
pub(crate) fn page(app: &App) -> String {
    let (debits, commits) = app.engine.debits_and_commits();
    counter!("kith_ledger_debits_total").absolute(debits);
    counter!("kith_ledger_commits_total").absolute(commits);
    HANDLE.get().map(PrometheusHandle::render).unwrap_or_default()
}

/// Keeps the histograms small between two visits of Prometheus.
pub(crate) fn upkeep() {
    if let Some(handle) = HANDLE.get() {
        handle.run_upkeep();
    }
}

/// The meters of one operation, looked up once.
struct Meter {
    ok: Counter,
    seconds: Histogram,
}

/// All meters of requests.
pub(crate) struct Meters {
    operations: HashMap<&'static str, Meter>,
    in_flight: Gauge,
}

impl Meters {
    pub(crate) fn new(operations: &[&'static Operation]) -> Self {
        let meter = |operation: &&'static Operation| {
            let ok = counter!("kith_requests_total", "operation" => operation.id, "outcome" => "OK");
            let seconds = histogram!("kith_request_seconds", "operation" => operation.id);
            (operation.id, Meter { ok, seconds })
        };
        Self {
            operations: operations.iter().map(meter).collect(),
            in_flight: gauge!("kith_requests_in_flight"),
        }
    }

    /// Counts a request in flight until what this returns is dropped, also by a caller who went away.
    pub(crate) fn enter(&self) -> InFlight {
        self.in_flight.increment(1.0);
        InFlight(self.in_flight.clone())
    }

    /// Counts a request by its outcome: `OK` or an error's code.
    pub(crate) fn count(&self, operation: &'static str, outcome: Result<(), &'static str>, seconds: f64) {
        let meter = self.operations.get(operation);
        match (meter, outcome) {
            (Some(meter), Ok(())) => meter.ok.increment(1),
            (_, outcome) => {
                let outcome = outcome.err().unwrap_or("OK");
                counter!("kith_requests_total", "operation" => operation, "outcome" => outcome).increment(1);
            }
        }
        if let Some(meter) = meter {
            meter.seconds.record(seconds);
        }
    }
}

/// A request that is being answered.
pub(crate) struct InFlight(Gauge);

impl Drop for InFlight {
    fn drop(&mut self) {
        self.0.decrement(1.0);
    }
}
