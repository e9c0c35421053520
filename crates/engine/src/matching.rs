//! Whose export is this? A newer export goes to the account that it belongs to, and one member's file never
//! replaces another's list by accident.

use std::collections::{HashMap, HashSet};

use kith_model::{AccountId, Chunk, ChunkId, Connection, WorkspaceId};
use kith_sources::archive::Export;
use kith_store::{Account, SourceKind};

use crate::off_thread::off_thread;
use crate::{Engine, Error, Result};

/// The account that an export belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// One that there is.
    Existing(AccountId),
    /// A new one, with this name.
    New(String),
}

/// No account fits, or several do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0}. Name the account that it belongs to (--account NAME, kith account list shows them), or a new name to make a new one"
)]
pub struct NoMatch(pub String);

/// The name of an account of which neither the export nor its owner tells one.
pub const UNNAMED: &str = "My network";

impl Engine {
    /// Finds the account: the one `named` (by name or id), else the one whose owner the export's own profile
    /// names, else the one that keeps at least half of its members in this export, else, if there is none at
    /// all or the profile names somebody new, a new one.
    ///
    /// # Errors
    /// In the answer: [`NoMatch`] where the caller must say. Around it: the store's failures.
    pub async fn match_account(
        &self,
        workspace: WorkspaceId,
        export: &Export,
        named: Option<&str>,
    ) -> Result<std::result::Result<Match, NoMatch>> {
        let mut all = self.all_accounts(workspace).await?;
        all.retain(|account| named.is_some() || account.source == SourceKind::Archive);
        if let Some(name) = named {
            return Ok(by_name(&all, name));
        }
        let owner = export.owner.as_ref().map(kith_sources::archive::Owner::key);
        let own: Vec<_> = all.iter().filter(|account| owner.is_some() && account.owner == owner).collect();
        if let [one] = own.as_slice() {
            return Ok(Ok(Match::Existing(one.id.clone())));
        }
        // Where the profile names nobody that is known, only lists of nobody in particular may be theirs.
        let candidates =
            all.iter().filter(|account| owner.is_none() || account.owner == owner || account.owner.is_none());
        let members: HashSet<_> = export.connections.iter().map(Connection::member_id).collect();
        let (mut keeping, mut empty) = (Vec::new(), Vec::new());
        for account in candidates {
            let old = self.connections_of(account).await?;
            let kept = old.iter().filter(|connection| members.contains(&connection.member_id())).count();
            if old.is_empty() {
                empty.push(account);
            } else if kept * 2 >= old.len() {
                keeping.push(account);
            }
        }
        Ok(match (keeping.as_slice(), export.owner.as_ref()) {
            ([one], _) => Ok(Match::Existing(one.id.clone())),
            // A list that is still empty keeps all of its members in any export.
            ([], None) if empty.len() == 1 && all.len() == 1 => Ok(Match::Existing(empty[0].id.clone())),
            ([], Some(owner)) if own.is_empty() => Ok(Match::New(owner.name())),
            ([], None) if all.is_empty() => Ok(Match::New(UNNAMED.to_owned())),
            ([], _) => Err(NoMatch("no account keeps at least half of its members in this export".into())),
            (several, _) => Err(NoMatch(format!("this export could belong to {} accounts", several.len()))),
        })
    }

    pub(crate) async fn all_accounts(&self, workspace: WorkspaceId) -> Result<Vec<Account>> {
        let mut all = Vec::new();
        loop {
            let offset = u32::try_from(all.len()).unwrap_or(u32::MAX);
            let (page, total) = self.store.accounts(workspace, 500, offset).await?;
            let last = page.is_empty();
            all.extend(page);
            if last || all.len() as u64 >= total {
                return Ok(all);
            }
        }
    }

    /// The newest list of an account; empty if there is none yet.
    pub(crate) async fn connections_of(&self, account: &Account) -> Result<Vec<Connection>> {
        let Some(snapshot) = self.store.snapshot(account.key, None).await? else { return Ok(Vec::new()) };
        self.open_chunks(account, snapshot.manifest.chunks()).await
    }

    /// The connections of `chunks`, in this order.
    pub(crate) async fn open_chunks(&self, account: &Account, chunks: &[ChunkId]) -> Result<Vec<Connection>> {
        let bodies = self.store.chunks(account.key, chunks).await?;
        let chunks = chunks.to_vec();
        off_thread(move || opened(bodies, &chunks)).await?
    }
}

/// The connections of these chunks, in their order, from bodies in any.
pub(crate) fn opened(bodies: Vec<(ChunkId, Vec<u8>)>, chunks: &[ChunkId]) -> Result<Vec<Connection>> {
    let bodies: HashMap<_, _> = bodies.into_iter().collect();
    let mut all = Vec::new();
    for chunk in chunks {
        let missing = || Error::Internal(format!("chunk {chunk} is missing"));
        all.extend(Chunk::open(*chunk, bodies.get(chunk).ok_or_else(missing)?)?);
    }
    Ok(all)
}

fn by_name(all: &[Account], name: &str) -> std::result::Result<Match, NoMatch> {
    let mut found = all.iter().filter(|account| account.id.as_str() == name || account.name == name);
    match (found.next(), found.next()) {
        (None, _) => Ok(Match::New(name.to_owned())),
        (Some(one), None) => Ok(Match::Existing(one.id.clone())),
        (Some(_), Some(_)) => {
            Err(NoMatch(format!("several accounts are called \"{name}\"; use the id of one")))
        }
    }
}
