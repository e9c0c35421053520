//! Which account is meant: by its id or its name, or the only one that there is.

use kith_engine::{Account, Engine};
use kith_model::WorkspaceId;

use crate::failure::Failure;

/// All accounts of a workspace, in the order they were made.
pub(crate) async fn all(engine: &Engine, workspace: WorkspaceId) -> Result<Vec<Account>, Failure> {
    const PAGE: u32 = 500;
    let mut all = Vec::new();
    loop {
        let offset = u32::try_from(all.len()).unwrap_or(u32::MAX);
        let (page, total) = engine.list_accounts(workspace, PAGE, offset).await?;
        let is_last = page.is_empty();
        all.extend(page);
        if is_last || all.len() as u64 >= total {
            return Ok(all);
        }
    }
}

/// The account that `named` names; without it the only one.
///
/// # Errors
/// Failed where there is none; misuse where several could be meant, listing them.
pub(crate) async fn find(
    engine: &Engine,
    workspace: WorkspaceId,
    named: Option<&str>,
) -> Result<Account, Failure> {
    let all = all(engine, workspace).await?;
    let fits = |one: &Account| named.is_none_or(|name| one.id.as_str() == name || one.name == name);
    let mut found: Vec<_> = all.into_iter().filter(fits).collect();
    match (found.len(), named) {
        (1, _) => found.pop().ok_or_else(|| Failure::failed("no account")),
        (0, Some(name)) => {
            Err(Failure::failed(format!("there is no account {name:?}")).hint("kith account list shows all"))
        }
        (0, None) => Err(Failure::failed("there is no account yet")
            .hint("kith import EXPORT makes one of a LinkedIn export; so does kith up EXPORT")
            .hint("kith account add makes one whose source is called")),
        (several, named) => {
            let are = match named {
                Some(name) => format!("{several} accounts are called {name:?}"),
                None => format!("there are {several} accounts"),
            };
            Err(Failure::misuse(format!("{are}; name one by its id: {}", list(&found))))
        }
    }
}

/// Accounts in one line, the first few by name.
fn list(accounts: &[Account]) -> String {
    const SHOWN: usize = 10;
    let mut words: Vec<_> =
        accounts.iter().take(SHOWN).map(|one| format!("{} ({})", one.id, one.name)).collect();
    if accounts.len() > SHOWN {
        words.push(format!("and {} more", accounts.len() - SHOWN));
    }
    words.join(", ")
}

/// Whether a text has the form of an account's id: it was meant as one, and not as a name.
pub(crate) fn is_id(text: &str) -> bool {
    let rest = text.strip_prefix("acc_").unwrap_or_default();
    rest.len() == 16 && rest.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}
