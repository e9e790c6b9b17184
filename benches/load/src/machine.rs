//! The machine the figures belong to, and how busy others kept it meanwhile.

use std::{fs, path::Path, time::Instant};

use serde::Serialize;

use crate::{
    failure::Outcome,
    proc::{Ticks, machine_ticks, process_ticks},
};

/// What a reader must know to compare figures.
#[derive(Serialize)]
pub(crate) struct Machine {
    /// As the processor calls itself.
    pub(crate) processor: String,
    /// Logical processors this program may use.
    pub(crate) processors: usize,
    /// Memory, in MiB.
    pub(crate) memory_mib: u64,
    /// Kernel release.
    pub(crate) kernel: String,
    /// File system that holds the databases.
    pub(crate) file_system: String,
    /// Most files a process may open.
    pub(crate) open_files: u64,
}

impl Machine {
    /// This one; `scratch` lies where the databases will.
    pub(crate) fn here(scratch: &Path) -> Self {
        let read = |path| fs::read_to_string(path).unwrap_or_default();
        Self {
            processor: field(&read("/proc/cpuinfo"), "model name").unwrap_or("unknown").to_owned(),
            processors: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            memory_mib: field(&read("/proc/meminfo"), "MemTotal").and_then(kib).unwrap_or(0) / 1024,
            kernel: read("/proc/sys/kernel/osrelease").trim().to_owned(),
            file_system: file_system(&read("/proc/mounts"), scratch).unwrap_or("unknown").to_owned(),
            open_files: open_files(),
        }
    }
}

/// Raises the soft limit of open files to the hard one, for this process and those it starts. Says what it is now.
pub(crate) fn raise_open_files() -> u64 {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    // Where it cannot be raised, the measurement stops at what there is.
    let _ = setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum });
    open_files()
}

fn open_files() -> u64 {
    rustix::process::getrlimit(rustix::process::Resource::Nofile).current.unwrap_or(u64::MAX)
}

/// Watches how much of the machine is used by what is being measured, and how much by others.
pub(crate) struct Watch {
    began: Instant,
    machine: Ticks,
    own: Vec<(u32, Ticks)>,
}

impl Watch {
    /// Begins; `servers` and this process are not "others".
    pub(crate) fn start(servers: &[u32]) -> Outcome<Self> {
        let own = servers.iter().copied().chain([std::process::id()]);
        Ok(Self {
            began: Instant::now(),
            machine: machine_ticks()?,
            own: own.map(|pid| process_ticks(pid).map(|ticks| (pid, ticks))).collect::<Outcome<_>>()?,
        })
    }

    /// Processors that others kept busy since then, on average.
    pub(crate) fn others(&self) -> Outcome<f64> {
        let mut used = machine_ticks()?.seconds_since(self.machine);
        for (pid, before) in &self.own {
            used -= process_ticks(*pid)?.seconds_since(*before);
        }
        Ok((used / self.began.elapsed().as_secs_f64()).max(0.0))
    }
}

fn field<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let (key, value) = line.split_once(':')?;
        (key.trim() == name).then_some(value.trim())
    })
}

fn kib(value: &str) -> Option<u64> {
    value.strip_suffix("kB")?.trim().parse().ok()
}

/// The type of the file system mounted closest above a path.
fn file_system<'a>(mounts: &'a str, path: &Path) -> Option<&'a str> {
    mounts
        .lines()
        .filter_map(|line| {
            let mut words = line.split_whitespace().skip(1);
            Some((words.next()?, words.next()?))
        })
        .filter(|(point, _)| path.starts_with(point))
        .max_by_key(|(point, _)| point.len())
        .map(|(_, kind)| kind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_found_by_name() {
        let text = "processor\t: 0\nmodel name\t: A fast one\nMemTotal:  2048 kB\n";
        assert_eq!(field(text, "model name"), Some("A fast one"));
        assert_eq!(field(text, "MemTotal").and_then(kib), Some(2048));
        assert_eq!(field(text, "MemFree"), None);
    }

    #[test]
    fn the_closest_mount_counts() {
        let mounts = "/dev/a / ext4 rw 0 0\ntmpfs /tmp tmpfs rw 0 0\nproc /proc proc rw 0 0\n";
        assert_eq!(file_system(mounts, Path::new("/tmp/x")), Some("tmpfs"));
        assert_eq!(file_system(mounts, Path::new("/tmpx")), Some("ext4"));
        assert_eq!(file_system("", Path::new("/")), None);
    }

    #[test]
    fn this_machine_can_be_described() {
        let here = Machine::here(&std::env::temp_dir());
        assert!(here.processors > 0 && here.memory_mib > 0 && here.open_files > 0);
    }
}
