//! Several servers on one PostgreSQL, as real processes: what holds for one holds for all of them together.

#[cfg(test)]
mod claims;
#[cfg(test)]
mod cluster;
#[cfg(test)]
mod dump;
#[cfg(test)]
mod everywhere;
#[cfg(test)]
mod faults;
#[cfg(test)]
mod http;
#[cfg(test)]
mod limits;
#[cfg(test)]
mod load;
#[cfg(test)]
mod spray;
#[cfg(test)]
#[path = "../cli/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the other suite uses the rest")]
mod support;
#[cfg(test)]
mod upgrade;
