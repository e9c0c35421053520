//! A rule for Markdown: a link into the tree leads to a file that exists. Links to the web and to a
//! heading of the same page are left alone, and so is what stands in code.

use std::path::Path;

/// Whether the rule speaks of the file.
pub(super) fn is_markdown(path: &Path) -> bool {
    path.extension().is_some_and(|it| it.eq_ignore_ascii_case("md"))
}

/// The links of the page `path` below `root` that lead nowhere: line and message.
pub(super) fn broken(root: &Path, path: &Path, text: &str) -> Vec<(usize, String)> {
    let folder = root.join(path).parent().unwrap_or(root).to_owned();
    let leads_somewhere = |target: &str| match target.strip_prefix('/') {
        Some(from_root) => root.join(from_root).exists(),
        None => folder.join(target).exists(),
    };
    targets(text)
        .into_iter()
        .filter(|(_, target)| !leads_somewhere(target))
        .map(|(line, target)| (line, format!("the link leads to `{target}`, which does not exist")))
        .collect()
}

/// Every link into the tree, with its line; the `#heading` cut off.
fn targets(text: &str) -> Vec<(usize, String)> {
    let (mut found, mut in_fence) = (Vec::new(), false);
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") || line.trim_start().starts_with("~~~") {
            in_fence = !in_fence;
        } else if !in_fence {
            let line = without_code(line);
            found.extend(inline(&line).chain(definition(&line)).filter_map(into_tree).map(|it| (number, it)));
        }
    }
    found
}

/// `[text](target)` and `![text](target "title")`, any number in a line.
fn inline(line: &str) -> impl Iterator<Item = &str> {
    line.split("](").skip(1).filter_map(|rest| rest.split_once(')')).map(|(target, _)| target)
}

/// `[name]: target`, alone in its line; a footnote is none.
fn definition(line: &str) -> Option<&str> {
    let (name, target) = line.trim_start().strip_prefix('[')?.split_once("]: ")?;
    (!name.starts_with('^') && !name.contains(']')).then_some(target)
}

/// The path of a link, without title and heading, if it leads into the tree.
fn into_tree(link: &str) -> Option<String> {
    let target = link.split_whitespace().next()?.trim_start_matches('<').trim_end_matches('>');
    let is_web = target.contains("://") || target.starts_with("mailto:");
    let path = target.split('#').next().unwrap_or_default();
    (!is_web && !path.is_empty()).then(|| path.replace("%20", " "))
}

/// The line with every `` `span` `` taken out.
fn without_code(line: &str) -> String {
    line.split('`').step_by(2).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_into_the_tree_are_read_in_all_their_forms() {
        let text = "See [a](docs/a.md) and ![b](b.png \"B\").\n[c]: <../c.md#part>\n";
        let expected = [(1, "docs/a.md"), (1, "b.png"), (2, "../c.md")];
        assert_eq!(targets(text), expected.map(|(line, target)| (line, target.to_owned())));
    }

    #[test]
    fn the_web_headings_and_code_are_left_alone() {
        let text = "[a](https://example.com/x.md) [b](#part) `[c](c.md)` [^1]: note\n[^2]: note\n```\n[d](d.md)\n```\n[m](mailto:a@b.c)";
        assert_eq!(targets(text), []);
    }

    #[test]
    fn a_link_is_followed_from_its_own_page_or_with_a_slash_from_the_root() {
        let root = crate::workspace::root();
        let text = "[a](main.rs) [b](../Cargo.toml) [c](/Cargo.lock) [d](none.md) [e](/src)";
        let lines = broken(&root, Path::new("xtask/src/page.md"), text);
        assert_eq!(lines.iter().map(|(_, says)| says.contains("none.md")).collect::<Vec<_>>(), [true, false]);
        assert!(lines[1].1.contains("`/src`"));
    }
}
