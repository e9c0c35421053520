//! What is moved: tables and columns that every store has under the same names. Those that say who owns a row are left
//! out: each store knows its own. A column of a later migration that is not named here, or as left out, fails a test.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Bool,
    Integer,
    Text,
    Bytes,
}

/// A table.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) columns: &'static [(&'static str, Kind)],
}

impl Table {
    /// Where a column stands in a row; past the end if there is none of the name.
    pub(crate) fn at(&self, column: &str) -> usize {
        self.columns.iter().position(|(name, _)| *name == column).unwrap_or(usize::MAX)
    }

    /// The names of the columns, for a statement.
    pub(crate) fn names(&self) -> String {
        let names: Vec<_> = self.columns.iter().map(|(name, _)| *name).collect();
        names.join(", ")
    }
}

use Kind::{Bool, Bytes, Integer, Text};

const REPLIES: Table = Table {
    name: "replies",
    columns: &[("key", Text), ("fingerprint", Bytes), ("body", Bytes), ("at", Integer)],
};

const EVENTS: Table =
    Table { name: "events", columns: &[("n", Integer), ("kind", Text), ("about", Text), ("at", Integer)] };

const POSITIONS: Table = Table {
    name: "webhook_positions",
    columns: &[
        ("webhook", Text),
        ("done", Integer),
        ("head", Integer),
        ("part", Integer),
        ("attempts", Integer),
        ("since", Integer),
        ("next_at", Integer),
        ("token", Integer),
    ],
};

const DELIVERIES: Table = Table {
    name: "deliveries",
    columns: &[
        ("webhook", Text),
        ("id", Text),
        ("n", Integer),
        ("happened", Text),
        ("about", Text),
        ("event_at", Integer),
        ("part", Integer),
        ("message", Text),
        ("kind", Text),
        ("attempt", Integer),
        ("status", Integer),
        ("error", Text),
        ("took_ms", Integer),
        ("at", Integer),
        ("next_at", Integer),
    ],
};

/// Whether a table's rows are an account's or, with 0 for its number, the workspace's own: what webhooks are told.
pub(crate) fn is_told(table: &Table) -> bool {
    [EVENTS.name, POSITIONS.name, DELIVERIES.name].contains(&table.name)
}

/// Of a workspace. Its replies, and what its webhooks are told, are those that are of none of its accounts.
pub(crate) static WORKSPACE: [Table; 8] = [
    Table { name: "workspaces", columns: &[("created_at", Integer)] },
    Table {
        name: "balances",
        columns: &[("balance", Integer), ("granted", Integer), ("consumed", Integer), ("entries", Integer)],
    },
    Table {
        name: "keys",
        columns: &[
            ("id", Text),
            ("name", Text),
            ("hash", Bytes),
            ("scopes", Integer),
            ("created_at", Integer),
            ("expires_at", Integer),
            ("revoked_at", Integer),
            ("requests_per_minute", Integer),
        ],
    },
    REPLIES,
    Table {
        name: "webhooks",
        columns: &[
            ("id", Text),
            ("version", Integer),
            ("url", Text),
            ("events", Text),
            ("accounts", Text),
            ("description", Text),
            ("enabled", Bool),
            ("disabled_because", Text),
            ("secret", Bytes),
            ("old_secret", Bytes),
            ("old_until", Integer),
            ("created_at", Integer),
        ],
    },
    EVENTS,
    POSITIONS,
    DELIVERIES,
];

/// Of a ledger. The id comes first, so that rows in order are entries in order.
pub(crate) static LEDGER: Table = Table {
    name: "ledger",
    columns: &[
        ("id", Integer),
        ("debit", Bool),
        ("credits", Integer),
        ("balance_after", Integer),
        ("request_id", Text),
        ("key_id", Text),
        ("account_id", Text),
        ("action", Text),
        ("at", Integer),
    ],
};

/// Of an account, in the order in which they can be written: its own row first.
pub(crate) static ACCOUNT: [Table; 12] = [
    Table {
        name: "accounts",
        columns: &[
            ("id", Text),
            ("name", Text),
            ("owner", Text),
            ("source", Text),
            ("base_url", Text),
            ("mode", Text),
            ("paused", Bool),
            ("needs_authorization", Bool),
            ("authorized_until", Integer),
            ("next_sync_at", Integer),
            ("suspect_total", Integer),
            ("created_at", Integer),
            ("synced_at", Integer),
            ("upstream_total", Integer),
            ("head", Integer),
        ],
    },
    Table {
        name: "snapshots",
        columns: &[
            ("seq", Integer),
            ("id", Text),
            ("total", Integer),
            ("manifest", Bytes),
            ("created_at", Integer),
            ("superseded_at", Integer),
        ],
    },
    Table { name: "chunks", columns: &[("id", Bytes), ("body", Bytes)] },
    Table {
        name: "changes",
        columns: &[
            ("seq", Integer),
            ("added", Integer),
            ("removed", Integer),
            ("updated", Integer),
            ("at", Integer),
            ("body", Bytes),
            ("snapshot", Text),
        ],
    },
    Table {
        name: "pictures",
        columns: &[("member", Bytes), ("width", Integer), ("url", Text), ("expires_at", Integer)],
    },
    Table { name: "credentials", columns: &[("version", Integer), ("body", Bytes)] },
    Table {
        name: "syncs",
        columns: &[
            ("n", Integer),
            ("id", Text),
            ("status", Text),
            ("cause", Text),
            ("reason", Text),
            ("seen", Integer),
            ("expected", Integer),
            ("calls", Integer),
            ("added", Integer),
            ("removed", Integer),
            ("updated", Integer),
            ("snapshot", Text),
            ("attempt", Integer),
            ("cancel_asked", Bool),
            ("leased_until", Integer),
            ("queued_at", Integer),
            ("run_at", Integer),
            ("started_at", Integer),
            ("ended_at", Integer),
        ],
    },
    Table {
        name: "source_states",
        columns: &[("day", Integer), ("calls", Integer), ("held_until", Integer), ("hints_since", Integer)],
    },
    REPLIES,
    EVENTS,
    POSITIONS,
    DELIVERIES,
];

/// Columns, as `table.column`, that are in a store and not in what is moved. Those that say who owns a row are its own;
/// `left_out` are others, where `table.*` is a whole table.
#[cfg(test)]
pub(crate) fn unmoved(store: &[String], left_out: &[&str]) -> Vec<String> {
    let is_moved = |(table, column): (&str, &str)| {
        let mut tables = WORKSPACE.iter().chain(&ACCOUNT).chain([&LEDGER]);
        let owns = ["workspace", "account"].contains(&column);
        owns || tables.any(|one| one.name == table && one.columns.iter().any(|(name, _)| *name == column))
    };
    let is_left_out =
        |full: &str, table: &str| left_out.iter().any(|out| *out == full || *out == format!("{table}.*"));
    let parts = store.iter().filter_map(|full| Some((full, full.split_once('.')?)));
    parts
        .filter(|(full, at)| !is_moved(*at) && !is_left_out(full, at.0))
        .map(|(full, _)| full.clone())
        .collect()
}
