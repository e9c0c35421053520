//! An export on its way in: room in memory, the file in its body (the body itself, or the one file of a multipart form),
//! and its turn to be parsed. For every face that takes exports; knows no account.

use std::sync::Arc;

use bytes::Bytes;
use futures_util::stream;
use kith_engine::{Export, read_export};
use sha2::{Digest as _, Sha256};
use tokio::sync::OwnedSemaphorePermit;

use crate::App;
use crate::error::{Code, Failure};

/// The types that are an export themselves.
const FILES: &[&str] = &["application/zip", "application/x-zip-compressed", "text/csv"];
/// Seconds after which an upload that found no room is worth trying again.
const BUSY: u32 = 10;
/// The longest field of a form beside its file.
const MAX_FIELD: usize = 2_048;

/// What a multipart form holds.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// The texts, by name.
    pub(crate) fields: Vec<(String, String)>,
    pub(crate) file: Option<Bytes>,
}

/// Room in memory for an upload, by what it says it is, else by what it may be.
pub(crate) async fn room(
    app: &App,
    announced: Option<u64>,
    limit: usize,
) -> Result<OwnedSemaphorePermit, Failure> {
    let bytes = announced.map_or(limit, |bytes| usize::try_from(bytes).unwrap_or(limit)).min(limit);
    let mib = u32::try_from(bytes.div_ceil(1 << 20)).unwrap_or(u32::MAX);
    let room = Arc::clone(&app.uploads).acquire_many_owned(mib);
    tokio::time::timeout(app.body_timeout, room).await.ok().and_then(Result::ok).ok_or_else(|| Failure {
        retry_after: Some(BUSY),
        ..Failure::new(Code::Unavailable, "too many uploads are being read at the moment; try again shortly")
    })
}

/// Reads an export. Parsing 64 MiB takes a core: two at a time, and off the threads that serve pages.
pub(crate) async fn export(app: &App, file: Bytes) -> Result<Export, Failure> {
    let _turn = app.imports.acquire().await;
    let limits = app.engine.settings().import.clone();
    let read = tokio::task::spawn_blocking(move || read_export(&file, &limits, &|_, _| {})).await;
    Ok(read.map_err(|error| Failure::new(Code::InternalError, error.to_string()))??)
}

/// The hash of a file, for telling whether it was sent before; off the threads that serve pages, for the file may be large.
pub(crate) async fn hash(file: Bytes) -> Result<[u8; 32], Failure> {
    let hashed = tokio::task::spawn_blocking(move || Sha256::digest(&file).into()).await;
    hashed.map_err(|error| Failure::new(Code::InternalError, error.to_string()))
}

/// That a content-type is one of an export, or of a form that may hold one.
pub(crate) fn is_export(content_type: &str) -> Result<(), Failure> {
    if is_file(content_type) || multer::parse_boundary(content_type).is_ok() {
        return Ok(());
    }
    Err(Failure::new(
        Code::UnsupportedMediaType,
        "the content-type must be application/zip, text/csv or multipart/form-data with the export as its file",
    ))
}

fn is_file(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim();
    FILES.iter().any(|file| essence.eq_ignore_ascii_case(file))
}

/// Takes the file out of a body of that type.
pub(crate) async fn file(content_type: &str, body: Bytes) -> Result<Bytes, Failure> {
    if is_file(content_type) || multer::parse_boundary(content_type).is_err() {
        return Ok(body);
    }
    form(content_type, body).await?.file.ok_or_else(|| {
        Failure::params("the multipart body has no file; send the export as the part \"file\"")
    })
}

/// Takes a multipart form apart. What is longer than a field may be is cut, and still too long for what it is: left out, a
/// name would be none, and another given in its place.
pub(crate) async fn form(content_type: &str, body: Bytes) -> Result<Parts, Failure> {
    let wrong = |error: multer::Error| Failure::params(format!("the multipart body can't be read: {error}"));
    let boundary = multer::parse_boundary(content_type).map_err(wrong)?;
    let whole = stream::once(async move { Ok::<_, std::convert::Infallible>(body) });
    let mut form = multer::Multipart::new(whole, boundary);
    let mut parts = Parts::default();
    while let Some(part) = form.next_field().await.map_err(wrong)? {
        let is_file = part.file_name().is_some() || part.name() == Some("file");
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(wrong)?;
        if is_file {
            if parts.file.replace(bytes).is_some() {
                return Err(Failure::params(
                    "the multipart body has several files; send one export at a time",
                ));
            }
        } else {
            let text = String::from_utf8_lossy(&bytes[..bytes.len().min(MAX_FIELD)]).into_owned();
            parts.fields.push((name, text));
        }
    }
    Ok(parts)
}
