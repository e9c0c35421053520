//! The day a connection was made, in every form that exports have used. A day that could be read two ways is
//! kept as the text it was: guessing would put people in the wrong month.

use std::fmt;

use jiff::civil::Date;

/// When a connection was made, as far as the source tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectedOn {
    /// A day. Exports give no time and no zone.
    Day(Date),
    /// A text that is no day, or could be two (`1/2/18`).
    Text(String),
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl ConnectedOn {
    /// Reads `01 Jan 2024`, `1 January 2024`, `2024-01-31`, `01/31/2024`, `1/31/18, 3:04 PM`; all else is kept
    /// as text. Slash dates are month first, as LinkedIn writes them, and ambiguous when both could be a month.
    /// `None` for an empty text.
    pub fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let day = words(text).or_else(|| dashes(text)).or_else(|| slashes(text));
        Some(day.map_or_else(|| Self::Text(text.to_owned()), Self::Day))
    }

    /// The day, if it is known for certain.
    pub fn day(&self) -> Option<Date> {
        match self {
            Self::Day(date) => Some(*date),
            Self::Text(_) => None,
        }
    }
}

/// A day as days since 1970, for a store to keep and to order by.
pub fn days_of(day: Date) -> i32 {
    (day - EPOCH).get_days()
}

/// The day that is so many days after 1970; `None` for what no calendar has.
pub fn day_of(days: i32) -> Option<Date> {
    EPOCH.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

const EPOCH: Date = jiff::civil::date(1970, 1, 1);

fn date(year: &str, month: i8, day: &str) -> Option<Date> {
    let number = |text: &str, most: usize| -> Option<i16> {
        ((1..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit()))
            .then(|| text.parse().ok())?
    };
    let year = match year.len() {
        4 => number(year, 4)?,
        2 => 2000 + number(year, 2)?, // LinkedIn opened in 2003
        _ => return None,
    };
    Date::new(year, month, i8::try_from(number(day, 2)?).ok()?).ok()
}

/// `07 Dec 2025`, `7 December 2025`.
fn words(text: &str) -> Option<Date> {
    let [day, month, year] = text.split_whitespace().collect::<Vec<_>>().try_into().ok()?;
    let month = month.to_lowercase();
    let at =
        MONTHS.iter().position(|name| *name == month || (month.len() == 3 && name.starts_with(&month)))?;
    date(year, i8::try_from(at + 1).ok()?, day)
}

/// `2025-12-07`.
fn dashes(text: &str) -> Option<Date> {
    let [year, month, day] = text.split('-').collect::<Vec<_>>().try_into().ok()?;
    (year.len() == 4).then(|| date(year, month.parse().ok()?, day))?
}

/// `12/31/2017`, `12/31/17, 3:04 PM`; `None` where day and month could change places.
fn slashes(text: &str) -> Option<Date> {
    let (day, time) = text.split_once(',').unwrap_or((text, ""));
    if !time.bytes().all(|b| b.is_ascii_digit() || b" :APMapm".contains(&b)) && !time.contains('\u{202f}') {
        return None;
    }
    let [month, day, year] = day.trim().split('/').collect::<Vec<_>>().try_into().ok()?;
    let read = date(year, month.parse().ok()?, day)?;
    (read.day() > 12 || read.day() == read.month()).then_some(read)
}

impl fmt::Display for ConnectedOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Day(date) => fmt::Display::fmt(date, f),
            Self::Text(text) => f.write_str(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_form_that_exports_used_is_read() {
        for (text, day) in [
            ("01 Jan 2024", "2024-01-01"),
            ("7 Apr 2025", "2025-04-07"),
            ("29 Feb 2024", "2024-02-29"),
            ("4 September 2015", "2015-09-04"),
            ("2019-11-30", "2019-11-30"),
            ("03/15/2024", "2024-03-15"),
            ("12/31/17, 12:00 AM", "2017-12-31"),
            ("6/15/17, 12:30\u{202f}PM", "2017-06-15"),
            ("5/5/18, 9:59 AM", "2018-05-05"),
        ] {
            assert_eq!(ConnectedOn::read(text).and_then(|on| on.day()).unwrap().to_string(), day, "{text}");
        }
    }

    #[test]
    fn what_is_ambiguous_or_no_day_stays_the_text_it_was() {
        for text in ["1/2/18, 3:04 PM", "10/9/16, 9:59 AM", "30 Feb 2024", "soon", "13/13/2020", "2020-13-01"]
        {
            assert_eq!(ConnectedOn::read(text), Some(ConnectedOn::Text(text.to_owned())), "{text}");
        }
        assert_eq!(ConnectedOn::read("  "), None);
    }

    proptest! {
        #[test]
        fn every_day_is_read_in_every_unambiguous_form(days in 0_i32..20_000) {
            let day = jiff::civil::date(2000, 1, 1) + jiff::ToSpan::days(i64::from(days));
            for form in ["%d %b %Y", "%d %B %Y", "%Y-%m-%d", "%-d %b %Y"] {
                let text = day.strftime(form).to_string();
                prop_assert_eq!(ConnectedOn::read(&text), Some(ConnectedOn::Day(day)), "{}", text);
            }
        }

        #[test]
        fn a_slash_date_is_never_read_as_another_day(month in 1_i8..=12, day in 1_i8..=28, year in 2003_i16..2040) {
            let text = format!("{month}/{day}/{year}");
            match ConnectedOn::read(&text).unwrap() {
                ConnectedOn::Day(read) => prop_assert_eq!((read.month(), read.day()), (month, day)),
                ConnectedOn::Text(_) => prop_assert!(day <= 12),
            }
        }

        #[test]
        fn a_day_is_so_many_days_after_1970(days in -700_000_i32..2_000_000) {
            prop_assert_eq!(day_of(days).map(days_of), Some(days));
        }

        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = ConnectedOn::read(&text);
        }
    }
}
