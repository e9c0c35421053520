//! Whose export it is: the names in `Profile.csv`. A profile that cannot be read is no owner, never an error.

use csv::StringRecord;

use super::records::Records;
use super::text;
use crate::row::cell;

/// The member who asked LinkedIn for the export. One of the two names may be empty, never both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// First name; empty where the profile has none.
    pub first_name: String,
    /// Last name; empty where the profile has none.
    pub last_name: String,
}

impl Owner {
    /// The name as people write it: `First Last`, or the one that is there.
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }

    /// The name as two exports are compared by: lower case, trimmed, words apart by one space.
    pub fn key(&self) -> String {
        cell::fold(&self.name())
    }
}

/// The names in the first row below the first record that names both columns.
pub(super) fn read(bytes: &[u8]) -> Option<Owner> {
    const WINDOW: usize = 64;
    let decoded = text::decode(bytes);
    for delimiter in [b',', b';', b'\t'] {
        let (mut records, mut record) = (Records::new(&decoded.text, delimiter), StringRecord::new());
        let mut columns = None;
        for _ in 0..WINDOW {
            if !records.next(&mut record).ok()? {
                break;
            }
            let Some((first, last)) = columns else {
                let at = |name: &str| record.iter().position(|text| cell::fold(text) == name);
                columns = at("first name").zip(at("last name"));
                continue;
            };
            let name =
                |at: usize| cell::clean(record.get(at).unwrap_or_default()).unwrap_or_default().into_owned();
            let owner = Owner { first_name: name(first), last_name: name(last) };
            if !owner.name().is_empty() {
                return Some(owner);
            }
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_owner_is_the_first_row_with_a_name() {
        let owner =
            read("\u{feff}First Name,Last Name,Headline\r\n,,\r\n Ada ,Lovelace,x\r\n".as_bytes()).unwrap();
        assert_eq!((owner.name().as_str(), owner.key().as_str()), ("Ada Lovelace", "ada lovelace"));
        let mononym = read(b"Last Name;First Name\n;Plato\n").unwrap();
        assert_eq!(mononym.name(), "Plato");
    }

    #[test]
    fn spelling_differences_do_not_make_another_owner() {
        let owner = Owner { first_name: "ÉMILE ".to_owned(), last_name: " du  Châtelet".to_owned() };
        assert_eq!(owner.key(), "émile du châtelet");
    }

    #[test]
    fn a_profile_without_names_has_no_owner() {
        for bytes in [&b""[..], b"Headline\nTester\n", b"First Name,Last Name\n", b"\xFF\xFE\0"] {
            assert_eq!(read(bytes), None);
        }
    }
}
