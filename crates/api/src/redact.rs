//! Takes API keys out of what an error says: a caller who put one in the wrong place does not find it repeated.

use std::borrow::Cow;

const PREFIX: &str = "kith_";
/// So many letters and digits after the prefix may be part of a secret.
const SECRET: usize = 16;

/// The text, with `…` in place of every secret, whole or cut short.
pub(crate) fn without_keys(text: &str) -> Cow<'_, str> {
    let lower = text.to_ascii_lowercase();
    let mut out = String::new();
    let mut from = 0;
    for (at, _) in lower.match_indices(PREFIX) {
        let secret = at + PREFIX.len();
        let length = lower[secret..].bytes().take_while(u8::is_ascii_alphanumeric).count();
        if length >= SECRET {
            out.push_str(&text[from..secret]);
            out.push('…');
            from = secret + length;
        }
    }
    if from == 0 { Cow::Borrowed(text) } else { Cow::Owned(out + &text[from..]) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_goes_and_all_else_stays() {
        let key = "kith_bsak5yzema9zg2y98bq911p1e6wva0ehv1abpwc008as1zrb9q1ghsbsss0";
        assert_eq!(without_keys(&format!("got \"{key}\"; ä")), "got \"kith_…\"; ä");
        assert_eq!(without_keys(&format!("{key} {}", key.to_uppercase())), "kith_… KITH_…");
        assert_eq!(without_keys(&key[..30]), "kith_…");
        for text in ["", "kith_", "kith_idea", "there is no path /v2/kith_x", "täxt"] {
            assert_eq!(without_keys(text), text);
        }
    }
}
