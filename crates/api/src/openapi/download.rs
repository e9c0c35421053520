//! How the document describes an answer that is a file: its media types, its parts, its headers. What can go wrong is
//! described where all errors are.

use serde_json::{Map, Value, json};

use crate::operation::Download;

/// The headers of a request for a part, or for what is new.
pub(super) fn parameters() -> [Value; 3] {
    [
        json!({
            "name": "range", "in": "header", "required": false, "schema": {"type": "string"},
            "description": "One range of bytes of a text format, as bytes=1000-; any other is not heeded."
        }),
        json!({
            "name": "if-range", "in": "header", "required": false, "schema": {"type": "string"},
            "description": "The etag of the file that the range is of: where it is another by now, the whole is the answer."
        }),
        json!({
            "name": "if-none-match", "in": "header", "required": false, "schema": {"type": "string"},
            "description": "The etag of a file of a text format that is there already: where it is still the same, the answer is 304, free of charge."
        }),
    ]
}

/// The answers with the whole file and with a part of it. `common` are the headers of every success.
pub(super) fn responses(file: &Download, common: &Value, all: &mut Map<String, Value>) {
    let text = |description: &str| json!({"schema": {"type": "string"}, "description": description});
    let mut headers = common.clone();
    headers["x-kith-snapshot"] = text("The snapshot that the file is of.");
    headers["x-kith-credits-consumed"] =
        json!({"schema": {"type": "integer", "minimum": 0}, "description": "What was paid for it."});
    headers["content-disposition"] = text("A name for the file.");
    headers["etag"] = text("Names the bytes of the whole file.");
    headers["accept-ranges"] = text("bytes of a text format, none of another.");
    let whole = file.types.iter().map(|(kind, text)| ((*kind).to_owned(), media(*text)));
    let whole: Map<_, _> = whole.collect();
    all.insert("200".into(), json!({"description": "The file", "headers": headers, "content": whole}));
    all.insert(
        "304".into(),
        json!({"description": "The file is the one that if-none-match names; nothing is charged", "headers": headers}),
    );
    headers["content-range"] = text("Which bytes of how many follow: bytes 1000-187203/187204.");
    // Where a download stopped after its first half.
    let half = |text: &'static str| &text[text.ceil_char_boundary(text.len() / 2)..];
    let part =
        file.types.iter().filter_map(|(kind, text)| Some(((*kind).to_owned(), media(Some(half((*text)?))))));
    let part: Map<_, _> = part.collect();
    all.insert(
        "206".into(),
        json!({"description": "A part of the file, of a text format: what a range header asked for", "headers": headers, "content": part}),
    );
}

/// A file of a media type, with an example where it is text.
fn media(example: Option<&str>) -> Value {
    let mut media = json!({"schema": {"type": "string", "format": "binary"}});
    if let Some(text) = example {
        media["example"] = text.into();
    }
    media
}
