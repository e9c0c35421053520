//! The file that is handed in: its bytes and its name. What is in it, the engine tells.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use crate::config::Settings;
use crate::failure::Failure;
use crate::output::numbers::thousands;

/// A file that may be an export.
pub(crate) struct ExportFile {
    /// Its name without the folders.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

impl ExportFile {
    /// Reads it whole, but never more than an import may have.
    pub(crate) fn read(path: &Path, settings: &Settings) -> Result<Self, Failure> {
        let most = settings.import.limits().max_export_bytes;
        let cannot = |error: std::io::Error| {
            Failure::file("read", path, &error)
                .hint("name the ZIP that LinkedIn made, or the Connections.csv in it")
        };
        let found = std::fs::metadata(path).map_err(cannot)?;
        if found.is_dir() {
            return Err(Failure::failed(format!("{} is a folder", path.display()))
                .hint("name the ZIP that LinkedIn made, or the Connections.csv in it"));
        }
        let mut bytes = Vec::with_capacity(usize::try_from(found.len().min(most)).unwrap_or_default());
        let mut file = File::open(path).map_err(cannot)?.take(most + 1);
        file.read_to_end(&mut bytes).map_err(cannot)?;
        if bytes.len() as u64 > most {
            let says = format!("{} has more than {} bytes", path.display(), thousands(most));
            return Err(Failure::failed(says)
                .hint("an export never has that many; the setting import.max_export_mib would allow more"));
        }
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { name, bytes })
    }
}
