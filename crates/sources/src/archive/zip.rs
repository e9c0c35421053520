//! The ZIP around a list: finds `Connections.csv` and the `Profile.csv` beside it, at any depth.
//! Nothing is written anywhere, so the names in a ZIP can do no harm. Must not know what the files hold.

use std::io::{Cursor, Read};

use ::zip::ZipArchive;

use super::{ArchiveError, Limits, LooksLike, inflate, looks_like};

/// What was found, inflated.
pub(super) struct Files {
    pub(super) connections: Vec<u8>,
    pub(super) profile: Option<Vec<u8>>,
}

pub(super) type Archive<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// A file of the ZIP, its path taken apart.
struct Found {
    index: usize,
    folders: Vec<String>,
    name: String,
}

impl Found {
    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }
}

const LIST: &str = "Connections.csv";
/// Parts of an export that the error names, so that its reader knows the right ZIP from a wrong one.
const KNOWN: [&str; 8] = [
    "Profile.csv",
    "Positions.csv",
    "Skills.csv",
    "Invitations.csv",
    "messages.csv",
    "Education.csv",
    "Recommendations_Received.csv",
    "Endorsement_Received_Info.csv",
];
/// A profile is one row.
const MAX_PROFILE_BYTES: u64 = 1 << 20;
/// How many files are looked into for another ZIP when there is no list.
const PEEKS: usize = 16;

/// The list nearest to the top, and the profile beside it. A profile that cannot be read is none.
pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Files, ArchiveError> {
    // Counted before the directory is read, for reading it takes memory for every file. Each file has a header
    // there, so this is never too few.
    let files = directory(bytes).count();
    if files > limits.max_entries {
        return Err(ArchiveError::TooManyEntries { files, limit: limits.max_entries });
    }
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| ArchiveError::DamagedZip)?;
    let files = files_of(&archive);
    let lists = || files.iter().filter(|file| file.is(LIST));
    let Some(list) = lists().min_by_key(|file| file.folders.len()) else {
        return Err(without_list(&mut archive, &files));
    };
    let beside = lists().filter(|other| other.folders.len() == list.folders.len()).count();
    let same = if archive.has_duplicate_names() { named_like(&archive, list, bytes) } else { 1 };
    if beside.max(same) > 1 {
        return Err(ArchiveError::SeveralConnections { files: beside.max(same) });
    }
    let in_all = bytes.len() as u64;
    let connections = inflate::file(&mut archive, list.index, in_all, limits)?;
    let small = Limits { max_entry_bytes: MAX_PROFILE_BYTES, ..limits.clone() };
    let profile = files.iter().find(|file| file.is("Profile.csv") && file.folders == list.folders);
    let profile = profile.and_then(|file| inflate::file(&mut archive, file.index, in_all, &small).ok());
    Ok(Files { connections, profile })
}

/// Every file of the ZIP but what macOS adds. Folders and links are no files.
fn files_of(archive: &Archive<'_>) -> Vec<Found> {
    let mut found = Vec::new();
    for index in 0..archive.len() {
        let Ok(entry) = archive.by_index_data(index) else { continue };
        let path = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let parts = path.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".");
        let mut folders: Vec<String> = parts.map(str::to_owned).collect();
        let apple = folders.iter().any(|part| part == "__MACOSX" || part.starts_with("._"));
        if let Some(name) = folders.pop()
            && entry.is_file()
            && !apple
        {
            found.push(Found { index, folders, name });
        }
    }
    found
}

fn without_list(archive: &mut Archive<'_>, files: &[Found]) -> ArchiveError {
    let has = |name: &str| files.iter().any(|file| file.is(name));
    if has("[Content_Types].xml") && has("workbook.xml") {
        return ArchiveError::OtherFormat(LooksLike::Workbook);
    }
    if files.iter().take(PEEKS).any(|file| looks_like::is_zip(&first_bytes(archive, file.index))) {
        return ArchiveError::NestedZip;
    }
    ArchiveError::NoConnections {
        files: files.len(),
        known: KNOWN.into_iter().filter(|name| has(name)).collect(),
    }
}

/// The first four bytes of a file, or as many as can be read.
fn first_bytes(archive: &mut Archive<'_>, index: usize) -> Vec<u8> {
    let mut head = Vec::new();
    if let Ok(file) = archive.by_index(index) {
        let _ = file.take(4).read_to_end(&mut head); // what can be read of a broken file is enough
    }
    head
}

/// How many files have the very name of `file`: a reader that goes by name would take any of them.
fn named_like(archive: &Archive<'_>, file: &Found, bytes: &[u8]) -> usize {
    let Ok(entry) = archive.by_index_data(file.index) else { return 0 };
    directory(bytes).filter(|name| *name == entry.name_raw()).count()
}

/// The name behind each directory header in the bytes, also behind one that is no such header but looks like it.
fn directory(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    const SIGNATURE: &[u8] = b"PK\x01\x02";
    const NAME: usize = 46;
    let starts = bytes.windows(SIGNATURE.len()).enumerate().filter(|(_, window)| *window == SIGNATURE);
    starts.map(|(start, _)| {
        let header = &bytes[start..];
        match header.get(28..30) {
            Some(&[low, high]) => {
                header.get(NAME..NAME + usize::from(u16::from_le_bytes([low, high]))).unwrap_or_default()
            }
            _ => &[],
        }
    })
}
