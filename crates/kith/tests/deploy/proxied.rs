//! Two servers on one PostgreSQL behind nginx, as the compose file has them: while each is killed and started again clients
//! are answered on, and whoever was answered has paid, once.

use std::io::Write as _;
use std::net::TcpStream;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use serde_json::json;

use crate::cluster::Cluster;
use crate::http::{Answer, Ask, Client};
use crate::load::{COUNT, Outcomes, list};
use crate::nginx::{Nginx, free_address};
use crate::{support, tool};

const CLIENTS: usize = 4;
const MEMBERS: usize = 20_000; // some 1.5 MB, which no buffer of nginx holds whole

/// Where one fails all end, and with them the test.
struct End<'a>(&'a AtomicBool);

impl Drop for End<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

#[test]
fn behind_the_proxy_requests_go_on_and_are_paid_once_while_servers_die() {
    let Some(program) = tool::nginx() else { return };
    let Some(cluster) = Cluster::start(2, &["limits.requests_per_minute=100000000"]) else { return };
    let servers = [free_address(), free_address()];
    for (node, address) in servers.iter().enumerate() {
        cluster.stop(node);
        cluster.begin_at(node, address);
    }
    let proxy = Nginx::start(program, [&servers[0], &servers[1]]);
    let account = imports(&proxy, &cluster.key);
    let (sent, done, outcomes) =
        (AtomicUsize::new(0), AtomicBool::new(false), Mutex::new(Outcomes::default()));
    std::thread::scope(|scope| {
        for client in 0..CLIENTS {
            let (proxy, key, account) = (&proxy.address, &cluster.key, &account);
            let (sent, done, outcomes) = (&sent, &done, &outcomes);
            scope.spawn(move || {
                let _end = End(done);
                let mut client = (client, Client::default());
                for n in 0.. {
                    if done.load(Ordering::Relaxed) {
                        break;
                    }
                    reads_a_page(&mut client, n, proxy, key, account, outcomes);
                    sent.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let _end = End(&done);
        breaks_things(&cluster, &proxy, &servers, &sent, &done);
    });
    let outcomes = outcomes.into_inner().unwrap();
    eprintln!("{} answered, {} cut: {:?}", outcomes.answered.len(), outcomes.cut.len(), outcomes.cut);
    // What was in flight when a server died, and a connection that nginx did not know yet to be gone.
    assert!(outcomes.cut.len() <= 2 * 2 * CLIENTS, "{:?}", outcomes.cut);
    assert_eq!(cluster.is_sound()["connections"], MEMBERS);
    outcomes.are_what_was_charged(&cluster);

    cluster.kill(0);
    cluster.kill(1);
    let nobody =
        asks(&mut Client::default(), &proxy.address, ("GET", "/healthz"), &cluster.key, "z", None, "");
    let nobody = nobody.unwrap();
    assert_eq!((nobody.status, nobody.code()), (502, "BAD_GATEWAY"), "{nobody:?}");
}

fn asks(
    client: &mut Client,
    proxy: &str,
    (method, path): (&str, &str),
    key: &str,
    id: &str,
    retry: Option<&str>,
    body: &str,
) -> Option<Answer> {
    client.send(proxy, &Ask { method, path, key, id, retry, body })
}

/// Makes an account and sends its export, both through the proxy; the account's id.
fn imports(proxy: &Nginx, key: &str) -> String {
    let body = json!({"name": "Ada", "source": {"kind": "archive"}}).to_string();
    let made =
        asks(&mut Client::default(), &proxy.address, ("POST", "/v2/accounts"), key, "made", None, &body);
    let made = made.unwrap();
    let account = made.body["data"]["account_id"].as_str().unwrap_or_else(|| panic!("{made:?}"));

    let list = list(MEMBERS, "Acme");
    let mut stream = TcpStream::connect(&proxy.address).unwrap();
    write!(
        stream,
        "POST /v2/accounts/{account}/import HTTP/1.1\r\nhost: kith\r\nconnection: close\r\nx-api-key: {key}\r\n\
         content-type: text/csv\r\ncontent-length: {}\r\n\r\n{list}",
        list.len()
    )
    .unwrap();
    let (status, imported) = support::answer(stream);
    assert!(status == 200 || status == 201, "{status} {imported}");
    account.to_owned()
}

/// Asks for a page. One of three requests has an idempotency key, and is repeated until it is answered.
fn reads_a_page(
    (number, client): &mut (usize, Client),
    n: usize,
    proxy: &str,
    key: &str,
    account: &str,
    outcomes: &Mutex<Outcomes>,
) {
    let offset = (n * 97) % (MEMBERS - COUNT);
    let params = json!({"count": COUNT, "offset": offset});
    let body = json!({"account_id": account, "action": "list_connections", "params": params}).to_string();
    let retry = n.is_multiple_of(3).then(|| format!("k{number}-{n}"));
    for attempt in 0.. {
        let id = format!("c{number}-{n}-{attempt}");
        let answer = asks(client, proxy, ("POST", "/v2/network"), key, &id, retry.as_deref(), &body);
        let mut outcomes = outcomes.lock().unwrap();
        if let Some(key) = &retry {
            outcomes.by_key.entry(key.clone()).or_default().push(id.clone());
        }
        match answer {
            Some(answer) if answer.status == 200 => {
                let connections = answer.body["data"]["connections"].as_array().unwrap();
                assert_eq!(connections.len(), COUNT);
                assert_eq!(connections[0]["name"], format!("First{offset} Last{offset}"));
                if retry.is_none() {
                    outcomes.answered.push(id);
                }
                break;
            }
            // The proxy's own word, or none: nobody knows whether it was carried out.
            Some(answer) => {
                assert_eq!((answer.status, answer.code()), (502, "BAD_GATEWAY"), "{}", answer.body);
                outcomes.cut.push(id);
            }
            None => outcomes.cut.push(id),
        }
        if retry.is_none() {
            break;
        }
    }
}

/// Kills each server and starts it again, and goes on when the proxy asks it again.
fn breaks_things(
    cluster: &Cluster,
    proxy: &Nginx,
    servers: &[String; 2],
    sent: &AtomicUsize,
    done: &AtomicBool,
) {
    let wait = |is_so: &dyn Fn() -> bool| {
        while !is_so() {
            assert!(!done.load(Ordering::Relaxed), "a client failed");
            std::thread::yield_now();
        }
    };
    let requests = |more: usize| {
        let goal = sent.load(Ordering::Relaxed) + more;
        wait(&|| sent.load(Ordering::Relaxed) >= goal);
    };
    for (node, address) in servers.iter().enumerate() {
        requests(300);
        cluster.kill(node);
        requests(300);
        cluster.begin_at(node, address);
        let before = proxy.log().len();
        wait(&|| proxy.was_answered_by(address, before));
    }
    requests(100);
}
