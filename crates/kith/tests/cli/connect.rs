//! `kith account connect`: a member is sent off, consents at a simulated LinkedIn, and comes back to the command itself
//! or to a server.

use std::io::{BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Stdio};

use serde_json::Value;

use crate::support::{Room, Sim};

/// The command, waiting for consent.
struct Connecting {
    child: Child,
    out: BufReader<ChildStdout>,
    /// Where the member is to go.
    url: String,
}

impl Connecting {
    fn start(room: &Room) -> Self {
        let mut command = room.command(&["account", "connect", "Ada", "--output", "json"]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let said = object(&mut out);
        Self { child, out, url: said["authorization_url"].as_str().unwrap().to_owned() }
    }

    fn state(&self) -> &str {
        let (_, state) = self.url.split_once("state=").unwrap();
        state.split('&').next().unwrap()
    }

    /// The account after all.
    fn connected(mut self) -> Value {
        let account = object(&mut self.out);
        assert!(self.child.wait().unwrap().success());
        account
    }

    fn failed(self) -> String {
        let ended = self.child.wait_with_output().unwrap();
        assert_eq!(ended.status.code(), Some(1));
        String::from_utf8(ended.stderr).unwrap()
    }
}

/// The next object that is printed.
fn object(out: &mut impl std::io::BufRead) -> Value {
    let mut text = String::new();
    while !text.ends_with("}\n") || serde_json::from_str::<Value>(&text).is_err() {
        assert_ne!(out.read_line(&mut text).unwrap(), 0, "{text}");
    }
    serde_json::from_str(&text).unwrap()
}

/// Asks for an address of this machine: the whole answer.
fn get(url: &str) -> String {
    let (address, path) = url.strip_prefix("http://").unwrap().split_once('/').unwrap();
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET /{path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

/// Where the simulated LinkedIn sends a member who consents.
fn consent(url: &str) -> String {
    let answer = get(url);
    let location = answer.lines().find_map(|line| line.strip_prefix("location: "));
    location.unwrap_or_else(|| panic!("{answer}")).to_owned()
}

/// A room with an account to connect at `sim`; members come back to `redirect`.
fn room(sim: impl Fn(&Room) -> Sim, redirect: &str) -> (Room, Sim) {
    let room = Room::new();
    let sim = sim(&room);
    let said = |name: &str| sim.said[name].as_str().unwrap().to_owned();
    room.file(
        "kith.toml",
        format!(
            "[sources]\nallow_hosts = \"127.0.0.1\"\n[oauth]\nauthorize_url = \"{}\"\ntoken_url = \"{}\"\n\
             redirect_url = \"{redirect}\"\n[connections_api]\nclient_id = \"{}\"\nclient_secret = \"{}\"\n",
            said("authorize_url"),
            said("token_url"),
            said("client_id"),
            said("client_secret"),
        ),
    );
    let url = sim.url();
    room.kith(&format!("account add Ada --source connections_api --mode mirror --base-url {url}")).good();
    (room, sim)
}

fn with_people(room: &Room) -> Sim {
    Sim::start(room, 30, "")
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn without_a_server_the_command_itself_takes_the_way_back() {
    let back = format!("http://127.0.0.1:{}/back", free_port());
    let (room, sim) = room(with_people, &back);
    let connecting = Connecting::start(&room);
    assert!(!connecting.url.contains(sim.said["client_secret"].as_str().unwrap()));
    let origin = back.strip_suffix("/back").unwrap();
    let _silent = TcpStream::connect(origin.strip_prefix("http://").unwrap()).unwrap(); // as browsers do
    assert!(get(&format!("{origin}/favicon.ico")).starts_with("HTTP/1.1 404 "));
    assert!(get(&format!("{back}?code=x&state=another")).starts_with("HTTP/1.1 404 "));

    let page = get(&consent(&connecting.url));
    assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("Connected"), "{page}");
    let account = connecting.connected();
    assert_eq!(account["status"], "never_synced");
    assert!(account["upstream"]["authorized_until"].is_string());
    room.kith("sync").good();
    assert_eq!(room.account()["connections"], 30);
}

#[test]
fn a_member_who_does_not_consent_changes_nothing() {
    let back = format!("http://127.0.0.1:{}/back", free_port());
    let (room, _sim) = room(with_people, &back);
    let connecting = Connecting::start(&room);
    let page = get(&format!("{back}?error=user_cancelled_authorize&state={}", connecting.state()));
    assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("Not connected"), "{page}");
    assert!(connecting.failed().contains("the member did not consent"));

    let connecting = Connecting::start(&room);
    let page = get(&format!("{back}?code=made-up&state={}", connecting.state()));
    assert!(page.starts_with("HTTP/1.1 400 "), "{page}");
    assert!(connecting.failed().contains("the code was refused"));
    assert_eq!(room.account()["status"], "needs_authorization");
}

#[test]
fn beside_a_server_the_member_comes_back_to_it() {
    let back = "http://127.0.0.1:7171/oauth/callback";
    let (room, _sim) = room(with_people, back);
    let server = room.serving("serve");
    let connecting = Connecting::start(&room);
    // The server of the test listens at a free port.
    let location = consent(&connecting.url).replace("http://127.0.0.1:7171", server.text("base_url"));
    let page = get(&location);
    assert!(page.starts_with("HTTP/1.1 200 ") && page.contains("Connected"), "{page}");
    connecting.connected();
    room.kith("sync --follow").good();
    assert_eq!(room.account()["connections"], 30);
}

#[test]
fn it_takes_an_app_and_a_way_back() {
    let room = Room::new();
    room.kith("account add Ada --source portability").good();
    let no_port = "account connect Ada --set oauth.redirect_url=http://127.0.0.1";
    room.kith(&format!("{no_port}:{}", free_port())).misuse("no app is set up for portability");
    room.kith("account connect Ada --set oauth.redirect_url=https://kith.example.com/oauth/callback")
        .failed("no server runs");
}
