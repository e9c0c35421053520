//! kith from outside: the real binary, run in folders of its own.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod ask;
#[cfg(test)]
mod backup;
#[cfg(test)]
mod config;
#[cfg(test)]
mod connect;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod credits;
#[cfg(test)]
mod dashboard;
#[cfg(test)]
mod export;
#[cfg(test)]
mod faces;
#[cfg(test)]
mod help;
#[cfg(test)]
mod import;
#[cfg(test)]
mod key_file;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod list;
#[cfg(test)]
mod master_key;
#[cfg(test)]
mod matching;
#[cfg(test)]
mod mcp;
#[cfg(test)]
mod migrating;
#[cfg(test)]
mod readme;
#[cfg(test)]
mod restore;
#[cfg(test)]
mod secrets;
#[cfg(test)]
mod serving;
#[cfg(test)]
mod shared_store;
#[cfg(test)]
mod sources;
#[cfg(test)]
mod support;
#[cfg(test)]
mod syncs;
#[cfg(test)]
mod up;
#[cfg(test)]
mod verify;
#[cfg(test)]
mod webhooks;
#[cfg(test)]
mod workspaces;
