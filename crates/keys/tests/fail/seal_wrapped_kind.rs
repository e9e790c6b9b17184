//! Content cannot pass for a wrapped key.

use bedside_keys::{Context, DataKey, DecodeError, Kind, Rng, Sealable, Zeroizing};

struct Forged;

impl Sealable for Forged {
    const KIND: Kind = Kind::WrappedDataKey;
    fn encode(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(Vec::new())
    }
    fn decode(_: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

struct Zero;

impl Rng for Zero {
    fn fill(&self, out: &mut [u8]) {
        out.fill(0);
    }
}

fn main() {
    let context = Context { organisation: [0; 16], conversation: [0; 16], subject: [0; 16] };
    let _ = DataKey::generate(&Zero).seal(&context, &Forged, &Zero);
}
