//! The page: every call and every action of the document, with its fields, its request, its answer and its errors.
//! Knows the document alone.

use std::fmt::Write as _;

use serde_json::Value;

use super::fields::follow;
use super::guide;
use super::html::escaped;
use super::section::section;

/// A call as the page shows it: an action of a route, or a route that has none.
pub(super) struct Shown<'d> {
    pub(super) name: &'d str,
    pub(super) summary: &'d str,
    pub(super) description: String,
    pub(super) method: String,
    pub(super) path: &'d str,
    pub(super) operation: &'d Value,
    /// Whether it is one of several actions of its route.
    pub(super) is_action: bool,
    pub(super) request: Option<&'d Value>,
    pub(super) answer: Option<&'d Value>,
    /// The schemas of both.
    pub(super) asks: &'d Value,
    pub(super) answers: &'d Value,
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
    for (id, name) in guide::CHAPTERS {
        let _ = writeln!(list, "<li><a href=\"#{id}\">{name}</a></li>");
    }
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n<title>{title} {version}</title>\n\
         <link rel=\"stylesheet\" href=\"{style}\">\n</head>\n<body>\n\
         <nav aria-label=\"Calls\">\n<p class=\"name\"><a href=\"#top\">{title}</a></p>\n<ul>\n{list}</ul>\n</nav>\n\
         <main id=\"top\">\n<h1>{title} {version}</h1>\n<p>{about}</p>\n{intro}{sections}{guide}</main>\n</body>\n</html>\n",
        title = text(&info["title"]),
        version = text(&info["version"]),
        about = text(&info["description"]),
        style = super::STYLE_PATH,
        intro = guide::intro(),
        guide = guide::chapters(document),
    )
}

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
pub(super) fn content(described: &Value) -> &Value {
    let all = described["content"].as_object();
    all.and_then(|all| all.get("application/json").or_else(|| all.values().next())).unwrap_or(&Value::Null)
}
