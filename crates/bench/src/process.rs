//! What the kernel tells of a process: processor time and memory, from `/proc`. Linux only.

use std::fs;
use std::time::Duration;

use anyhow::{Context as _, Result};

/// The unit of processor time in `/proc`: 1/100 s in Linux's interface to programs, on every machine it runs on.
const TICK: Duration = Duration::from_millis(10);

/// Processor time that a process has used, all its threads together, in user and in kernel mode.
pub(crate) fn cpu(pid: u32) -> Result<Duration> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).context("the process measured is gone")?;
    ticks(&stat).map(|ticks| TICK * ticks).context("/proc/<pid>/stat has an unknown form")
}

/// The same of a process and of all that it started, be they gone by now.
pub(crate) fn cpu_of_family(pid: u32) -> Result<Duration> {
    let mut total = Duration::ZERO;
    for entry in fs::read_dir("/proc")? {
        let name = entry?.file_name();
        let Some(other) = name.to_str().and_then(|name| name.parse::<u32>().ok()) else { continue };
        // One that has just ended is counted with its parent's, in a moment.
        let Ok(stat) = fs::read_to_string(format!("/proc/{other}/stat")) else { continue };
        if other == pid || parent(&stat) == Some(pid) {
            total += TICK * ticks(&stat).unwrap_or(0);
        }
        if other == pid {
            total += TICK * ticks_of_ended(&stat).unwrap_or(0);
        }
    }
    Ok(total)
}

fn parent(stat: &str) -> Option<u32> {
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

/// cutime + cstime: the 16th and 17th field, of children that were waited for.
fn ticks_of_ended(stat: &str) -> Option<u32> {
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(13);
    Some(fields.next()?.parse::<u32>().ok()? + fields.next()?.parse::<u32>().ok()?)
}

/// utime + stime: the 14th and 15th field. The second is the program's name, which may hold blanks and brackets.
fn ticks(stat: &str) -> Option<u32> {
    let (_, after_name) = stat.rsplit_once(')')?;
    let mut fields = after_name.split_whitespace().skip(11);
    Some(fields.next()?.parse::<u32>().ok()? + fields.next()?.parse::<u32>().ok()?)
}

/// Memory of a process, in KiB.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Memory {
    /// Resident now.
    pub(crate) resident: u64,
    /// The most that was ever resident.
    pub(crate) peak: u64,
}

pub(crate) fn memory(pid: u32) -> Result<Memory> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).context("the process measured is gone")?;
    let field = |name: &str| {
        let line = status.lines().find_map(|line| line.strip_prefix(name))?;
        line.split_whitespace().next()?.parse().ok()
    };
    let both = field("VmRSS:").zip(field("VmHWM:"));
    let (resident, peak) = both.context("/proc/<pid>/status names no memory")?;
    Ok(Memory { resident, peak })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_found_behind_any_program_name() {
        let stat = "42 (a (b) c) S 1 42 42 0 -1 4194560 900 0 0 0 120 30 0 0 20 0 4 0 100 1 1";
        assert_eq!(ticks(stat), Some(150));
        assert_eq!((ticks("nonsense"), parent(stat), ticks_of_ended(stat)), (None, Some(1), Some(0)));
    }

    #[test]
    fn the_own_process_has_memory_and_time() {
        let own = memory(std::process::id()).unwrap();
        assert!(own.resident > 0 && own.peak >= own.resident);
        cpu(std::process::id()).unwrap();
    }
}
