//! Rules for code: a header in each Rust file, files that a reader can hold in mind, nothing left unfinished.

use std::path::Path;

/// A file longer than this is two files.
const MOST_LINES: usize = 400;
/// The endings of code that people write here.
const CODE: [&str; 8] = ["rs", "sql", "html", "css", "js", "ts", "py", "sh"];
/// The files of `clients/` that `clients/generate.py` writes.
const GENERATED: [&str; 3] = ["_operations.py", "models.py", "schema.ts"];
/// Marks of unfinished code, in pieces, so that this file does not find itself.
const UNFINISHED: [&str; 4] =
    [concat!("to", "do!("), concat!("unimple", "mented!("), concat!("FIX", "ME"), concat!("XX", "X")];

/// Whether these rules speak of the file: code of ours, not generated, not a library kept in a `vendor` folder.
pub(super) fn is_ours(path: &Path) -> bool {
    let ending = path.extension().and_then(|it| it.to_str()).unwrap_or_default();
    let name = path.file_name().and_then(|it| it.to_str()).unwrap_or_default();
    let is_clients = path.starts_with("clients") && !GENERATED.contains(&name);
    CODE.contains(&ending)
        && (path.starts_with("crates") || path.starts_with("xtask") || is_clients)
        && !path.components().any(|folder| folder.as_os_str() == "vendor")
}

/// What breaks a rule in the file `path`: line and message.
pub(super) fn check(path: &Path, text: &str) -> Vec<(usize, String)> {
    let header = path.extension().is_some_and(|it| it == "rs").then(|| header(text)).flatten();
    header.into_iter().chain(length(text)).chain(unfinished(text)).collect()
}

fn header(text: &str) -> Option<(usize, String)> {
    let says = "the file must begin with a `//!` header that says what it owns";
    (!text.starts_with("//! ")).then(|| (1, says.to_owned()))
}

fn length(text: &str) -> Option<(usize, String)> {
    let lines = text.lines().count();
    (lines > MOST_LINES).then(|| {
        (MOST_LINES + 1, format!("the file has {lines} lines; split it: at most {MOST_LINES} are allowed"))
    })
}

fn unfinished(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        for mark in UNFINISHED.iter().filter(|mark| stands_in(line, mark)) {
            found.push((number, format!("`{mark}` marks unfinished code; finish it or take it out")));
        }
    }
    found
}

/// Whether `mark` stands in `line` as a word of its own, not inside a longer one.
fn stands_in(line: &str, mark: &str) -> bool {
    let in_word = |c: char| c.is_alphanumeric() || c == '_';
    line.match_indices(mark).any(|(at, _)| {
        let (before, after) = (&line[..at], &line[at + mark.len()..]);
        !before.ends_with(in_word) && (mark.ends_with('(') || !after.starts_with(in_word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rust_file_without_a_header_is_found_and_other_code_needs_none() {
        assert_eq!(check(Path::new("crates/a/src/lib.rs"), "use std::fs;\n")[0].0, 1);
        assert!(check(Path::new("crates/a/src/lib.rs"), "//! Owns nothing.\n").is_empty());
        assert!(check(Path::new("crates/a/src/one.sql"), "select 1;\n").is_empty());
    }

    #[test]
    fn a_file_may_have_four_hundred_lines_and_not_one_more() {
        assert_eq!(length(&"x\n".repeat(400)), None);
        let (line, says) = length(&"x\n".repeat(401)).unwrap();
        assert!(line == 401 && says.contains("401 lines"), "{says}");
    }

    #[test]
    fn a_mark_of_unfinished_code_is_found_only_as_a_word_of_its_own() {
        for mark in UNFINISHED {
            assert_eq!(unfinished(&format!("a\n    {mark}\"later\")")).len(), 1, "{mark}");
            assert!(unfinished(&format!("a{mark}")).is_empty(), "{mark}");
        }
        assert!(unfinished(&"X".repeat(6)).is_empty());
    }

    #[test]
    fn the_rules_speak_of_our_code_alone() {
        for ours in [
            "crates/api/src/lib.rs",
            "crates/store/src/sqlite/1.sql",
            "xtask/src/main.rs",
            "clients/python/kith/client.py",
            "clients/typescript/src/client.ts",
        ] {
            assert!(is_ours(Path::new(ours)), "{ours}");
        }
        for other in [
            "crates/api/assets/vendor/chart.js",
            "docs/guide.md",
            "crates/kith/Cargo.toml",
            "tools/a.py",
            "clients/python/kith/models.py",
            "clients/typescript/src/schema.ts",
        ] {
            assert!(!is_ours(Path::new(other)), "{other}");
        }
    }
}
