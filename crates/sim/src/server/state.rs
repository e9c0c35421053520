//! What the simulated LinkedIn knows: its members, their tokens, the faults and the counts. Each is locked by itself and
//! never across a wait.

use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, RwLock};
use std::time::Duration;

use kith_model::clock::Timestamp;
use kith_model::random::SeededRandom;

use super::account::{Account, Event};
use super::calls::Counter;
use super::lock;
use super::options::{DAY, Edits, Grant, MemberId, Options};
use super::picture::Signing;
use super::troubles::Troubles;
use super::vault::{Access, Vault, scopes};
use crate::people::Network;

/// Scopes of the Connections API.
pub(super) const CONNECTIONS: [&str; 2] = ["r_1st_connections", "r_compliance"];

/// Scopes of the portability interfaces.
pub(super) const PORTABILITY: [&str; 3] =
    ["r_dma_portability_self_serve", "r_dma_portability_3rd_party", "r_dma_portability_member"];

pub(super) struct State {
    pub(super) options: Options,
    pub(super) calls: Counter,
    pub(super) vault: Mutex<Vault>,
    pub(super) troubles: Mutex<Troubles>,
    pub(super) deny: AtomicBool,
    accounts: RwLock<Vec<Arc<Mutex<Account>>>>,
    latency: Mutex<Duration>,
    signing_round: AtomicU64,
    picture_expiry: AtomicI64,
    next_event: AtomicU64,
    random: SeededRandom,
}

impl State {
    pub(super) fn new(options: Options) -> Self {
        let five_years = 5 * 365 * DAY;
        Self {
            calls: Counter::default(),
            vault: Mutex::default(),
            troubles: Mutex::new(Troubles::new(options.seed)),
            deny: AtomicBool::new(options.deny),
            accounts: RwLock::default(),
            latency: Mutex::new(options.latency),
            signing_round: AtomicU64::new(0),
            picture_expiry: AtomicI64::new(options.clock.now().as_second() + five_years),
            next_event: AtomicU64::new(900_000_001),
            random: SeededRandom::new(options.seed),
            options,
        }
    }

    /// Seconds since 1970.
    pub(super) fn now(&self) -> i64 {
        self.options.clock.now().as_second()
    }

    pub(super) fn add(&self, network: Arc<Network>) -> MemberId {
        let mut accounts = self.accounts.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let number = u32::try_from(accounts.len() + 1).unwrap_or(u32::MAX);
        accounts.push(Arc::new(Mutex::new(Account::new(number, network, self.options.live_snapshots))));
        MemberId(number)
    }

    pub(super) fn members(&self) -> Vec<(MemberId, Arc<Mutex<Account>>)> {
        let accounts = self.accounts.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        (1..).map(MemberId).zip(accounts.iter().cloned()).collect()
    }

    pub(super) fn member(&self, MemberId(number): MemberId) -> Option<Arc<Mutex<Account>>> {
        let accounts = self.accounts.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        accounts.get(usize::try_from(number.checked_sub(1)?).ok()?).cloned()
    }

    pub(super) fn edit(&self, account: &mut Account, edits: Edits) {
        let id = self.next_event.fetch_add(1, Ordering::Relaxed);
        account.edit(edits, Event { id, at: self.options.clock.now().as_millisecond() });
    }

    /// Before a call reads a member's list.
    pub(super) fn edit_if_due(&self, account: &mut Account) {
        if let Some(edits) = account.due() {
            self.edit(account, edits);
        }
    }

    pub(super) fn issue(&self, member: MemberId, grant: Grant, consented_at: i64) -> String {
        let Grant { scope, expires_in, settles_in } = grant;
        let token = self.secret("access");
        let now = self.now();
        let access = Access {
            member,
            consented_at,
            issued_at: now,
            settled_at: now + settles_in,
            expires_at: now + expires_in,
            revoked: false,
            scope: scopes(&scope),
        };
        if access.allows(&PORTABILITY)
            && let Some(account) = self.member(member)
        {
            lock(&account).regulated_at.get_or_insert(self.options.clock.now().as_millisecond());
        }
        lock(&self.vault).access.insert(token.clone(), access);
        token
    }

    /// A long string that no other is.
    pub(super) fn secret(&self, what: &str) -> String {
        let mut secret = format!("SYNTHETIC-{what}-");
        for _ in 0..8 {
            let _ = std::fmt::Write::write_fmt(&mut secret, format_args!("{:016x}", self.random.next_u64()));
        }
        secret
    }

    pub(super) fn latency(&self) -> Duration {
        *lock(&self.latency)
    }

    pub(super) fn set_latency(&self, latency: Duration) {
        *lock(&self.latency) = latency;
    }

    /// What an answer's pictures are signed with.
    pub(super) fn signing(&self) -> Signing {
        if self.options.fresh_signatures {
            self.sign_anew();
        }
        Signing {
            round: self.signing_round.load(Ordering::Relaxed),
            expires: self.picture_expiry.load(Ordering::Relaxed),
        }
    }

    pub(super) fn sign_anew(&self) {
        self.signing_round.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn set_picture_expiry(&self, at: Timestamp) {
        self.picture_expiry.store(at.as_second(), Ordering::Relaxed);
    }
}
