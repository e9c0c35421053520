//! The section of a call: its fields, its request, its answers and its errors.

use std::fmt::Write as _;

use serde_json::Value;

use super::fields::{row, rows, rows_of_body};
use super::html::{block, details, escaped, json, prose, table};
use super::page::{Shown, content};
use crate::openapi::{path_param_example, path_params};

/// The section of a call.
pub(super) fn section(document: &Value, one: &Shown<'_>) -> String {
    let mut out = format!(
        "<section id=\"{name}\">\n<h2><a href=\"#{name}\">{name}</a></h2>\n<p class=\"route\"><b>{method}</b> <code>{path}</code></p>\n<p>{summary}. {description}</p>\n",
        name = escaped(one.name),
        method = escaped(&one.method),
        path = escaped(one.path),
        summary = escaped(one.summary),
        description = prose(&one.description),
    );
    let parameters = one.operation["parameters"].as_array().map(Vec::as_slice).unwrap_or_default();
    let parameters: Vec<_> = parameters
        .iter()
        .map(|param| {
            let text = |name: &str| param[name].as_str().unwrap_or_default();
            let name = format!("{} ({})", text("name"), text("in"));
            row(document, &name, &param["schema"], text("description"), param["required"] == true)
        })
        .collect();
    out.push_str(&table(["parameter", "type", ""], &parameters));
    let body: Vec<_> = rows_of_body(document, one.asks)
        .into_iter()
        .filter(|[name, ..]| !(one.is_action && name == "<code>action</code>"))
        .collect();
    out.push_str(&table(["field of the body", "type", ""], &body));
    out.push_str("<h3>Request</h3>\n");
    out.push_str(&block(&curl(one, None)));
    let responses = one.operation["responses"].as_object().into_iter().flatten();
    let (successes, refused): (Vec<_>, Vec<_>) = responses.partition(|(status, _)| status.starts_with('2'));
    for (status, success) in successes {
        out.push_str(&answered(document, one, status, success));
    }
    let errors: String = refused.into_iter().map(|(status, error)| refusals(one, status, error)).collect();
    format!("{out}<h3>Errors</h3>\n{errors}</section>\n")
}

/// An answer that is a success: JSON with its fields, or a file in each of its forms.
fn answered(document: &Value, one: &Shown<'_>, status: &str, described: &Value) -> String {
    let mut out = format!("<h3>Answer {}</h3>\n", escaped(status));
    let headers: Vec<_> = described["headers"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, header)| {
            row(document, name, &header["schema"], header["description"].as_str().unwrap_or_default(), false)
        })
        .collect();
    let headers = table(["header", "type", ""], &headers);
    if described["content"].get("application/json").is_some() {
        out.push_str(&one.answer.map(json).unwrap_or_default());
        out.push_str(&details(
            "Its fields",
            &table(["field of the answer", "type", ""], &rows(document, one.answers)),
        ));
        return out + &details("Its headers", &headers);
    }
    let _ = writeln!(out, "<p>{}.</p>", prose(described["description"].as_str().unwrap_or_default()));
    for (kind, media) in described["content"].as_object().into_iter().flatten() {
        let _ = writeln!(out, "<p><code>{}</code></p>", escaped(kind));
        out.push_str(&media["example"].as_str().map_or_else(|| "<p>Binary.</p>\n".to_owned(), block));
    }
    out + &headers
}

/// The refusals of a status, each with the request that shows it where it is the fields that are refused.
fn refusals(one: &Shown<'_>, status: &str, described: &Value) -> String {
    let examples = content(described)["examples"].as_object();
    let is_of_another = |name: &str, example: &Value| {
        let (code, action) = name.split_once(':').unwrap_or((name, ""));
        let own = example["value"]["metadata"]["action"].as_str().unwrap_or_default();
        let has_own = examples.is_some_and(|all| all.contains_key(&format!("{code}:{}", one.name)));
        one.is_action && ((!action.is_empty() && own != one.name) || (action.is_empty() && has_own))
    };
    let one_of = |(name, example): (&String, &Value)| {
        if is_of_another(name, example) {
            return String::new();
        }
        let mut value = example["value"].clone();
        let request = example.get("x-request");
        if one.is_action && request.is_none() {
            value["metadata"]["action"] = one.name.into();
        }
        let code = value["error"]["code"].as_str().unwrap_or_default();
        let when = prose(example["summary"].as_str().unwrap_or_default());
        let sent = request.map(|request| block(&curl(one, Some(request)))).unwrap_or_default();
        details(
            &format!("{} <code>{}</code> {when}", escaped(status), escaped(code)),
            &(sent + &json(&value)),
        )
    };
    examples.into_iter().flatten().map(one_of).collect()
}

/// The request as a shell would send it, or another one, by what is sent.
fn curl(one: &Shown<'_>, other: Option<&Value>) -> String {
    let mut out = String::from("curl");
    if one.method != "GET" {
        let _ = write!(out, " -X {}", one.method);
    }
    let example = |path: String, name| path.replace(&format!("{{{name}}}"), path_param_example(name));
    let path = path_params(one.path).fold(one.path.to_owned(), example);
    let query =
        other.and_then(|other| other["query"].as_str()).map(|query| format!("?{query}")).unwrap_or_default();
    let _ = write!(out, " \"$KITH_URL{path}{query}\"");
    if one.operation["security"].as_array().is_none_or(|needed| !needed.is_empty()) {
        out.push_str(" \\\n  -H \"x-api-key: $KITH_API_KEY\"");
    }
    let types = one.operation["requestBody"]["content"].as_object();
    if let Some(kind) = types.and_then(|types| types.keys().next()) {
        let _ = write!(out, " \\\n  -H \"content-type: {kind}\"");
        let data = other
            .and_then(|other| other.get("body"))
            .or(one.request)
            .map(|body| body.to_string().replace('\'', "'\\''"));
        let _ = match data {
            Some(body) => write!(out, " \\\n  -d '{body}'"),
            None => write!(out, " \\\n  --data-binary @FILE"),
        };
    }
    out
}
