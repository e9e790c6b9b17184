//! Looks for secrets in files, in every encoding that a careless program could have left them in.

use std::{
    fs,
    path::{Path, PathBuf},
};

use base64::{Engine, prelude::BASE64_STANDARD_NO_PAD};
use memchr::memmem;

/// In every message and topic that a test has typed.
pub(crate) const TEXT: &str = "ocelotmarzipan";
/// In every visitor's name.
pub(crate) const NAME: &str = "Quillfeather";
/// In every staff member's e-mail address.
pub(crate) const EMAIL: &str = "wren.tangelo";
/// In every staff member's name.
pub(crate) const STAFF: &str = "Tangelosson";
/// Every password.
pub(crate) const PASSWORD: &str = "saffron gyroscope 47 bell";

/// What must lie nowhere in clear.
pub(crate) const ALL: [&str; 5] = [TEXT, NAME, EMAIL, STAFF, PASSWORD];

/// One thing to look for.
struct Needle {
    canary: String,
    encoding: &'static str,
    bytes: Vec<u8>,
}

/// Looks for secrets.
pub(crate) struct Search(Vec<Needle>);

impl Search {
    /// For these.
    pub(crate) fn new<'a>(canaries: impl IntoIterator<Item = &'a str>) -> Self {
        Self(canaries.into_iter().flat_map(needles).collect())
    }

    /// Which of them is in the bytes, and how it is written there.
    pub(crate) fn find(&self, bytes: &[u8]) -> Option<(&str, &'static str)> {
        self.0
            .iter()
            .find(|needle| memmem::find(bytes, &needle.bytes).is_some())
            .map(|needle| (needle.canary.as_str(), needle.encoding))
    }

    /// Nothing is in any file of a folder.
    #[track_caller]
    pub(crate) fn assert_absent(&self, folder: &Path) {
        let files = files(folder);
        assert!(!files.is_empty(), "there is something to look through");
        for file in files {
            let bytes = fs::read(&file).expect("a file of ours can be read");
            if let Some((canary, encoding)) = self.find(&bytes) {
                panic!("{canary:?} lies in {} as {encoding}", file.display());
            }
        }
    }

    /// The search can fail: a planted one is found, each in each encoding, wherever it stands.
    pub(crate) fn assert_finds_planted(&self, scratch: &Path) {
        for needle in &self.0 {
            for before in 0..3 {
                let mut bytes = vec![b'.'; 4_000 + before];
                bytes.extend_from_slice(&needle.bytes);
                bytes.extend_from_slice(&[0; 100]);
                fs::write(scratch, &bytes).unwrap();
                assert!(self.find(&fs::read(scratch).unwrap()).is_some(), "{} is found", needle.encoding);
            }
        }
        for canary in ALL {
            for shift in 0..3 {
                // As a program would write it, not as the search looks for it.
                let text = format!("{}{canary} and more", "x".repeat(shift));
                let encoded = BASE64_STANDARD_NO_PAD.encode(&text);
                if self.0.iter().any(|needle| needle.canary == canary) {
                    assert!(self.find(encoded.as_bytes()).is_some(), "base64 at offset {shift} is found");
                }
            }
        }
        fs::remove_file(scratch).unwrap();
    }
}

/// Every file of a folder and the folders in it.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder of ours can be read") {
            let path = entry.unwrap().path();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            if kind.is_dir() {
                folders.push(path);
            } else if kind.is_file() {
                found.push(path);
            }
        }
    }
    found
}

fn needles(canary: &str) -> Vec<Needle> {
    let utf16 = || canary.encode_utf16();
    let hex: String = canary.bytes().map(|byte| format!("{byte:02x}")).collect();
    let spaced: Vec<String> = canary.bytes().map(|byte| format!("{byte:02x}")).collect();
    let json: String = utf16().map(|unit| format!("\\u{unit:04x}")).collect();
    let mut found: Vec<(&'static str, Vec<u8>)> = vec![
        ("UTF-8", canary.into()),
        ("UTF-16LE", utf16().flat_map(u16::to_le_bytes).collect()),
        ("UTF-16BE", utf16().flat_map(u16::to_be_bytes).collect()),
        ("upper-case hexadecimal", hex.to_uppercase().into()),
        ("hexadecimal", hex.into()),
        ("hexadecimal with spaces", spaced.join(" ").into()),
        ("upper-case JSON escapes", json.to_uppercase().replace("\\U", "\\u").into()),
        ("JSON escapes", json.into()),
        ("percent encoding", canary.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>().into()),
    ];
    // Three bytes are four characters: depending on where it starts there are three forms. The edges mix with their neighbours.
    for offset in 0..3 {
        let mut bytes = vec![0; offset];
        bytes.extend_from_slice(canary.as_bytes());
        let whole = bytes.len() / 3 * 3;
        let encoded = BASE64_STANDARD_NO_PAD.encode(&bytes[..whole]);
        let inner = encoded[if offset == 0 { 0 } else { 4 }..].to_owned();
        found.push(("base64url", inner.replace('+', "-").replace('/', "_").into()));
        found.push(("base64", inner.into()));
    }
    found.into_iter().map(|(encoding, bytes)| Needle { canary: canary.to_owned(), encoding, bytes }).collect()
}
