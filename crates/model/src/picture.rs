//! Profile pictures. Their URLs are signed anew at each fetch and expire, so they are kept beside the list,
//! by member, outside what a snapshot is identified and compared by.

use crate::Timestamp;

/// One size of a member's picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    /// Where it is.
    pub url: String,
    /// Its width in pixels; 0 where the source tells none.
    pub width: u32,
    /// When the URL stops working; `None`: never.
    pub expires_at: Option<Timestamp>,
}

/// The largest picture that has not expired at `now`.
pub fn best(pictures: &[Picture], now: Timestamp) -> Option<&Picture> {
    pictures.iter().filter(|p| p.expires_at.is_none_or(|end| end > now)).max_by_key(|p| p.width)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_that_has_not_expired_is_chosen() {
        let now: Timestamp = "2026-04-26T10:35:00Z".parse().unwrap();
        let picture = |width: u32, expires_at| Picture { url: width.to_string(), width, expires_at };
        let all = [picture(100, None), picture(800, Some(now)), picture(400, None)];
        assert_eq!(best(&all, now).map(|p| p.width), Some(400));
        assert_eq!(best(&all[1..2], now), None);
    }
}
