//! Credits: what reading costs. One credit pays for 50 results, rounded up; an empty page is free.

/// A number of credits. Never negative.
pub type Credits = u64;

/// How many results one credit pays for.
pub const RESULTS_PER_CREDIT: u32 = 50;

/// The price of a page of `results`.
///
/// ```
/// assert_eq!(kith_model::credits::price(0), 0);
/// assert_eq!(kith_model::credits::price(50), 1);
/// assert_eq!(kith_model::credits::price(250), 5);
/// ```
pub fn price(results: u32) -> Credits {
    Credits::from(results.div_ceil(RESULTS_PER_CREDIT))
}
