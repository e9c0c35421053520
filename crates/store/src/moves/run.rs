//! The move itself: copies what differs, one owner at a time, until both stores hold the same, then proves the copy. It can
//! be broken off anywhere: the next one finds what is equal by its digest and leaves it.

use kith_model::AccountId;

use super::contents::{PAGE, last_entry};
use super::{Begun, Contents, LEDGER, Mark, Moves, Owner, Rows, Value, contents};
use crate::{Result, Verified};

/// So often what changed in the source meanwhile is copied again.
const ROUNDS: u32 = 4;

/// What a move is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Copying what differs.
    Copying,
    /// Reading both through and comparing them.
    Comparing,
    /// Proving the copy, as [`crate::Upkeep::verify`] does.
    Verifying,
}

/// What was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// What both stores hold.
    pub contents: Contents,
    /// How many owners and pages of ledgers were written: fewer where an earlier move was broken off.
    pub written: u64,
}

/// What became of a move.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// Both hold the same, the copy is sound, and may serve.
    Done(Moved),
    /// The target holds these workspaces, which are not of this move. Nothing was written.
    InTheWay(Vec<String>),
    /// The source changed each time that it was copied.
    Changing,
    /// The source stands still, and the copy does not come out the same.
    Differs,
    /// The copy is the same, and its proof finds faults or counts otherwise.
    Unsound(Verified),
}

/// Moves everything. `progress` is told what is done, of how much: accounts and entries of ledgers.
///
/// The source is only read. Any number of moves may be broken off; after [`Outcome::Done`] the target serves. `seal` names
/// the master key of the source's tokens, should the source itself not know.
///
/// # Errors
/// As the stores' methods; the target stays marked.
pub async fn run(
    from: &dyn Moves,
    to: &dyn Moves,
    seal: Option<i64>,
    progress: &(dyn Fn(Step, u64, u64) + Sync),
) -> Result<Outcome> {
    let names = from.workspace_names().await?;
    let mark = match to.begin_move(&names).await? {
        Begun::Yes(mark) => mark,
        Begun::InTheWay(names) => return Ok(Outcome::InTheWay(names)),
    };
    let (mut before, mut written) = (None, 0);
    for _ in 0..ROUNDS {
        let mut round = Round { from, to, mark, progress, done: 0, all: size(from).await?, written: 0 };
        round.copy().await?;
        written += round.written;
        let all = round.all;
        let source = compared(from, 0, all, progress).await?;
        let copy = compared(to, all, all, progress).await?;
        if source == copy {
            let verified = to.verify(&|done, all| progress(Step::Verifying, done, all)).await?;
            if !verified.faults.is_empty() || !source.agrees_with(&verified) {
                return Ok(Outcome::Unsound(verified));
            }
            // Without tokens any key will do.
            let seal = from.seal().await?.or(seal).filter(|_| source.credentials > 0);
            to.end_move(mark, seal).await?;
            return Ok(Outcome::Done(Moved { contents: source, written }));
        }
        if before.replace(source) == Some(source) {
            return Ok(Outcome::Differs);
        }
    }
    Ok(Outcome::Changing)
}

/// Reads one of the two through; of both, `before` is done.
async fn compared(
    store: &dyn Moves,
    before: u64,
    all: u64,
    progress: &(dyn Fn(Step, u64, u64) + Sync),
) -> Result<Contents> {
    let done = std::sync::atomic::AtomicU64::new(before);
    let one = |more| {
        let now = done.fetch_add(more, std::sync::atomic::Ordering::Relaxed) + more;
        progress(Step::Comparing, now.min(2 * all), 2 * all);
    };
    contents(store, &one).await
}

/// How many accounts and entries of ledgers there are.
async fn size(store: &dyn Moves) -> Result<u64> {
    let mut all = 0;
    for name in store.workspace_names().await? {
        all += store.account_ids(&name).await?.len() as u64;
        let rows = store.read(&Owner::workspace(&name)).await?;
        let entries = rows.iter().flat_map(|rows| rows.column("balances", "entries"));
        all += entries.filter_map(Value::as_integer).map(i64::unsigned_abs).sum::<u64>();
    }
    Ok(all)
}

/// One round over everything.
struct Round<'a> {
    from: &'a dyn Moves,
    to: &'a dyn Moves,
    mark: Mark,
    progress: &'a (dyn Fn(Step, u64, u64) + Sync),
    done: u64,
    all: u64,
    written: u64,
}

impl Round<'_> {
    async fn copy(&mut self) -> Result<()> {
        let mut names = self.from.workspace_names().await?;
        names.sort_unstable();
        for gone in self.to.workspace_names().await?.iter().filter(|name| !names.contains(name)) {
            self.to.erase(self.mark, &Owner::workspace(gone)).await?;
        }
        for name in &names {
            // The accounts' rows hang on the workspace's. One that was deleted meanwhile the next round takes away.
            if self.owner(&Owner::workspace(name)).await? {
                self.ledger(name).await?;
                self.accounts(name).await?;
            }
        }
        Ok(())
    }

    /// Makes an owner's rows the same. `false` if it is gone.
    async fn owner(&mut self, owner: &Owner) -> Result<bool> {
        let Some(rows) = self.from.read(owner).await? else { return Ok(false) };
        let there = self.to.read(owner).await?;
        if there.is_none_or(|there| there.digest() != rows.digest()) {
            self.to.write(self.mark, owner, &rows).await?;
            self.written += 1;
        }
        Ok(true)
    }

    /// Goes on after the entries that are there, as far as they agree.
    async fn ledger(&mut self, workspace: &str) -> Result<()> {
        let mut after = 0;
        loop {
            let page = self.from.read_ledger(workspace, after, PAGE).await?;
            let there = self.to.read_ledger(workspace, after, PAGE).await?;
            let (entries, kept) = (page.of(LEDGER.name), there.of(LEDGER.name));
            if entries != kept {
                let same = entries.iter().zip(kept).take_while(|(new, old)| new == old).count();
                let rest = Rows::new(vec![(&LEDGER, entries[same..].to_vec())]);
                let last = Rows::new(vec![(&LEDGER, entries[..same].to_vec())]);
                let last = last_entry(&last).unwrap_or(after);
                self.to.write_ledger(self.mark, workspace, last, &rest).await?;
                self.written += 1;
            }
            self.goes_on(entries.len() as u64);
            let Some(last) = last_entry(&page) else { return Ok(()) };
            after = last;
        }
    }

    /// Leaves of the target's accounts those that are the first of the source's, in that order, and adds the others.
    async fn accounts(&mut self, workspace: &str) -> Result<()> {
        let ids = self.from.account_ids(workspace).await?;
        let mut kept: Vec<AccountId> = Vec::new();
        for id in self.to.account_ids(workspace).await? {
            if ids.get(kept.len()) == Some(&id) {
                kept.push(id);
            } else {
                self.to.erase(self.mark, &Owner::account(workspace, &id)).await?;
            }
        }
        for id in &ids {
            self.owner(&Owner::account(workspace, id)).await?;
            self.goes_on(1);
        }
        Ok(())
    }

    fn goes_on(&mut self, by: u64) {
        self.done += by;
        (self.progress)(Step::Copying, self.done.min(self.all), self.all);
    }
}
