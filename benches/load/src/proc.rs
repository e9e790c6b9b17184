//! What the kernel knows of a process and of the whole machine (`man 5 proc`).

use std::fs;

use crate::failure::{During, Failure, Outcome};

/// Processor time, in clock ticks of [`tick_seconds`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(crate) struct Ticks(pub(crate) u64);

impl Ticks {
    /// Seconds of processor time between an earlier reading and this one.
    pub(crate) fn seconds_since(self, before: Self) -> f64 {
        self.0.saturating_sub(before.0) as f64 * tick_seconds()
    }
}

fn tick_seconds() -> f64 {
    1.0 / rustix::param::clock_ticks_per_second() as f64
}

/// Resident memory of a process, in KiB.
pub(crate) fn resident_kib(pid: u32) -> Outcome<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).during("reading a process's memory")?;
    parse_resident(&text).ok_or_else(|| Failure::new("the kernel does not say how much memory is resident"))
}

/// User and system time of a process and all its threads, those that ended included.
pub(crate) fn process_ticks(pid: u32) -> Outcome<Ticks> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).during("reading a process's time")?;
    parse_stat(&text).ok_or_else(|| Failure::new("the kernel does not say how much time a process used"))
}

/// Time all processors together were busy since the machine started.
pub(crate) fn machine_ticks() -> Outcome<Ticks> {
    let text = fs::read_to_string("/proc/stat").during("reading the machine's time")?;
    parse_machine(&text).ok_or_else(|| Failure::new("the kernel does not say how busy the machine is"))
}

/// Nanoseconds this thread has run.
pub(crate) fn thread_nanos() -> Outcome<u64> {
    let text = fs::read_to_string("/proc/thread-self/schedstat").during("reading a thread's time")?;
    text.split_whitespace()
        .next()
        .and_then(|nanos| nanos.parse().ok())
        .ok_or_else(|| Failure::new("the kernel does not say how long a thread ran"))
}

fn parse_resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().strip_suffix("kB")?.trim().parse().ok()
}

fn parse_stat(stat: &str) -> Option<Ticks> {
    // The name in brackets may hold spaces and brackets; the fields after the last bracket start with the third.
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace().skip(11);
    let user: u64 = fields.next()?.parse().ok()?;
    let system: u64 = fields.next()?.parse().ok()?;
    Some(Ticks(user + system))
}

fn parse_machine(stat: &str) -> Option<Ticks> {
    let line = stat.lines().find_map(|line| line.strip_prefix("cpu "))?;
    let fields: Vec<u64> = line.split_whitespace().map_while(|field| field.parse().ok()).collect();
    let [user, nice, system, _idle, _waiting, irq, softirq, steal, ..] = fields[..] else { return None };
    Some(Ticks(user + nice + system + irq + softirq + steal))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resident_memory_is_read() {
        let status = "Name:\tbedside\nVmPeak:\t  900 kB\nVmRSS:\t   12345 kB\nRssAnon:\t 1 kB\n";
        assert_eq!(parse_resident(status), Some(12_345));
        assert_eq!(parse_resident("Name:\tkthread\n"), None);
        assert_eq!(parse_resident("VmRSS:\t12 MB\n"), None);
    }

    #[test]
    fn times_are_read_after_the_last_bracket() {
        let stat = "77 (odd) name (x)) S 1 77 77 0 -1 4194560 5 0 0 0 250 130 9 9 20 0 3 0 100 0 0";
        assert_eq!(parse_stat(stat), Some(Ticks(380)));
        assert_eq!(parse_stat("77 (short) S 1"), None);
        assert_eq!(parse_stat(""), None);
    }

    #[test]
    fn idle_and_waiting_are_not_busy() {
        let stat = "cpu  100 1 20 5000 300 2 3 4 0 0\ncpu0 1 1 1 1 1 1 1 1 0 0\n";
        assert_eq!(parse_machine(stat), Some(Ticks(130)));
        assert_eq!(parse_machine("cpu  1 2\n"), None);
    }

    #[test]
    fn a_later_reading_is_never_below_an_earlier_one() {
        assert!(Ticks(5).seconds_since(Ticks(9)).abs() < f64::EPSILON);
        assert!(Ticks(9).seconds_since(Ticks(5)) > 0.0);
    }

    #[test]
    fn reads_this_process() {
        let pid = std::process::id();
        assert!(resident_kib(pid).unwrap() > 0);
        process_ticks(pid).unwrap();
        machine_ticks().unwrap();
        assert!(thread_nanos().unwrap() > 0);
    }
}
