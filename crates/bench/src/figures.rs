//! Arithmetic on measurements: medians, ratios, and how a number is shown.

/// The middle one; of an even number, the lower of the two in the middle. 0 of none.
pub(crate) fn median(values: impl IntoIterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.into_iter().collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len().saturating_sub(1) / 2).copied().unwrap_or(0.0)
}

/// A count as a number to calculate with.
#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2^52")]
pub(crate) fn float(count: u64) -> f64 {
    count as f64
}

/// `a` for each `b`; 0 where there is no `b`.
pub(crate) fn per(a: f64, b: f64) -> f64 {
    if b == 0.0 { 0.0 } else { a / b }
}

/// For people: thousands separated, decimals for small numbers only.
pub(crate) fn show(value: f64) -> String {
    let decimals = match value.abs() {
        0.0 => 0,
        v if v < 0.1 => 3,
        v if v < 10.0 => 2,
        v if v < 100.0 => 1,
        _ => 0,
    };
    let text = format!("{value:.decimals$}");
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let digits = whole.len();
    let grouped = whole.chars().enumerate().fold(String::new(), |mut out, (at, digit)| {
        if at > 0 && (digits - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
        out
    });
    grouped + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_one_of_the_values() {
        assert_eq!(
            [median([3.0, 1.0, 2.0]), median([4.0, 1.0]), median([])].map(f64::to_bits),
            [2.0_f64.to_bits(), 1.0_f64.to_bits(), 0.0_f64.to_bits()]
        );
    }

    #[test]
    fn numbers_are_shown_as_people_read_them() {
        for (value, text) in [
            (41_439.4, "41,439"),
            (999.6, "1,000"),
            (1_234_567.0, "1,234,567"),
            (0.523, "0.52"),
            (0.0484, "0.048"),
            (23.04, "23.0"),
            (0.0, "0"),
            (100.0, "100"),
        ] {
            assert_eq!(show(value), text);
        }
    }
}
