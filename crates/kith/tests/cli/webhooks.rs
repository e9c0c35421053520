//! `kill -9` while a webhook is told: whoever starts next goes on where the dead one was, and nothing is lost.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use serde_json::{Value, json};

use crate::support::Room;

const MEMBERS: usize = 120;
/// Longer than anything here takes.
const TOO_LONG: Duration = Duration::from_mins(2);

#[test]
fn a_kill_in_the_middle_of_a_delivery_loses_no_message_and_no_order() {
    let room = Room::new();
    room.file("a.csv", list("Acme"));
    room.file("b.csv", list("Brassknob"));
    room.kith("import a.csv --account Ada").good();
    let (url, told) = listens();
    let serve = "serve --set webhooks.allow_hosts=127.0.0.1 --set webhooks.timeout_seconds=1";
    let server = room.serving(serve);
    let body = json!({"url": url, "events": ["connection.updated"]}).to_string();
    let (status, made) = server.posts("/v2/webhooks", server.text("api_key"), &body);
    assert_eq!(status, 201, "{made}");
    room.kith("import b.csv --account Ada").good();
    let (mut server, mut arrived) = (Some(server), Vec::new());
    let mut seen = HashSet::new();
    while seen.len() < MEMBERS {
        let (id, message) = told.recv_timeout(TOO_LONG).unwrap();
        if !seen.insert(id) {
            continue;
        }
        arrived.push(message["data"]["after"]["first_name"].as_str().unwrap().to_owned());
        // It dies with a message on its way, three times.
        if [10, 50, 90].contains(&arrived.len()) {
            server.take().unwrap().kill();
            server = Some(room.serving(serve));
        }
    }
    let list: Vec<_> = (0..MEMBERS).map(|n| format!("First{n}")).collect();
    assert_eq!(arrived, list);
    server.unwrap().stop();
    assert_eq!(room.kith("verify --output json").json()["clean"], true);
}

fn list(company: &str) -> String {
    let mut list = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n".to_owned();
    for n in 0..MEMBERS {
        let url = format!("https://www.linkedin.com/in/member-{n}");
        writeln!(list, "First{n},Last{n},{url},,{company},Maker,01 Jan 2024").unwrap();
    }
    list
}

/// A receiver that accepts everything: where it is, and what arrives.
fn listens() -> (String, Receiver<(String, Value)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    let (sender, told) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let sender = sender.clone();
            std::thread::spawn(move || hears(&stream.unwrap(), &sender));
        }
    });
    (url, told)
}

/// Reads one message, and answers it. One that breaks off was not heard.
fn hears(mut stream: &TcpStream, sender: &Sender<(String, Value)>) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let (mut id, mut length, mut line) = (String::new(), 0, String::new());
    loop {
        line.clear();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end().split_once(": ") {
            Some(("webhook-id", value)) => value.clone_into(&mut id),
            Some(("content-length", value)) => length = value.parse().unwrap(),
            None if line == "\r\n" => break,
            Some(_) | None => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    sender.send((id, serde_json::from_slice(&body).unwrap())).ok()?;
    stream.write_all(b"HTTP/1.1 200 OK\r\nconnection: close\r\ncontent-length: 0\r\n\r\n").ok()
}
