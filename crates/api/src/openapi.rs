//! The OpenAPI 3.1 document, built from the registry: what is registered is described, and nothing else.

use axum::extract::Request;
use axum::response::Response;
use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::error::Code;
use crate::operation::{Action, Actions, Body, Operation};
use crate::params::{Kind, Param};
use crate::registry::OPERATIONS;
use crate::reply::Reply;
use crate::{App, front};

pub(crate) use envelope::success as envelope;
use envelope::{error_schema, example_metadata};
pub(crate) use paths::{path_param_doc, path_param_example, path_params};

mod download;
mod envelope;
mod links;
mod paths;
mod refusals;
mod webhooks;
mod wrong;

/// The moment of every example.
const MOMENT: &str = "2026-04-26T10:35:00Z";

/// The account of every example.
pub(crate) const ACCOUNT: &str = "acc_3f9k2m7q1x8c4v6b";

/// A call that needs no key, and what its `data.status` says; `None`: its answer is no envelope.
struct Open {
    path: &'static str,
    id: &'static str,
    summary: &'static str,
    status: Option<&'static str>,
    errors: &'static [Code],
}

const OPEN: &[Open] = &[
    Open {
        path: "/healthz",
        id: "healthz",
        summary: "Whether the process lives",
        status: Some("ok"),
        errors: &[Code::InvalidParams],
    },
    Open {
        path: "/readyz",
        id: "readyz",
        summary: "Whether the store answers",
        status: Some("ready"),
        errors: &[Code::InvalidParams, Code::Unavailable, Code::InternalError],
    },
    Open {
        path: "/openapi.json",
        id: "openapi",
        summary: "This document",
        status: None,
        errors: &[Code::InvalidParams],
    },
];

/// The document.
pub fn document() -> Value {
    let mut schemas = SchemaSettings::draft2020_12()
        .for_serialize()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let (mut paths, mut named) = (Map::new(), Map::new());
    for operation in OPERATIONS {
        let path = paths.entry(operation.path).or_insert_with(|| json!({}));
        path[operation.method.as_str().to_lowercase()] = describe(operation, &mut schemas);
        if let Body::Action(actions) = operation.body {
            for action in actions.all {
                named.insert(request_name(action), request_of(actions, action));
                named.insert(response_name(action), response_of(actions, action, &mut schemas));
            }
        }
    }
    for open in OPEN {
        paths.insert(open.path.into(), json!({ "get": describe_open(open) }));
    }
    let (webhooks, mut messages) = webhooks::describe(&mut schemas);
    let mut components: Map<String, Value> = schemas.take_definitions(true);
    components.append(&mut named);
    components.append(&mut messages);
    components.insert("Error".into(), error_schema());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "kith",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "A person's LinkedIn network as an API that they own.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}
        },
        "servers": [{"url": "/"}],
        "security": [{"api_key": []}],
        "paths": paths,
        "webhooks": webhooks,
        "components": {
            "securitySchemes": {"api_key": {"type": "apiKey", "in": "header", "name": "x-api-key"}},
            "schemas": components
        }
    })
}

/// The document as an answer.
pub(crate) fn respond(app: &App, request: &Request, document: &[u8]) -> Response {
    front::open(app, request, Ok(Reply::of(document.to_vec())))
}

fn describe_open(open: &Open) -> Value {
    let content = match open.status {
        None => json!({"schema": {"type": "object"}, "example": {"openapi": "3.1.0"}}),
        Some(status) => {
            let data = json!({"type": "object", "required": ["status"], "properties": {"status": {"const": status}}});
            let metadata = json!({"action": open.id, "credits_consumed": 0, "timestamp": MOMENT});
            json!({"schema": envelope(&data, &json!({"type": "string"})), "example": {"success": true, "data": {"status": status}, "metadata": metadata}})
        }
    };
    let mut responses = Map::new();
    responses
        .insert("200".into(), json!({"description": open.summary, "content": {"application/json": content}}));
    refusals::of_open(open.errors, &mut responses);
    json!({"operationId": open.id, "summary": open.summary, "security": [], "responses": responses})
}

fn describe(operation: &Operation, schemas: &mut SchemaGenerator) -> Value {
    let mut described = json!({
        "operationId": operation.id,
        "summary": operation.summary,
        "description": format!("{} Needs the scope \"{}\".", operation.description, operation.scope),
        "parameters": parameters(operation),
        "responses": responses(operation, schemas),
    });
    if let Some(body) = request_body(operation) {
        described["requestBody"] = body;
    }
    described
}

fn parameters(operation: &Operation) -> Value {
    let mut all: Vec<Value> = Vec::new();
    for name in path_params(operation.path) {
        all.push(json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}, "description": path_param_doc(name)}));
    }
    for param in operation.query {
        all.push(json!({"name": param.name, "in": "query", "required": param.required, "schema": schema(param), "description": param.doc}));
    }
    if let Body::Download(_) = operation.body {
        all.extend(download::parameters());
    }
    if operation.writes {
        all.push(json!({
            "name": "idempotency-key", "in": "header", "required": false,
            "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
            "description": "Makes a retry safe for 24 hours: the same request under the same key is carried out and charged once."
        }));
    }
    all.push(json!({
        "name": "x-request-id", "in": "header", "required": false,
        "schema": {"type": "string"},
        "description": "Your own id of the request; it is in the answer, the log and the ledger. 1 to 128 letters, digits or -_.:/+=; any other text is replaced by a new id."
    }));
    Value::Array(all)
}

fn request_body(operation: &Operation) -> Option<Value> {
    let json_body = |schema: Value, example: Value| json!({"required": true, "content": {"application/json": {"schema": schema, "example": example}}});
    match operation.body {
        Body::None | Body::Download(_) => None,
        Body::Json(table, example) => Some(json_body(object(table), example_of(example))),
        Body::Action(actions) => {
            let examples = by_name(actions, |action| {
                let mut body = json!({"account_id": ACCOUNT, "action": action.name, "params": example_of(action.examples.0)});
                if !actions.of_an_account() {
                    body.as_object_mut().map(|body| body.shift_remove("account_id"));
                }
                body
            });
            let schema = one_of(actions, request_name);
            Some(
                json!({"required": true, "content": {"application/json": {"schema": schema, "examples": examples}}}),
            )
        }
        Body::Export => {
            let file = json!({"schema": {"type": "string", "format": "binary"}});
            let form = json!({"schema": {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}});
            Some(
                json!({"required": true, "content": {"application/zip": file, "text/csv": file, "multipart/form-data": form}}),
            )
        }
    }
}

fn responses(operation: &Operation, schemas: &mut SchemaGenerator) -> Value {
    let mut all = Map::new();
    let content = match operation.body {
        Body::Action(actions) => json!({
            "schema": one_of(actions, response_name),
            "examples": by_name(actions, |action| json!({
                "success": true,
                "data": example_of(action.examples.1),
                "metadata": example_metadata(actions.of_an_account(), 1, action.name)
            }))
        }),
        _ => json!({
            "schema": envelope(&(operation.data)(schemas), &json!({"type": "string"})),
            "example": {
                "success": true,
                "data": example_of(operation.example),
                "metadata": example_metadata(operation.path.contains("{account_id}"), 0, operation.id)
            }
        }),
    };
    if let Body::Download(file) = operation.body {
        download::responses(file, &headers(operation), &mut all);
    } else {
        let mut success = json!({"description": "Success", "headers": headers(operation), "content": {"application/json": content}});
        let links = links::of(operation);
        if !links.is_empty() {
            success["links"] = links.into();
        }
        all.insert(operation.status.to_string(), success);
    }
    refusals::of(operation, &mut all);
    Value::Object(all)
}

/// The name of an action's request among the schemas: `ListConnectionsRequest`.
fn request_name(action: &Action) -> String {
    capitals(action.name) + "Request"
}

/// The name of an action's answer among the schemas: `ListConnectionsResponse`.
fn response_name(action: &Action) -> String {
    capitals(action.name) + "Response"
}

/// `list_connections` as `ListConnections`.
fn capitals(name: &str) -> String {
    let capital = |word: &str| word[..1].to_uppercase() + &word[1..];
    name.split('_').filter(|word| !word.is_empty()).map(capital).collect()
}

/// The body that asks for an action.
fn request_of(actions: &Actions, action: &Action) -> Value {
    let mut body = object(actions.top);
    body["title"] = action.name.into();
    body["description"] = format!("{} {}", action.description, action.price).into();
    // A type beside the constant: generators of clients read it.
    body["properties"]["action"] =
        json!({"type": "string", "const": action.name, "description": action.summary});
    let mut params = object(action.params);
    params["type"] = json!(["object", "null"]);
    body["properties"]["params"] = params;
    body
}

/// The answer of an action.
fn response_of(actions: &Actions, action: &Action, schemas: &mut SchemaGenerator) -> Value {
    let mut answer = envelope(&(action.data)(schemas), &json!({"type": "string", "const": action.name}));
    if actions.of_an_account() {
        answer["properties"]["metadata"]["required"] =
            json!(["action", "account_id", "credits_consumed", "timestamp"]);
    }
    answer
}

/// One of the schemas that `name` gives to a route's actions.
fn one_of(actions: &Actions, name: fn(&Action) -> String) -> Value {
    let all: Vec<_> = actions
        .all
        .iter()
        .map(|action| json!({"$ref": format!("#/components/schemas/{}", name(action))}))
        .collect();
    json!({"oneOf": all})
}

/// An example of each action, by its name.
fn by_name(actions: &Actions, example: impl Fn(&Action) -> Value) -> Map<String, Value> {
    let one = |action: &&Action| {
        (action.name.to_owned(), json!({"summary": action.summary, "value": example(action)}))
    };
    actions.all.iter().map(one).collect()
}

fn headers(operation: &Operation) -> Value {
    let text = |description: &str| json!({"schema": {"type": "string"}, "description": description});
    let mut all = json!({
        "x-request-id": text("The request's id."),
        "RateLimit-Policy": text("The key's limit, as in draft-ietf-httpapi-ratelimit-headers."),
        "RateLimit": text("What is left of it."),
    });
    if matches!(operation.body, Body::Action(actions) if actions.of_an_account()) {
        all["x-kith-snapshot"] = text("The snapshot that the page is of; pass it on as params.snapshot.");
    }
    if operation.writes {
        all["idempotent-replayed"] =
            text("true where this is the answer to an earlier request under the same key.");
    }
    all
}

/// The schema of an object with the fields of a table, and no others.
pub(crate) fn object(table: &[Param]) -> Value {
    let properties: Map<_, _> = table
        .iter()
        .map(|param| {
            let mut schema = schema(param);
            schema["description"] = param.doc.into();
            (param.name.to_owned(), schema)
        })
        .collect();
    let required: Vec<_> = table.iter().filter(|param| param.required).map(|param| param.name).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

fn schema(param: &Param) -> Value {
    let mut schema = match param.kind {
        Kind::Integer(least, most) => json!({"type": "integer", "minimum": least, "maximum": most}),
        Kind::Text(most) | Kind::Secret(most) => json!({"type": "string", "minLength": 1, "maxLength": most}),
        Kind::AnyText => json!({"type": "string"}),
        Kind::Bool => json!({"type": "boolean"}),
        Kind::Words(words) => {
            json!({"type": "array", "items": {"type": "string", "enum": words}, "uniqueItems": true})
        }
        Kind::Word(words) => json!({"type": "string", "enum": words}),
        Kind::Texts(least, most, longest) => json!({
            "type": "array", "minItems": least, "maxItems": most,
            "items": {"type": "string", "minLength": 1, "maxLength": longest}
        }),
        Kind::Day => json!({"type": "string", "format": "date"}),
        Kind::Object(table) => object(table),
    };
    if param.nullable {
        schema["type"] = json!([schema["type"], "null"]);
    }
    if let Some(default) = param.default {
        schema["default"] = example_of(default);
    }
    schema
}

/// JSON that stands in the code; a test reads all of it.
pub(crate) fn example_of(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or(Value::Null)
}
