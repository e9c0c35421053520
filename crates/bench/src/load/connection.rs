//! One keep-alive connection of the load generator, non-blocking, with at most one request in flight.
#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use std::io::{ErrorKind, Read as _, Write as _};
use std::net::SocketAddr;
use std::time::Instant;

use anyhow::{Context as _, Result, bail};
use mio::{Interest, Registry, Token, net::TcpStream};

use super::answer::Answer;

pub(super) struct Connection {
    stream: TcpStream,
    answer: Answer,
    pub(super) sent_at: Instant,
}

impl Connection {
    pub(super) fn open(
        address: SocketAddr,
        registry: &Registry,
        token: Token,
        length: Option<usize>,
    ) -> Result<Self> {
        let stream = std::net::TcpStream::connect(address).context("can't connect")?;
        stream.set_nodelay(true)?;
        stream.set_nonblocking(true)?;
        let mut stream = TcpStream::from_std(stream);
        registry.register(&mut stream, token, Interest::READABLE)?;
        Ok(Self { stream, answer: Answer::expecting(length), sent_at: Instant::now() })
    }

    /// Sends a request. It is far smaller than a socket's buffer, which is empty: it goes out whole or not at all.
    pub(super) fn send(&mut self, request: &[u8]) -> Result<()> {
        self.sent_at = Instant::now();
        let sent = self.stream.write(request).context("can't send")?;
        if sent < request.len() {
            bail!("only {sent} of {} bytes of a request went out", request.len());
        }
        Ok(())
    }

    /// Reads what has arrived; whether the answer is whole with it.
    pub(super) fn receive(&mut self, scratch: &mut [u8]) -> Result<bool> {
        loop {
            match self.stream.read(scratch) {
                Ok(0) => bail!("the server closed a connection"),
                Ok(n) if self.answer.feed(&scratch[..n])? => return Ok(true),
                // A short read has emptied the socket: the next bytes make an event of their own.
                Ok(n) if n < scratch.len() => return Ok(false),
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(false),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error).context("can't receive"),
            }
        }
    }
}
