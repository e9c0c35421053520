//! The arithmetic of a page: what was asked, and the seed's `pagination` object. Rows are counted from 0.

use std::ops::Range;

/// The most rows that one call may ask for: LinkedIn's own ceiling of connections.
pub const MAX_COUNT: u32 = 30_000;
/// How many rows a call gets that names no count.
pub const DEFAULT_COUNT: u32 = 10;
/// The furthest offset that may be asked for.
pub const MAX_OFFSET: u32 = i32::MAX as u32;

/// A stretch of a list: `count` rows from `offset`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// How many rows come before.
    pub offset: u32,
    /// How many rows are asked for: 1 to [`MAX_COUNT`].
    pub count: u32,
}

impl Window {
    /// The part of a list of `total` rows that this window shows; empty at or past the end.
    pub fn within(self, total: u32) -> Range<u32> {
        let start = self.offset.min(total);
        start..self.offset.saturating_add(self.count).min(total)
    }
}

/// The `pagination` object of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pagination {
    /// The offset asked for.
    pub offset: u32,
    /// How many rows the answer has.
    pub count: u32,
    /// Where the next page begins; `None` at the end.
    pub next_offset: Option<u32>,
    /// The size of an internal page.
    pub results_per_page: u32,
    /// Internal pages behind the answer; at least 1.
    pub pages_fetched: u32,
}

impl Pagination {
    /// The numbers of an answer that shows `count` of `total` rows.
    pub fn of(asked: Window, count: u32, total: u32) -> Self {
        let end = asked.offset.saturating_add(count);
        let results_per_page = asked.count.clamp(10, 100);
        Self {
            offset: asked.offset,
            count,
            next_offset: (end < total).then_some(end),
            results_per_page,
            pages_fetched: count.div_ceil(results_per_page).max(1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_seeds_page_of_one_and_the_contracts_page_of_250() {
        let one = Pagination::of(Window { offset: 0, count: 1 }, 1, 1201);
        assert_eq!((one.next_offset, one.results_per_page, one.pages_fetched), (Some(1), 10, 1));
        let many = Pagination::of(Window { offset: 0, count: 250 }, 250, 1201);
        assert_eq!((many.results_per_page, many.pages_fetched), (100, 3));
    }

    #[test]
    fn an_offset_at_or_past_the_end_gives_an_empty_last_page() {
        for offset in [1201, 1202, MAX_OFFSET] {
            let window = Window { offset, count: MAX_COUNT };
            assert!(window.within(1201).is_empty());
            let page = Pagination::of(window, 0, 1201);
            assert_eq!((page.next_offset, page.pages_fetched), (None, 1));
        }
    }

    #[test]
    fn pages_of_any_size_cover_a_list_once() {
        for (total, count) in [(0, 1), (1, 10), (1201, 100), (30_000, 7)] {
            let (mut offset, mut seen) = (0, 0);
            loop {
                let window = Window { offset, count };
                let rows = window.within(total);
                assert_eq!(rows.start, seen);
                seen = rows.end;
                match Pagination::of(window, rows.end - rows.start, total).next_offset {
                    Some(next) => offset = next,
                    None => break,
                }
            }
            assert_eq!(seen, total);
        }
    }
}
