//! The log: to standard error, as text or JSON. Lines of other crates are let through from `warn` on only:
//! their finer ones show headers, and headers hold keys.

use std::io::{self, IsTerminal as _};

use tracing_subscriber::Layer as _;
use tracing_subscriber::filter::{LevelFilter, Targets};
use tracing_subscriber::layer::SubscriberExt as _;

use crate::config::Config;
use crate::config::log::{Format, Level};

/// Starts it. Where nobody set a level, a command that does not serve speaks up from `warn` on.
pub(crate) fn start(config: &Config, serves: bool, no_color: bool) {
    let log = &config.settings.log;
    let level = match log.level {
        Level::Info if !serves && !config.is_given("log.level") => LevelFilter::WARN,
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
        Level::Trace => LevelFilter::TRACE,
    };
    let ours = Targets::new().with_default(level.min(LevelFilter::WARN)).with_target("kith", level);
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let set = match log.format {
        Format::Json => {
            let lines = lines.json().flatten_event(true).with_filter(ours);
            tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines))
        }
        Format::Text => {
            let colors = io::stderr().is_terminal() && !no_color;
            let lines = lines.with_ansi(colors).with_filter(ours);
            tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines))
        }
    };
    debug_assert!(set.is_ok(), "the log is started once");
}
