//! Runs one target on many inputs, until time is up or one of them breaks it.

use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::mutate::{Random, next_input};
use crate::targets::Target;

/// One input may take this long: parsing is linear, so only a loop takes longer.
const TOO_LONG: Duration = Duration::from_secs(10);

/// How often a line says how far the run is.
const PROGRESS_EVERY: Duration = Duration::from_secs(5);

/// How long a failing input is cut down.
const CUT_FOR: Duration = Duration::from_secs(5);

/// Where failing inputs go.
pub(crate) struct Artifacts(pub(crate) PathBuf);

/// Runs `target` for `time`, printing how it goes. Says whether every promise held.
pub(crate) fn run(
    target: &Target,
    seeds: &[Vec<u8>],
    seed: u64,
    time: Duration,
    artifacts: &Artifacts,
) -> bool {
    println!("{}: {} seeds, seed {seed}, {} s", target.name, seeds.len(), time.as_secs());
    let message = silence_panics();
    let current = watch(target.name, artifacts);
    let mut random = Random::new(seed);
    let start = Instant::now();
    let mut next_line = start + PROGRESS_EVERY;
    let mut ran = 0_u64;
    let mut first = seeds.iter();
    let broken = loop {
        let input = first.next().cloned().unwrap_or_else(|| next_input(&mut random, seeds, target.words));
        *lock(&current) = Some((Instant::now(), input.clone()));
        let held = holds(target, &input);
        ran += 1;
        if !held {
            break Some(input);
        }
        let now = Instant::now();
        if now - start >= time {
            break None;
        }
        if now >= next_line {
            println!("  {} s, {ran} inputs", (now - start).as_secs());
            next_line = now + PROGRESS_EVERY;
        }
    };
    *lock(&current) = None;
    let took = start.elapsed();
    let outcome = match broken {
        None => {
            let rate = u128::from(ran) * 1000 / took.as_millis().max(1);
            println!("  ok: {ran} inputs in {:.1} s ({rate}/s)", took.as_secs_f64());
            true
        }
        Some(input) => {
            let small = cut_down(target, input);
            // The message of the smallest input, which ran last with a panic.
            holds(target, &small);
            println!("  BROKEN after {ran} inputs: {}", lock(&message));
            artifacts.keep(target.name, &small);
            false
        }
    };
    drop(panic::take_hook());
    outcome
}

/// Runs `target` once on the input in `file`, with the panic shown in full.
pub(crate) fn replay(target: &Target, file: &Path) -> ExitCode {
    match fs::read(file) {
        Ok(input) if holds(target, &input) => {
            println!("{}: {} bytes, every promise held", target.name, input.len());
            ExitCode::SUCCESS
        }
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("cannot read {}: {error}", file.display());
            ExitCode::from(2)
        }
    }
}

fn holds(target: &Target, input: &[u8]) -> bool {
    panic::catch_unwind(AssertUnwindSafe(|| (target.run)(input))).is_ok()
}

/// Drops parts of the input for as long as what is left still breaks the target.
fn cut_down(target: &Target, mut input: Vec<u8>) -> Vec<u8> {
    let end = Instant::now() + CUT_FOR;
    let mut part = input.len().div_ceil(2);
    while part > 0 && Instant::now() < end {
        let mut at = 0;
        while at < input.len() && Instant::now() < end {
            let mut shorter = input.clone();
            shorter.drain(at..(at + part).min(input.len()));
            if holds(target, &shorter) {
                at += part;
            } else {
                input = shorter;
            }
        }
        part /= 2;
    }
    input
}

/// Keeps the latest panic message instead of printing thousands of them.
fn silence_panics() -> Arc<Mutex<String>> {
    let message = Arc::new(Mutex::new(String::new()));
    let latest = Arc::clone(&message);
    panic::set_hook(Box::new(move |panic| *lock(&latest) = panic.to_string()));
    message
}

type Current = Arc<Mutex<Option<(Instant, Vec<u8>)>>>;

/// Ends the process, with the input kept, when one input takes too long. Stops with the run it watches.
fn watch(name: &'static str, artifacts: &Artifacts) -> Current {
    let current: Current = Arc::new(Mutex::new(None));
    let watched = Arc::downgrade(&current);
    let artifacts = Artifacts(artifacts.0.clone());
    thread::spawn(move || {
        while let Some(current) = watched.upgrade() {
            if let Some((since, input)) = &*lock(&current)
                && since.elapsed() > TOO_LONG
            {
                println!("  BROKEN: one input of {} bytes takes longer than {TOO_LONG:?}", input.len());
                artifacts.keep(name, input);
                std::process::exit(1);
            }
            drop(current);
            thread::sleep(Duration::from_millis(500));
        }
    });
    current
}

impl Artifacts {
    /// Saves a failing input and says how to run it again.
    fn keep(&self, name: &str, input: &[u8]) {
        let mut hasher = DefaultHasher::new();
        input.hash(&mut hasher);
        let file = self.0.join(format!("{name}-{:016x}", hasher.finish()));
        match fs::create_dir_all(&self.0).and_then(|()| fs::write(&file, input)) {
            Ok(()) => println!(
                "  kept {} bytes; again: cargo xtask fuzz {name} --replay {}",
                input.len(),
                file.display()
            ),
            Err(error) => {
                println!("  could not keep the input in {} ({error}): {input:02x?}", file.display())
            }
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn target(run: fn(&[u8])) -> Target {
        Target { name: "planted", run, seeds: &[], words: &[b"BAD"] }
    }

    // One test: the panic hook belongs to the whole process.
    #[test]
    fn a_planted_fault_is_found_cut_down_and_kept() {
        let folder = std::env::temp_dir().join(format!("bedside-fuzz-{}", std::process::id()));
        let artifacts = Artifacts(folder.clone());
        let faulty = target(|input| assert!(!input.windows(3).any(|part| part == b"BAD"), "planted"));
        assert!(!run(&faulty, &[b"a long seed".to_vec()], 1, Duration::from_secs(30), &artifacts));
        let kept: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert_eq!(kept.len(), 1);
        assert_eq!(fs::read(&kept[0]).unwrap(), b"BAD", "nothing but the fault is left");
        assert_eq!(replay(&faulty, &kept[0]), ExitCode::FAILURE);
        fs::remove_dir_all(&folder).unwrap();

        let sound = target(|_| {});
        assert!(run(&sound, &[], 1, Duration::from_millis(50), &artifacts));
        assert!(!folder.exists());
    }
}
