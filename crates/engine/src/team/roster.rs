//! The accounts of a workspace at one moment, and a stamp of all that an answer of the team rests on. While the stamp stays
//! the same the answer does, whatever the generation does. Knows no caller's question.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use data_encoding::HEXLOWER;
use kith_model::Timestamp;
use kith_store::{Account, Mode};
use sha2::{Digest as _, Sha256};

use super::Team;
use crate::{Caller, Engine, Error, Result};

/// What tells two moments of a workspace's accounts apart that answers may differ by: which accounts there are, which of
/// them are read, and their newest lists. As text `lists_` and 32 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stamp([u8; 16]);

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "lists_{}", HEXLOWER.encode(&self.0))
    }
}

impl FromStr for Stamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let bytes = text.strip_prefix("lists_").and_then(|hex| HEXLOWER.decode(hex.as_bytes()).ok());
        let bytes = bytes.and_then(|bytes| bytes.try_into().ok());
        bytes.map(Self).ok_or_else(|| Error::Invalid("lists_ and 32 hexadecimal digits name lists".into()))
    }
}

/// The accounts of a workspace.
pub(crate) struct Roster {
    accounts: Vec<Account>,
    stamp: Stamp,
    everybody: Arc<Team>,
}

impl Roster {
    fn of(accounts: Vec<Account>) -> Self {
        let mut hash = Sha256::new();
        for account in &accounts {
            for text in [account.id.as_str(), &account.name] {
                hash.update((text.len() as u64).to_le_bytes());
                hash.update(text);
            }
            let head = account.head.as_ref().map_or(0, |head| head.seq);
            let synced = account.synced_at.map_or(i64::MIN, Timestamp::as_microsecond);
            for number in [account.key.number, head, synced] {
                hash.update(number.to_le_bytes());
            }
            hash.update([u8::from(account.paused), u8::from(account.mode == Mode::Live)]);
        }
        let everybody = Arc::new(Team::of(accounts.clone()));
        let mut stamp = [0; 16];
        stamp.copy_from_slice(&hash.finalize()[..16]);
        Self { accounts, stamp: Stamp(stamp), everybody }
    }

    /// The same of two rosters that give the same answers. One that was left never comes back with other lists: the
    /// number of an account's snapshot only grows.
    pub(crate) fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// Whose lists are searched: of all accounts, or of those that are named.
    ///
    /// # Errors
    /// [`Error::NoAccount`], [`Error::Paused`], [`Error::NotReady`] or [`Error::Invalid`] of those that are named.
    pub(crate) fn team(&self, named: Option<&[String]>) -> Result<Arc<Team>> {
        match named {
            Some(ids) => Team::only(&self.accounts, ids).map(Arc::new),
            None => Ok(Arc::clone(&self.everybody)),
        }
    }
}

impl Engine {
    /// The accounts of the caller's workspace, as of its generation or later.
    pub(crate) async fn roster(&self, caller: &Caller) -> Result<Arc<Roster>> {
        let workspace = caller.workspace();
        if let Some(roster) = self.caches.team.roster(workspace, caller.generation()) {
            return Ok(roster);
        }
        let erasures = caller.known.tenant.erasures();
        let roster = Arc::new(Roster::of(self.all_accounts(workspace).await?));
        self.caches.team.keep_roster(&caller.known, erasures, &roster);
        Ok(roster)
    }
}
