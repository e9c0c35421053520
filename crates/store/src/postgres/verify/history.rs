//! What changed: a set for each snapshot but the first, which may have one, none missing, each as it was counted.

use kith_model::Changes;

use super::super::Db;
use super::super::fault::Work;
use super::super::rows::{get, number};
use crate::AccountKey;

/// So many sets are held at a time.
const PAGE: i64 = 1_000;

/// What is wrong with the changes of an account whose newest snapshot is `head`.
pub(super) async fn faults(
    db: &Db,
    key: AccountKey,
    head: Option<i64>,
    fault: &mut (dyn FnMut(&str) + Send),
) -> Work<()> {
    let find = "SELECT seq, added, removed, updated, body FROM changes
                WHERE workspace = $1 AND account = $2 AND seq > $3 ORDER BY seq LIMIT $4";
    let (mut last, mut after) = (1, 0);
    loop {
        let rows = db.all(find, &[&key.workspace.0, &key.number, &after, &PAGE]).await?;
        for row in &rows {
            let counts: [usize; 3] = [number(row, 1)?, number(row, 2)?, number(row, 3)?];
            after = get(row, 0)?;
            let changes = Changes::from_bytes(get(row, 4)?);
            let right =
                changes.is_ok_and(|is| [is.added.len(), is.removed.len(), is.updated.len()] == counts);
            if !right {
                fault(&format!("the changes of snapshot {after} are damaged"));
            }
            if after > last + 1 {
                fault(&format!("the changes of snapshot {} are missing", last + 1));
            }
            last = after;
        }
        if rows.is_empty() {
            break;
        }
    }
    if head.is_some_and(|head| head > last) {
        fault(&format!("the changes of snapshot {} are missing", last + 1));
    }
    Ok(())
}
