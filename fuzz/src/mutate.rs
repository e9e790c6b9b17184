//! Makes new inputs out of old ones. The same seed gives the same inputs.

/// Inputs do not grow beyond this.
const LONGEST_BYTES: usize = 64 * 1024;

/// Numbers at which code tends to break, written in both byte orders.
const EDGES: [u64; 12] =
    [0, 1, 127, 128, 255, 256, 32_767, 65_535, 65_536, 0x7fff_ffff, 0xffff_ffff, 0xffff_ffff_ffff_ffff];

/// SplitMix64 (Steele, Lea, Flood 2014): small, fast, and any seed is a good one.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `limit`; 0 where there is none.
    fn below(&mut self, limit: usize) -> usize {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % limit).unwrap_or(0)
    }

    fn byte(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len()))
    }
}

/// The next input: a seed, changed one to eight times.
pub(crate) fn next_input(random: &mut Random, seeds: &[Vec<u8>], words: &[&[u8]]) -> Vec<u8> {
    let mut input = random.pick(seeds).cloned().unwrap_or_default();
    for _ in 0..=random.below(8) {
        change(random, &mut input, seeds, words);
    }
    input.truncate(LONGEST_BYTES);
    input
}

fn change(random: &mut Random, input: &mut Vec<u8>, seeds: &[Vec<u8>], words: &[&[u8]]) {
    let at = random.below(input.len() + 1);
    let end = at + random.below((input.len() - at).min(64) + 1);
    match random.below(11) {
        0 => {
            if let Some(byte) = input.get_mut(at) {
                *byte ^= 1 << random.below(8);
            }
        }
        1 => {
            if let Some(byte) = input.get_mut(at) {
                *byte = random.byte();
            }
        }
        2 => drop(input.drain(at..end)),
        3 => {
            let repeated = input[at..end].repeat(1 + random.below(16));
            insert(input, at, &repeated);
        }
        4 => {
            let fresh: Vec<u8> = (0..=random.below(16)).map(|_| random.byte()).collect();
            insert(input, at, &fresh);
        }
        5 => {
            let printable: Vec<u8> = (0..=random.below(16)).map(|_| b' ' + random.byte() % 95).collect();
            insert(input, at, &printable);
        }
        6 | 7 => {
            let word = random.pick(words).copied().unwrap_or_default();
            insert(input, at, word);
        }
        8 => {
            let edge = edge(random);
            let overwritten = (at + edge.len()).min(input.len());
            input.splice(at..overwritten, edge);
        }
        9 => {
            // Head of this one, tail of another.
            let other = random.pick(seeds).map_or(&[][..], Vec::as_slice);
            let from = random.below(other.len() + 1);
            input.truncate(at);
            input.extend_from_slice(&other[from..]);
        }
        _ => input.truncate(at),
    }
}

fn insert(input: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    input.splice(at..at, bytes.iter().copied());
}

fn edge(random: &mut Random) -> Vec<u8> {
    let value = random.pick(&EDGES).copied().unwrap_or_default();
    let width = 1 << random.below(4);
    if random.below(2) == 0 {
        value.to_be_bytes()[8 - width..].to_vec()
    } else {
        value.to_le_bytes()[..width].to_vec()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first_inputs(seed: u64) -> Vec<Vec<u8>> {
        let seeds = [b"my card is 4111".to_vec(), Vec::new()];
        let mut random = Random::new(seed);
        (0..1000).map(|_| next_input(&mut random, &seeds, &[b"word"])).collect()
    }

    #[test]
    fn the_same_seed_gives_the_same_inputs() {
        assert_eq!(first_inputs(7), first_inputs(7));
        assert_ne!(first_inputs(7), first_inputs(8));
    }

    #[test]
    fn inputs_differ_and_stay_within_bounds() {
        let mut inputs = first_inputs(1);
        assert!(inputs.iter().all(|input| input.len() <= LONGEST_BYTES));
        assert!(inputs.iter().any(|input| input.windows(4).any(|part| part == b"word")));
        inputs.sort();
        inputs.dedup();
        assert!(inputs.len() > 500, "only {} of 1000 differ", inputs.len());
    }

    #[test]
    fn nothing_to_start_from_is_enough() {
        let mut random = Random::new(1);
        assert!((0..1000).any(|_| !next_input(&mut random, &[], &[]).is_empty()));
    }
}
