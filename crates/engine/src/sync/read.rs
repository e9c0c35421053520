//! Reading a whole list so that it is certain: out and back. The pages are read from the first to the last; then,
//! from the last but one to the first, they are read once more. Where both readings of each page agree, each page
//! stayed the same from its first reading to its second, and all of these spans hold the moment of the last page:
//! the list is the network's at that moment. Knows no store and no snapshot.
//!
//! What no reader can see: a page that changed and changed back between its two readings.

use std::collections::{HashMap, HashSet};

use kith_model::{Connection, MemberId, Picture, member};
use kith_sources::{Ask, Detail, Page, Row, SourceError};

use crate::upstream::{Line, Trouble};

/// A list that was seen whole.
pub(crate) struct Whole {
    /// The members, in the source's order.
    pub(crate) connections: Vec<Connection>,
    /// Their pictures, in the sizes worth keeping.
    pub(crate) pictures: HashMap<MemberId, Vec<Picture>>,
    /// How many the source said there are, where it tells.
    pub(crate) total: Option<u32>,
}

/// Why there is no whole list.
pub(crate) enum Unread {
    /// No page came.
    Trouble(Trouble),
    /// Pages came that can't be of one list; in words.
    Disagree(String),
}

impl From<Trouble> for Unread {
    fn from(trouble: Trouble) -> Self {
        Self::Trouble(trouble)
    }
}

/// What bounds a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Bounds {
    /// Rows to ask for at a time.
    pub(crate) page_size: u32,
    /// The most rows.
    pub(crate) max_rows: u32,
    /// Whether a member may come twice: the second row is then left out.
    pub(crate) repeats: bool,
}

/// A page on the way out, with what is looked for on the way back.
struct Seen {
    start: u32,
    total: Option<u32>,
    members: Vec<MemberId>,
}

/// Reads the list. `progress` hears of the rows seen and expected after each page, and may end it.
pub(crate) async fn whole_list<F>(
    line: &Line<'_>,
    bounds: Bounds,
    progress: impl Fn(u32, Option<u32>) -> F,
) -> Result<Whole, Unread>
where
    F: Future<Output = Result<(), Trouble>>,
{
    let (mut seen, mut rows): (Vec<Seen>, Vec<Row>) = (Vec::new(), Vec::new());
    let mut start = 0;
    loop {
        let page = line.page(ask(start, bounds, Detail::Whole)).await?;
        check(&page, start, seen.first())?;
        let next = page.next;
        seen.push(Seen { start, total: page.total, members: members(&page) });
        rows.extend(page.rows);
        if rows.len() > bounds.max_rows as usize {
            let words = format!("the list has more than {} members (sources.max_rows)", bounds.max_rows);
            return Err(Unread::Trouble(Trouble::Ours(crate::Error::Invalid(words))));
        }
        progress(count(rows.len()), seen[0].total).await?;
        match next {
            Some(next) => start = next,
            None => break,
        }
    }
    let total = seen[0].total;
    if let Some(total) = total.filter(|total| *total as usize != rows.len()) {
        return Err(disagree(format!("the source says that there are {total}, and gave {}", rows.len())));
    }
    // Where no total confirms it, the end itself must be seen twice: one stray "no data" is none.
    let certain = usize::from(total.is_some());
    for was in seen.iter().rev().skip(certain) {
        let page = line.page(ask(was.start, bounds, Detail::Keys)).await;
        let page = page.map_err(|trouble| match trouble {
            // The first page is there no more: it was, so that the list has changed.
            Trouble::Source(SourceError::NotReady) => disagree("a page went away".into()),
            trouble => Unread::Trouble(trouble),
        })?;
        if page.total != was.total || members(&page) != was.members {
            return Err(disagree("the list changed while it was read".into()));
        }
        progress(count(rows.len()), total).await?;
    }
    whole(rows, total, bounds.repeats)
}

fn ask(start: u32, bounds: Bounds, detail: Detail) -> Ask {
    Ask { start, count: bounds.page_size, detail }
}

fn members(page: &Page) -> Vec<MemberId> {
    page.rows.iter().map(|row| row.connection.member_id()).collect()
}

fn check(page: &Page, start: u32, first: Option<&Seen>) -> Result<(), Unread> {
    if first.is_some_and(|first| first.total != page.total) {
        return Err(disagree("the source changed its mind about how many there are".into()));
    }
    if page.next.is_some_and(|next| next <= start) {
        return Err(disagree("the source leads in a circle".into()));
    }
    Ok(())
}

fn whole(rows: Vec<Row>, total: Option<u32>, repeats: bool) -> Result<Whole, Unread> {
    let mut pictures = HashMap::new();
    for row in &rows {
        let kept = worth_keeping(row.pictures.clone());
        if !kept.is_empty() {
            pictures.insert(row.connection.member_id(), kept);
        }
    }
    let (connections, duplicates) = member::distinct(rows.into_iter().map(|row| row.connection).collect());
    if !duplicates.is_empty() && !repeats {
        let times = duplicates.len();
        return Err(disagree(format!("{times} rows are of members who were in the list already")));
    }
    Ok(Whole { connections, pictures, total })
}

/// The largest, and a smaller one only where it lives longer: what a reader could ever be shown.
pub(crate) fn worth_keeping(mut pictures: Vec<Picture>) -> Vec<Picture> {
    pictures.sort_by_key(|picture| std::cmp::Reverse(picture.width));
    let mut widths = HashSet::new();
    let mut kept: Vec<Picture> = Vec::new();
    for picture in pictures {
        let outlives = |other: &Picture| match (picture.expires_at, other.expires_at) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(own), Some(theirs)) => own > theirs,
        };
        if kept.iter().all(outlives) && widths.insert(picture.width) {
            kept.push(picture);
        }
    }
    kept
}

fn disagree(words: String) -> Unread {
    Unread::Disagree(words)
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_the_sizes_of_a_picture_those_stay_that_could_be_shown() {
        let at = |seconds: i64| Some(kith_model::Timestamp::from_second(seconds).unwrap());
        let picture = |width, expires_at| Picture { url: format!("https://a/{width}"), width, expires_at };
        let all = vec![
            picture(100, at(50)),
            picture(800, at(10)),
            picture(400, at(10)),
            picture(200, at(90)),
            picture(50, None),
        ];
        let widths: Vec<_> = worth_keeping(all).iter().map(|kept| kept.width).collect();
        assert_eq!(widths, [800, 200, 50]);
        assert_eq!(worth_keeping(vec![picture(800, at(10)), picture(400, at(10))]).len(), 1);
    }
}
