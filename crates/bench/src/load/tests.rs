//! The generator against the ceiling, in one process.

use std::net::{Ipv4Addr, TcpListener};

use axum::body::Bytes;

use super::*;
use crate::{ceiling, http};

/// A ceiling on a thread of its own; it ends with the test process.
fn ceiling(body: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    listener.set_nonblocking(true).unwrap();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, ceiling::router(Bytes::from_static(body))).await.unwrap();
        });
    });
    address
}

fn load(address: SocketAddr, requests: &[Vec<u8>], length: usize) -> Result<Measured> {
    let (pid, time) = (std::process::id(), Duration::from_millis(400));
    Load { address, pid, requests, length: Some(length), connections: 8, time }.run()
}

#[test]
fn large_answers_are_counted_one_by_one() {
    static BODY: [u8; 700_000] = [b'x'; 700_000];
    let address = ceiling(&BODY);
    let measured = load(address, &[http::post(address, "key", "{}")], BODY.len()).unwrap();
    assert!(measured.count() > 0.0 && measured.per_second() > 0.0);
    assert!(measured.percentile(50.0) <= measured.percentile(99.0));
}

#[test]
fn an_error_or_another_length_ends_the_run() {
    let address = ceiling(b"{}");
    let told = |result: Result<Measured>| result.err().unwrap().to_string();
    assert!(told(load(address, &[http::get(address, "/v2/network")], 2)).starts_with("answered 405"));
    assert!(told(load(address, &[http::post(address, "key", "{}")], 3)).starts_with("a body of 2 bytes"));
}
