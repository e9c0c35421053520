//! `cargo xtask tree`: how many crates the kith binary is built from, and what each of ours asks for itself.
//! Counts what is compiled for this platform with the default features; build scripts' own crates apart.

use std::collections::BTreeSet;

use anyhow::{Context, Result, bail};

use crate::workspace::cargo;

/// Prints how many crates `package` is built from, then what each of ours among them depends on directly.
pub(crate) fn run(package: &str) -> Result<()> {
    let all = crates(&tree_of(package, "")?);
    let ours: Vec<&Crate> = all.iter().filter(|it| it.ours).collect();
    println!(
        "{package} is built from {} crates: {} of its own, {} from crates.io",
        all.len(),
        ours.len(),
        all.len() - ours.len()
    );
    for one in ours {
        let direct = crates(&tree_of(&one.name, "--depth 1")?);
        let names: Vec<&str> =
            direct.iter().map(|it| it.name.as_str()).filter(|it| *it != one.name).collect();
        println!("{:<14} {:>2}  {}", one.name, names.len(), names.join(", "));
    }
    Ok(())
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Crate {
    name: String,
    version: String,
    ours: bool,
}

fn tree_of(package: &str, more: &str) -> Result<String> {
    let mut tree = cargo();
    tree.args(["tree", "--locked", "-e", "normal", "--prefix", "none", "-p", package]);
    let said = tree.args(more.split_whitespace()).output().context("could not start `cargo tree`")?;
    if !said.status.success() {
        bail!("cargo tree -p {package}: {}", String::from_utf8_lossy(&said.stderr).trim());
    }
    Ok(String::from_utf8_lossy(&said.stdout).into_owned())
}

/// The distinct crates of `cargo tree --prefix none`, whose lines read `name v1.2.3 (note) (*)`. A note that
/// is a path marks a crate of the workspace; `(proc-macro)` and the `(*)` of a repeated line do not.
fn crates(tree: &str) -> BTreeSet<Crate> {
    let read = |line: &str| {
        let mut words = line.split_whitespace();
        let (name, version) = (words.next()?.to_owned(), words.next()?.to_owned());
        let ours = words.any(|note| note.contains(['/', '\\']));
        Some(Crate { name, version, ours })
    };
    tree.lines().filter_map(read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_counts_once_however_often_it_is_asked_for_and_once_a_version() {
        let tree = "kith v0.1.0 (/a/kith)\nsyn v2.0.1\nsyn v2.0.1 (*)\nsyn v3.0.10\nserde_derive v1.0.2 (proc-macro)\n\
                    serde_derive v1.0.2 (proc-macro) (*)\n";
        let found: Vec<(String, bool)> = crates(tree).into_iter().map(|it| (it.name, it.ours)).collect();
        let expected = [("kith", true), ("serde_derive", false), ("syn", false), ("syn", false)];
        assert_eq!(found, expected.map(|(name, ours)| (name.to_owned(), ours)));
    }
}
