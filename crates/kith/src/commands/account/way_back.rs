//! A listener for one member's way back from LinkedIn: it answers a page for people, and takes a query only with the
//! state that was given out. Reads no more of a request than its first line, and knows nothing of accounts.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::time::Duration;

use kith_engine::{Engine, Error, Returned};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use url::{Host, Url};

use crate::failure::Failure;

/// How long a browser may take to send its first line; it may open connections and send nothing.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest first line: a code and a state are shorter.
const LONGEST: usize = 16 << 10;
/// Connections at once.
const MOST: usize = 32;

/// The port is taken.
pub(super) struct WayBack {
    listener: TcpListener,
    path: String,
}

impl WayBack {
    /// Listens where members come back to.
    ///
    /// # Errors
    /// If that is not this machine itself, or the port is taken.
    pub(super) async fn listen(redirect: &Url) -> Result<Self, Failure> {
        let Some(address) = loopback(redirect) else {
            let says =
                format!("members come back to {redirect}, and no server runs that could be reached there");
            return Err(Failure::failed(says)
                .hint("start it: kith serve; without one, oauth.redirect_url must be http:// and this machine itself"));
        };
        let listener = TcpListener::bind(address).await.map_err(|error| {
            Failure::failed(format!("cannot listen at {address}, where members come back to"))
                .cause(error)
                .hint("end the program that listens there, or set oauth.redirect_url to an address that is free")
        })?;
        Ok(Self { listener, path: redirect.path().to_owned() })
    }

    /// Waits for the member who was sent to `authorization`, and ends what they began.
    pub(super) async fn take(self, engine: &Engine, authorization: &str) -> Result<Returned, Failure> {
        let state = Url::parse(authorization).ok().and_then(|url| state(&url));
        let mut callers = JoinSet::new();
        loop {
            tokio::select! {
                Ok((stream, _)) = self.listener.accept(), if callers.len() < MOST => {
                    callers.spawn(tokio::time::timeout(PATIENCE, request(stream)));
                }
                Some(Ok(Ok(Some((stream, target))))) = callers.join_next() => {
                    let Some(query) = self.query(&target, state.as_deref()) else {
                        answer(stream, "404 Not Found", "This is not the way back that is waited for.").await;
                        continue;
                    };
                    let returned = engine.finish_authorization(&query).await;
                    let (status, text) = match &returned {
                        Ok(Returned::Connected { .. }) => ("200 OK", "Connected. You can close this page."),
                        Ok(Returned::Declined) => ("200 OK", "Not connected. You can close this page."),
                        Err(_) => ("400 Bad Request", "Not connected; the terminal says why."),
                    };
                    answer(stream, status, text).await;
                    // A code that is refused is no misuse of the command.
                    return returned.map_err(|error| match error {
                        Error::Invalid(text) => Failure::failed(text),
                        other => other.into(),
                    });
                }
                // A caller who said nothing, or an accept that failed: neither may make this loop spin.
                () = tokio::time::sleep(Duration::from_millis(50)) => {}
            }
        }
    }

    /// The query of the way back that is waited for.
    fn query(&self, target: &str, expected: Option<&str>) -> Option<String> {
        let url = Url::parse("http://localhost").ok()?.join(target).ok()?;
        let is_ours = url.path() == self.path && expected.is_some() && state(&url).as_deref() == expected;
        if is_ours { url.query().map(str::to_owned) } else { None }
    }
}

fn state(url: &Url) -> Option<String> {
    url.query_pairs().find(|(name, _)| name == "state").map(|(_, state)| state.into_owned())
}

/// Where to listen for an address of this machine itself.
fn loopback(url: &Url) -> Option<SocketAddr> {
    let ip = match url.host()? {
        Host::Ipv4(ip) => IpAddr::V4(ip),
        Host::Ipv6(ip) => IpAddr::V6(ip),
        Host::Domain("localhost") => Ipv4Addr::LOCALHOST.into(),
        Host::Domain(_) => return None,
    };
    (url.scheme() == "http" && ip.is_loopback()).then_some(SocketAddr::new(ip, url.port_or_known_default()?))
}

/// What a request asks for. `None` if it is none.
async fn request(mut stream: TcpStream) -> Option<(TcpStream, String)> {
    let mut head = Vec::new();
    let mut part = [0; 2_048];
    // The whole head is read, so that closing the connection takes no answer away.
    while !head.windows(4).any(|end| end == b"\r\n\r\n") {
        let read = stream.read(&mut part).await.ok().filter(|read| *read > 0)?;
        head.extend_from_slice(&part[..read]);
        if head.len() > LONGEST {
            return None;
        }
    }
    let head = String::from_utf8(head).ok()?;
    let mut words = head.lines().next()?.split(' ');
    match (words.next(), words.next()) {
        (Some("GET"), Some(target)) if target.starts_with('/') && !target.starts_with("//") => {
            Some((stream, target.to_owned()))
        }
        _ => None,
    }
}

/// A page that loads nothing. Whether it arrives changes nothing.
async fn answer(mut stream: TcpStream, status: &str, text: &str) {
    let page = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>kith</title><p>{text}</p></html>\n"
    );
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/html; charset=utf-8\r\ncontent-length: {}\r\ncache-control: no-store\r\n\
         referrer-policy: no-referrer\r\ncontent-security-policy: default-src 'none'; frame-ancestors 'none'\r\n\
         x-content-type-options: nosniff\r\nconnection: close\r\n\r\n",
        page.len()
    );
    let send = async {
        stream.write_all((head + &page).as_bytes()).await?;
        stream.shutdown().await
    };
    let _ = tokio::time::timeout(Duration::from_secs(5), send).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_itself_is_listened_at() {
        for (url, is) in [
            ("http://127.0.0.1:7171/oauth/callback", Some("127.0.0.1:7171")),
            ("http://localhost:8080/", Some("127.0.0.1:8080")),
            ("http://[::1]:8080/x", Some("[::1]:8080")),
            ("http://127.0.0.1/x", Some("127.0.0.1:80")),
            ("https://127.0.0.1:7171/x", None),
            ("http://0.0.0.0:7171/x", None),
            ("http://kith.example.com:7171/x", None),
        ] {
            let expected = is.map(|address| address.parse().unwrap());
            assert_eq!(loopback(&url.parse().unwrap()), expected, "{url}");
        }
    }

    #[tokio::test]
    async fn only_the_state_that_was_given_out_is_a_way_back() {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let way_back = WayBack { listener, path: "/back".into() };
        let query = |target| way_back.query(target, Some("a b"));
        assert_eq!(query("/back?code=1&state=a%20b").as_deref(), Some("code=1&state=a%20b"));
        for other in ["/back", "/back?code=1", "/back?state=ab", "/other?state=a%20b", "/favicon.ico"] {
            assert_eq!(query(other), None, "{other}");
        }
        assert_eq!(way_back.query("/back", None), None);
    }
}
