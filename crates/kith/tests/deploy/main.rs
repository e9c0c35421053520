//! What `deploy/` ships: its topology run for real behind nginx, its files checked by the tools that read them.

#[cfg(test)]
#[path = "../nodes/cluster.rs"]
#[expect(dead_code, reason = "the other suite uses the rest")]
mod cluster;
#[cfg(test)]
mod first_steps;
#[cfg(test)]
#[path = "../nodes/http.rs"]
mod http;
#[cfg(test)]
mod lint;
#[cfg(test)]
#[path = "../nodes/load.rs"]
mod load;
#[cfg(test)]
#[expect(dead_code, reason = "the other suite uses the rest")]
mod nginx;
#[cfg(test)]
mod proxied;
#[cfg(test)]
#[path = "../cli/support/mod.rs"]
#[expect(dead_code, unused_imports, reason = "the other suite uses the rest")]
mod support;
#[cfg(test)]
mod texts;
#[cfg(test)]
mod tool;
