//! The simulated LinkedIn as a test holds it: a handle to a server in the same process, whose members, tokens and
//! troubles it changes at will. What the server answers is in the files below.

mod account;
mod body;
mod calls;
mod changelog;
mod connections;
mod control;
mod listen;
mod oauth;
mod options;
mod person;
mod picture;
mod projection;
mod query;
mod reply;
mod route;
mod snapshot;
mod state;
mod troubles;
mod vault;

use std::net::SocketAddr;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{fmt, io};

use kith_model::clock::Timestamp;
use tokio::sync::watch;

use crate::fault::Fault;
use crate::people::Network;
use state::State;

pub use calls::Calls;
pub use options::{Edits, Grant, MemberId, Options};

/// A running simulation. Handles are cheap to clone; the server stops with the last one.
#[derive(Clone)]
pub struct Sim(Arc<Handle>);

struct Handle {
    state: Arc<State>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
}

impl Sim {
    /// Starts a server without members.
    ///
    /// # Errors
    /// When the address cannot be listened on.
    pub async fn start(options: Options) -> io::Result<Self> {
        let (listener, address) = listen::bind(options.listen).await?;
        let state = Arc::new(State::new(options));
        let (stop, stopped) = watch::channel(false);
        tokio::spawn(listen::serve(listener, Arc::clone(&state), stopped));
        Ok(Self(Arc::new(Handle { state, address, stop })))
    }

    /// `http://127.0.0.1:PORT`: one host for the interfaces and for consent.
    pub fn url(&self) -> String {
        format!("http://{}", self.0.address)
    }

    /// Stops the server, for all handles: when this returns, its port is closed and its connections are gone.
    pub async fn stop(&self) {
        self.0.stop.send_replace(true);
        self.0.stop.closed().await;
    }

    /// A person with a network of their own. An `Arc` of one network may stand for many members.
    pub fn add_member(&self, network: impl Into<Arc<Network>>) -> MemberId {
        self.0.state.add(network.into())
    }

    /// A member's own id, as in `urn:li:person:…`; empty for a member of another simulation.
    pub fn person_id(&self, member: MemberId) -> String {
        self.0.state.member(member).map(|account| lock(&account).person.clone()).unwrap_or_default()
    }

    /// Issues an access token without consent, as the developer portal does.
    pub fn token(&self, member: MemberId, grant: Grant) -> String {
        self.0.state.issue(member, grant, self.0.state.now())
    }

    /// Revokes one access or refresh token.
    pub fn revoke(&self, token: &str) {
        lock(&self.0.state.vault).revoke(token);
    }

    /// Revokes every token of a member.
    pub fn revoke_member(&self, member: MemberId) {
        lock(&self.0.state.vault).revoke_member(member);
    }

    /// Whether members refuse consent from now on.
    pub fn set_deny(&self, deny: bool) {
        self.0.state.deny.store(deny, Ordering::Relaxed);
    }

    /// Changes a member's list: see [`Network::edit`].
    pub fn edit(&self, member: MemberId, added: u32, removed: u32, updated: u32, seed: u64) {
        if let Some(account) = self.0.state.member(member) {
            self.0.state.edit(&mut lock(&account), Edits { added, removed, updated, seed });
        }
    }

    /// Changes a member's list before every call that reads it, or no more.
    pub fn edit_between_calls(&self, member: MemberId, edits: Option<Edits>) {
        if let Some(account) = self.0.state.member(member) {
            lock(&account).edit_between(edits);
        }
    }

    /// A member's list now; an empty one for a member of another simulation.
    pub fn network(&self, member: MemberId) -> Arc<Network> {
        match self.0.state.member(member) {
            Some(account) => Arc::clone(&lock(&account).network),
            None => Arc::new(Network::generate(0, 0)),
        }
    }

    /// Keeps each state of a member's list from now on, this one included.
    pub fn start_history(&self, member: MemberId) {
        if let Some(account) = self.0.state.member(member) {
            lock(&account).start_history();
        }
    }

    /// The order of vanity names in each state of a member's list since [`Self::start_history`].
    pub fn history(&self, member: MemberId) -> Vec<Vec<String>> {
        let account = self.0.state.member(member);
        account.and_then(|account| lock(&account).history.clone()).unwrap_or_default()
    }

    /// Whether a member's snapshots have been collated. They are, from the beginning.
    pub fn set_ready(&self, member: MemberId, ready: bool) {
        if let Some(account) = self.0.state.member(member) {
            lock(&account).ready = ready;
        }
    }

    /// Collates a member's snapshot from the present list, where [`Options::live_snapshots`] is off.
    pub fn rebuild_snapshot(&self, member: MemberId) {
        if let Some(account) = self.0.state.member(member) {
            lock(&account).rebuild_snapshot();
        }
    }

    /// Sets a fault beside those that stand.
    pub fn fault(&self, fault: impl Into<Fault>) {
        lock(&self.0.state.troubles).set(fault.into());
    }

    /// Ends all faults.
    pub fn clear_faults(&self) {
        lock(&self.0.state.troubles).clear();
    }

    /// The calls so far.
    pub fn calls(&self) -> Calls {
        self.0.state.calls.so_far()
    }

    /// Counts from zero.
    pub fn reset_calls(&self) {
        self.0.state.calls.reset();
    }

    /// How long each call takes from now on, at least.
    pub fn set_latency(&self, latency: Duration) {
        self.0.state.set_latency(latency);
    }

    /// Signs all pictures anew: their `t=` changes.
    pub fn refresh_pictures(&self) {
        self.0.state.sign_anew();
    }

    /// When pictures expire from now on, in whole seconds; at first five years after the start.
    pub fn set_picture_expiry(&self, at: Timestamp) {
        self.0.state.set_picture_expiry(at);
    }
}

impl fmt::Debug for Sim {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.debug_tuple("Sim").field(&self.0.address).finish()
    }
}

/// What a panic left behind is still whole enough for a simulation.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
