//! How far long work has come: a bar on a terminal, a line for each quarter elsewhere. On standard error.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::numbers::thousands;
use super::say;

/// The progress of one piece of work. Dropped, its bar is gone.
pub(crate) struct Progress {
    what: String,
    bar: ProgressBar,
    /// How many quarters were said.
    said: AtomicU64,
}

const TICK: Duration = Duration::from_millis(120);
const FORM: &str = "{msg} {wide_bar} {percent:>3} %";

impl Progress {
    /// Begins; `what` as in "reading export.zip".
    pub(crate) fn start(what: impl Into<String>) -> Self {
        let bar = ProgressBar::with_draw_target(Some(1), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template(FORM) {
            bar.set_style(style);
        }
        let what = what.into();
        bar.set_message(what.clone());
        Self { what, bar, said: AtomicU64::new(0) }
    }

    /// `done` is done, of nobody knows how much.
    pub(crate) fn seen(&self, done: u64) {
        self.bar.set_message(format!("{}: {}", self.what, thousands(done)));
    }

    /// `done` of `all` is done.
    pub(crate) fn at(&self, done: u64, all: u64) {
        if !self.bar.is_hidden() {
            if self.bar.length() != Some(all) {
                self.bar.set_length(all);
            }
            self.bar.set_position(done);
            return;
        }
        let quarters = (done * 4).checked_div(all).unwrap_or(4).min(4);
        if self.said.fetch_max(quarters, Ordering::Relaxed) < quarters {
            say(format_args!("{}: {} %", self.what, quarters * 25));
        }
    }
}

/// A sign of life on a terminal, while there is nothing to count. Dropped, it is gone.
pub(crate) struct Waiting(ProgressBar);

impl Waiting {
    /// Begins; `what` as in "waiting for consent".
    pub(crate) fn start(what: impl Into<String>) -> Self {
        let spinner = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} ({elapsed})") {
            spinner.set_style(style);
        }
        spinner.set_message(what.into());
        if !spinner.is_hidden() {
            spinner.enable_steady_tick(TICK);
        }
        Self(spinner)
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
