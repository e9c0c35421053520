//! The load generator: a closed loop of keep-alive connections in one thread, one request each in flight. It shares
//! the machine with what it measures, so it does little: no allocation a request, answers counted and not kept.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

mod answer;
mod connection;

use std::io::ErrorKind;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail};
use hdrhistogram::Histogram;
use mio::{Events, Poll, Token};

use crate::figures::{float, per};
use crate::process::{self, Memory};
use crate::stop;
use connection::Connection;

/// Connections, caches and the processor's clock settle for so long before anything counts.
const WARM_UP: Duration = Duration::from_millis(300);

/// Without any answer for so long a run has failed.
const PATIENCE: Duration = Duration::from_secs(10);

/// What to ask whom, and for how long.
pub(crate) struct Load<'a> {
    pub(crate) address: SocketAddr,
    /// The server's process, to read its use of the machine.
    pub(crate) pid: u32,
    /// Whole requests, sent in turn.
    pub(crate) requests: &'a [Vec<u8>],
    /// The length that every answer's body must have, where all requests are the same.
    pub(crate) length: Option<usize>,
    pub(crate) connections: usize,
    pub(crate) time: Duration,
}

/// What was seen between the end of the warm-up and the end.
pub(crate) struct Measured {
    pub(crate) seconds: f64,
    /// In microseconds.
    pub(crate) latency: Histogram<u64>,
    /// Processor time of the server.
    pub(crate) server: Duration,
    /// Processor time of this process: the generator's own.
    pub(crate) own: Duration,
    /// The server's, with requests still in flight.
    pub(crate) memory: Memory,
}

/// Where clock and processor time stood when measuring began.
struct Start {
    at: Instant,
    server: Duration,
    own: Duration,
}

impl Load<'_> {
    /// Loads the server. Fails on the first answer that is no 200, has another length, or does not come.
    pub(crate) fn run(&self) -> Result<Measured> {
        let mut poll = Poll::new()?;
        let mut events = Events::with_capacity(256);
        let mut scratch = vec![0; 256 << 10];
        let mut latency = Histogram::new_with_bounds(1, 60_000_000, 3)?;
        let mut requests = self.requests.iter().cycle();
        let mut next = || requests.next().context("no request to send");
        let mut open = Vec::with_capacity(self.connections);
        for at in 0..self.connections {
            let mut connection = Connection::open(self.address, poll.registry(), Token(at), self.length)?;
            connection.send(next()?)?;
            open.push(connection);
        }
        let opened = Instant::now();
        let (mut start, mut last) = (None, opened);
        loop {
            wait(&mut poll, &mut events)?;
            for event in &events {
                let connection = open.get_mut(event.token().0).context("an event of no connection")?;
                if connection.receive(&mut scratch)? {
                    last = Instant::now();
                    latency.saturating_record(micros(last - connection.sent_at));
                    connection.send(next()?)?;
                }
            }
            let now = Instant::now();
            match &start {
                None if now >= opened + WARM_UP => {
                    start = Some(self.begin(now)?);
                    latency.reset();
                }
                Some(start) if now >= start.at + self.time => return self.end(start, now, latency),
                _ if now > last + PATIENCE => bail!("no answer for {} s", PATIENCE.as_secs()),
                _ => stop::check()?,
            }
        }
    }

    fn begin(&self, at: Instant) -> Result<Start> {
        Ok(Start { at, server: process::cpu(self.pid)?, own: process::cpu(std::process::id())? })
    }

    fn end(&self, start: &Start, now: Instant, latency: Histogram<u64>) -> Result<Measured> {
        let end = self.begin(now)?;
        Ok(Measured {
            seconds: (now - start.at).as_secs_f64(),
            latency,
            server: end.server.saturating_sub(start.server),
            own: end.own.saturating_sub(start.own),
            memory: process::memory(self.pid)?,
        })
    }
}

impl Measured {
    pub(crate) fn count(&self) -> f64 {
        float(self.latency.len())
    }

    pub(crate) fn per_second(&self) -> f64 {
        per(self.count(), self.seconds)
    }

    /// Milliseconds that a share of the requests, in percent, stayed within.
    pub(crate) fn percentile(&self, share: f64) -> f64 {
        float(self.latency.value_at_percentile(share)) / 1_000.0
    }
}

fn wait(poll: &mut Poll, events: &mut Events) -> Result<()> {
    match poll.poll(events, Some(Duration::from_millis(50))) {
        Err(error) if error.kind() != ErrorKind::Interrupted => Err(error.into()),
        _ => Ok(()),
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests;
