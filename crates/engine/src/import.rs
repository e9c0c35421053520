//! `import_account`: an export becomes the newest snapshot of an account, whole or not at all.

use kith_model::{AccountId, WorkspaceId};
use kith_sources::archive::{self, Export};
use kith_store::{Account, Commit, Committed, SourceKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::mirror::{Plan, count};
use crate::{Done, Engine, Error, NewSource, Result, Retry};

/// What is to be done with an export.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Import {
    /// Read and report, write nothing.
    pub dry_run: bool,
    /// Take the export even if it keeps less than half of the account's members.
    pub replace: bool,
}

/// What an import read and did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportReport {
    /// Into which account.
    pub account_id: String,
    /// The account's newest snapshot afterwards; null after a dry run into an account that has none.
    pub snapshot: Option<String>,
    /// Records read.
    pub rows: u32,
    /// Connections in the list now (after a dry run: as they would be).
    pub connections: u32,
    /// Rows left out because an earlier row is the same member.
    pub duplicates: u32,
    /// Members without a name, in the list as `LinkedIn Member`.
    pub nameless: u32,
    /// Rows left out, and why.
    pub skipped: Vec<Note>,
    /// Rows that are in the list but for something in them that could not be read, and what.
    pub warnings: Vec<Note>,
    /// Members who were not in the list before.
    pub added: u32,
    /// Members who are no longer in the list.
    pub removed: u32,
    /// Members of whom something changed.
    pub updated: u32,
}

/// Something about a line of the export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Note {
    /// The line in the CSV file, from 1.
    pub line: u64,
    /// What was wrong.
    pub reason: String,
}

/// How often a commit is tried when others come first.
const TRIES: u32 = 5;

/// Reads an export. Takes as long as parsing takes: call it where blocking is fine.
///
/// # Errors
/// [`Error::Invalid`] if it is no export, nothing can be read from it, or it is over a limit.
pub fn read_export(bytes: &[u8], limits: &archive::Limits, progress: &dyn Fn(u64, u64)) -> Result<Export> {
    let read = archive::read(bytes, limits, progress);
    metrics::counter!("kith_imports_read_total", "ok" => if read.is_ok() { "true" } else { "false" })
        .increment(1);
    read.map_err(|error| Error::Invalid(error.to_string()))
}

impl ImportReport {
    /// What an import into an account that does not exist yet would report.
    pub fn of_new(export: &Export) -> Self {
        let notes = |notes: &[archive::Note]| notes.iter().map(Note::of).collect();
        Self {
            account_id: String::new(),
            snapshot: None,
            rows: export.rows,
            connections: count(export.connections.len()),
            duplicates: count(export.duplicates.len()),
            nameless: export.nameless,
            skipped: notes(&export.skipped),
            warnings: notes(&export.warnings),
            added: count(export.connections.len()),
            removed: 0,
            updated: 0,
        }
    }
}

impl Note {
    fn of(note: &archive::Note) -> Self {
        Self { line: note.line, reason: note.reason.clone() }
    }
}

impl Engine {
    /// What refuses an import whatever is in its file.
    ///
    /// # Errors
    /// [`Error::IdempotencyConflict`]; [`Error::NoAccount`].
    pub async fn check_import(
        &self,
        workspace: WorkspaceId,
        id: &AccountId,
        import: Import,
        retry: Option<&Retry>,
    ) -> Result<()> {
        if let Some(retry) = retry.filter(|_| !import.dry_run) {
            self.kept::<serde::de::IgnoredAny>(workspace, retry).await?;
        }
        let account = self.get_account(workspace, id).await?;
        takes_exports(&account)
    }

    /// Makes an export the newest state of an account.
    ///
    /// # Errors
    /// [`Error::NoAccount`]; [`Error::Invalid`] if it keeps less than half of the account's members and
    /// `replace` is not asked for; [`Error::IdempotencyConflict`]. Nothing is written on any of them.
    pub async fn import_account(
        &self,
        workspace: WorkspaceId,
        id: &AccountId,
        export: &Export,
        import: Import,
        retry: Option<&Retry>,
    ) -> Result<Done<ImportReport>> {
        let retry = retry.filter(|_| !import.dry_run);
        let turned = self.turn(workspace, retry).await?;
        if let Some(outcome) = turned.kept {
            return Ok(Done { outcome, replayed: true });
        }
        for _ in 0..TRIES {
            let generation = self.refresh(workspace).await?;
            let account = self.get_account(workspace, id).await?;
            takes_exports(&account)?;
            let (outcome, commit) = match self.plan(&account, export, import).await {
                // What it is compared with may have gone while it was read.
                Err(Error::Internal(_)) if self.refresh(workspace).await? != generation => continue,
                planned => planned?,
            };
            if import.dry_run {
                return Ok(Done { outcome, replayed: false });
            }
            let remember = self.remember(retry, Some(account.key), &outcome)?;
            match self.store.commit(account.key, Commit { remember, ..commit }).await? {
                Committed::Done { .. } => {
                    self.ring.notify_one();
                    self.refresh(workspace).await?;
                    metrics::counter!("kith_imported_connections_total")
                        .increment(u64::from(outcome.connections));
                    return Ok(Done { outcome, replayed: false });
                }
                Committed::Outdated | Committed::LeaseLost => {}
                Committed::NoAccount => return Err(Error::NoAccount),
                Committed::Twin => return self.twin(workspace, retry).await,
            }
        }
        Err(Error::Unavailable)
    }

    /// Makes an account of an export whose owner has none, under a name, as [`Engine::match_account`] told. Where another
    /// process made one for the same owner meanwhile, the export goes there.
    ///
    /// # Errors
    /// As [`Engine::import_new_account`].
    pub async fn import_matched_account(
        &self,
        workspace: WorkspaceId,
        name: &str,
        export: &Export,
        retry: Option<&Retry>,
    ) -> Result<ImportReport> {
        let made = self.account_of(workspace, name, export, retry).await?;
        if let Some(owner) = owner_of(export) {
            let all = self.all_accounts(workspace).await?;
            // In the order they were made, so that of two processes one alone gives way.
            let first = all
                .iter()
                .find(|one| one.owner.as_ref() == Some(&owner) && one.source == SourceKind::Archive);
            if let Some(first) = first.filter(|first| first.id != made.outcome) {
                self.delete_account(workspace, &made.outcome, None).await?;
                let done = self.import_account(workspace, &first.id, export, Import::default(), None).await?;
                return Ok(done.outcome);
            }
        }
        self.fill_new(workspace, &made, export, retry).await
    }

    /// Makes an account of an export, under a name. Where the export can't be imported there is no account either: one
    /// that never had a list is none. A twin of the same key gets the same account.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the name can't be; else as [`Engine::import_account`].
    pub async fn import_new_account(
        &self,
        workspace: WorkspaceId,
        name: &str,
        export: &Export,
        retry: Option<&Retry>,
    ) -> Result<ImportReport> {
        let made = self.account_of(workspace, name, export, retry).await?;
        self.fill_new(workspace, &made, export, retry).await
    }

    /// A new account for an export.
    async fn account_of(
        &self,
        workspace: WorkspaceId,
        name: &str,
        export: &Export,
        retry: Option<&Retry>,
    ) -> Result<Done<AccountId>> {
        let source = NewSource::archive();
        let made = self.create_account(workspace, name, owner_of(export), source, retry).await?;
        Ok(Done { outcome: AccountId::new(made.outcome.account_id), replayed: made.replayed })
    }

    async fn fill_new(
        &self,
        workspace: WorkspaceId,
        made: &Done<AccountId>,
        export: &Export,
        retry: Option<&Retry>,
    ) -> Result<ImportReport> {
        // The making of the account is kept under the key itself.
        let retry = retry.map(|retry| Retry { key: format!("{}/list", retry.key), ..retry.clone() });
        match self.import_account(workspace, &made.outcome, export, Import::default(), retry.as_ref()).await {
            Ok(done) => Ok(done.outcome),
            Err(error) => {
                // What a twin made is the twin's to take back: it may have its list by now.
                if !made.replayed {
                    self.delete_account(workspace, &made.outcome, None).await?;
                }
                Err(error)
            }
        }
    }

    async fn plan(
        &self,
        account: &Account,
        export: &Export,
        import: Import,
    ) -> Result<(ImportReport, Commit)> {
        let plan = self.plan_list(account, &export.connections).await?;
        if u64::from(plan.kept()) * 2 < u64::from(plan.before) && !import.replace {
            return Err(Error::AnotherMember { kept: plan.kept(), of: plan.before });
        }
        let shown = if import.dry_run { plan.old.as_ref().map(|old| &old.id) } else { plan.snapshot() };
        let outcome = report(account, export, &plan, shown.map(ToString::to_string));
        let commit = Commit {
            base: plan.old.map(|old| old.seq),
            snapshot: plan.new,
            upstream_total: None,
            owner: owner_of(export),
            replaces_owner: import.replace,
            pictures: Vec::new(),
            at: self.clock.now(),
            remember: None,
            sync: None,
        };
        Ok((outcome, commit))
    }
}

/// Two sources would undo each other's work, member by member: their keys of one member differ.
fn takes_exports(account: &Account) -> Result<()> {
    if account.source == SourceKind::Archive {
        return Ok(());
    }
    Err(Error::Invalid(format!(
        "this account is filled from {}; import the export into an account of kind archive",
        account.source.as_str()
    )))
}

/// What tells whose an export is, where it says that.
fn owner_of(export: &Export) -> Option<String> {
    export.owner.as_ref().map(archive::Owner::key)
}

fn report(account: &Account, export: &Export, plan: &Plan, snapshot: Option<String>) -> ImportReport {
    ImportReport {
        account_id: account.id.to_string(),
        snapshot,
        added: plan.added,
        removed: plan.removed,
        updated: plan.updated,
        connections: plan.total,
        ..ImportReport::of_new(export)
    }
}
