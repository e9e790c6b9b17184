//! C2SP checkpoints: the signed heads of one log. Source: <https://c2sp.org/tlog-checkpoint>.
//!
//! The origin of a log is also the name of its key, so that a head of one organisation cannot pass for another's.

use crate::hash::{HASH_BYTES, Hash};
use crate::note::{KeyError, NoteError, NoteSigner, NoteVerifier, SEED_BYTES};
use crate::tile::canonical_number;
use crate::tree::TreeHead;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// The text of a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Which log: one non-empty line.
    pub origin: String,
    /// Number of leaves.
    pub size: u64,
    /// Root of these leaves.
    pub root: Hash,
    /// Further lines, none of them empty. Bedside writes none and ignores them.
    pub extension: Vec<String>,
}

/// Why a checkpoint was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// The note around it.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text is not origin, size and root.
    #[error("not a checkpoint: expected origin, tree size and root hash, one a line")]
    Malformed,
    /// Signed by the right key, but for another log.
    #[error("the checkpoint is of another log than the key")]
    Origin,
}

impl Checkpoint {
    /// The head it states.
    pub fn head(&self) -> TreeHead {
        TreeHead { size: self.size, root: self.root }
    }

    /// The note text: origin, size, root and extension lines, each ending in a newline.
    pub fn format(&self) -> String {
        let mut text = format!("{}\n{}\n{}\n", self.origin, self.size, BASE64_STANDARD.encode(self.root));
        for line in &self.extension {
            text.push_str(line);
            text.push('\n');
        }
        text
    }

    /// Reads a note text. Everything it accepts formats to the same text again.
    pub fn parse(text: &str) -> Result<Checkpoint, CheckpointError> {
        let mut lines = text.strip_suffix('\n').ok_or(CheckpointError::Malformed)?.split('\n');
        let mut line = || lines.next().filter(|line| !line.is_empty()).ok_or(CheckpointError::Malformed);
        let (origin, size, root) = (line()?.to_owned(), line()?, line()?);
        let size = canonical_number(size).ok_or(CheckpointError::Malformed)?;
        let root: [u8; HASH_BYTES] = BASE64_STANDARD
            .decode(root)
            .ok()
            .and_then(|root| root.try_into().ok())
            .ok_or(CheckpointError::Malformed)?;
        let extension: Vec<String> = lines.map(str::to_owned).collect();
        if extension.iter().any(String::is_empty) {
            return Err(CheckpointError::Malformed);
        }
        Ok(Checkpoint { origin, size, root, extension })
    }
}

/// Signs the heads of one log. No `Debug`, `Clone` or `Serialize`; the key is cleared on drop.
pub struct LogSigner(NoteSigner);

impl LogSigner {
    /// A signer for the log `origin` from a 32-byte secret seed. The caller clears its own copy of the seed.
    pub fn from_seed(origin: &str, seed: &[u8; SEED_BYTES]) -> Result<LogSigner, KeyError> {
        NoteSigner::from_seed(origin, seed).map(LogSigner)
    }

    /// The public side, whose [`Verifier::to_text`] is what an outside auditor needs.
    pub fn verifier(&self) -> Verifier {
        Verifier(self.0.verifier())
    }

    /// The signed note of a checkpoint. Refused if the checkpoint is of another log, or cannot be written as one.
    ///
    /// The caller MUST NOT sign a head that does not extend every head it signed before: use [`crate::sequence()`].
    pub fn sign(&self, checkpoint: &Checkpoint) -> Result<String, CheckpointError> {
        let text = checkpoint.format();
        if Checkpoint::parse(&text).as_ref() != Ok(checkpoint) {
            return Err(CheckpointError::Malformed);
        }
        if checkpoint.origin != self.0.verifier().name() {
            return Err(CheckpointError::Origin);
        }
        Ok(self.0.sign(&text)?)
    }

    /// The signed note of a head of this log, without extension lines.
    pub(crate) fn sign_head(&self, head: &TreeHead) -> String {
        let origin = self.0.verifier().name().to_owned();
        let checkpoint = Checkpoint { origin, size: head.size, root: head.root, extension: Vec::new() };
        self.sign(&checkpoint)
            .expect("the origin is a key name, so the text is a short well-formed checkpoint")
    }
}

/// Verifies the heads of one log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verifier(NoteVerifier);

impl Verifier {
    /// Reads a verifier key `origin+hash+base64`.
    pub fn parse(text: &str) -> Result<Verifier, KeyError> {
        NoteVerifier::parse(text).map(Verifier)
    }

    /// The verifier key as text.
    pub fn to_text(&self) -> String {
        self.0.to_text()
    }

    /// Origin of the log.
    pub fn origin(&self) -> &str {
        self.0.name()
    }

    /// The checkpoint in `note`, if this log signed it.
    pub fn verify(&self, note: &str) -> Result<Checkpoint, CheckpointError> {
        let checkpoint = Checkpoint::parse(self.0.verify(note)?)?;
        if checkpoint.origin == self.origin() { Ok(checkpoint) } else { Err(CheckpointError::Origin) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const ORIGIN: &str = "bedside.invalid/log/01JD0000000000000000000000";

    fn head(size: u64) -> Checkpoint {
        Checkpoint { origin: ORIGIN.to_owned(), size, root: [9; 32], extension: Vec::new() }
    }

    #[test]
    fn signed_heads_come_back() {
        let signer = LogSigner::from_seed(ORIGIN, &[3; 32]).unwrap();
        let verifier = Verifier::parse(&signer.verifier().to_text()).unwrap();
        let extended = Checkpoint { extension: vec!["more".to_owned()], ..head(5) };
        for checkpoint in [head(0), head(u64::MAX), extended] {
            assert_eq!(verifier.verify(&signer.sign(&checkpoint).unwrap()), Ok(checkpoint));
        }
    }

    #[test]
    fn another_log_is_refused() {
        let signer = LogSigner::from_seed(ORIGIN, &[3; 32]).unwrap();
        let foreign = Checkpoint { origin: "bedside.invalid/log/b".to_owned(), ..head(1) };
        assert_eq!(signer.sign(&foreign), Err(CheckpointError::Origin));
        let note = signer.0.sign(&foreign.format()).unwrap();
        assert_eq!(signer.verifier().verify(&note), Err(CheckpointError::Origin));
    }

    #[test]
    fn other_spellings_are_refused() {
        let good = head(12).format();
        assert_eq!(Checkpoint::parse(&good), Ok(head(12)));
        for (from, to) in [
            ("\n12\n", "\n012\n"),
            ("\n12\n", "\n+12\n"),
            ("\n12\n", "\n\n"),
            ("=\n", "\n"),
            ("=\n", "=\n\n"),
        ] {
            assert_eq!(Checkpoint::parse(&good.replace(from, to)), Err(CheckpointError::Malformed), "{to:?}");
        }
        assert_eq!(Checkpoint::parse(good.trim_end()), Err(CheckpointError::Malformed));
    }

    proptest! {
        #[test]
        fn what_parses_formats_to_the_same_text(text in "[a-c/]{0,3}\n[0-9]{0,3}\n[A-Za-z0-9+/]{43}=\n([a-z]{0,2}\n){0,2}") {
            if let Ok(checkpoint) = Checkpoint::parse(&text) {
                prop_assert_eq!(checkpoint.format(), text);
            }
        }
    }
}
