//! `GET /v2/accounts/{id}/export`: a whole snapshot as a file, or a part of it. No envelope: what it would say is said in
//! headers. A fault in the middle breaks the connection, so that no short file looks whole.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use futures_util::TryStreamExt as _;
use kith_engine::{ByteRange, Error, ExportAccount, ExportFile, ExportFormat, Paid};
use kith_model::{AccountId, Scope, SnapshotId};

use crate::App;
use crate::error::{Code, Failure};
use crate::operation::{Body as Carried, Call, Download, Operation};
use crate::params::{Kind, Param};
use crate::reply::Reply;

static CREDITS: HeaderName = HeaderName::from_static("x-kith-credits-consumed");

const QUERY: &[Param] = &[
    Param::new("format", Kind::Word(&["csv", "ndjson", "vcard", "parquet"]), "The format of the file.")
        .default("\"csv\""),
    Param::new(
        "snapshot",
        Kind::AnyText,
        "Export this snapshot, as x-kith-snapshot named it; unless said, the newest.",
    ),
];

/// A file of one connection in each format of text, for examples.
const CSV: &str = "\u{feff}id,first_name,last_name,name,job_title,company,position,email,profile_url,connected_on\r\nmem_3f9k2m7q1x8c4v6b2d5h,Jane,Doe,Jane Doe,Founder at Acme,Acme,Founder,jane@example.com,https://www.linkedin.com/in/jane-doe-42/,2024-03-01\r\n";
const NDJSON: &str = r#"{"name":"Jane Doe","job_title":"Founder at Acme","profile_url":"https://www.linkedin.com/in/jane-doe-42/","profile_picture":null,"id":"mem_3f9k2m7q1x8c4v6b2d5h","first_name":"Jane","last_name":"Doe","email":"jane@example.com","company":"Acme","position":"Founder","connected_on":"2024-03-01"}
"#;
const VCARD: &str = "BEGIN:VCARD\r\nVERSION:4.0\r\nUID;VALUE=text:mem_3f9k2m7q1x8c4v6b2d5h\r\nFN:Jane Doe\r\nN:Doe;Jane;;;\r\nTITLE:Founder\r\nORG:Acme\r\nEMAIL:jane@example.com\r\nURL:https://www.linkedin.com/in/jane-doe-42/\r\nNOTE:Connected on LinkedIn on 2024-03-01\r\nEND:VCARD\r\n";

pub(crate) static OPERATION: Operation = Operation {
    id: "export_account",
    method: Method::GET,
    path: "/v2/accounts/{account_id}/export",
    scope: Scope::Read,
    summary: "Export an account's connections",
    description: "The whole list as one file, newest connection first: csv (UTF-8 with a byte order mark; a cell that a spreadsheet would run gets an apostrophe in front), ndjson, vcard (4.0) or parquet. 1 credit for every 50 connections, rounded up, whatever range is asked for; under the same idempotency-key the rest of a broken export is free. The bytes of a text format are a function of the snapshot.",
    query: QUERY,
    body: Carried::Download(&Download {
        types: &[
            ("text/csv", Some(CSV)),
            ("application/x-ndjson", Some(NDJSON)),
            ("text/vcard", Some(VCARD)),
            ("application/vnd.apache.parquet", None),
        ],
    }),
    writes: true,
    status: 200,
    data: |_| true.into(),
    example: "",
    errors: &[
        Code::IdempotencyConflict,
        Code::InvalidAccount,
        Code::AccountInactive,
        Code::AccountNotReady,
        Code::SnapshotExpired,
        Code::RangeNotSatisfiable,
        Code::InsufficientCredits,
    ],
    run: |app, call| Box::pin(run(app, call)),
};

/// What is said of a snapshot that is not kept.
pub(crate) const EXPIRED: &str =
    "snapshot is none that is kept of this account; leave it out to export the newest";

async fn run(app: &App, call: Call) -> Result<Reply, Failure> {
    let args = call.query(QUERY)?;
    let id = call.account()?;
    let ask = ExportAccount {
        account: id.clone(),
        snapshot: args.text("snapshot").map(SnapshotId::new),
        format: args.text("format").and_then(ExportFormat::named).unwrap_or(ExportFormat::Csv),
        range: only(&call.headers, &header::RANGE).and_then(range),
        if_range: only(&call.headers, &header::IF_RANGE).map(|tag| unquoted(tag).to_owned()),
        look: call.method == Method::HEAD,
    };
    if ask.format.is_text()
        && let Some(known) = call.headers.get(header::IF_NONE_MATCH).and_then(|known| known.to_str().ok())
    {
        // Looked at first, which is free: what is known already is neither sent nor paid.
        let look = ExportAccount { look: true, range: None, ..ask.clone() };
        let export = export(app, &call, &look).await?;
        if names(known, &export.answer.tag) {
            return Ok(not_modified(id, &export.answer));
        }
    }
    let export = export(app, &call, &ask).await?;
    Ok(reply(id, export, call.caller.request.as_str().to_owned()))
}

async fn export(app: &App, call: &Call, ask: &ExportAccount) -> Result<Paid<ExportFile>, Failure> {
    app.engine.export_account(&call.caller, ask).await.map_err(|error| match error {
        Error::SnapshotExpired => Failure::new(Code::SnapshotExpired, EXPIRED),
        other => other.into(),
    })
}

/// Whether a list of tags, weak or not, names the file of this one.
fn names(list: &str, tag: &str) -> bool {
    list.split(',').map(str::trim).any(|one| one == "*" || unquoted(one.trim_start_matches("W/")) == tag)
}

fn not_modified(account: &AccountId, file: &ExportFile) -> Reply {
    let mut headers = headers(account, file, 0);
    headers.remove(header::CONTENT_LENGTH);
    let snapshot = Some(file.snapshot.as_str().to_owned());
    Reply { status: StatusCode::NOT_MODIFIED, snapshot, headers, ..Reply::of(Body::empty()) }
}

fn reply(account: &AccountId, export: Paid<ExportFile>, request_id: String) -> Reply {
    let file = export.answer;
    let headers = headers(account, &file, export.credits);
    let status = if file.part.is_some() { StatusCode::PARTIAL_CONTENT } else { StatusCode::OK };
    let snapshot = Some(file.snapshot.as_str().to_owned());
    let bytes = file.into_pieces().map_ok(|piece| piece.bytes).inspect_err(move |cause| {
        tracing::error!(request_id, operation = OPERATION.id, %cause, "broken off");
    });
    Reply { status, snapshot, replayed: export.replayed, headers, ..Reply::of(Body::from_stream(bytes)) }
}

fn headers(account: &AccountId, file: &ExportFile, credits: u64) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let mut say = |name: HeaderName, text: String| {
        if let Ok(text) = HeaderValue::try_from(text) {
            headers.insert(name, text);
        }
    };
    say(header::CONTENT_TYPE, file.format.media_type().to_owned());
    let name = format!("kith-{account}-{}.{}", file.snapshot, file.format.extension());
    say(header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", plain(&name)));
    say(header::ETAG, format!("\"{}\"", file.tag));
    say(header::ACCEPT_RANGES, if file.format.is_text() { "bytes" } else { "none" }.to_owned());
    say(CREDITS.clone(), credits.to_string());
    if let Some(whole) = file.length {
        let length = file.part.as_ref().map_or(whole, |part| part.end - part.start);
        say(header::CONTENT_LENGTH, length.to_string());
        if let Some(part) = &file.part {
            say(header::CONTENT_RANGE, format!("bytes {}-{}/{whole}", part.start, part.end - 1));
        }
    }
    headers
}

/// A name that is safe as a file's on any system.
fn plain(name: &str) -> String {
    let safe = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    name.chars().map(|c| if safe(c) { c } else { '_' }).take(120).collect()
}

/// The value of a header that was sent once.
fn only<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    let mut sent = headers.get_all(name).iter();
    let first = sent.next()?.to_str().ok()?;
    sent.next().is_none().then_some(first)
}

/// An entity tag without its quotes. A weak one names no bytes, and fits none.
fn unquoted(tag: &str) -> &str {
    tag.trim().strip_prefix('"').and_then(|tag| tag.strip_suffix('"')).unwrap_or("")
}

/// Reads a `range` header. `None` where it asks for what is answered with the whole: several ranges, other units, or
/// what is no range at all.
fn range(text: &str) -> Option<ByteRange> {
    let (unit, range) = text.trim().split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.eq_ignore_ascii_case("bytes") {
        return None;
    }
    match (number(first), number(last)) {
        (Some(first), None) if last.is_empty() => Some(ByteRange::From(first)),
        (Some(first), Some(last)) if first <= last => Some(ByteRange::Between(first, last)),
        (None, Some(count)) if first.is_empty() => Some(ByteRange::Last(count)),
        _ => None,
    }
}

/// Digits; more of them than a number holds are the largest that there is.
fn number(text: &str) -> Option<u64> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_any_tag_of_a_list_weak_or_not() {
        for list in ["\"a\"", "W/\"a\"", "\"b\", \"a\"", "\"b\",W/\"a\"", "*"] {
            assert!(names(list, "a"), "{list}");
        }
        for list in ["", "a", "\"b\"", "\"A\"", "\"\"", "\"a"] {
            assert!(!names(list, "a"), "{list}");
        }
    }

    #[test]
    fn a_range_is_read_and_what_is_none_is_not_heeded() {
        assert_eq!(range("bytes=0-"), Some(ByteRange::From(0)));
        assert_eq!(range("Bytes=7-9"), Some(ByteRange::Between(7, 9)));
        assert_eq!(range("bytes=-5"), Some(ByteRange::Last(5)));
        let most = "9".repeat(30);
        assert_eq!(range(&format!("bytes={most}-")), Some(ByteRange::From(u64::MAX)));
        for text in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=9-7",
            "bytes=0-1,5-6",
            "rows=0-",
            "bytes=+1-",
            "bytes=a-b",
        ] {
            assert_eq!(range(text), None, "{text}");
        }
    }

    #[test]
    fn a_name_of_a_file_has_nothing_in_it_that_a_system_would_read() {
        assert_eq!(plain("../a\"b\r\n;é/x.csv"), ".._a_b_____x.csv");
    }
}
