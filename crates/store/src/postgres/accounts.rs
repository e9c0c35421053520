//! Accounts. Whoever writes rows of one locks its row first: two commits wait for each other, and nothing is written of
//! an account that is being erased.

use async_trait::async_trait;
use kith_model::{AccountId, WorkspaceId};

use super::fault::Work;
use super::rows::{account, accounts, first_number, get, micros, number, text};
use super::{Db, Params, PostgresStore, credentials, people, replies, scrub, sync_rows};
use crate::{Account, AccountKey, Accounts, Commit, Error, NewAccount, Remember, Result, SourceKind};

#[async_trait]
impl Accounts for PostgresStore {
    async fn create_account(
        &self,
        workspace: WorkspaceId,
        new: NewAccount,
        remember: Option<Remember>,
    ) -> Result<Option<Account>> {
        let (new, remember) = (&new, &remember);
        self.write(workspace, |db| async move {
            let Some(number) = next_number(&db, workspace).await? else {
                return Err(Error::Internal("an account for a workspace that is gone".into()).into());
            };
            // The reply names the account, and must go with it.
            if let Some(remember) = remember
                && !replies::keep_for(&db, workspace, Some(number), remember).await?
            {
                return Ok(None);
            }
            let key = AccountKey { workspace, number };
            add(&db, key, new).await?;
            if let Some(given) = &new.credentials {
                credentials::keep(&db, key, &given.body).await?;
                if let Some(sync) = &given.sync {
                    sync_rows::queue(&db, key, sync).await?;
                }
            }
            by_key(&db, key).await
        })
        .await
    }

    async fn account(&self, workspace: WorkspaceId, id: &AccountId) -> Result<Option<Account>> {
        let find = accounts!("WHERE a.workspace = $1 AND a.id = $2");
        let row = self.one(find, &[&workspace.0, &text(id.as_str())]).await?;
        Ok(row.as_ref().map(account).transpose()?)
    }

    async fn accounts(&self, workspace: WorkspaceId, limit: u32, offset: u32) -> Result<(Vec<Account>, u64)> {
        self.read(|db| async move {
            let page = accounts!("WHERE a.workspace = $1 ORDER BY a.n LIMIT $2 OFFSET $3");
            let rows = db.all(page, &[&workspace.0, &i64::from(limit), &i64::from(offset)]).await?;
            let total = "SELECT count(*) FROM accounts WHERE workspace = $1";
            let total = db.one(total, &[&workspace.0]).await?;
            let total = total.as_ref().map(|row| number(row, 0)).transpose()?.unwrap_or_default();
            Ok((rows.iter().map(account).collect::<Work<_>>()?, total))
        })
        .await
    }

    async fn rename_account(&self, account: AccountKey, name: &str) -> Result<bool> {
        self.write(account.workspace, |db| async move {
            let rename = "UPDATE accounts SET name = $1 WHERE workspace = $2 AND n = $3";
            Ok(db.run(rename, &[&text(name), &account.workspace.0, &account.number]).await? == 1)
        })
        .await
    }

    async fn set_paused(
        &self,
        account: AccountKey,
        paused: bool,
        remember: Option<Remember>,
    ) -> Result<bool> {
        let remember = remember.as_ref();
        self.write(account.workspace, |db| async move {
            if !lock(&db, account).await? || !replies::keep(&db, account.workspace, remember).await? {
                return Ok(false);
            }
            let set = "UPDATE accounts SET paused = $1 WHERE workspace = $2 AND n = $3";
            Ok(db.run(set, &[&paused, &account.workspace.0, &account.number]).await? == 1)
        })
        .await
    }

    async fn delete_account(&self, account: AccountKey, remember: Option<Remember>) -> Result<bool> {
        let remember = remember.as_ref();
        let gone = self
            .write_much(Some(account.workspace), |db| async move {
                // Against everybody, those too who only hold on to it.
                let lock = "SELECT 1 FROM accounts WHERE workspace = $1 AND n = $2 FOR UPDATE";
                let key: Params<'_> = &[&account.workspace.0, &account.number];
                if !db.exists(lock, key).await? || !replies::keep(&db, account.workspace, remember).await? {
                    return Ok(false);
                }
                people::erase(&db, account.workspace, Some(account.number)).await?;
                db.run("DELETE FROM accounts WHERE workspace = $1 AND n = $2", key).await?;
                scrub::owe(&db).await?;
                let erased = "UPDATE balances SET erasures = erasures + 1 WHERE workspace = $1";
                db.run(erased, &key[..1]).await?;
                Ok(true)
            })
            .await?;
        if gone {
            self.scrub().await;
        }
        Ok(gone)
    }
}

/// A number that no account of the workspace ever had. `None` if the workspace is gone.
pub(super) async fn next_number(db: &Db, workspace: WorkspaceId) -> Work<Option<i64>> {
    let next = "UPDATE workspaces SET last_account = last_account + 1 WHERE id = $1 RETURNING last_account";
    let row = db.one(next, &[&workspace.0]).await?;
    row.as_ref().map(|row| Ok(first_number(workspace) + get::<i64>(row, 0)?)).transpose()
}

/// Makes its row.
async fn add(db: &Db, key: AccountKey, new: &NewAccount) -> Work<()> {
    let needs_authorization = new.source != SourceKind::Archive && new.credentials.is_none();
    let authorized_until = new.credentials.as_ref().and_then(|given| given.expires_at).map(micros);
    let add =
        "INSERT INTO accounts (workspace, n, id, name, owner, source, base_url, mode, needs_authorization,
                                     authorized_until, next_sync_at, created_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    let facts: Params<'_> = &[
        &key.workspace.0,
        &key.number,
        &new.id.as_str(),
        &text(&new.name),
        &new.owner.as_deref().map(text),
        &new.source.as_str(),
        &new.base_url,
        &new.mode.as_str(),
        &needs_authorization,
        &authorized_until,
        &new.next_sync_at.map(micros),
        &micros(new.at),
    ];
    db.run(add, facts).await.map(drop)
}

/// Locks an account's row until the transaction ends, against all who lock it so. `false` if there is none.
pub(super) async fn lock(db: &Db, account: AccountKey) -> Work<bool> {
    let lock = "SELECT 1 FROM accounts WHERE workspace = $1 AND n = $2 FOR NO KEY UPDATE";
    db.exists(lock, &[&account.workspace.0, &account.number]).await
}

/// Keeps an account from being erased until the transaction ends, and nothing else from it. `false` if there is none.
pub(super) async fn hold_on_to(db: &Db, account: AccountKey) -> Work<bool> {
    let hold = "SELECT 1 FROM accounts WHERE workspace = $1 AND n = $2 FOR KEY SHARE";
    db.exists(hold, &[&account.workspace.0, &account.number]).await
}

/// Holds on to it too, unless somebody erases it, who is not waited for: `true`.
pub(super) async fn is_held_by_another(db: &Db, account: AccountKey) -> Work<bool> {
    let facts: super::Params<'_> = &[&account.workspace.0, &account.number];
    let hold = "SELECT 1 FROM accounts WHERE workspace = $1 AND n = $2 FOR KEY SHARE SKIP LOCKED";
    if db.exists(hold, facts).await? {
        return Ok(false);
    }
    db.exists("SELECT 1 FROM accounts WHERE workspace = $1 AND n = $2", facts).await
}

pub(super) async fn by_key(db: &Db, key: AccountKey) -> Work<Option<Account>> {
    let find = accounts!("WHERE a.workspace = $1 AND a.n = $2");
    let row = db.one(find, &[&key.workspace.0, &key.number]).await?;
    row.as_ref().map(account).transpose()
}

/// Says that an account's list was found complete, and whose it is.
pub(super) async fn mark_synced(db: &Db, account: AccountKey, commit: &Commit) -> Work<()> {
    let mark = "UPDATE accounts SET synced_at = $1, upstream_total = $2,
                owner = CASE WHEN $4 THEN coalesce($3, owner) ELSE coalesce(owner, $3) END
                WHERE workspace = $5 AND n = $6";
    let (at, upstream_total) = (micros(commit.at), commit.upstream_total.map(i64::from));
    let owner = commit.owner.as_deref().map(text);
    let facts: Params<'_> =
        &[&at, &upstream_total, &owner, &commit.replaces_owner, &account.workspace.0, &account.number];
    db.run(mark, facts).await.map(drop)
}
