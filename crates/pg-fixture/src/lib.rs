//! A private PostgreSQL for tests and the benchmark: its own folder, its own port on 127.0.0.1, gone when dropped.
//! Made with PostgreSQL's own programs (13 or later); knows nothing of kith. Unix only.
//! Beside it, where tests find the other programs that `cargo xtask test` makes ready for them.

mod account;
mod client;
mod database;
mod drawn;
mod foreign;
mod guard;
mod launch;
mod options;
mod postmaster;
mod programs;
mod server;
mod shared;
mod standby;
mod variables;

pub use database::SharedDatabase;
pub use foreign::{
    CHROMIUM_VARIABLE, NODE_PROGRAM_VARIABLE, NODE_VARIABLE, Node, PYTHON_VARIABLE, chromium, node, python,
};
pub use options::Options;
pub use programs::{PROGRAMS_VARIABLE, Programs};
pub use server::{Mode, PrivatePostgres};
pub use shared::{URL_VARIABLE, shared_url};
pub use standby::Replication;
pub use variables::under_ci;
