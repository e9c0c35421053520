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
    "{0} may not be called: its name leads into a private network; sources.allow_hosts must hold the address itself, without a port"
)]
pub(super) struct LeadsInside(String);

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
                return Err(LeadsInside(name.to_owned()).into());
            }
            // Port 0: the one of the URL.
            Ok(Box::new(checked.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}
