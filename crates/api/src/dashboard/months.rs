//! The months of a line of growth, evenly: those in which nobody came are among them, within a bound. Knows no page.

use kith_engine::Month;

/// Up to so many months are shown with those between in which nobody came: fifty years. A list that spans more has days
/// that are none.
const MOST: usize = 600;

/// The months, and those between them in which nobody came; where that were too many, the months alone.
pub(super) fn even(months: &[Month]) -> Vec<Month> {
    let mut all: Vec<Month> = Vec::with_capacity(months.len());
    for month in months {
        while let Some(last) = all.last()
            && let Some(next) = after(&last.month)
            && next < month.month
        {
            let total = last.total;
            all.push(Month { month: next, new: 0, total });
            if all.len() > MOST {
                return months.to_vec();
            }
        }
        all.push(month.clone());
    }
    all
}

/// The month after `2024-12`: `2025-01`.
fn after(month: &str) -> Option<String> {
    let (year, month) = month.split_once('-')?;
    let (year, month): (u16, u8) = (year.parse().ok()?, month.parse().ok()?);
    Some(if month >= 12 {
        format!("{:04}-01", year.checked_add(1)?)
    } else {
        format!("{year:04}-{:02}", month + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(month: &str, new: u32, total: u32) -> Month {
        Month { month: month.into(), new, total }
    }

    #[test]
    fn months_in_which_nobody_came_are_shown_and_keep_the_total() {
        let all = even(&[month("2023-11", 2, 2), month("2024-02", 1, 3)]);
        let expected =
            [month("2023-11", 2, 2), month("2023-12", 0, 2), month("2024-01", 0, 2), month("2024-02", 1, 3)];
        assert_eq!(all, expected);
        assert!(even(&[]).is_empty());
    }

    #[test]
    fn months_that_lie_centuries_apart_are_shown_alone() {
        let months = [month("0001-01", 1, 1), month("9999-12", 1, 2)];
        assert_eq!(even(&months), months);
    }

    #[test]
    fn what_is_no_month_is_followed_by_none() {
        assert_eq!(after("9999999-1"), None);
        assert_eq!(after("65535-12"), None);
        assert_eq!(after("2024-12").as_deref(), Some("2025-01"));
    }
}
