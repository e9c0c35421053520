//! The file in an upload: the body itself, or the one file of a multipart form.

use bytes::Bytes;
use futures_util::stream;

use crate::error::{Code, Failure};

/// The types that are an export themselves.
const FILES: &[&str] = &["application/zip", "application/x-zip-compressed", "text/csv"];

/// That a content-type is one of an export, or of a form that may hold one.
pub(super) fn is_export(content_type: &str) -> Result<(), Failure> {
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
pub(super) async fn file(content_type: &str, body: Bytes) -> Result<Bytes, Failure> {
    match multer::parse_boundary(content_type) {
        Ok(boundary) if !is_file(content_type) => multipart(boundary, body).await,
        _ => Ok(body),
    }
}

async fn multipart(boundary: String, body: Bytes) -> Result<Bytes, Failure> {
    let wrong = |error: multer::Error| Failure::params(format!("the multipart body can't be read: {error}"));
    let whole = stream::once(async move { Ok::<_, std::convert::Infallible>(body) });
    let mut form = multer::Multipart::new(whole, boundary);
    let mut file = None;
    while let Some(part) = form.next_field().await.map_err(wrong)? {
        if part.file_name().is_none() && part.name() != Some("file") {
            continue;
        }
        let bytes = part.bytes().await.map_err(wrong)?;
        if file.replace(bytes).is_some() {
            return Err(Failure::params("the multipart body has several files; send one export at a time"));
        }
    }
    file.ok_or_else(|| {
        Failure::params("the multipart body has no file; send the export as the part \"file\"")
    })
}
