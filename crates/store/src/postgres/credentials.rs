//! Tokens and authorizations under way, as sealed bodies: nothing here can open them.

use async_trait::async_trait;
use kith_model::{AccountId, Timestamp, WorkspaceId};

use super::fault::Work;
use super::rows::{get, micros};
use super::{Db, Params, PostgresStore, accounts, calls, outbox, replies, sync_rows};
use crate::{
    Account, AccountKey, Credentials, Error, Happening, NewAuthorization, NewCredentials, Owned, Remember,
    Result, Sealed,
};

#[async_trait]
impl Credentials for PostgresStore {
    async fn credentials(&self, account: AccountKey) -> Result<Option<Sealed>> {
        let find = "SELECT version, body FROM credentials WHERE workspace = $1 AND account = $2";
        let row = self.one(find, &[&account.workspace.0, &account.number]).await?;
        let sealed = |row: &tokio_postgres::Row| {
            Ok::<_, super::Fault>(Sealed { version: get(row, 0)?, body: get(row, 1)? })
        };
        Ok(row.as_ref().map(sealed).transpose()?)
    }

    async fn put_credentials(&self, account: AccountKey, new: NewCredentials) -> Result<Option<i64>> {
        let new = &new;
        self.write(account.workspace, |db| async move {
            if !accounts::lock(&db, account).await?
                || (new.replaces.is_some() && new.replaces != version(&db, account).await?)
                || !replies::keep(&db, account.workspace, new.remember.as_ref()).await?
            {
                return Ok(None);
            }
            let version = keep(&db, account, &new.body).await?;
            let authorized = "UPDATE accounts SET needs_authorization = false, authorized_until = $1
                              WHERE workspace = $2 AND n = $3";
            let until = new.expires_at.map(micros);
            db.run(authorized, &[&until, &account.workspace.0, &account.number]).await?;
            calls::let_go(&db, account).await?;
            if let Some(sync) = &new.sync {
                sync_rows::queue(&db, account, sync).await?;
            }
            Ok(Some(version))
        })
        .await
    }

    async fn end_authorization(&self, account: AccountKey, ended: i64, at: Timestamp) -> Result<bool> {
        self.write(account.workspace, |db| async move {
            if !accounts::lock(&db, account).await? || version(&db, account).await? != Some(ended) {
                return Ok(false);
            }
            let end = "UPDATE accounts SET needs_authorization = true
                       WHERE workspace = $1 AND n = $2 AND NOT needs_authorization";
            if db.run(end, &[&account.workspace.0, &account.number]).await? == 1 {
                outbox::tell(&db, account, &Happening::NeedsAuthorization, at).await?;
            }
            Ok(true)
        })
        .await
    }

    async fn all_credentials(&self) -> Result<Vec<Owned>> {
        let all = "SELECT a.workspace, a.n, a.id, a.base_url, c.version, c.body
                   FROM credentials c JOIN accounts a ON a.workspace = c.workspace AND a.n = c.account
                   ORDER BY a.workspace, a.n";
        let owned = |row: &tokio_postgres::Row| {
            Ok(Owned {
                account: AccountKey { workspace: WorkspaceId(get(row, 0)?), number: get(row, 1)? },
                id: AccountId::new(get::<String>(row, 2)?),
                base_url: get(row, 3)?,
                sealed: Sealed { version: get(row, 4)?, body: get(row, 5)? },
            })
        };
        let rows = self.rows(all, &[]).await?;
        rows.iter().map(owned).collect::<Work<_>>().map_err(Error::from)
    }

    async fn reseal(&self, account: AccountKey, version: i64, body: Vec<u8>) -> Result<bool> {
        let reseal = "UPDATE credentials SET body = $1 WHERE workspace = $2 AND account = $3 AND version = $4
                      RETURNING version";
        let facts: Params<'_> = &[&body, &account.workspace.0, &account.number, &version];
        Ok(!self.change(reseal, facts).await?.is_empty())
    }

    async fn seal_name(&self, first: i64) -> Result<i64> {
        self.write_quietly(|db| async move {
            let note = "INSERT INTO meta (name, value) VALUES ('seal', $1) ON CONFLICT (name) DO NOTHING";
            db.run(note, &[&first]).await?;
            let row = db.one("SELECT value FROM meta WHERE name = 'seal'", &[]).await?;
            get(&row.ok_or_else(|| Error::Internal("the seal was not named".into()))?, 0)
        })
        .await
    }

    async fn name_seal(&self, name: i64) -> Result<()> {
        let note = "INSERT INTO meta (name, value) VALUES ('seal', $1)
                    ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        self.change(note, &[&name]).await.map(drop)
    }

    async fn begin_authorization(
        &self,
        account: AccountKey,
        new: NewAuthorization,
        remember: Option<Remember>,
    ) -> Result<bool> {
        let (new, remember) = (&new, &remember);
        self.write_quietly(|db| async move {
            if !accounts::hold_on_to(&db, account).await?
                || !replies::keep(&db, account.workspace, remember.as_ref()).await?
            {
                return Ok(false);
            }
            if let Some(remember) = remember {
                drop_authorizations(&db, remember.at).await?;
            }
            let begin = "INSERT INTO authorizations (state, workspace, account, body, expires_at)
                         VALUES ($1, $2, $3, $4, $5)";
            let (state, until) = (new.state.as_slice(), micros(new.expires_at));
            db.run(begin, &[&state, &account.workspace.0, &account.number, &new.body, &until]).await?;
            Ok(true)
        })
        .await
    }

    async fn take_authorization(
        &self,
        state: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<(Account, Vec<u8>)>> {
        self.write_quietly(|db| async move {
            let take = "DELETE FROM authorizations WHERE state = $1
                        RETURNING workspace, account, body, expires_at";
            let Some(row) = db.put(take, &[&state.as_slice()]).await? else { return Ok(None) };
            if get::<i64>(&row, 3)? <= micros(now) {
                return Ok(None); // it is of no more use to anybody
            }
            let key = AccountKey { workspace: WorkspaceId(get(&row, 0)?), number: get(&row, 1)? };
            let body = get(&row, 2)?;
            Ok(accounts::by_key(&db, key).await?.map(|account| (account, body)))
        })
        .await
    }
}

/// Keeps tokens in place of those there were; their version.
pub(super) async fn keep(db: &Db, account: AccountKey, body: &[u8]) -> Work<i64> {
    let keep = "INSERT INTO credentials AS c (workspace, account, version, body) VALUES ($1, $2, 1, $3)
                ON CONFLICT (workspace, account) DO UPDATE SET version = c.version + 1, body = $3
                RETURNING version";
    let row = db.put(keep, &[&account.workspace.0, &account.number, &body]).await?;
    get(&row.ok_or_else(|| Error::Internal("tokens were not kept".into()))?, 0)
}

async fn version(db: &Db, account: AccountKey) -> Work<Option<i64>> {
    let find = "SELECT version FROM credentials WHERE workspace = $1 AND account = $2";
    let row = db.one(find, &[&account.workspace.0, &account.number]).await?;
    row.as_ref().map(|row| get(row, 0)).transpose()
}

/// Forgets authorizations that nobody came back from in time.
pub(super) async fn drop_authorizations(db: &Db, now: Timestamp) -> Work<()> {
    db.run("DELETE FROM authorizations WHERE expires_at <= $1", &[&micros(now)]).await.map(drop)
}
