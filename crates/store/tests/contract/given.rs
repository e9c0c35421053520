//! What tests begin with: people, workspaces, accounts, and verbs for them that fail the test where the store fails.

use std::ops::Range;
use std::sync::Arc;

use kith_model::{
    AccountId, Changes, Chunk, Connection, KeyId, RequestId, SnapshotId, Timestamp, WorkspaceId, chunk,
};
use kith_store::{
    Account, AccountKey, Charged, Commit, Committed, Debit, Entry, Mode, NewAccount, NewSnapshot, Remember,
    Snapshot, SourceKind, Store,
};

/// The first moment of every test, and so many seconds later.
pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_777_199_700 + seconds).unwrap()
}

pub(crate) const DAY: i64 = 24 * 3_600;

/// A person who is told by a number and has a word of each kind.
pub(crate) fn person(n: u32) -> Connection {
    Connection {
        source_id: Some(format!("urn:{n}")),
        first_name: Some("Jane".into()),
        last_name: Some(format!("Doe{n}")),
        company: Some(format!("Acme {}", n % 7)),
        position: Some("Buyer".into()),
        ..Connection::default()
    }
}

pub(crate) fn people(numbers: Range<u32>) -> Vec<Connection> {
    numbers.map(person).collect()
}

/// A reply to keep under `key`.
pub(crate) fn reply(key: &str) -> Remember {
    Remember {
        key: key.into(),
        fingerprint: [7; 32],
        account: None,
        body: key.into(),
        follows: None,
        at: at(0),
    }
}

/// A workspace.
#[derive(Clone)]
pub(crate) struct Tenant {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) id: WorkspaceId,
}

impl Tenant {
    /// A workspace of 100 credits.
    pub(crate) async fn new(store: &Arc<dyn Store>, name: &str) -> Self {
        let made = store.create_workspace(name, 100, at(0)).await.unwrap().unwrap();
        Self { store: Arc::clone(store), id: made.id }
    }

    /// A new account with this public id.
    pub(crate) async fn account(&self, id: &str) -> Owned {
        let made = self.store.create_account(self.id, new_account(id), None).await.unwrap().unwrap();
        Owned { store: Arc::clone(&self.store), key: made.key }
    }

    /// A charge as things stand.
    pub(crate) async fn debit(&self, credits: u64) -> Debit {
        Debit {
            workspace: self.id,
            credits,
            request: RequestId::new("req_1"),
            key: KeyId::new("key_1"),
            account: Some(AccountId::new("acc_1")),
            action: "list_connections",
            at: at(0),
            generation: self.store.generation(self.id).await.unwrap(),
            grounds: None,
            remember: None,
            hold: None,
            warn_below: 0,
        }
    }

    pub(crate) async fn pays(&self, credits: u64) -> Charged {
        self.store.debit(self.debit(credits).await).await.unwrap()
    }

    pub(crate) async fn has(&self, credits: u64) {
        assert_eq!(self.store.balance(self.id).await.unwrap().balance, credits);
    }

    pub(crate) async fn entries(&self) -> Vec<Entry> {
        self.store.entries(self.id, 1_000, None).await.unwrap()
    }

    /// Whether a reply is kept under `key`.
    pub(crate) async fn has_reply(&self, key: &str) -> bool {
        self.store.reply(self.id, key, at(-DAY)).await.unwrap().is_some()
    }
}

pub(crate) fn new_account(id: &str) -> NewAccount {
    NewAccount {
        id: AccountId::new(id),
        name: format!("The list of {id}"),
        owner: None,
        source: SourceKind::Archive,
        base_url: None,
        mode: Mode::Mirror,
        at: at(0),
        credentials: None,
        next_sync_at: None,
    }
}

/// An account.
#[derive(Clone)]
pub(crate) struct Owned {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) key: AccountKey,
}

impl Owned {
    /// The same account, asked for by `workspace`.
    pub(crate) fn seen_by(&self, workspace: WorkspaceId) -> AccountKey {
        AccountKey { workspace, ..self.key }
    }

    /// Its record, found among those of its workspace.
    pub(crate) async fn record(&self) -> Option<Account> {
        let (all, _) = self.store.accounts(self.key.workspace, 1_000, 0).await.unwrap();
        all.into_iter().find(|account| account.key == self.key)
    }

    pub(crate) async fn newest(&self) -> Option<Snapshot> {
        self.store.snapshot(self.key, None).await.unwrap()
    }

    /// What makes `list` its newest state, as things stand.
    pub(crate) async fn commit_of(&self, list: &[Connection]) -> Commit {
        let newest = self.newest().await;
        let base = newest.as_ref().map(|snapshot| snapshot.seq);
        let before = match newest {
            Some(snapshot) => self.rows(&snapshot).await,
            None => Vec::new(),
        };
        let snapshot = NewSnapshot {
            id: SnapshotId::new(format!("snap_{}", base.unwrap_or(0) + 1)),
            chunks: chunk::chunks(list),
            changes: Changes::between(before, list.to_vec()),
        };
        Commit {
            base,
            snapshot: Some(snapshot),
            upstream_total: None,
            owner: None,
            replaces_owner: false,
            pictures: Vec::new(),
            at: at(0),
            remember: None,
            sync: None,
        }
    }

    pub(crate) async fn commits(&self, commit: Commit) -> Committed {
        self.store.commit(self.key, commit).await.unwrap()
    }

    /// Makes `list` its newest state at a moment; how many chunks were new.
    pub(crate) async fn lists_at(&self, seconds: i64, list: &[Connection]) -> usize {
        let commit = Commit { at: at(seconds), ..self.commit_of(list).await };
        match self.commits(commit).await {
            Committed::Done { new_chunks } => new_chunks,
            refused => panic!("{refused:?}"),
        }
    }

    pub(crate) async fn lists(&self, list: &[Connection]) -> usize {
        self.lists_at(0, list).await
    }

    /// The rows of a snapshot, in order, each chunk checked against its name.
    pub(crate) async fn rows(&self, snapshot: &Snapshot) -> Vec<Connection> {
        let mut rows = Vec::new();
        for (id, count) in snapshot.manifest.entries() {
            let bodies = self.store.chunks(self.key, &[id]).await.unwrap();
            let chunk = Chunk::open(id, &bodies[0].1).unwrap();
            assert_eq!((bodies.len(), bodies[0].0, chunk.len()), (1, id, count as usize));
            rows.extend(chunk);
        }
        rows
    }

    /// The newest list.
    pub(crate) async fn list(&self) -> Vec<Connection> {
        self.rows(&self.newest().await.unwrap()).await
    }
}
