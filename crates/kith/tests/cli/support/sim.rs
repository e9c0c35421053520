//! A simulated LinkedIn in a process of its own, as `kith sim` runs it, ended when dropped.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Stdio};

use serde_json::Value;

use super::Room;

/// One that answers.
pub(crate) struct Sim {
    child: Child,
    pub(crate) said: Value,
}

impl Sim {
    /// With one member who has `people` connections, and these options besides.
    pub(crate) fn start(room: &Room, people: u32, options: &str) -> Self {
        let words = format!("sim --listen 127.0.0.1:0 --output json --people {people} {options}");
        let mut command = room.command(&words.split_whitespace().collect::<Vec<_>>());
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { child, said: serde_json::from_str(&line).unwrap() }
    }

    pub(crate) fn url(&self) -> &str {
        self.said["base_url"].as_str().unwrap()
    }

    /// The member's token for an interface.
    pub(crate) fn token(&self, interface: &str) -> &str {
        self.said["members"][0]["tokens"][interface].as_str().unwrap()
    }
}

impl Drop for Sim {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
