//! The orders that people can be put in, by the names that stand in an address, and what they are called. The first of each is
//! the order where none is named.

use kith_engine::{PeopleOrder, Sort};

/// Of an account's list, with the names of the API.
pub(super) const OF_ONE: [(&str, Sort, &str); 4] = [
    ("recently_connected", Sort::RecentlyConnected, "Newest first"),
    ("first_name", Sort::FirstName, "First name"),
    ("last_name", Sort::LastName, "Last name"),
    ("company", Sort::Company, "Company"),
];

/// Of all accounts together.
pub(super) const OF_ALL: [(&str, PeopleOrder, &str); 4] = [
    ("known_by", PeopleOrder::KnownByMost, "Known by most of us"),
    ("recently_connected", PeopleOrder::NewestFirst, "Newest first"),
    ("first_name", PeopleOrder::Name, "Name"),
    ("company", PeopleOrder::Company, "Company"),
];

/// The name of an order as it was asked for; empty where it is none.
pub(super) fn name(asked: &str) -> &'static str {
    let mut names = OF_ONE.iter().map(|(name, ..)| *name).chain(OF_ALL.iter().map(|(name, ..)| *name));
    names.find(|name| *name == asked).unwrap_or_default()
}

/// The order of that name, else the first.
pub(super) fn of<T: Copy + Default>(orders: &[(&str, T, &str)], name: &str) -> T {
    orders.iter().find(|(named, ..)| *named == name).map(|(_, order, _)| *order).unwrap_or_default()
}

/// What a page offers: the value, what it is called, and whether it is this one. Who leaves the first as it is names none.
pub(super) fn offered<T>(
    orders: &[(&'static str, T, &'static str)],
    name: &str,
) -> Vec<(&'static str, &'static str, bool)> {
    let choice = |(at, (named, _, called)): (usize, &(&'static str, T, &'static str))| {
        (if at == 0 { "" } else { *named }, *called, *named == name)
    };
    orders.iter().enumerate().map(choice).collect()
}
