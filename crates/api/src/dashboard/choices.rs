//! The accounts that a page lets one choose from: as many as one can still choose from, and always the one that is chosen.
//! Without it a list to choose from would show another, and its form would ask for that one.

use kith_engine::{Account, Error};
use kith_model::AccountId;

use super::door::Visit;
use crate::error::Failure;

/// Up to so many accounts, and the `chosen` one if it is none of them; empty or unknown ids choose none.
pub(super) async fn choices(visit: &Visit, most: u32, chosen: &str) -> Result<Vec<Account>, Failure> {
    let (engine, workspace) = (visit.engine(), visit.caller.workspace());
    let (mut accounts, total) = engine.list_accounts(workspace, most, 0).await?;
    let is_further_down = total > u64::from(most) && accounts.iter().all(|one| one.id.as_str() != chosen);
    if is_further_down && !chosen.is_empty() {
        match engine.get_account(workspace, &AccountId::new(chosen)).await {
            Ok(account) => accounts.push(account),
            Err(Error::NoAccount) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(accounts)
}
