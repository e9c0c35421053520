//! From names to addresses: once, and only addresses that were checked are handed on to be connected to, so that no
//! second answer can lead elsewhere.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use async_trait::async_trait;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::addresses::is_public;
use super::allow::AllowList;

/// Tells the addresses of a name.
#[async_trait]
pub trait Lookup: Send + Sync {
    /// All addresses of `host`, in the order to try them.
    ///
    /// # Errors
    /// Whatever the system says where a name has none.
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>>;
}

/// Asks the system.
#[derive(Debug, Clone, Copy)]
pub struct SystemLookup;

#[async_trait]
impl Lookup for SystemLookup {
    async fn lookup(&self, host: &str) -> io::Result<Vec<IpAddr>> {
        Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect())
    }
}

/// A lookup whose answers are checked.
pub(super) struct Guarded {
    pub(super) lookup: Arc<dyn Lookup>,
    pub(super) allow: Arc<AllowList>,
}

/// A name that leads into a private network, and nowhere else.
#[derive(Debug, thiserror::Error)]
#[error(
    "{0} may not be called: its name leads into a private network; {1} must hold the address itself, without a port"
)]
pub(super) struct LeadsInside(String, &'static str);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let (lookup, allow) = (Arc::clone(&self.lookup), Arc::clone(&self.allow));
        Box::pin(async move {
            let name = name.as_str();
            let found = lookup.lookup(name).await?;
            let any = !found.is_empty();
            let mut checked = found;
            checked.retain(|address| is_public(*address) || allow.has_address(name, *address));
            if any && checked.is_empty() {
                return Err(LeadsInside(name.to_owned(), allow.reach.setting()).into());
            }
            // Port 0: the one of the URL.
            Ok(Box::new(checked.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::allow::Reach;
    use super::*;

    struct Fixed(Vec<IpAddr>);

    #[async_trait]
    impl Lookup for Fixed {
        async fn lookup(&self, _: &str) -> io::Result<Vec<IpAddr>> {
            Ok(self.0.clone())
        }
    }

    async fn resolve(allow: &[&str], name: &str, addresses: &[&str]) -> Result<Vec<String>, String> {
        let allow: Vec<_> = allow.iter().map(|&entry| entry.to_owned()).collect();
        let lookup = Arc::new(Fixed(addresses.iter().map(|text| text.parse().unwrap()).collect()));
        let guarded = Guarded { lookup, allow: Arc::new(AllowList::read(&allow, Reach::LinkedIn).unwrap()) };
        let found = guarded.resolve(name.parse().unwrap()).await.map_err(|error| error.to_string())?;
        Ok(found.map(|address| address.ip().to_string()).collect())
    }

    #[tokio::test]
    async fn only_addresses_of_the_internet_are_handed_on() {
        let found = resolve(&[], "api.linkedin.com", &["10.0.0.1", "13.107.42.14", "::1"]).await;
        assert_eq!(found.unwrap(), ["13.107.42.14"]);
    }

    #[tokio::test]
    async fn a_name_that_leads_only_inside_is_refused_by_name() {
        let error = resolve(&["sim.example"], "sim.example", &["10.0.0.1", "fd00::1"]).await.unwrap_err();
        assert!(error.contains("sim.example") && error.contains("sources.allow_hosts"), "{error}");
        assert!(!error.contains("10.0.0.1"), "inner addresses are nobody's business: {error}");
    }

    #[tokio::test]
    async fn an_inner_address_that_is_named_itself_is_handed_on() {
        let found = resolve(&["sim.example", "10.0.0.1"], "sim.example", &["10.0.0.1", "10.0.0.2"]).await;
        assert_eq!(found.unwrap(), ["10.0.0.1"]);
        let found = resolve(&["localhost"], "localhost", &["127.0.0.1", "::1", "10.0.0.2"]).await;
        assert_eq!(found.unwrap(), ["127.0.0.1", "::1"]);
    }
}
