//! The form that an export is dropped on: which account it goes to, and what the page knows of its limits.

use kith_engine::{Account, SourceKind};

use super::super::door::Visit;
use super::super::form::Form;

/// The form, for the template that draws it.
#[derive(Default)]
pub(in super::super) struct DropForm {
    /// The account that it is for, where that is settled.
    pub(in super::super) settled: Option<Choice>,
    /// The accounts to choose from.
    pub(in super::super) choices: Vec<Choice>,
    /// What was chosen before, `new` or an account's id; empty: what the export says.
    pub(in super::super) chosen: String,
    /// What a new account is to be called.
    pub(in super::super) name: String,
    /// Whether to offer that the list is replaced whoever is in it, and whether that is ticked.
    pub(in super::super) may_replace: bool,
    pub(in super::super) replaces: bool,
    /// Whether it is ticked that nothing is written.
    pub(in super::super) only_looks: bool,
    pub(in super::super) max_bytes: usize,
}

/// An account to choose.
pub(in super::super) struct Choice {
    pub(in super::super) id: String,
    pub(in super::super) name: String,
}

impl Choice {
    fn of(account: &Account) -> Self {
        Self { id: account.id.to_string(), name: account.name.clone() }
    }
}

impl DropForm {
    /// Into any of these accounts that exports go to, or a new one.
    pub(in super::super) fn among(visit: &Visit, accounts: &[Account]) -> Self {
        let taking = accounts.iter().filter(|account| account.source == SourceKind::Archive);
        Self { choices: taking.map(Choice::of).collect(), max_bytes: visit.app.max_export, ..Self::default() }
    }

    /// Into this account.
    pub(super) fn into(visit: &Visit, account: &Account) -> Self {
        Self { settled: Some(Choice::of(account)), max_bytes: visit.app.max_export, ..Self::default() }
    }

    /// The same, with what was chosen before.
    pub(super) fn again(self, form: &Form) -> Self {
        Self {
            chosen: form.text("account").to_owned(),
            name: form.text("name").to_owned(),
            may_replace: form.ticked("replace"),
            replaces: form.ticked("replace"),
            only_looks: form.ticked("dry_run"),
            ..self
        }
    }

    pub(in super::super) fn is_chosen(&self, id: &str) -> bool {
        self.chosen == id
    }

    /// The largest file, in MiB.
    pub(in super::super) fn max_mib(&self) -> usize {
        self.max_bytes >> 20
    }
}
