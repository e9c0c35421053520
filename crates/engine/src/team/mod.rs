//! What the accounts of a workspace know together: whose lists are searched, which are left out and why. A person is told as
//! the account lists it that was synced last of those that know it, and is found by that. Knows no SQL: the store narrows
//! down, the order is made here.

mod answer;
mod arrangement;
mod compare;
mod download;
mod find;
mod heavy;
mod kept;
mod known_by;
mod list;
mod look_up;
mod ranking;
mod roster;

use std::collections::HashMap;

use kith_store::{Account, Mode};

use crate::{Error, Result};

pub use answer::{Coverage, KnownBy, LeftOut, TeamPagination, TeamPerson};
pub use arrangement::{Arrangement, PeopleOrder};
pub use compare::{CompareAccounts, ComparedAccount, Comparison, Overlap};
pub use download::DownloadPeople;
pub use find::{FindIntroducers, Introducers, Sought};
pub(crate) use heavy::Heavy;
pub(crate) use kept::Kept;
pub use list::{ListPeople, People};
pub use look_up::{FoundPeople, LookUpPeople, PeopleQuestion};
pub(crate) use ranking::{Look, Ranked};
pub(crate) use roster::Roster;
pub use roster::Stamp;

/// The most accounts that a comparison takes.
pub const MAX_COMPARED: usize = 50;
/// How many results a page of people has that names no count, and the most it may have.
pub const PEOPLE_A_PAGE: (u32, u32) = (50, 500);

/// An account whose list is searched.
pub(crate) struct Searched {
    pub(crate) account: Account,
    /// Its place among all that are searched, the one that was synced last having the highest.
    pub(crate) freshness: usize,
}

/// Whose lists are searched.
pub(crate) struct Team {
    searched: HashMap<i64, Searched>,
    left_out: Vec<LeftOut>,
}

impl Team {
    fn of(accounts: Vec<Account>) -> Self {
        let mut left_out = Vec::new();
        let mut searched = Vec::new();
        for account in accounts {
            match absence(&account) {
                Some((reason, _)) => {
                    left_out.push(LeftOut { account_id: account.id.as_str().into(), reason: reason.into() });
                }
                None => searched.push(account),
            }
        }
        Self { searched: by_number(searched), left_out }
    }

    /// Those of `ids` alone, all of which must be there and have a list.
    fn only(accounts: &[Account], ids: &[String]) -> Result<Self> {
        let accounts: HashMap<_, _> = accounts.iter().map(|account| (account.id.as_str(), account)).collect();
        let mut searched = Vec::with_capacity(ids.len());
        for (at, id) in ids.iter().enumerate() {
            if ids[..at].contains(id) {
                let says = format!("params.accounts[{at}] repeats an account; name each one once");
                return Err(Error::Invalid(says));
            }
            let of_it = |error: Error| error.of_account(format!("params.accounts[{at}]"), id);
            let account = *accounts.get(id.as_str()).ok_or_else(|| of_it(Error::NoAccount))?;
            if let Some((_, error)) = absence(account) {
                return Err(of_it(error));
            }
            searched.push(account.clone());
        }
        Ok(Self { searched: by_number(searched), left_out: Vec::new() })
    }

    /// The account of that number, if it is searched.
    pub(crate) fn account(&self, number: i64) -> Option<&Searched> {
        self.searched.get(&number)
    }

    /// How many connections their lists have.
    fn rows(&self) -> u64 {
        let heads = self.searched.values().filter_map(|searched| searched.account.head.as_ref());
        heads.map(|head| u64::from(head.total)).sum()
    }

    /// The numbers of the accounts that are searched, in their order.
    pub(crate) fn numbers(&self) -> Vec<i64> {
        let mut numbers: Vec<_> = self.searched.keys().copied().collect();
        numbers.sort_unstable();
        numbers
    }

    /// The account of that id.
    fn named(&self, id: &str) -> Result<&Account> {
        let mut all = self.searched.values().map(|searched| &searched.account);
        all.find(|account| account.id.as_str() == id).ok_or(Error::NoAccount)
    }

    /// What an answer says of it.
    pub(crate) fn coverage(&self) -> Coverage {
        let accounts = u32::try_from(self.searched.len()).unwrap_or(u32::MAX);
        Coverage { accounts, left_out: self.left_out.clone() }
    }
}

/// Why an account has no list to search, and what who names it is told.
fn absence(account: &Account) -> Option<(&'static str, Error)> {
    if account.paused {
        return Some(("paused", Error::Paused));
    }
    if account.mode == Mode::Live {
        let says = "a live account keeps nothing to compare or to search; leave it out";
        return Some(("live", Error::Invalid(says.into())));
    }
    account.head.is_none().then_some(("never_synced", Error::NotReady))
}

fn by_number(mut accounts: Vec<Account>) -> HashMap<i64, Searched> {
    accounts.sort_by_key(|account| (account.synced_at, account.key.number));
    let place = |(freshness, account): (_, Account)| (account.key.number, Searched { account, freshness });
    accounts.into_iter().enumerate().map(place).collect()
}
