//! How pages word numbers and times. Times are UTC, and say so where they name an hour.

use kith_model::Timestamp;

/// What can be counted; templates hand over references.
pub(super) trait Number: Copy {
    fn whole(self) -> u64;
}

impl Number for u32 {
    fn whole(self) -> u64 {
        self.into()
    }
}

impl Number for u64 {
    fn whole(self) -> u64 {
        self
    }
}

impl Number for usize {
    fn whole(self) -> u64 {
        u64::try_from(self).unwrap_or(u64::MAX)
    }
}

impl<N: Number> Number for &N {
    fn whole(self) -> u64 {
        (*self).whole()
    }
}

/// `1234567` as `1,234,567`.
pub(super) fn thousands(number: impl Number) -> String {
    let digits = number.whole().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 row`, `2 rows`.
pub(super) fn count(number: impl Number, noun: &str) -> String {
    format!("{} {noun}{}", thousands(number), if number.whole() == 1 { "" } else { "s" })
}

/// How long ago something was, or in how long it will be: `3 minutes ago`, `in 2 hours`.
pub(super) fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.as_second() - at.as_second();
    let away = seconds.unsigned_abs();
    let span = match away {
        0..45 => return if seconds < 0 { "in a moment".into() } else { "just now".into() },
        45..3_570 => count((away + 30) / 60, "minute"),
        3_570..84_600 => count((away + 1_800) / 3_600, "hour"),
        _ => count((away + 43_200) / 86_400, "day"),
    };
    if seconds < 0 { format!("in {span}") } else { format!("{span} ago") }
}

/// `2026-11-24`.
pub(super) fn day(at: Timestamp) -> String {
    format!("{at:.0}").chars().take(10).collect()
}

/// `24 November 2026`.
pub(super) fn long_day(at: Timestamp) -> String {
    at.strftime("%-d %B %Y").to_string()
}

/// `2026-11-24 16:39 UTC`.
pub(super) fn minute(at: Timestamp) -> String {
    let text = format!("{at:.0}");
    format!("{} {} UTC", text.get(..10).unwrap_or_default(), text.get(11..16).unwrap_or_default())
}

/// Up to two letters that stand for a name where others show a picture.
pub(super) fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = words.next();
    let letters: String = first.into_iter().chain(words.next_back()).map(capital).collect();
    letters.chars().take(3).collect()
}

/// A letter as names begin with it. Georgian names have no capitals, and those that there are stand in few fonts.
fn capital(letter: char) -> String {
    let is_georgian = ('\u{10d0}'..='\u{10ff}').contains(&letter);
    if is_georgian { letter.to_string() } else { letter.to_uppercase().collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + second).unwrap()
    }

    #[test]
    fn times_are_told_from_now() {
        for (seconds, says) in [
            (0, "just now"),
            (44, "just now"),
            (60, "1 minute ago"),
            (180, "3 minutes ago"),
            (3_569, "59 minutes ago"),
            (3_600, "1 hour ago"),
            (86_399, "1 day ago"),
            (86_400 * 40, "40 days ago"),
            (-30, "in a moment"),
            (-7_200, "in 2 hours"),
        ] {
            assert_eq!(ago(at(0), at(seconds)), says, "{seconds}");
        }
        assert_eq!((day(at(0)), minute(at(0))), ("2027-01-15".into(), "2027-01-15 08:00 UTC".into()));
    }

    #[test]
    fn names_of_every_script_have_initials() {
        for (name, letters) in [
            ("Ada King Lovelace", "AL"),
            ("Ada", "A"),
            ("\u{5d0}\u{5d1} \u{5d2}\u{5d3}", "\u{5d0}\u{5d2}"),
            ("\u{10d2}\u{10d8} \u{10d1}\u{10d4}", "\u{10d2}\u{10d1}"),
            ("<script>", "S"),
            ("\u{1f600}", ""),
            ("", ""),
        ] {
            assert_eq!(initials(name), letters, "{name}");
        }
    }

    #[test]
    fn numbers_have_separators_and_nouns_their_plural() {
        assert_eq!((thousands(999_u32), thousands(1_234_567_u32)), ("999".into(), "1,234,567".into()));
        assert_eq!((count(1_u32, "row"), count(1_202_u32, "row")), ("1 row".into(), "1,202 rows".into()));
    }
}
