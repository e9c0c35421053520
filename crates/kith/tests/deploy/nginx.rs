//! nginx with the configuration that is shipped, on a free port and in a folder of its own, ended when dropped.

use std::fs::{self, File, Permissions};
use std::hash::{BuildHasher as _, RandomState};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::tool::shipped;

/// nginx ends with the pipe to this shell, so also where the tests end without a word.
const GUARDED: &str = r#""$@" & read -r line; kill -s TERM $!; wait $!"#;

pub(crate) struct Nginx {
    shell: Child,
    folder: TempDir,
    pub(crate) address: String,
}

/// The shipped file with nothing changed but what no test may use: the names of the servers, the port, and the folder of
/// the pid file and of temporary files. Each must stand where it is expected, so that the file can't change unnoticed.
/// Logs need no change: they go to the terminal, which is a file here.
pub(crate) fn substituted(folder: &Path, listen: &str, servers: [&str; 2]) -> String {
    let folder = format!("{}/", folder.display());
    let listen = format!("listen {listen};");
    let changes = [
        ("/tmp/", 6, &*folder), // first, for what is put in may lie there
        ("kith-1:7171", 1, servers[0]),
        ("kith-2:7171", 1, servers[1]),
        ("listen 8080;", 1, &listen),
    ];
    changes.into_iter().fold(shipped("nginx.conf"), |text, (from, times, to)| {
        let directives = text.lines().filter(|line| !line.trim_start().starts_with('#'));
        let found: usize = directives.map(|line| line.matches(from).count()).sum();
        assert_eq!(found, times, "{from} in deploy/nginx.conf");
        text.replace(from, to)
    })
}

/// Writes the file into the folder; the words that make nginx read it.
pub(crate) fn configured(folder: &Path, listen: &str, servers: [&str; 2]) -> Vec<String> {
    // Started by root, its workers are somebody else, and must get through to their folders.
    fs::set_permissions(folder, Permissions::from_mode(0o711)).unwrap();
    let file = folder.join("nginx.conf");
    fs::write(&file, substituted(folder, listen, servers)).unwrap();
    let path = |path: &Path| path.to_str().unwrap().to_owned();
    vec!["-p".to_owned(), path(folder), "-c".to_owned(), path(&file), "-e".to_owned(), "stderr".to_owned()]
}

/// An address on this machine that nobody listens at, outside the range that systems take ports of clients from, so that
/// it stays free while its server is down.
pub(crate) fn free_address() -> String {
    let draw = || 20_000 + RandomState::new().hash_one(()) % 12_000;
    let free = |address: &String| TcpListener::bind(address).is_ok();
    (0..100).map(|_| format!("127.0.0.1:{}", draw())).find(free).unwrap()
}

impl Nginx {
    /// Starts it in front of these servers; waits until it takes connections.
    pub(crate) fn start(program: &str, servers: [&str; 2]) -> Self {
        Self::listening(program, servers, "")
    }

    /// The same, and it speaks TLS with this certificate: its file and that of its key.
    pub(crate) fn with_tls(program: &str, servers: [&str; 2], [certificate, key]: [&Path; 2]) -> Self {
        let (certificate, key) = (certificate.display(), key.display());
        let tls = format!(" ssl; ssl_certificate {certificate}; ssl_certificate_key {key}");
        Self::listening(program, servers, &tls)
    }

    fn listening(program: &str, servers: [&str; 2], with: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let address = free_address();
        let words = configured(folder.path(), &format!("{address}{with}"), servers);
        let log =
            |name: &str| File::options().append(true).create(true).open(folder.path().join(name)).unwrap();
        let shell = Command::new("sh")
            .args(["-c", GUARDED, "guard", program])
            .args(words)
            .process_group(0) // what the terminal sends to the tests, it does not hear
            .stdin(Stdio::piped())
            .stdout(log("access.log"))
            .stderr(log("error.log"))
            .spawn()
            .unwrap();
        let nginx = Self { shell, folder, address };
        while TcpStream::connect(&nginx.address).is_err() {
            let said = nginx.read("error.log");
            assert!(!said.contains("[emerg]"), "{said}");
            std::thread::yield_now();
        }
        nginx
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// A line for each request that was answered.
    pub(crate) fn log(&self) -> String {
        self.read("access.log")
    }

    /// Whether a request was answered by this server since the log had this length.
    pub(crate) fn was_answered_by(&self, server: &str, since: usize) -> bool {
        let answered = |line: &str| line.contains(" 200 ") && line.contains(&format!(" {server} "));
        self.log()[since..].lines().any(answered)
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        self.shell.stdin.take();
        let _ = self.shell.wait();
    }
}
