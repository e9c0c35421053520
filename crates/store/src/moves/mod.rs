//! Moving everything from one store into another: what both must do for it, by owner (a workspace, an account), as
//! plain rows. A store that a move writes into is marked from the first write to the proof, and serves nobody until then.

mod contents;
mod newest;
mod rows;
mod run;
mod tables;

use async_trait::async_trait;
use kith_model::AccountId;

use crate::{Error, Result, Upkeep};

pub use contents::{Contents, contents};
pub(crate) use newest::newest;
pub use rows::{Digest, Rows};
pub(crate) use rows::{Row, Value};
pub use run::{Moved, Outcome, Step, run};
#[cfg(test)]
pub(crate) use tables::unmoved;
pub(crate) use tables::{ACCOUNT, Kind, LEDGER, Table, WORKSPACE, is_told};

/// Who owns rows, by the names that are the same in every store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// The workspace's name.
    pub workspace: String,
    /// The account's public id; `None`: the workspace itself.
    pub account: Option<AccountId>,
}

/// A store's mark of a move into it: of two moves only the one that began last has the right one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark(pub(crate) i64);

/// What became of the wish to move into a store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// It is marked.
    Yes(Mark),
    /// These workspaces are in it and were not moved into it; nothing was written.
    InTheWay(Vec<String>),
}

/// A store that can be moved from, and into. Each method is one atomic step.
///
/// Numbers of accounts and workspaces are a store's own and not moved. Nor is what is of minutes: authorizations under
/// way, holds, windows of keys, lines of services, sessions, links to sign in with. The search index is derived anew.
#[async_trait]
pub trait Moves: Upkeep + Send + Sync + 'static {
    /// The names of all workspaces, in no order.
    async fn workspace_names(&self) -> Result<Vec<String>>;
    /// The accounts of a workspace in the order that they were made.
    async fn account_ids(&self, workspace: &str) -> Result<Vec<AccountId>>;
    /// All rows of an owner, as they are at one moment. Those of a workspace are without its accounts' and without its
    /// ledger. `None` if it is not there.
    async fn read(&self, owner: &Owner) -> Result<Option<Rows>>;
    /// Up to `limit` entries of a workspace's ledger with an id above `after`, the oldest first.
    async fn read_ledger(&self, workspace: &str, after: i64, limit: u32) -> Result<Rows>;
    /// The name of the master key that tokens are sealed with, where the store was told.
    async fn seal(&self) -> Result<Option<i64>>;

    /// Marks an empty store, or one that is marked and holds none but these `workspaces`, as being moved into.
    async fn begin_move(&self, workspaces: &[String]) -> Result<Begun>;
    /// Makes `rows` those of an owner, in place of any there are; the search index with them. A new account is the last
    /// of its workspace.
    async fn write(&self, mark: Mark, owner: &Owner, rows: &Rows) -> Result<()>;
    /// Makes `rows` the entries of a ledger that follow the entry `after`, in place of any there are.
    async fn write_ledger(&self, mark: Mark, workspace: &str, after: i64, rows: &Rows) -> Result<()>;
    /// Takes every row of an owner.
    async fn erase(&self, mark: Mark, owner: &Owner) -> Result<()>;
    /// Takes the mark away: the store may serve. `seal` names the master key of the tokens in it.
    async fn end_move(&self, mark: Mark, seal: Option<i64>) -> Result<()>;
}

/// Another move has begun meanwhile, or ended.
pub(crate) fn overtaken() -> Error {
    Error::Unavailable("another kith migrate-store moves into this store now".into())
}

impl Owner {
    /// A workspace.
    pub fn workspace(name: &str) -> Self {
        Self { workspace: name.to_owned(), account: None }
    }

    /// An account.
    pub fn account(workspace: &str, id: &AccountId) -> Self {
        Self { workspace: workspace.to_owned(), account: Some(id.clone()) }
    }
}
