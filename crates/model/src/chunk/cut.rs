//! Where a list is cut: after a member whose hash says so, and after 256 rows at the latest. The list around a
//! row has no say, so that one change anywhere moves no cut but its own neighbours'.

use std::ops::Range;

use crate::MemberId;

/// The most rows in a chunk.
pub const MAX_ROWS: usize = 256;

/// One member in 160 ends a chunk: with the ceiling at 256 that makes 128 rows on average.
const ENDS: u32 = u32::MAX / 160;

/// The ranges of `members` that make a chunk each.
pub fn cut(members: &[MemberId]) -> Vec<Range<usize>> {
    let mut cuts = Vec::with_capacity(members.len() / 100 + 1);
    let mut start = 0;
    for (at, member) in members.iter().enumerate() {
        if ends_chunk(*member) || at + 1 - start == MAX_ROWS {
            cuts.push(start..at + 1);
            start = at + 1;
        }
    }
    if start < members.len() {
        cuts.push(start..members.len());
    }
    cuts
}

fn ends_chunk(MemberId(id): MemberId) -> bool {
    u32::from_be_bytes([id[8], id[9], id[10], id[11]]) < ENDS
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::random::SeededRandom;

    fn member(n: u64) -> MemberId {
        crate::MemberKey::Source(&n.to_string()).id()
    }

    /// What names a chunk here: its rows. An edit is a new version of a row at the same place.
    fn pieces(list: &[(MemberId, u32)]) -> Vec<Vec<(MemberId, u32)>> {
        let members: Vec<_> = list.iter().map(|row| row.0).collect();
        cut(&members).into_iter().map(|rows| list[rows].to_vec()).collect()
    }

    #[test]
    fn chunks_follow_each_other_without_gap_and_none_is_too_large() {
        let members: Vec<_> = (0..30_000).map(member).collect();
        let cuts = cut(&members);
        assert_eq!(cuts.iter().flat_map(Clone::clone).collect::<Vec<_>>(), (0..30_000).collect::<Vec<_>>());
        assert!(cuts.iter().all(|rows| (1..=MAX_ROWS).contains(&rows.len())));
        assert!((200..=280).contains(&cuts.len()), "{} chunks", cuts.len());
        assert!(cut(&[]).is_empty());
    }

    #[test]
    fn ten_thousand_single_changes_write_six_new_chunks_at_most_but_for_one_in_a_thousand() {
        let random = SeededRandom::new(20_261_120);
        let mut list: Vec<_> = (0..30_000).map(|n| (member(n), 0)).collect();
        let mut old: HashSet<_> = pieces(&list).into_iter().collect();
        let mut over = 0;
        for change in 0..10_000_u64 {
            let at = usize::try_from(random.below(list.len() as u64)).unwrap();
            match random.below(3) {
                0 => list.insert(at, (member(1_000_000 + change), 0)),
                1 => drop(list.remove(at)),
                _ => list[at].1 += 1,
            }
            let new: HashSet<_> = pieces(&list).into_iter().collect();
            over += usize::from(new.difference(&old).count() > 6);
            old = new;
        }
        assert!(over <= 10, "{over} of 10,000 changes wrote more than 6 chunks");
    }
}
