//! From a tool's fields to the HTTP request that it is a call of. What the fields hold is checked where that request
//! arrives, as for everyone.

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, Method, header};
use serde_json::{Map, Value, json};

use super::Tool;
use crate::error::Failure;
use crate::openapi;
use crate::operation::Actions;
use crate::params::Param;

/// The fields that stand beside an action's own: what remains of the body's top level.
pub(super) fn top(actions: &Actions) -> Vec<Param> {
    actions.top.iter().filter(|param| !matches!(param.name, "action" | "params")).copied().collect()
}

impl Tool {
    /// The request with these fields, without a key.
    pub(crate) fn request(&self, mut fields: Map<String, Value>) -> Result<Request, Failure> {
        let mut path = self.operation.path.to_owned();
        for name in openapi::path_params(self.operation.path) {
            let text = match fields.shift_remove(name) {
                Some(Value::String(text)) => text,
                Some(other) => return Err(Failure::params(format!("{name} must be a string; got {other}"))),
                None => return Err(Failure::params(format!("{name} is missing; it must be a string"))),
            };
            path = path.replace(&format!("{{{name}}}"), &encoded(&text));
        }
        let body = match self.action {
            Some((actions, action)) => {
                let mut body = Map::new();
                for param in top(actions) {
                    if let Some(value) = fields.shift_remove(param.name) {
                        body.insert(param.name.into(), value);
                    }
                }
                body.insert("action".into(), action.name.into());
                body.insert("params".into(), Value::Object(std::mem::take(&mut fields)));
                Body::from(json!(body).to_string())
            }
            None => Body::empty(),
        };
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, value) in &fields {
            match value {
                Value::String(text) => query.append_pair(name, text),
                other => query.append_pair(name, &other.to_string()),
            };
        }
        let query = query.finish();
        if !query.is_empty() {
            path = format!("{path}?{query}");
        }
        let mut request = Request::new(body);
        *request.method_mut() = if self.action.is_some() { Method::POST } else { Method::GET };
        *request.uri_mut() =
            path.parse().map_err(|_| Failure::params("the fields are too long for an address"))?;
        if self.action.is_some() {
            request.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Ok(request)
    }
}

/// A text as a piece of a path.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}
