//! The files that LinkedIn hands a member: `Connections.csv` and the ZIP around it, to the letter.
//! The same members give the same bytes, time stamps included.

use std::io::{self, Cursor, Write as _};

use jiff::civil::Date;
use zip::{CompressionMethod, DateTime, ZipWriter, write::SimpleFileOptions};

use crate::people::{Member, Network};

/// The cells of one record, in the header's order.
pub type Row = [String; 7];

/// What stands above the header in every export, an empty line included.
const PREAMBLE: &str = "Notes:\n\"When exporting your connection data, you may notice that some of the email addresses \
    are missing. You will only see email addresses for connections who have allowed their connections to see or \
    download their email address using this setting https://www.linkedin.com/psettings/privacy/email. You can learn \
    more here https://www.linkedin.com/help/linkedin/answer/261\"\n\n";

const HEADER: [&str; 7] =
    ["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"];

/// A member as a record.
pub fn row(member: &Member) -> Row {
    [
        member.first_name.clone(),
        member.last_name.clone(),
        format!("https://www.linkedin.com/in/{}", member.vanity),
        member.email.clone(),
        member.company.clone(),
        member.position.clone(),
        day(member.connected_on),
    ]
}

/// A network's `Connections.csv`.
///
/// # Errors
/// None that writing to memory can meet.
pub fn connections_csv(network: &Network) -> io::Result<Vec<u8>> {
    csv_of(network.members.iter().map(row))
}

/// A network's basic export: its connections, its owner's profile, and two neighbours that a reader passes over.
///
/// # Errors
/// As [`connections_csv`].
pub fn archive(network: &Network, made_on: Date) -> io::Result<Vec<u8>> {
    archive_of(&network.owner, &connections_csv(network)?, made_on)
}

/// The name LinkedIn gives a basic export that was made on `day`.
pub fn file_name(day: Date) -> String {
    format!("Basic_LinkedInDataExport_{:02}-{:02}-{}.zip", day.month(), day.day(), day.year())
}

/// `01 Jan 2024`.
pub(crate) fn day(day: Date) -> String {
    day.strftime("%d %b %Y").to_string()
}

pub(crate) fn csv_of(rows: impl Iterator<Item = Row>) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(PREAMBLE.as_bytes().to_vec());
    writer.write_record(HEADER)?;
    for row in rows {
        writer.write_record(&row)?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

pub(crate) fn archive_of(owner: &Member, connections: &[u8], made_on: Date) -> io::Result<Vec<u8>> {
    let profile = table(&[
        &["First Name", "Last Name", "Headline"],
        &[&owner.first_name, &owner.last_name, &owner.position],
    ])?;
    let invitations = table(&[&["From", "To", "Sent At", "Message", "Direction"]])?;
    let skills = table(&[&["Name"], &["Clockmaking"], &["Simulation"]])?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in [
        ("Connections.csv", connections),
        ("Profile.csv", &profile),
        ("Invitations.csv", &invitations),
        ("Skills.csv", &skills),
    ] {
        zip.start_file(name, options(made_on))?;
        zip.write_all(content)?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Nine in the morning of the day it was made: the moment of the run must not show in the bytes.
fn options(made_on: Date) -> SimpleFileOptions {
    let part = |number: i8| u8::try_from(number).unwrap_or(1);
    let year = u16::try_from(made_on.year()).unwrap_or(1980);
    let at = DateTime::from_date_and_time(year, part(made_on.month()), part(made_on.day()), 9, 0, 0);
    SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(6))
        .last_modified_time(at.unwrap_or_default())
        .unix_permissions(0o644)
}

fn table(rows: &[&[&str]]) -> io::Result<Vec<u8>> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.write_record(*row)?;
    }
    writer.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_export_has_the_three_lines_the_header_and_a_record_for_each_member() {
        let network = Network::generate(5, 300);
        let bytes = connections_csv(&network).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        let mut lines = text.lines().skip(2);
        assert_eq!(lines.next(), Some(""));
        assert_eq!(
            lines.next(),
            Some("First Name,Last Name,URL,Email Address,Company,Position,Connected On")
        );
        assert!(text.ends_with('\n') && !text.contains('\r'));
        let mut reader = csv::ReaderBuilder::new().from_reader(&text.as_bytes()[PREAMBLE.len()..]);
        let read: Vec<_> = reader.records().map(Result::unwrap).collect();
        assert_eq!(read.len(), 300);
        for (record, member) in read.iter().zip(&network.members) {
            assert_eq!(record.iter().collect::<Vec<_>>(), row(member));
        }
    }

    #[test]
    fn a_day_and_a_file_are_named_as_linkedin_names_them() {
        let date = jiff::civil::date(2024, 2, 5);
        assert_eq!(
            (day(date).as_str(), file_name(date).as_str()),
            ("05 Feb 2024", "Basic_LinkedInDataExport_02-05-2024.zip")
        );
    }
}
