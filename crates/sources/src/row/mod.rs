//! One row of LinkedIn's list of connections as LinkedIn writes it for people: the names of its columns, and what its
//! cells may hold. The export's CSV and the portability API share both. Knows neither files nor JSON.

pub(crate) mod cell;
mod connection;

pub(crate) use connection::connection;

/// Where cells are cut, in characters.
pub(crate) const MAX_CHARS: usize = 10_000;

/// A column that is read. All others are ignored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    FirstName,
    LastName,
    Url,
    Email,
    Company,
    Position,
    ConnectedOn,
}

/// The names of each column, folded (lower case, single spaces), the preferred one first. The one place to add
/// a language: no export with other than English names has been seen.
pub(crate) const NAMES: [(Column, &[&str]); 7] = [
    (Column::FirstName, &["first name"]),
    (Column::LastName, &["last name"]),
    (Column::Url, &["url"]),
    (Column::Email, &["email address"]),
    (Column::Company, &["company", "current company"]),
    (Column::Position, &["position", "current position"]),
    (Column::ConnectedOn, &["connected on"]),
];

impl Column {
    /// The column of that name, in any letter case; `None` for one that is not read.
    pub(crate) fn named(name: &str) -> Option<Self> {
        // Nearly every name comes in its preferred spelling: nothing is folded for those.
        let exact = |names: &[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        let found = NAMES.iter().find(|(_, names)| exact(names)).or_else(|| {
            let folded = cell::fold(name);
            NAMES.iter().find(|(_, names)| names.contains(&folded.as_str()))
        });
        found.map(|(column, _)| *column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_names_is_in_the_order_of_the_columns() {
        for (at, (column, _)) in NAMES.iter().enumerate() {
            assert_eq!(*column as usize, at);
        }
    }

    #[test]
    fn a_column_is_known_by_its_name_however_it_is_spelt() {
        for (name, column) in [
            ("First Name", Some(Column::FirstName)),
            ("URL", Some(Column::Url)),
            (" connected\u{a0} ON", Some(Column::ConnectedOn)),
            ("Current Company", Some(Column::Company)),
            ("", None),
            ("Birthday", None),
        ] {
            assert_eq!(Column::named(name), column, "{name:?}");
        }
    }
}
