//! The OpenAPI document as the tests read it: its operations, and whether it describes an answer.

use std::sync::OnceLock;

use serde_json::Value;

use super::schema;

/// One operation of the document.
pub struct Operation<'d> {
    pub id: &'d str,
    /// In capitals.
    pub method: String,
    /// With its `{placeholders}`.
    pub path: &'d str,
    pub described: &'d Value,
}

pub fn document() -> &'static Value {
    static DOCUMENT: OnceLock<Value> = OnceLock::new();
    DOCUMENT.get_or_init(kith_api::openapi_document)
}

/// All operations.
pub fn operations() -> Vec<Operation<'static>> {
    let mut all = Vec::new();
    for (path, methods) in document()["paths"].as_object().unwrap() {
        for (method, described) in methods.as_object().unwrap() {
            let id = described["operationId"].as_str().unwrap();
            all.push(Operation { id, method: method.to_uppercase(), path, described });
        }
    }
    all
}

/// The operation that a request is one of.
pub fn find(method: &str, path: &str) -> Option<Operation<'static>> {
    operations().into_iter().find(|operation| operation.method == method && fits(operation.path, path))
}

fn fits(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(known), Some(part)) if known == part || (known.starts_with('{') && !part.is_empty()) => {}
            _ => return false,
        }
    }
}

/// Whether what is read there is a file and no envelope.
pub fn answers_a_file(path: &str) -> bool {
    find("GET", path).is_some_and(|operation| {
        let content = operation.described["responses"]["200"]["content"].as_object();
        content.is_some_and(|content| !content.contains_key("application/json"))
    })
}

/// That the document describes a file of this type as an answer with this status.
#[track_caller]
pub fn describes_file(path: &str, status: u16, content_type: &str) {
    let operation = find("GET", path).unwrap();
    let media = content_type.split(';').next().unwrap();
    let described = &operation.described["responses"][status.to_string()]["content"][media];
    assert!(described.is_object(), "{}: {media} is not documented for {status}", operation.id);
}

/// That the document describes this answer: its status, its code if it is a refusal, and its shape.
#[track_caller]
pub fn describes(method: &str, path: &str, status: u16, answer: &Value) {
    let Some(operation) = find(method, path) else { return };
    let response = &operation.described["responses"][status.to_string()];
    assert!(response.is_object(), "{}: the status {status} is not documented: {answer}", operation.id);
    let json = &response["content"]["application/json"];
    let faults = schema::faults(document(), &json["schema"], answer);
    assert!(faults.is_empty(), "{} {status}: {faults:#?}", operation.id);
    if let Some(code) = answer["error"]["code"].as_str() {
        assert!(json["examples"].get(code).is_some(), "{}: {code} is not documented", operation.id);
    }
}

/// That the document describes this message to a webhook.
#[track_caller]
pub fn describes_message(message: &Value) {
    let kind = message["type"].as_str().unwrap();
    let body = &document()["webhooks"][kind]["post"]["requestBody"]["content"]["application/json"];
    assert!(body.is_object(), "{kind} is not documented");
    let faults = schema::faults(document(), &body["schema"], message);
    assert!(faults.is_empty(), "{kind}: {faults:#?}");
    let known =
        |data: &Value| data.as_object().unwrap().keys().cloned().collect::<std::collections::BTreeSet<_>>();
    assert_eq!(known(&message["data"]), known(&body["example"]["data"]), "{kind}");
}
