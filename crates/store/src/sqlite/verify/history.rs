//! What changed: a set for each snapshot but the first, which may have one, none missing, each as it was counted.

use kith_model::Changes;
use rusqlite::{Transaction, params};

use crate::Result;

/// What is wrong with the changes of an account whose newest snapshot is `head`.
pub(super) fn faults(
    db: &Transaction<'_>,
    number: i64,
    head: Option<i64>,
    fault: &mut dyn FnMut(&str),
) -> Result<()> {
    let mut find =
        db.prepare("SELECT seq, added, removed, updated, body FROM changes WHERE account = ? ORDER BY seq")?;
    let mut rows = find.query(params![number])?;
    let mut last = 1;
    while let Some(row) = rows.next()? {
        let (seq, counts): (i64, [usize; 3]) = (row.get(0)?, [row.get(1)?, row.get(2)?, row.get(3)?]);
        let changes = Changes::from_bytes(row.get_ref(4)?.as_blob().map_err(rusqlite::Error::from)?);
        let right = changes.is_ok_and(|is| [is.added.len(), is.removed.len(), is.updated.len()] == counts);
        if !right {
            fault(&format!("the changes of snapshot {seq} are damaged"));
        }
        if seq > last + 1 {
            fault(&format!("the changes of snapshot {} are missing", last + 1));
        }
        last = seq;
    }
    if head.is_some_and(|head| head > last) {
        fault(&format!("the changes of snapshot {} are missing", last + 1));
    }
    Ok(())
}
