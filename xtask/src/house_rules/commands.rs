//! Rules for the commands that our pages name: the promised ones are there, and every chore named exists.

/// Which file must name which command. The first is the one that a newcomer runs.
pub(super) const PROMISED: [(&str, &str); 6] = [
    ("README.md", "cargo xtask test"),
    ("README.md", "cargo xtask check"),
    ("CONTRIBUTING.md", "cargo xtask check"),
    ("CONTRIBUTING.md", "cargo xtask bench"),
    (".ci/run", "cargo xtask test"),
    (".ci/run", "cargo xtask check --no-tests"),
];

/// Each `cargo xtask <chore>` in a page whose chore is none of `known`: line and message.
pub(super) fn unknown(page: &str, known: &[String]) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(page.lines()) {
        for rest in line.split("cargo xtask ").skip(1) {
            let chore: String = rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            if !chore.is_empty() && !chore.starts_with('-') && !known.contains(&chore) {
                let known = known.join(", ");
                found.push((number, format!("`cargo xtask {chore}` does not exist; there are: {known}")));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_may_name_only_chores_that_exist() {
        let known = ["test".to_owned(), "check".to_owned()];
        let page =
            "Run `cargo xtask test`, then\n`cargo xtask chekc`. See `cargo xtask --help`, `cargo xtask`.\n";
        let found = unknown(page, &known);
        assert_eq!(found, [(2, "`cargo xtask chekc` does not exist; there are: test, check".to_owned())]);
    }
}
