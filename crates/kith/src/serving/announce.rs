//! What is said once the server accepts connections: where it is, with which key, and a line to try it with.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::path::Path;

use kith_api::Server;
use kith_model::AccountId;
use serde_json::json;

use crate::api_key_file::KeptKey;
use crate::sign_in;

/// Where a server is reached from this machine.
pub(super) struct Urls {
    pub(super) base: String,
    admin: Option<String>,
}

/// All that is said.
pub(super) struct Announcement<'a> {
    pub(super) urls: &'a Urls,
    /// `None`: those who use the shared store have theirs.
    pub(super) key: Option<&'a KeptKey>,
    pub(super) key_file: &'a Path,
    pub(super) dashboard: Dashboard<'a>,
    pub(super) account: Option<&'a AccountId>,
}

/// What is said of the pages for people.
pub(super) enum Dashboard<'a> {
    Off,
    /// Who comes has a key.
    On,
    /// The secret of a link that signs in.
    Link(&'a str),
}

impl Urls {
    pub(super) fn of(server: &Server) -> Self {
        Self { base: url(server.address()), admin: server.admin_address().map(url) }
    }
}

/// A server that listens everywhere is reached at the loopback address.
pub(crate) fn url(mut address: SocketAddr) -> String {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    format!("http://{address}")
}

impl Announcement<'_> {
    /// For people.
    pub(super) fn text(&self) -> String {
        let (base, file) = (&self.urls.base, self.key_file.display());
        let (key, kept) = match self.key {
            Some(KeptKey { secret, made_because: Some(because) }) => {
                (secret.as_str(), format!("new, since {because}; kept in {file}"))
            }
            Some(KeptKey { secret, made_because: None }) => (secret.as_str(), format!("from {file}")),
            None => {
                ("kith_…", "one of those that were made for this store; kith key create makes another".into())
            }
        };
        let account = self.account.map_or("none yet", AccountId::as_str);
        let metrics = match &self.urls.admin {
            Some(admin) => format!("  metrics    {admin}/metrics\n"),
            None => String::new(),
        };
        let dashboard = match self.dashboard_url() {
            None => String::new(),
            Some(url) => {
                let how = match self.dashboard {
                    Dashboard::Link(_) => "works once, for an hour; kith dashboard prints another",
                    Dashboard::On | Dashboard::Off => "sign in with an API key, or a link of kith dashboard",
                };
                format!("  dashboard  {url}\n             ({how})\n")
            }
        };
        let next = match self.account {
            Some(account) => format!("Try it:\n\n{}", curl(base, key, account)),
            None => "There is no account yet. In another terminal: kith import EXPORT, or kith account add"
                .to_owned(),
        };
        format!(
            "kith serves at {base}\n{dashboard}  API key    {key}\n             ({kept})\n  account    {account}\n{metrics}\n\
             {next}\n\nCtrl-C stops it.\n"
        )
    }

    /// For programs: one object in one line.
    pub(super) fn json_line(&self) -> String {
        let line = json!({
            "base_url": self.urls.base,
            "api_key": self.key.map(|key| &key.secret),
            "account_id": self.account,
            "admin_url": self.urls.admin,
            "dashboard_url": self.dashboard_url(),
        });
        format!("{line}\n")
    }

    /// Where people begin.
    fn dashboard_url(&self) -> Option<String> {
        match self.dashboard {
            Dashboard::Off => None,
            Dashboard::On => Some(format!("{}/", self.urls.base)),
            Dashboard::Link(link) => Some(sign_in::url(&self.urls.base, link)),
        }
    }
}

fn curl(base: &str, key: &str, account: &AccountId) -> String {
    let body = json!({"account_id": account, "action": "list_connections", "params": {"count": 10}});
    format!("curl -s {base}/v2/network -H 'content-type: application/json' -H 'x-api-key: {key}' -d '{body}'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_listens_everywhere_is_reached_from_here() {
        for (address, is) in [
            ("0.0.0.0:80", "http://127.0.0.1:80"),
            ("[::]:80", "http://[::1]:80"),
            ("192.168.1.2:7171", "http://192.168.1.2:7171"),
        ] {
            assert_eq!(url(address.parse().unwrap()), is);
        }
    }

    #[test]
    fn without_an_account_nothing_is_offered_to_paste() {
        let urls = Urls { base: "http://127.0.0.1:1".into(), admin: None };
        let key = KeptKey { secret: "k".into(), made_because: None };
        let (key_file, dashboard) = (Path::new("f"), Dashboard::Off);
        let said = Announcement { urls: &urls, key: Some(&key), key_file, dashboard, account: None };
        assert!(said.text().contains("kith import EXPORT") && !said.text().contains("curl"));
        let line = said.json_line();
        assert_eq!(
            line,
            "{\"base_url\":\"http://127.0.0.1:1\",\"api_key\":\"k\",\"account_id\":null,\"admin_url\":null,\"dashboard_url\":null}\n"
        );
        for (dashboard, url) in [
            (Dashboard::On, "  dashboard  http://127.0.0.1:1/\n"),
            (Dashboard::Link("l"), "  dashboard  http://127.0.0.1:1/sign-in?link=l\n"),
        ] {
            let text = Announcement { dashboard, ..said }.text();
            assert!(text.contains(url) && text.contains("kith dashboard"), "{text}");
        }
        assert!(!said.text().contains("dashboard"));
    }
}
