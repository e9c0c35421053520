//! The faces that tools have, and how each says what HTTP's texts say: a model knows no header and no `params`, a command
//! line has flags. All texts of the registry and of errors are written for HTTP; what of them differs elsewhere is here.

use serde_json::Value;

/// Where a tool is offered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Face {
    /// To a model: fields are flat, other calls are tools.
    Model,
    /// At the command line: fields are flags.
    CommandLine,
}

/// What HTTP says, a model is told, and a command line says.
const TEXTS: &[(&str, [&str; 2])] = &[
    (
        "send it in the x-api-key header",
        [
            "put one that is into KITH_API_KEY",
            "put one that is into KITH_API_KEY, or name its file with --api-key-file",
        ],
    ),
    ("GET /v2/accounts lists them", ["list_accounts lists them", "kith account list shows them"]),
    ("GET /v2/accounts/{id}/syncs lists them", ["list_syncs lists them", "kith ask list_syncs lists them"]),
    (" (GET /v2/accounts/{id}/syncs)", [" (list_syncs)", " (kith ask list_syncs)"]),
    ("send an export to POST /v2/accounts/{id}/import", ["import an export with kith import"; 2]),
    ("POST /v2/accounts/{id}/resume or ", [""; 2]),
    (" or POST /v2/accounts/{id}/authorize", [""; 2]),
    ("GET /v2/webhooks lists them", ["list_webhooks lists them", "kith ask list_webhooks lists them"]),
    (
        "GET /v2/webhooks/{webhook_id}/deliveries lists them",
        ["list_deliveries lists them", "kith ask list_deliveries lists them"],
    ),
    ("(x-kith-snapshot of a page)", ["(each page tells its own)"; 2]),
    ("the x-kith-snapshot of", ["the snapshot of"; 2]),
    ("x-kith-snapshot of", ["the snapshot of"; 2]),
];
const PLACE: &str = "params.";

impl Face {
    /// A text of HTTP as this face says it.
    pub fn says(self, text: &str) -> String {
        // What an error shows of what was sent stays as it was.
        let (text, sent) = text.split_at(text.find("; got ").unwrap_or(text.len()));
        let mut said = self.fields(text);
        for (http, others) in TEXTS {
            said = said.replace(http, others[usize::from(self == Self::CommandLine)]);
        }
        said + sent
    }

    /// The same for every description in a schema.
    pub fn describes(self, schema: &mut Value) {
        match schema {
            Value::Object(object) => {
                for (name, value) in object {
                    match value {
                        Value::String(text) if name == "description" => *text = self.says(text),
                        other => self.describes(other),
                    }
                }
            }
            Value::Array(items) => items.iter_mut().for_each(|item| self.describes(item)),
            _ => {}
        }
    }

    /// Fields by their own names, without the place where HTTP has them.
    fn fields(self, text: &str) -> String {
        let mut said = String::with_capacity(text.len());
        let mut rest = text;
        while let Some(at) = rest.find(PLACE) {
            let (before, after) = (&rest[..at], &rest[at + PLACE.len()..]);
            said.push_str(before);
            rest = after;
            // Another word may end like it.
            if before.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '.' | '_')) {
                said.push_str(PLACE);
                continue;
            }
            let end = after.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            match self {
                Self::Model => said.push_str(name),
                Self::CommandLine => said.extend(["--", &name.replace('_', "-")]),
            }
            rest = after;
        }
        said + rest
    }
}

#[cfg(test)]
mod tests {
    use kith_engine::Error;

    use super::*;
    use crate::catalog::tools;

    #[test]
    fn fields_go_by_the_names_that_the_face_has_for_them() {
        for (http, model, line) in [
            (
                "params.known_by must be 1; got \"params.x\"",
                "known_by must be 1; got \"params.x\"",
                "--known-by must be 1; got \"params.x\"",
            ),
            ("params.fields[1] repeats \"id\"", "fields[1] repeats \"id\"", "--fields[1] repeats \"id\""),
            ("no field \"params.params.x\"", "no field \"params.x\"", "no field \"--params.x\""),
            ("the nearest is \"params.query\"", "the nearest is \"query\"", "the nearest is \"--query\""),
            ("params must be an object", "params must be an object", "params must be an object"),
        ] {
            assert_eq!(
                (Face::Model.says(http).as_str(), Face::CommandLine.says(http).as_str()),
                (model, line)
            );
        }
    }

    /// What only HTTP has.
    fn is_https_own(text: &str) -> bool {
        ["params.", "/v2/", "x-kith-", "x-api-key"].iter().any(|word| text.contains(word))
    }

    #[test]
    fn no_error_speaks_of_http_to_another_face() {
        for error in [
            Error::InvalidKey,
            Error::NoAccount,
            Error::Paused,
            Error::NeedsAuthorization,
            Error::NotReady,
            Error::NotCalled,
            Error::SnapshotExpired,
            Error::ChangesExpired,
            Error::MasterKey,
            Error::InsufficientCredits { needed: 2, balance: 1 },
        ] {
            for face in [Face::Model, Face::CommandLine] {
                let said = face.says(&error.to_string());
                assert!(!is_https_own(&said), "{said}");
            }
        }
        assert!(Face::Model.says(&Error::NoAccount.to_string()).contains("list_accounts"));
    }

    #[test]
    fn no_tool_is_described_in_https_words() {
        for tool in tools() {
            let mut input = Value::Object(tool.input().clone());
            let mut output = Value::Object(tool.output());
            Face::Model.describes(&mut input);
            Face::Model.describes(&mut output);
            let text = Face::Model.says(tool.description());
            for text in [text, input.to_string(), output.to_string(), tool.price().to_owned()] {
                assert!(!is_https_own(&text), "{}: {text}", tool.name());
            }
        }
    }
}
