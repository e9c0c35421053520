//! Accounts. Erasing one takes every row of it, then scrubs the file, so that no copy is left in unused pages.

use async_trait::async_trait;
use kith_model::{AccountId, WorkspaceId};
use rusqlite::{OptionalExtension, Transaction, params};

use super::rows::{ACCOUNT, Micros, account};
use super::{SqliteStore, credentials, outbox, people, replies, sync_rows, upkeep};
use crate::{Account, AccountKey, Accounts, Commit, NewAccount, Remember, Result, SourceKind};

#[async_trait]
impl Accounts for SqliteStore {
    async fn create_account(
        &self,
        workspace: WorkspaceId,
        new: NewAccount,
        remember: Option<Remember>,
    ) -> Result<Option<Account>> {
        self.write(move |db| {
            if !replies::keep(db, workspace, remember.as_ref())? {
                return Ok(None);
            }
            let number = add(db, workspace, &new)?;
            if let Some(given) = &new.credentials {
                credentials::keep(db, number, &given.body)?;
                if let Some(sync) = &given.sync {
                    sync_rows::queue(db, number, sync)?;
                }
            }
            // The reply names the account, and must go with it.
            let key = remember.as_ref().map(|remember| remember.key.as_str());
            let own = "UPDATE replies SET account = ? WHERE workspace = ? AND key = ?";
            db.execute(own, params![number, workspace.0, key])?;
            find(db, workspace, &new.id)
        })
        .await
    }

    async fn account(&self, workspace: WorkspaceId, id: &AccountId) -> Result<Option<Account>> {
        let id = id.clone();
        self.read(move |db| find(db, workspace, &id)).await
    }

    async fn accounts(&self, workspace: WorkspaceId, limit: u32, offset: u32) -> Result<(Vec<Account>, u64)> {
        self.read(move |db| {
            let mut page =
                db.prepare_cached(&format!("{ACCOUNT} WHERE a.workspace = ? ORDER BY a.n LIMIT ? OFFSET ?"))?;
            let rows = page.query_map(params![workspace.0, limit, offset], account)?;
            let total = "SELECT count(*) FROM accounts WHERE workspace = ?";
            let total = db.prepare_cached(total)?.query_row([workspace.0], |row| row.get(0))?;
            Ok((rows.collect::<rusqlite::Result<_>>()?, total))
        })
        .await
    }

    async fn rename_account(&self, account: AccountKey, name: &str) -> Result<bool> {
        let name = name.to_owned();
        self.write(move |db| {
            let renamed = "UPDATE accounts SET name = ? WHERE workspace = ? AND n = ?";
            Ok(db.execute(renamed, params![name, account.workspace.0, account.number])? == 1)
        })
        .await
    }

    async fn set_paused(
        &self,
        account: AccountKey,
        paused: bool,
        remember: Option<Remember>,
    ) -> Result<bool> {
        self.write(move |db| {
            if !is_there(db, account)? || !replies::keep(db, account.workspace, remember.as_ref())? {
                return Ok(false);
            }
            let set = "UPDATE accounts SET paused = ? WHERE n = ?";
            Ok(db.execute(set, params![paused, account.number])? == 1)
        })
        .await
    }

    async fn delete_account(&self, account: AccountKey, remember: Option<Remember>) -> Result<bool> {
        let gone = self
            .write(move |db| {
                if !is_there(db, account)? || !replies::keep(db, account.workspace, remember.as_ref())? {
                    return Ok(false);
                }
                people::erase(db, account.workspace, Some(account.number))?;
                outbox::erase(db, account)?;
                upkeep::owe_scrub(db)?;
                Ok(db.execute("DELETE FROM accounts WHERE n = ?", [account.number])? == 1)
            })
            .await?;
        if gone {
            upkeep::scrub(&self.inner).await;
        }
        Ok(gone)
    }
}

/// Makes its row; its number.
fn add(db: &Transaction<'_>, workspace: WorkspaceId, new: &NewAccount) -> Result<i64> {
    let needs_authorization = new.source != SourceKind::Archive && new.credentials.is_none();
    let authorized_until = new.credentials.as_ref().and_then(|given| given.expires_at).map(Micros);
    db.execute(
        "INSERT INTO accounts (workspace, id, name, owner, source, base_url, mode, needs_authorization,
                               authorized_until, next_sync_at, created_at)
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        params![
            workspace.0,
            new.id.as_str(),
            new.name,
            new.owner,
            new.source.as_str(),
            new.base_url,
            new.mode.as_str(),
            needs_authorization,
            authorized_until,
            new.next_sync_at.map(Micros),
            Micros(new.at)
        ],
    )?;
    Ok(db.last_insert_rowid())
}

pub(super) fn is_there(db: &Transaction<'_>, account: AccountKey) -> Result<bool> {
    let mut find = db.prepare_cached("SELECT 1 FROM accounts WHERE workspace = ? AND n = ?")?;
    Ok(find.exists([account.workspace.0, account.number])?)
}

fn find(db: &Transaction<'_>, workspace: WorkspaceId, id: &AccountId) -> Result<Option<Account>> {
    let mut one = db.prepare_cached(&format!("{ACCOUNT} WHERE a.workspace = ? AND a.id = ?"))?;
    Ok(one.query_row(params![workspace.0, id.as_str()], account).optional()?)
}

/// One of any workspace.
pub(super) fn by_number(db: &Transaction<'_>, number: i64) -> Result<Option<Account>> {
    let mut one = db.prepare_cached(&format!("{ACCOUNT} WHERE a.n = ?"))?;
    Ok(one.query_row([number], account).optional()?)
}

/// Says that an account's list was found complete, and whose it is.
pub(super) fn mark_synced(db: &Transaction<'_>, account: AccountKey, commit: &Commit) -> Result<()> {
    let mark = "UPDATE accounts SET synced_at = ?1, upstream_total = ?2,
                owner = CASE WHEN ?4 THEN coalesce(?3, owner) ELSE coalesce(owner, ?3) END
                WHERE workspace = ?5 AND n = ?6";
    db.execute(
        mark,
        params![
            Micros(commit.at),
            commit.upstream_total,
            commit.owner,
            commit.replaces_owner,
            account.workspace.0,
            account.number
        ],
    )?;
    Ok(())
}
