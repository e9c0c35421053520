//! House rules: what we promise of our own tree and no other tool checks. Reads files, changes none.
//! A rule is a pure function of a text; this file reads the tree and hands every text to its rules.

mod commands;
mod files;
mod links;
mod source;

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::CommandFactory;

use crate::{Cli, step, workspace};

/// One broken rule: what is wrong, and what is right.
struct Finding {
    path: PathBuf,
    line: usize,
    says: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path.display(), self.line, self.says)
    }
}

/// Checks the whole tree and prints every finding before it fails.
pub(crate) fn run() -> Result<()> {
    step::run("house rules", "cargo xtask house-rules", || {
        let found = findings(&workspace::root())?;
        for finding in &found {
            eprintln!("{finding}");
        }
        match found.len() {
            0 => Ok(()),
            1 => bail!("1 finding"),
            many => bail!("{many} findings"),
        }
    })
}

fn findings(root: &Path) -> Result<Vec<Finding>> {
    let chores: Vec<String> = Cli::command().get_subcommands().map(|it| it.get_name().to_owned()).collect();
    let mut found = Vec::new();
    for path in files::of(root)? {
        if !(source::is_ours(&path) || links::is_markdown(&path)) {
            continue;
        }
        let text = fs::read_to_string(root.join(&path))
            .with_context(|| format!("cannot read {}", path.display()))?;
        let mut add = |says: Vec<(usize, String)>| {
            found.extend(says.into_iter().map(|(line, says)| Finding { path: path.clone(), line, says }));
        };
        if source::is_ours(&path) {
            add(source::check(&path, &text));
        }
        if links::is_markdown(&path) {
            add(links::broken(root, &path, &text));
            add(commands::unknown(&text, &chores));
        }
    }
    for (file, command) in commands::PROMISED {
        let text = fs::read_to_string(root.join(file)).unwrap_or_default();
        if !text.contains(command) {
            let says = format!("must name the command `{command}`");
            found.push(Finding { path: file.into(), line: 1, says });
        }
    }
    Ok(found)
}
