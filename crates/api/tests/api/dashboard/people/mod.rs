//! People over HTTP, as a browser without scripts has them: search, pages, cards, files.

mod cards;
mod downloads;
mod pages;
mod search;

use kith_engine::{Mode, SourceKind};
use kith_model::{AccountId, Connection};
use kith_store::NewAccount;

use crate::support::{Page, Tenant, plain};

impl Page {
    /// The people in the table: their names, and where their cards are.
    fn people(&self) -> Vec<(String, String)> {
        let rows = self.text().split("<th scope=\"row\">").skip(1);
        rows.map(|row| {
            let link = row.split("<a ").nth(1).unwrap();
            let path = link.split("href=\"").nth(1).unwrap().split('"').next().unwrap();
            let name = link.split('>').nth(1).unwrap().split("</a").next().unwrap();
            (plain(name), plain(path))
        })
        .collect()
    }

    fn names(&self) -> Vec<String> {
        self.people().into_iter().map(|(name, _)| name).collect()
    }

    /// Where the link of that text leads.
    #[track_caller]
    fn link(&self, text: &str) -> String {
        let before =
            self.text().split(&format!(">{text}</a>")).next().filter(|all| all.len() < self.text().len());
        let before = before.unwrap_or_else(|| panic!("no link {text:?}"));
        plain(before.rsplit("href=\"").next().unwrap().split('"').next().unwrap())
    }

    fn has_link(&self, text: &str) -> bool {
        self.text().contains(&format!(">{text}</a>"))
    }

    /// What the form of the downloads would send.
    fn download(&self) -> Vec<(String, String)> {
        self.form("Download as CSV")
    }
}

impl Tenant<'_> {
    /// From now on the account `id` has this list.
    async fn lists_now(&self, id: &str, list: Vec<Connection>) {
        self.app.commit(self.workspace, id, list, Vec::new()).await;
    }

    /// With an account that is read from its source each time.
    async fn has_live_account(&self, id: &str) {
        let new = NewAccount {
            id: AccountId::new(id),
            name: id.to_owned(),
            owner: None,
            source: SourceKind::ConnectionsApi,
            base_url: None,
            mode: Mode::Live,
            at: self.app.engine.clock().now(),
            credentials: None,
            next_sync_at: None,
        };
        self.app.store.create_account(self.workspace, new, None).await.unwrap();
    }
}
