//! The first inputs of a target: its vector files whole, the texts inside them, and the bytes those texts spell.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

/// Longer inputs find little and slow everything down.
const LONGEST_BYTES: usize = 16 * 1024;

/// All inputs below these folders of `vectors/`, in a fixed order, and never none.
pub(crate) fn read(vectors: &Path, folders: &[&str]) -> Vec<Vec<u8>> {
    let mut seeds = vec![Vec::new()];
    for file in folders.iter().flat_map(|folder| files_below(&vectors.join(folder))) {
        let Ok(bytes) = fs::read(&file) else { continue };
        match serde_json::from_slice(&bytes) {
            Ok(json) => texts(&json, &mut seeds),
            Err(_) => seeds.extend(bytes.split(|byte| *byte == b'\n').map(<[u8]>::to_vec)),
        }
        seeds.push(bytes);
    }
    seeds.retain(|seed| seed.len() <= LONGEST_BYTES);
    seeds.sort();
    seeds.dedup();
    seeds
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|ending| ending != "py") {
                found.push(path); // the Python files beside the vectors make them
            }
        }
    }
    found
}

fn texts(json: &Value, seeds: &mut Vec<Vec<u8>>) {
    match json {
        Value::String(text) => {
            seeds.push(text.as_bytes().to_vec());
            seeds.extend(from_hex(text));
        }
        Value::Array(list) => list.iter().for_each(|value| texts(value, seeds)),
        Value::Object(map) => map.values().for_each(|value| texts(value, seeds)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    (!digits.is_empty() && digits.len().is_multiple_of(2))
        .then(|| digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_and_bytes_inside_a_vector_are_seeds() {
        let mut seeds = Vec::new();
        texts(&serde_json::json!({"envelope": "0aff", "list": [{"text": "card"}], "n": 1}), &mut seeds);
        assert_eq!(seeds, [b"0aff".to_vec(), vec![10, 255], b"card".to_vec()]);
    }

    #[test]
    fn hex_is_told_from_text() {
        assert_eq!(from_hex("00ff"), Some(vec![0, 255]));
        assert_eq!(from_hex("0ff"), None);
        assert_eq!(from_hex("card"), None);
        assert_eq!(from_hex(""), None);
    }

    #[test]
    fn a_missing_folder_still_gives_a_seed() {
        assert_eq!(read(Path::new("no-such-folder"), &["x"]), [Vec::<u8>::new()]);
    }
}
