//! A sealed card cannot be opened as a message.

use bedside_keys::{Context, DataKey, DecodeError, Kind, Sealable, Sealed, Zeroizing};

struct Card;
struct MessageBody;

impl Sealable for Card {
    const KIND: Kind = Kind::Card;
    fn encode(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(Vec::new())
    }
    fn decode(_: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

impl Sealable for MessageBody {
    const KIND: Kind = Kind::MessageBody;
    fn encode(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(Vec::new())
    }
    fn decode(_: &[u8]) -> Result<Self, DecodeError> {
        Ok(Self)
    }
}

fn open(key: &DataKey, context: &Context, sealed: &Sealed<Card>) -> MessageBody {
    key.open::<MessageBody>(context, sealed).expect("unreachable")
}

fn main() {}
