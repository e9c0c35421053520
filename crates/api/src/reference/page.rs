//! The page: every call and every action of the document, with its fields, its request, its answer and its errors.
//! Knows the document alone.

use std::fmt::Write as _;

use serde_json::Value;

use super::fields::{follow, row, rows};
use super::html::{block, details, escaped, json, prose, table};
use crate::openapi::{path_param_example, path_params};

/// A call as the page shows it: an action of a route, or a route that has none.
struct Shown<'d> {
    name: &'d str,
    summary: &'d str,
    description: String,
    method: String,
    path: &'d str,
    operation: &'d Value,
    /// Whether it is one of several actions of its route.
    is_action: bool,
    request: Option<&'d Value>,
    answer: Option<&'d Value>,
    /// The schemas of both.
    asks: &'d Value,
    answers: &'d Value,
}

/// The whole page.
pub(super) fn render(document: &Value) -> String {
    let shown = all(document);
    let info = &document["info"];
    let text = |value: &Value| escaped(value.as_str().unwrap_or_default());
    let (mut list, mut sections) = (String::new(), String::new());
    for one in &shown {
        let _ = writeln!(list, "<li><a href=\"#{0}\">{0}</a></li>", escaped(one.name));
        sections.push_str(&section(document, one));
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} {version}</title>\n\
         <link rel=\"stylesheet\" href=\"{style}\">\n</head>\n<body>\n\
         <nav aria-label=\"Calls\">\n<p class=\"name\"><a href=\"#top\">{title}</a></p>\n<ul>\n{list}</ul>\n</nav>\n\
         <main id=\"top\">\n<h1>{title} {version}</h1>\n<p>{about}</p>\n{intro}{sections}</main>\n</body>\n</html>\n",
        title = text(&info["title"]),
        version = text(&info["version"]),
        about = text(&info["description"]),
        style = super::STYLE_PATH,
        intro = INTRO,
    )
}

const INTRO: &str = "<p>Every call but those of health needs a key, in the header <code>x-api-key</code>. Bodies and answers are JSON. \
An answer is <code>{\"success\": true, \"data\": …, \"metadata\": …}</code> or \
<code>{\"success\": false, \"error\": {\"code\": …, \"message\": …}, \"metadata\": …}</code>; an error charges nothing. \
The same, for programs: <a href=\"/openapi.json\">openapi.json</a>.</p>\n";

fn all(document: &Value) -> Vec<Shown<'_>> {
    let mut all = Vec::new();
    for (path, methods) in document["paths"].as_object().into_iter().flatten() {
        for (method, operation) in methods.as_object().into_iter().flatten() {
            let text = |name: &str| operation[name].as_str().unwrap_or_default();
            let success = operation["responses"].as_object().and_then(|all| all.values().next());
            let answers = success.map_or(&Value::Null, |success| content(success));
            let asks = content(&operation["requestBody"]);
            let route = Shown {
                name: text("operationId"),
                summary: text("summary"),
                description: text("description").to_owned(),
                method: method.to_uppercase(),
                path,
                operation,
                is_action: false,
                request: asks.get("example"),
                answer: answers.get("example"),
                asks: follow(document, &asks["schema"]),
                answers: follow(document, &answers["schema"]),
            };
            match asks["examples"].as_object() {
                Some(actions) => {
                    all.extend(actions.iter().map(|(name, example)| action(document, &route, name, example)));
                }
                None => all.push(route),
            }
        }
    }
    all
}

/// An action of a route.
fn action<'d>(document: &'d Value, route: &Shown<'d>, name: &'d str, example: &'d Value) -> Shown<'d> {
    let body = content(&route.operation["requestBody"]);
    let answers = route.operation["responses"].as_object().and_then(|all| all.values().next());
    let answers = answers.map_or(&Value::Null, |success| content(success));
    let asks = named(document, &body["schema"], "/properties/action/const", name);
    Shown {
        name,
        summary: example["summary"].as_str().unwrap_or_default(),
        description: format!(
            "{} {}",
            asks["description"].as_str().unwrap_or_default(),
            scope(&route.description)
        ),
        method: route.method.clone(),
        path: route.path,
        operation: route.operation,
        is_action: true,
        request: example.get("value"),
        answer: answers.pointer(&format!("/examples/{name}/value")),
        asks,
        answers: named(document, &answers["schema"], "/properties/metadata/properties/action/const", name),
    }
}

/// The last sentence of a route's description, which names the scope.
fn scope(description: &str) -> &str {
    description.rfind("Needs the scope").map_or("", |at| &description[at..])
}

/// The one of several schemas that has this name at that place.
fn named<'d>(document: &'d Value, schema: &'d Value, place: &str, name: &str) -> &'d Value {
    let all = schema["oneOf"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut all = all.iter().map(|one| follow(document, one));
    all.find(|one| one.pointer(place).and_then(Value::as_str) == Some(name)).unwrap_or(&Value::Null)
}

/// What a body or an answer holds: JSON where it may, else what stands first.
fn content(described: &Value) -> &Value {
    let all = described["content"].as_object();
    all.and_then(|all| all.get("application/json").or_else(|| all.values().next())).unwrap_or(&Value::Null)
}

fn section(document: &Value, one: &Shown<'_>) -> String {
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
    let body: Vec<_> = rows(document, one.asks)
        .into_iter()
        .filter(|[name, ..]| !(one.is_action && name == "<code>action</code>"))
        .collect();
    out.push_str(&table(["field of the body", "type", ""], &body));
    out.push_str("<h3>Request</h3>\n");
    out.push_str(&block(&curl(one)));
    let responses = one.operation["responses"].as_object();
    if let Some((status, _)) = responses.and_then(|all| all.iter().next()) {
        let _ = writeln!(out, "<h3>Answer {}</h3>", escaped(status));
        out.push_str(&one.answer.map(json).unwrap_or_default());
        let fields = table(["field of the answer", "type", ""], &rows(document, one.answers));
        out.push_str(&details("Its fields", &fields));
    }
    let errors: String =
        responses.into_iter().flatten().skip(1).map(|(status, error)| refusals(one, status, error)).collect();
    format!("{out}<h3>Errors</h3>\n{errors}</section>\n")
}

/// The refusals of a status.
fn refusals(one: &Shown<'_>, status: &str, described: &Value) -> String {
    let examples = content(described)["examples"].as_object();
    let one_of = |(code, example): (&String, &Value)| {
        let mut value = example["value"].clone();
        if one.is_action {
            value["metadata"]["action"] = one.name.into();
        }
        let when = prose(value["error"]["message"].as_str().unwrap_or_default());
        details(&format!("{} <code>{}</code> {when}", escaped(status), escaped(code)), &json(&value))
    };
    examples.into_iter().flatten().map(one_of).collect()
}

/// The request as a shell would send it.
fn curl(one: &Shown<'_>) -> String {
    let mut out = String::from("curl");
    if one.method != "GET" {
        let _ = write!(out, " -X {}", one.method);
    }
    let example = |path: String, name| path.replace(&format!("{{{name}}}"), path_param_example(name));
    let path = path_params(one.path).fold(one.path.to_owned(), example);
    let _ = write!(out, " \"$KITH_URL{path}\"");
    if one.operation["security"].as_array().is_none_or(|needed| !needed.is_empty()) {
        out.push_str(" \\\n  -H \"x-api-key: $KITH_API_KEY\"");
    }
    let types = one.operation["requestBody"]["content"].as_object();
    if let Some(kind) = types.and_then(|types| types.keys().next()) {
        let _ = write!(out, " \\\n  -H \"content-type: {kind}\"");
        let data = one.request.map(|body| body.to_string().replace('\'', "'\\''"));
        let _ = match data {
            Some(body) => write!(out, " \\\n  -d '{body}'"),
            None => write!(out, " \\\n  --data-binary @FILE"),
        };
    }
    out
}
