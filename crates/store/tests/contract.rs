//! The contract: every promise of the store's traits as a test, written once and run on every backend.
//! A new backend is a line in each of the two macros and one type in `backends.rs`. After each test the store
//! that it leaves behind is verified.

/// Runs promises that take one handle of an empty store.
macro_rules! on_every_backend {
    ($($promise:ident),+ $(,)?) => {
        run_on!(sqlite, Sqlite, one_handle: $($promise),+);
        run_on!(postgres, Postgres, one_handle: $($promise),+);
        run_on!(postgres_of_the_next, PostgresOfTheNext, one_handle: $($promise),+);
    };
}

/// Runs promises that take two handles of one empty store, as two processes have them.
macro_rules! on_every_backend_twice_opened {
    ($($promise:ident),+ $(,)?) => {
        run_on!(sqlite_twice_opened, Sqlite, two_handles: $($promise),+);
        run_on!(postgres_twice_opened, Postgres, two_handles: $($promise),+);
    };
}

macro_rules! run_on {
    ($name:ident, $backend:ident, $handles:ident: $($promise:ident),+) => {
        mod $name {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $promise() {
                    crate::contract::backends::$handles::<crate::contract::backends::$backend, _>(
                        super::$promise,
                    )
                    .await;
                }
            )+
        }
    };
}

#[cfg(test)]
mod contract {
    mod backends;
    mod given;
    mod jobs;

    mod accounts;
    mod calls;
    mod credentials;
    mod erasing;
    mod grounds;
    mod history;
    mod holds;
    mod keys;
    mod leases;
    mod ledger;
    mod moving;
    mod people;
    mod processes;
    mod prune;
    mod recent;
    mod replies;
    mod sessions;
    mod snapshots;
    mod spending;
    mod syncs;
    mod upkeep;
    mod webhooks;
    mod windows;
    mod workspaces;

    /// What is special about the shared store.
    mod postgres {
        mod cut;
        mod erasure;
        pub(crate) mod next;
        mod session;
        mod starting;
        mod tampering;
        mod tls;
        mod waiting;
    }

    /// What only a look into the file of the embedded store can prove.
    mod sqlite {
        mod backup;
        mod erasure;
        mod file;
        mod lists;
        mod migrations;
        mod tampering;
    }
}
