//! The list that an account's rows hold, to derive its search index from. A list that is not whole is damage, told
//! before anything is written.

use std::collections::HashMap;

use kith_model::{Changes, Chunk, ChunkId, Manifest};

use super::Rows;
use crate::{Error, Result};

/// The newest list, as what has to be added to an empty index.
pub(crate) fn newest(rows: &Rows) -> Result<Changes> {
    let head = rows.column("accounts", "head").next();
    let snapshots = rows.column("snapshots", "seq").zip(rows.column("snapshots", "manifest"));
    let Some((_, manifest)) = snapshots.into_iter().find(|(seq, _)| Some(*seq) == head) else {
        return match head.and_then(super::Value::as_integer) {
            None => Ok(Changes::default()),
            Some(_) => Err(damaged(rows, "its newest snapshot is missing")),
        };
    };
    let manifest = Manifest::from_bytes(manifest.as_bytes().unwrap_or_default())
        .map_err(|_| damaged(rows, "the manifest of its newest snapshot is damaged"))?;
    let (ids, bodies) = (rows.column("chunks", "id"), rows.column("chunks", "body"));
    let bodies: HashMap<_, _> = ids.zip(bodies).map(|(id, body)| (id.as_bytes(), body.as_bytes())).collect();
    let open = |chunk: &ChunkId| {
        let body = bodies.get(&Some(chunk.0.as_slice())).copied().flatten();
        let opened = body.and_then(|body| Chunk::open(*chunk, body).ok());
        opened.ok_or_else(|| damaged(rows, &format!("chunk {chunk} is missing or not what its name says")))
    };
    let lists: Vec<_> = manifest.chunks().iter().map(open).collect::<Result<_>>()?;
    Ok(Changes { added: lists.concat(), ..Changes::default() })
}

fn damaged(rows: &Rows, what: &str) -> Error {
    let id = rows.column("accounts", "id").next().and_then(super::Value::as_text);
    Error::Damaged(format!("account {}: {what}", id.unwrap_or_default()))
}
