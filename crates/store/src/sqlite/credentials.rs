//! Tokens and authorizations under way, as sealed bodies: nothing here can open them. A replaced body is overwritten
//! where it lay (`secure_delete`).

use async_trait::async_trait;
use kith_model::{AccountId, Timestamp, WorkspaceId};
use rusqlite::{OptionalExtension, Transaction, params};

use super::rows::Micros;
use super::{SqliteStore, accounts, calls, outbox, replies, sync_rows};
use crate::{
    Account, AccountKey, Credentials, Happening, NewAuthorization, NewCredentials, Owned, Remember, Result,
    Sealed,
};

#[async_trait]
impl Credentials for SqliteStore {
    async fn credentials(&self, account: AccountKey) -> Result<Option<Sealed>> {
        self.read(move |db| {
            let find = "SELECT c.version, c.body FROM accounts a JOIN credentials c ON c.account = a.n
                        WHERE a.workspace = ? AND a.n = ?";
            let sealed = |row: &rusqlite::Row<'_>| Ok(Sealed { version: row.get(0)?, body: row.get(1)? });
            let mut find = db.prepare_cached(find)?;
            Ok(find.query_row([account.workspace.0, account.number], sealed).optional()?)
        })
        .await
    }

    async fn put_credentials(&self, account: AccountKey, new: NewCredentials) -> Result<Option<i64>> {
        self.write(move |db| {
            if !accounts::is_there(db, account)?
                || (new.replaces.is_some() && new.replaces != version(db, account.number)?)
                || !replies::keep(db, account.workspace, new.remember.as_ref())?
            {
                return Ok(None);
            }
            let version = keep(db, account.number, &new.body)?;
            let authorized = "UPDATE accounts SET needs_authorization = 0, authorized_until = ? WHERE n = ?";
            db.prepare_cached(authorized)?.execute(params![new.expires_at.map(Micros), account.number])?;
            calls::let_go(db, account.number)?;
            if let Some(sync) = &new.sync {
                sync_rows::queue(db, account.number, sync)?;
            }
            Ok(Some(version))
        })
        .await
    }

    async fn end_authorization(&self, account: AccountKey, ended: i64, at: Timestamp) -> Result<bool> {
        self.write(move |db| {
            if !accounts::is_there(db, account)? || version(db, account.number)? != Some(ended) {
                return Ok(false);
            }
            let end = "UPDATE accounts SET needs_authorization = 1 WHERE n = ? AND NOT needs_authorization";
            if db.prepare_cached(end)?.execute([account.number])? == 1 {
                outbox::tell(db, account, &Happening::NeedsAuthorization, at)?;
            }
            Ok(true)
        })
        .await
    }

    async fn all_credentials(&self) -> Result<Vec<Owned>> {
        self.read(|db| {
            let mut all = db.prepare_cached(
                "SELECT a.workspace, a.n, a.id, a.base_url, c.version, c.body
                 FROM credentials c JOIN accounts a ON a.n = c.account ORDER BY a.n",
            )?;
            let rows = all.query_map([], |row| {
                Ok(Owned {
                    account: AccountKey { workspace: WorkspaceId(row.get(0)?), number: row.get(1)? },
                    id: AccountId::new(row.get::<_, String>(2)?),
                    base_url: row.get(3)?,
                    sealed: Sealed { version: row.get(4)?, body: row.get(5)? },
                })
            })?;
            Ok(rows.collect::<rusqlite::Result<_>>()?)
        })
        .await
    }

    async fn reseal(&self, account: AccountKey, version: i64, body: Vec<u8>) -> Result<bool> {
        self.write_quietly(move |db| {
            let reseal = "UPDATE credentials SET body = ?1 WHERE account = ?2 AND version = ?3
                          AND EXISTS (SELECT 1 FROM accounts WHERE workspace = ?4 AND n = ?2)";
            let same = params![body, account.number, version, account.workspace.0];
            Ok(db.prepare_cached(reseal)?.execute(same)? == 1)
        })
        .await
    }

    async fn seal_name(&self, first: i64) -> Result<i64> {
        self.write_quietly(move |db| {
            let note = "INSERT INTO meta (name, value) VALUES ('seal', ?) ON CONFLICT DO NOTHING";
            db.prepare_cached(note)?.execute([first])?;
            let find = "SELECT value FROM meta WHERE name = 'seal'";
            Ok(db.prepare_cached(find)?.query_row([], |row| row.get(0))?)
        })
        .await
    }

    async fn name_seal(&self, name: i64) -> Result<()> {
        self.write_quietly(move |db| {
            let note =
                "INSERT INTO meta (name, value) VALUES ('seal', ?1) ON CONFLICT DO UPDATE SET value = ?1";
            db.prepare_cached(note)?.execute([name])?;
            Ok(())
        })
        .await
    }

    async fn begin_authorization(
        &self,
        account: AccountKey,
        new: NewAuthorization,
        remember: Option<Remember>,
    ) -> Result<bool> {
        self.write_quietly(move |db| {
            if !accounts::is_there(db, account)? || !replies::keep(db, account.workspace, remember.as_ref())?
            {
                return Ok(false);
            }
            if let Some(remember) = &remember {
                drop_authorizations(db, remember.at)?;
            }
            let begin = "INSERT INTO authorizations (state, account, body, expires_at) VALUES (?, ?, ?, ?)";
            db.prepare_cached(begin)?.execute(params![
                new.state,
                account.number,
                new.body,
                Micros(new.expires_at)
            ])?;
            Ok(true)
        })
        .await
    }

    async fn take_authorization(
        &self,
        state: [u8; 32],
        now: Timestamp,
    ) -> Result<Option<(Account, Vec<u8>)>> {
        self.write_quietly(move |db| {
            drop_authorizations(db, now)?;
            let take = "DELETE FROM authorizations WHERE state = ? RETURNING account, body";
            let taken = db
                .prepare_cached(take)?
                .query_row([state], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?;
            let Some((account, body)) = taken else { return Ok(None) };
            Ok(accounts::by_number(db, account)?.map(|account| (account, body)))
        })
        .await
    }
}

/// Keeps tokens in place of those there were; their version.
pub(super) fn keep(db: &Transaction<'_>, account: i64, body: &[u8]) -> Result<i64> {
    let keep = "INSERT INTO credentials (account, version, body) VALUES (?1, 1, ?2)
                ON CONFLICT (account) DO UPDATE SET version = version + 1, body = ?2 RETURNING version";
    Ok(db.prepare_cached(keep)?.query_row(params![account, body], |row| row.get(0))?)
}

fn version(db: &Transaction<'_>, account: i64) -> Result<Option<i64>> {
    let find = "SELECT version FROM credentials WHERE account = ?";
    Ok(db.prepare_cached(find)?.query_row([account], |row| row.get(0)).optional()?)
}

/// Forgets authorizations that nobody came back from in time.
pub(super) fn drop_authorizations(db: &Transaction<'_>, now: Timestamp) -> Result<()> {
    db.prepare_cached("DELETE FROM authorizations WHERE expires_at <= ?")?.execute([Micros(now)])?;
    Ok(())
}
