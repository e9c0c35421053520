//! The store that the suites of the engine and the API run on: the one place that reads which, for both. They include
//! this file. `KITH_TEST_STORE` names the backend; what it needs beyond a folder stands in a variable of its own.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use kith_pg_fixture::SharedDatabase;
use kith_store::{Place, PostgresSettings, Store};

/// The store that belongs to a folder, made where there is none yet: each call is a handle of its own, as another
/// server would have.
pub(crate) async fn open_store(dir: &Path) -> Arc<dyn Store> {
    let kind = variable("KITH_TEST_STORE");
    match kind.as_deref() {
        None | Some("sqlite") => kith_store::open(&Place::folder(dir)).await.unwrap(),
        Some("postgres") => kith_store::open(&Place::Postgres(postgres(dir))).await.unwrap(),
        Some(other) => panic!("KITH_TEST_STORE must be sqlite, postgres or left out; got {other:?}"),
    }
}

/// Whether what is kept lies in the folder itself, for the few tests that look for it there.
pub(crate) fn is_embedded() -> bool {
    variable("KITH_TEST_STORE").is_none_or(|kind| kind == "sqlite")
}

/// The database that belongs to a folder: its address is kept there.
pub(crate) fn postgres(dir: &Path) -> PostgresSettings {
    let file = dir.join("url");
    let url = std::fs::read_to_string(&file).unwrap_or_else(|_| {
        let Some(database) = SharedDatabase::new() else { panic!("cargo xtask test starts a PostgreSQL") };
        let url = database.unwrap().into_url();
        std::fs::write(&file, &url).unwrap();
        url
    });
    let timeout = Duration::from_secs(30);
    PostgresSettings {
        url,
        password: None,
        ca_file: None,
        connections: 4,
        connect_timeout: timeout,
        statement_timeout: timeout,
        rewrite_below: 64 << 20,
    }
}

#[expect(clippy::disallowed_methods, reason = "this is the one place where suites learn what to run on")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
