//! The way to a simulated LinkedIn on this machine, with a timer that moves the test's clock instead of waiting.

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use kith_engine::{
    App, Hooks, Http, HttpSettings, MasterKey, Sources, SourcesSettings, SyncSettings, Timer, Vault,
};
use kith_model::clock::FixedClock;
use kith_model::random::SeededRandom;

/// Lets the clock's time pass, and none of ours.
struct ClockTimer(Arc<FixedClock>);

impl Timer for ClockTimer {
    fn sleep(&self, duration: Duration) -> Pin<Box<dyn Future<Output = ()> + Send>> {
        self.0.advance(i64::try_from(duration.as_secs()).unwrap() + 1);
        Box::pin(tokio::task::yield_now())
    }
}

/// As usual.
pub fn sources(clock: &Arc<FixedClock>) -> Sources {
    let http = HttpSettings { allow_hosts: vec!["127.0.0.1".into()], ..HttpSettings::default() };
    Sources {
        http: Arc::new(Http::new(http).unwrap()),
        timer: Arc::new(ClockTimer(clock.clone())),
        vault: Vault::new(vec![MasterKey::generate(&SeededRandom::new(99))]).unwrap(),
        settings: settings(),
        sync: SyncSettings::default(),
    }
}

/// The balance below which webhooks are told.
pub const CREDITS_LOW: u64 = 50;

/// The way to webhooks on this machine.
pub fn hooks() -> Hooks {
    let http = HttpSettings { allow_hosts: vec!["127.0.0.1".into()], ..HttpSettings::default() };
    let http = Arc::new(Http::for_webhooks(http).unwrap());
    Hooks { http, lease: Duration::from_mins(1), credits_low: CREDITS_LOW }
}

/// No limit of pace, and an app for either interface.
fn settings() -> SourcesSettings {
    let app = |scope: &str| App {
        client_id: "SYNTHETICid".into(),
        client_secret: "SYNTHETIC-secret-not-real".into(),
        scopes: vec![scope.into()],
    };
    SourcesSettings {
        calls_per_minute: 1_000_000,
        calls_per_minute_in_all: 1_000_000,
        calls_per_day: 1_000_000,
        connections_app: Some(app("r_1st_connections")),
        portability_app: Some(app("r_dma_portability_self_serve")),
        ..SourcesSettings::default()
    }
}
