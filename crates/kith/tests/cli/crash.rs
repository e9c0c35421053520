//! `kill -9` at any instant, under load, while lists are replaced: whoever got a page has paid for it, nobody
//! paid twice, no snapshot is torn, and the next start needs no repair.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;
use std::io::{BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::{Value, json};

use crate::support::Room;

const CLIENTS: usize = 8;
const ROUNDS: usize = 5;
const MEMBERS: usize = 2_000;
const COUNT: usize = 60; // two credits a page

#[test]
fn a_kill_at_any_instant_loses_no_debit_writes_none_twice_and_tears_no_snapshot() {
    let room = Room::new();
    room.file("a.csv", list("Acme"));
    room.file("b.csv", list("Brassknob"));
    room.kith("import a.csv --account Ada").good();
    let answered = Mutex::new(HashSet::new());
    for round in 0..ROUNDS {
        let server = room.serving("serve --set limits.requests_per_minute=100000000");
        let told =
            Told { round, key: server.text("api_key").into(), account: server.text("account_id").into() };
        let (count, killed) = (AtomicUsize::new(0), AtomicBool::new(false));
        std::thread::scope(|scope| {
            for client in 0..CLIENTS {
                let (told, server, answered, count) = (&told, &server, &answered, &count);
                scope.spawn(move || reads(told, client, &server.connect(), answered, count));
            }
            scope.spawn(|| replaces_lists(&room, &killed));
            // Each round dies after another number of answers, with some pages on their way at that moment.
            let enough = 40 + 173 * round;
            while count.load(Ordering::Relaxed) < enough {
                std::thread::yield_now();
            }
            server.signal("-KILL");
            killed.store(true, Ordering::Relaxed);
        });
        server.kill();
        let verified = room.kith("verify --output json").json();
        assert_eq!(
            (&verified["clean"], &verified["connections"]),
            (&json!(true), &json!(MEMBERS)),
            "{verified}"
        );
        check_ledger(&room, &answered.lock().unwrap());
    }
}

struct Told {
    round: usize,
    key: String,
    account: String,
}

fn list(company: &str) -> String {
    let mut list = "First Name,Last Name,URL,Email Address,Company,Position,Connected On\n".to_owned();
    for n in 0..MEMBERS {
        let url = format!("https://www.linkedin.com/in/member-{n}");
        writeln!(list, "First{n},Last{n},{url},,{company},Maker,01 Jan 2024").unwrap();
    }
    list
}

/// Reads pages until the server is gone. Every third request is sent under an idempotency key.
fn reads(
    told: &Told,
    client: usize,
    mut stream: &TcpStream,
    answered: &Mutex<HashSet<String>>,
    count: &AtomicUsize,
) {
    let mut reader = BufReader::new(stream);
    for n in 0.. {
        let id = format!("r{}-c{client}-{n}", told.round);
        let offset = (n * 97) % (MEMBERS - COUNT);
        let params = json!({"count": COUNT, "offset": offset});
        let body =
            json!({"account_id": told.account, "action": "list_connections", "params": params}).to_string();
        let retry = if n % 3 == 0 { format!("idempotency-key: {id}\r\n") } else { String::new() };
        let request = format!(
            "POST /v2/network HTTP/1.1\r\nhost: kith\r\nx-api-key: {}\r\nx-request-id: {id}\r\n{retry}\
             content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            told.key,
            body.len()
        );
        if stream.write_all(request.as_bytes()).is_err() {
            return;
        }
        let Some((status, answer)) = whole_answer(&mut reader) else { return };
        assert_eq!(status, 200, "{answer}");
        check_page(&answer, offset);
        answered.lock().unwrap().insert(id);
        count.fetch_add(1, Ordering::Relaxed);
    }
}

/// An answer that came to its last byte.
fn whole_answer(reader: &mut impl std::io::BufRead) -> Option<(u16, Value)> {
    let (mut status, mut length, mut line) = (0, 0, String::new());
    loop {
        line.clear();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if let Some(rest) = line.strip_prefix("HTTP/1.1 ") {
            status = rest[..3].parse().unwrap();
        } else if let Some(rest) = line.to_ascii_lowercase().strip_prefix("content-length: ") {
            length = rest.trim().parse().unwrap();
        } else if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((status, serde_json::from_slice(&body).unwrap()))
}

/// The page is a stretch of one list: the right members, all with the company of that list.
fn check_page(answer: &Value, offset: usize) {
    let connections = answer["data"]["connections"].as_array().unwrap();
    assert_eq!(connections.len(), COUNT);
    let company = &connections[0]["job_title"];
    for (at, connection) in connections.iter().enumerate() {
        let n = offset + at;
        assert_eq!(connection["name"], format!("First{n} Last{n}"));
        assert_eq!(connection["job_title"], *company, "a page of two snapshots");
    }
}

/// Moves the account from one list to the other and back; now and then an import is killed, too.
fn replaces_lists(room: &Room, killed: &AtomicBool) {
    for (turn, list) in ["b.csv", "a.csv"].into_iter().cycle().enumerate() {
        if killed.load(Ordering::Relaxed) {
            return;
        }
        let mut command = room.command(&["import", list, "--account", "Ada"]);
        command.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::piped());
        let mut import = command.spawn().unwrap();
        if turn % 3 == 1 {
            // It says that it reads before it writes: it dies somewhere after that.
            let mut said = [0; 1];
            let _ = import.stderr.take().unwrap().read(&mut said);
            import.kill().unwrap();
        }
        import.wait().unwrap();
    }
}

fn check_ledger(room: &Room, answered: &HashSet<String>) {
    let mut debits = HashMap::<String, u32>::new();
    let (mut granted, mut consumed, mut before) = (0, 0, None);
    loop {
        let from = before.map(|before: i64| format!(" --before {before}")).unwrap_or_default();
        let page = room.kith(&format!("credits entries --limit 500 --output json{from}")).json();
        let entries = page["entries"].as_array().unwrap();
        for entry in entries {
            let credits = entry["credits"].as_i64().unwrap();
            assert!(entry["balance_after"].as_i64().unwrap() >= 0);
            if entry["kind"] == "debit" {
                assert_eq!(credits, 2);
                consumed += credits;
                *debits.entry(entry["request_id"].as_str().unwrap().to_owned()).or_default() += 1;
            } else {
                granted += credits;
            }
        }
        before = page["next_before"].as_i64();
        if before.is_none() {
            break;
        }
    }
    let shown = room.kith("credits show --output json").json();
    assert_eq!(shown["balance"], granted - consumed);
    assert!(debits.values().all(|times| *times == 1), "a request was charged twice");
    for id in answered {
        assert!(debits.contains_key(id), "{id} was answered and not charged");
    }
}
