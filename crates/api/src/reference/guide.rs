//! What the page says besides its calls: how to call, what webhooks are told, how models call, and all errors.

use std::fmt::Write as _;

use serde_json::Value;

use super::fields::{follow, rows};
use super::html::{details, escaped, json, prose, table};
use super::page::content;
use crate::error::Code;

/// The chapters after the calls: where they are, and what they are called.
pub(super) const CHAPTERS: [(&str, &str); 3] =
    [("webhook-messages", "Webhook messages"), ("mcp", "Models"), ("errors", "Errors")];

/// What stands before the calls.
pub(super) fn intro() -> &'static str {
    "<p>Every call but those of health needs a key, in the header <code>x-api-key</code>. Bodies and answers are JSON, but \
for the export that an import sends and the file that an export answers. \
An answer is <code>{\"success\": true, \"data\": …, \"metadata\": …}</code> or \
<code>{\"success\": false, \"error\": {\"code\": …, \"message\": …}, \"metadata\": …}</code>; an error charges nothing, and \
<a href=\"#errors\">all of them</a> stand at the end, after \
<a href=\"#webhook-messages\">what webhooks are told</a> and <a href=\"#mcp\">how models call</a>. \
The same, for programs: <a href=\"/openapi.json\">openapi.json</a>.</p>\n"
}

/// What stands after them.
pub(super) fn chapters(document: &Value) -> String {
    let texts = [messages(document), MODELS.to_owned(), errors()];
    let mut out = String::new();
    for ((id, name), text) in CHAPTERS.iter().zip(texts) {
        let _ =
            writeln!(out, "<section id=\"{id}\">\n<h2><a href=\"#{id}\">{name}</a></h2>\n{text}</section>");
    }
    out
}

const MODELS: &str = "<p class=\"route\"><b>POST</b> <code>/mcp</code></p>\n<p>Every call that reads is a tool of the Model Context Protocol, too, \
with the same key, limit, checks, price, answer and errors. The key goes in <code>x-api-key</code> or as \
<code>Authorization: Bearer</code>; a client on the machine that has the data may start <code>kith mcp</code> instead.</p>\n";

fn errors() -> String {
    let row = |code: &Code| {
        let (name, status, when) = code.facts();
        [format!("<code>{name}</code>"), status.as_u16().to_string(), prose(when)]
    };
    let rows: Vec<_> = Code::ALL.iter().map(row).collect();
    let table = table(["code", "status", "when"], &rows);
    format!("<p>Checks run about in this order, and the first that fails answers.</p>\n{table}")
}

/// Each type of message, with its headers once.
fn messages(document: &Value) -> String {
    let all = document["webhooks"].as_object();
    let mut out = String::from(
        "<p>A webhook is posted JSON. Any status from 200 to 299 accepts a message; any other, or none in time, is tried again.</p>\n",
    );
    let headers =
        all.and_then(|all| all.values().next()).and_then(|one| one["post"]["parameters"].as_array());
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let header = |one: &Value| {
        [format!("<code>{}</code>", escaped(&text(&one["name"]))), prose(&text(&one["description"]))]
    };
    let headers: Vec<_> = headers.into_iter().flatten().map(header).collect();
    out.push_str(&table(["header", ""], &headers));
    for (kind, one) in all.into_iter().flatten() {
        let body = content(&one["post"]["requestBody"]);
        let fields = rows(document, follow(document, &body["schema"]));
        let inside = json(&body["example"]) + &table(["field of the message", "type", ""], &fields);
        let summary = format!("<code>{}</code> {}.", escaped(kind), prose(&text(&one["post"]["summary"])));
        out.push_str(&details(&summary, &inside));
    }
    out
}
