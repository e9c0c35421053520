//! An answer as it arrives in pieces: its head is read, its body only counted.

use anyhow::{Context as _, Result, bail};

use crate::http;

pub(super) struct Answer {
    /// The body's length that is right, where it is known.
    length: Option<usize>,
    /// The beginning of a head that has not all arrived. Mostly empty: heads come in one piece.
    head: Vec<u8>,
    /// Bytes of the body still to come; `None` while the head is.
    left: Option<usize>,
}

impl Answer {
    pub(super) fn expecting(length: Option<usize>) -> Self {
        Self { length, head: Vec::new(), left: None }
    }

    /// Takes the next bytes; whether the answer is whole with them. Then the next answer may follow.
    pub(super) fn feed(&mut self, bytes: &[u8]) -> Result<bool> {
        let left = match self.left {
            Some(left) => left.checked_sub(bytes.len()),
            None => match self.begin(bytes)? {
                Some(left) => left,
                None => return Ok(false),
            },
        };
        let left = left.context("more bytes came than the answer has")?;
        self.left = (left > 0).then_some(left);
        Ok(left == 0)
    }

    /// Reads the head; `None` while it is not whole, else what is left of the body behind it (`Some(None)`: too much).
    #[expect(clippy::option_option, reason = "not yet known, and known to be wrong, are two things")]
    fn begin(&mut self, bytes: &[u8]) -> Result<Option<Option<usize>>> {
        let pieces = !self.head.is_empty();
        if pieces {
            self.head.extend_from_slice(bytes);
        }
        let seen = if pieces { &self.head } else { bytes };
        let Some(head) = http::head(seen)? else {
            if !pieces {
                self.head.extend_from_slice(bytes);
            }
            return Ok(None);
        };
        if head.status != 200 {
            bail!("answered {}: {}", head.status, http::snippet(&seen[head.length..]));
        }
        if self.length.is_some_and(|length| length != head.body) {
            bail!("a body of {} bytes, where the first had {:?}", head.body, self.length);
        }
        let left = (head.length + head.body).checked_sub(seen.len());
        self.head.clear();
        Ok(Some(left))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &[u8] = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\n0123456789";

    #[test]
    fn an_answer_is_whole_however_it_is_cut() {
        for first in 1..TEXT.len() {
            for second in first..TEXT.len() {
                let mut answer = Answer::expecting(Some(10));
                assert!(!answer.feed(&TEXT[..first]).unwrap());
                if second > first {
                    assert!(!answer.feed(&TEXT[first..second]).unwrap());
                }
                assert!(answer.feed(&TEXT[second..]).unwrap());
                assert!(answer.feed(TEXT).unwrap(), "the next on the same connection");
            }
        }
    }

    #[test]
    fn a_wrong_answer_is_told() {
        assert!(Answer::expecting(Some(9)).feed(TEXT).is_err());
        assert!(Answer::expecting(None).feed(&[TEXT, b"x"].concat()).is_err());
        let refused = Answer::expecting(None).feed(b"HTTP/1.1 429 No\r\ncontent-length: 4\r\n\r\nslow");
        assert_eq!(refused.unwrap_err().to_string(), "answered 429: slow");
    }
}
