//! No key is left in memory after it was dropped: looks through this process's own memory for it.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;

use aws_lc_rs::hkdf;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bedside_keys::{DataKey, EpochKey, Keyring, MasterKey, Rng, Zeroizing};

use crate::support::{CONTEXT, Raw, Seeded, ready};

const MASK: u8 = 0xa5;

/// Gives one secret, and finds it in memory. Keeps everything under a mask, so that the test itself
/// does not hold what it looks for.
struct Masked {
    secret: Vec<u8>,
    /// The same as a keyring writes it.
    text: Vec<u8>,
    /// The AES key made from it, with which its key schedule begins.
    aes: Vec<u8>,
}

impl Rng for Masked {
    fn fill(&self, out: &mut [u8]) {
        for (out, masked) in out.iter_mut().zip(&self.secret) {
            *out = masked ^ MASK;
        }
    }
}

impl Masked {
    fn new(seed: u64) -> Self {
        let mut secret = Zeroizing::new([0; 32]);
        Seeded::new(seed).fill(secret.as_mut());
        let mut text = Zeroizing::new([0; 43]);
        URL_SAFE_NO_PAD.encode_slice(secret.as_ref(), text.as_mut()).expect("32 bytes are 43 characters");
        let mut aes = Zeroizing::new([0; 32]);
        hkdf::Salt::new(hkdf::HKDF_SHA256, b"bedside.keys.v1")
            .extract(secret.as_ref())
            .expand(&[b"bedside.aes-256-gcm.v1"], hkdf::HKDF_SHA256)
            .and_then(|okm| okm.fill(aes.as_mut()))
            .expect("32 bytes can be derived");
        let mask = |bytes: &[u8]| bytes.iter().map(|byte| byte ^ MASK).collect();
        Self { secret: mask(secret.as_ref()), text: mask(text.as_ref()), aes: mask(aes.as_ref()) }
    }

    /// How often secret, text and AES key stand in writable memory.
    fn found(&self) -> [usize; 3] {
        let maps = fs::read_to_string("/proc/self/maps").expect("Linux shows a process its memory");
        let memory = File::open("/proc/self/mem").expect("Linux shows a process its memory");
        let mut count = [0; 3];
        for line in maps.lines().filter(|line| line.contains(" rw")) {
            let range = line.split(' ').next().and_then(|range| range.split_once('-')).expect("a range");
            let address = |text| u64::from_str_radix(text, 16).expect("an address");
            self.count_between(&memory, address(range.0), address(range.1), &mut count);
        }
        count
    }

    fn count_between(&self, memory: &File, start: u64, end: u64, count: &mut [usize; 3]) {
        // Their second halves: the allocator writes over the beginning of what is freed.
        let needles = [&self.secret[16..], &self.text[16..], &self.aes[16..]];
        // Zeroed afterwards: what is read while a key lives must not be found after its death.
        let mut buffer = Zeroizing::new(vec![0; 1 << 16]);
        let mut at = start;
        while at < end {
            let length = buffer.len().min(usize::try_from(end - at).expect("64-bit addresses"));
            // A mapping may be gone by now.
            let Ok(read) = memory.read_at(&mut buffer[..length], at) else { break };
            for (count, needle) in count.iter_mut().zip(needles) {
                let first = needle[0] ^ MASK;
                let starts = buffer[..read].iter().enumerate().filter(|(_, byte)| **byte == first);
                *count += starts.filter(|(at, _)| is_masked(&buffer[*at..read], needle)).count();
            }
            // The blocks overlap, so that nothing hides on a seam; counted twice is no harm.
            at = if read > 64 && at + (read as u64) < end { at + read as u64 - 64 } else { end };
        }
    }
}

#[test]
fn keys_are_gone_after_their_drop() {
    // One after the other: found() must see only what its own case has made.
    let key = |found: [usize; 3]| found[0] > 0 && (found[2] > 0 || !has_plain_schedule());
    gone_after(1, key, |secret| DataKey::generate(secret));
    gone_after(2, key, |secret| EpochKey::generate(secret));
    gone_after(3, key, |secret| Keyring::generate(secret, 0));
    let text = |found: [usize; 3]| found[0] == 0 && found[1] > 0;
    gone_after(4, text, |secret| Keyring::generate(secret, 0).to_text());
    gone_after(
        5,
        |found| key(found) && found[1] == 0,
        |secret| {
            let keyring = Keyring::generate(secret, 0);
            Keyring::parse(&keyring.to_text())
        },
    );
    gone_after(6, key, |secret| {
        let rng = Seeded::new(60);
        let (key, epoch) = (DataKey::generate(secret), EpochKey::generate(&rng));
        let sealed = key.seal(&CONTEXT, &Raw::<1>(b"text".to_vec()), &rng);
        let wrapped = epoch.wrap([1; 16], [2; 16], &key, &rng);
        let again = epoch.unwrap([1; 16], [2; 16], &wrapped);
        (key.derive("label"), key, sealed, epoch, again)
    });
    gone_after(7, key, |secret| {
        let rng = Seeded::new(70);
        let (keyring, epoch) = (Keyring::generate(&rng, 0), EpochKey::generate(secret));
        let wrapped = ready(keyring.wrap([1; 16], &epoch, &rng)).expect("a keyring wraps");
        (ready(keyring.unwrap([1; 16], &wrapped)), epoch)
    });
}

/// Byte by byte, so that the comparison makes no copy in the clear.
fn is_masked(clear: &[u8], masked: &[u8]) -> bool {
    clear.len() >= masked.len() && clear.iter().zip(masked).all(|(clear, masked)| clear ^ MASK == *masked)
}

/// `seen` judges what is found while the key lives: it proves that the search can find it.
#[track_caller]
fn gone_after<T>(seed: u64, seen: impl Fn([usize; 3]) -> bool, make: impl FnOnce(&Masked) -> T) {
    let secret = Masked::new(seed);
    assert_eq!(secret.found(), [0; 3], "case {seed}: found before it was made");
    let made = make(&secret);
    let alive = secret.found();
    assert!(seen(alive), "case {seed}: found {alive:?} while it lives");
    drop(made);
    assert_eq!(secret.found(), [0; 3], "case {seed}: still in memory after its drop");
}

/// Whether aws-lc uses the processor's AES instructions, whose key schedule begins with the key.
fn has_plain_schedule() -> bool {
    #[cfg(target_arch = "x86_64")]
    return std::arch::is_x86_feature_detected!("aes");
    #[cfg(not(target_arch = "x86_64"))]
    return false;
}
