//! Which hosts may be called. A member's token goes to LinkedIn and to nobody else, unless the operator said so; a webhook
//! to anybody on the internet, and within a private network where the operator said so. Must not know what a name
//! resolves to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::HttpError;
use super::addresses::is_public;

/// LinkedIn's own hosts, on their usual port.
const LINKEDIN: [&str; 2] = ["api.linkedin.com", "www.linkedin.com"];
const LOCALHOST: &str = "localhost";

/// Whom a client is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// LinkedIn, and whom the setting names.
    LinkedIn,
    /// Everybody on the internet, and whom the setting names.
    Internet,
}

impl Reach {
    /// The setting that names more.
    pub(super) fn setting(self) -> &'static str {
        match self {
            Self::LinkedIn => "sources.allow_hosts",
            Self::Internet => "webhooks.allow_hosts",
        }
    }

    fn why_not(self) -> &'static str {
        match self {
            Self::LinkedIn => "not LinkedIn's",
            Self::Internet => "within a private network",
        }
    }
}

/// The hosts that a setting names, and whom may be called beside them.
#[derive(Debug)]
pub(super) struct AllowList {
    entries: Vec<Entry>,
    pub(super) reach: Reach,
}

#[derive(Debug, PartialEq, Eq)]
struct Entry {
    host: Host<String>,
    port: Option<u16>,
}

impl AllowList {
    pub(super) fn read(entries: &[String], reach: Reach) -> Result<Self, HttpError> {
        let setting = reach.setting();
        let read =
            |text: &String| entry(text.trim()).ok_or_else(|| HttpError::AllowHosts(setting, text.clone()));
        Ok(Self { entries: entries.iter().map(read).collect::<Result<_, _>>()?, reach })
    }

    /// Whether `url` may be called; why not, for people.
    pub(super) fn check(&self, url: &Url) -> Result<(), String> {
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err("the address must hold no user, no password and no fragment".to_owned());
        }
        let (Some(host), Some(port), "http" | "https") =
            (url.host(), url.port_or_known_default(), url.scheme())
        else {
            return Err("the address must begin with https:// and a host".to_owned());
        };
        let named =
            self.entries.iter().any(|entry| entry.host == host && entry.port.is_none_or(|p| p == port));
        let own = matches!(host, Host::Domain(name) if LINKEDIN.contains(&name)) && url.port().is_none();
        // What a name leads to is looked at when it is called.
        let allowed = match self.reach {
            Reach::LinkedIn => own,
            Reach::Internet => is_of_the_internet(&host),
        };
        if !named && !allowed {
            let (why, setting) = (self.reach.why_not(), self.reach.setting());
            return Err(format!("{host} may not be called: it is {why}, and {setting} does not name it"));
        }
        let plain = named && (self.reach == Reach::Internet || is_loopback(&host));
        if url.scheme() == "http" && !plain {
            return Err(format!(
                "{host} may not be called without TLS: the address must begin with https://"
            ));
        }
        Ok(())
    }

    /// Whether `name` may be called at `address`, which lies within a private network. Entries with a port do not
    /// count: which port is meant is not known here.
    pub(super) fn has_address(&self, name: &str, address: IpAddr) -> bool {
        let host: Host<String> = match address {
            IpAddr::V4(address) => Host::Ipv4(address),
            IpAddr::V6(address) => Host::Ipv6(address),
        };
        let itself = self.entries.iter().any(|entry| entry.host == host && entry.port.is_none());
        let is_localhost = |entry: &Entry| matches!(&entry.host, Host::Domain(name) if name == LOCALHOST);
        itself || (name == LOCALHOST && address.is_loopback() && self.entries.iter().any(is_localhost))
    }
}

fn is_of_the_internet(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name != LOCALHOST,
        Host::Ipv4(address) => is_public((*address).into()),
        Host::Ipv6(address) => is_public((*address).into()),
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Domain(name) => *name == LOCALHOST,
        Host::Ipv4(address) => Ipv4Addr::is_loopback(address),
        Host::Ipv6(address) => Ipv6Addr::is_loopback(address),
    }
}

fn entry(text: &str) -> Option<Entry> {
    if let Ok(address) = text.parse::<Ipv6Addr>() {
        return Some(Entry { host: Host::Ipv6(address), port: None });
    }
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => {
            (host, Some(port.parse().ok().filter(|port| *port != 0)?))
        }
        _ => (text, None),
    };
    if host.contains(['*', '/', '@', '?', '#']) {
        return None;
    }
    Some(Entry { host: Host::parse(host).ok()?, port })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(entries: &[&str], url: &str) -> Result<(), String> {
        let entries: Vec<_> = entries.iter().map(|&text| text.to_owned()).collect();
        AllowList::read(&entries, Reach::LinkedIn).unwrap().check(&Url::parse(url).unwrap())
    }

    #[test]
    fn linkedin_may_be_called_with_tls_and_on_its_usual_port() {
        for url in ["https://api.linkedin.com/v2/x?y", "https://WWW.linkedin.com:443/oauth"] {
            assert_eq!(check(&[], url), Ok(()), "{url}");
        }
        for url in [
            "http://api.linkedin.com",
            "https://api.linkedin.com:8443",
            "https://linkedin.com",
            "https://api.linkedin.com.example.com",
            "https://api.linkedin.com.",
            "https://user@api.linkedin.com",
            "https://:word@api.linkedin.com",
            "https://api.linkedin.com/#part",
            "ftp://api.linkedin.com",
            "file:///etc/passwd",
            "https://127.0.0.1",
            "https://[::1]",
            "http://localhost:7000",
        ] {
            assert!(check(&[], url).is_err(), "{url}");
        }
    }

    #[test]
    fn every_way_to_name_a_host_is_read() {
        for (entry, url) in [
            ("Sim.Example", "https://sim.example:9000"),
            ("sim.example:9000", "https://sim.example:9000"),
            ("sim.example:443", "https://sim.example"),
            ("10.1.2.3", "https://10.1.2.3:9000"),
            ("10.1.2.3:9000", "https://10.1.2.3:9000"),
            ("[fd00::1]", "https://[fd00::1]:9000"),
            ("fd00::1", "https://[fd00::1]"),
            ("[FD00::1]:9000", "https://[fd00::1]:9000"),
            (" localhost ", "http://LOCALHOST:7000"),
            ("127.0.0.1", "http://127.0.0.1:7000"),
            ("[::1]:7000", "http://[::1]:7000"),
        ] {
            assert_eq!(check(&[entry], url), Ok(()), "{entry} {url}");
        }
    }

    #[test]
    fn a_host_or_port_that_is_not_named_is_told_with_the_setting_that_would_name_it() {
        for (entry, url) in [
            ("sim.example:9000", "https://sim.example"),
            ("sim.example", "https://other.example"),
            ("127.0.0.1", "http://127.0.0.2"),
            ("127.0.0.1", "http://[::ffff:127.0.0.1]"),
            ("localhost", "http://127.0.0.1"),
        ] {
            let host = Url::parse(url).unwrap().host().unwrap().to_string();
            let why = check(&[entry], url).unwrap_err();
            assert!(why.starts_with(&host) && why.contains("sources.allow_hosts"), "{why}");
        }
    }

    #[test]
    fn plain_http_stays_on_this_machine() {
        for host in ["sim.example", "10.1.2.3", "[fd00::1]", "169.254.169.254"] {
            let why = check(&[host], &format!("http://{host}/")).unwrap_err();
            assert!(why.contains("https://"), "{why}");
        }
    }

    #[test]
    fn what_names_no_host_is_refused_at_the_start() {
        for text in
            ["", "*", "*.example", "https://a.example", "a.example/x", "a:b", "a:0", "a:70000", "u@a", "a b"]
        {
            let error = AllowList::read(&[text.to_owned()], Reach::LinkedIn).unwrap_err();
            assert_eq!(error, HttpError::AllowHosts("sources.allow_hosts", text.to_owned()), "{text}");
        }
    }

    #[test]
    fn a_private_address_must_be_named_itself() {
        let list = |entry: &str| AllowList::read(&[entry.to_owned()], Reach::LinkedIn).unwrap();
        let (inner, loopback) = ("10.1.2.3".parse().unwrap(), "127.0.0.1".parse().unwrap());
        assert!(list("10.1.2.3").has_address("sim.example", inner));
        assert!(!list("10.1.2.3:443").has_address("sim.example", inner));
        assert!(!list("sim.example").has_address("sim.example", inner));
        assert!(list("localhost:7000").has_address("localhost", loopback));
        assert!(!list("localhost").has_address("sim.example", loopback));
        assert!(!list("localhost").has_address("localhost", inner));
    }

    #[test]
    fn a_webhook_goes_to_anybody_on_the_internet_and_inside_where_it_is_named() {
        let check = |entries: &[&str], url: &str| {
            let entries: Vec<_> = entries.iter().map(|&text| text.to_owned()).collect();
            AllowList::read(&entries, Reach::Internet).unwrap().check(&Url::parse(url).unwrap())
        };
        for (entries, url) in [
            (&[][..], "https://hooks.example/kith?key=1"),
            (&[], "https://8.8.8.8:8443/"),
            (&["127.0.0.1:7000"], "http://127.0.0.1:7000/"),
            (&["receiver"], "http://receiver:8080/"),
        ] {
            assert_eq!(check(entries, url), Ok(()), "{url}");
        }
        for url in [
            "http://hooks.example/",
            "https://127.0.0.1/",
            "https://[::1]/",
            "https://localhost/",
            "https://169.254.169.254/latest",
            "https://10.1.2.3/",
            "https://user:word@hooks.example/",
            "ftp://hooks.example/",
        ] {
            assert!(check(&[], url).is_err(), "{url}");
        }
        assert!(check(&[], "https://10.1.2.3/").unwrap_err().contains("webhooks.allow_hosts"));
    }
}
