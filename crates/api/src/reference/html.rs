//! The few pieces of HTML that pages are made of. What goes in is text; what comes out is escaped.

use std::fmt::Write as _;

use serde_json::Value;

/// A text as HTML shows it.
pub(super) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A text with its `code` marked as such.
pub(super) fn prose(text: &str) -> String {
    let parts = text.split('`').map(escaped).enumerate();
    parts.map(|(at, part)| if at % 2 == 1 { format!("<code>{part}</code>") } else { part }).collect()
}

/// A block of code.
pub(super) fn block(text: &str) -> String {
    format!("<pre tabindex=\"0\"><code>{}</code></pre>\n", escaped(text))
}

/// A block of JSON.
pub(super) fn json(value: &Value) -> String {
    block(&serde_json::to_string_pretty(value).unwrap_or_default())
}

/// A table with these columns; its cells are HTML. Nothing if it has no rows.
pub(super) fn table<const N: usize>(header: [&str; N], rows: &[[String; N]]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let mut head = String::new();
    for cell in header {
        let _ = write!(head, "<th scope=\"col\">{cell}</th>");
    }
    let mut body = String::new();
    for row in rows {
        body.push_str("<tr>");
        for cell in row {
            let _ = write!(body, "<td>{cell}</td>");
        }
        body.push_str("</tr>\n");
    }
    format!(
        "<div class=\"table\"><table><thead><tr>{head}</tr></thead>\n<tbody>{body}</tbody></table></div>\n"
    )
}

/// What is shown when it is asked for; both are HTML.
pub(super) fn details(summary: &str, inside: &str) -> String {
    format!("<details><summary>{summary}</summary>\n{inside}</details>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_never_markup() {
        assert_eq!(prose("a `<b>` & \"c\""), "a <code>&lt;b&gt;</code> &amp; &quot;c&quot;");
        assert!(!block("</code></pre><script>").contains("<script>"));
    }
}
