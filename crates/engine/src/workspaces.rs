//! Tenants: making, finding, erasing.

use kith_store::Workspace;

use crate::{Engine, Error, Result};

impl Engine {
    /// Makes a workspace with the starting credits of the settings.
    ///
    /// # Errors
    /// [`Error::Invalid`] if the name is taken or not 1 to 100 letters, digits, `-`, `_`, `.`.
    pub async fn create_workspace(&self, name: &str) -> Result<Workspace> {
        let ok = |c: char| c.is_alphanumeric() || "-_.".contains(c);
        if name.is_empty() || name.chars().count() > 100 || !name.chars().all(ok) {
            return Err(Error::Invalid(format!(
                "a workspace's name is 1 to 100 letters, digits, '-', '_' or '.'; got \"{name}\""
            )));
        }
        let made =
            self.store.create_workspace(name, self.settings.starting_credits, self.clock.now()).await?;
        made.ok_or_else(|| Error::Invalid(format!("there is a workspace \"{name}\" already")))
    }

    /// All workspaces, by name.
    pub async fn list_workspaces(&self) -> Result<Vec<Workspace>> {
        Ok(self.store.workspaces().await?)
    }

    /// The workspace of that name.
    ///
    /// # Errors
    /// [`Error::NotFound`], naming those that there are.
    pub async fn find_workspace(&self, name: &str) -> Result<Workspace> {
        let all = self.list_workspaces().await?;
        let names = all.iter().map(|one| one.name.as_str()).collect::<Vec<_>>().join(", ");
        let found = all.into_iter().find(|one| one.name == name);
        found.ok_or_else(|| {
            let known =
                if names.is_empty() { "there is none yet".into() } else { format!("there is: {names}") };
            Error::NotFound(format!("no workspace \"{name}\"; {known}"))
        })
    }

    /// Erases a workspace with all that is in it, its ledger included.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn delete_workspace(&self, name: &str) -> Result<()> {
        let workspace = self.find_workspace(name).await?;
        self.store.delete_workspace(workspace.id).await?;
        self.refresh(workspace.id).await?; // which empties the caches
        Ok(())
    }
}
