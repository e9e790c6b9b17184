//! Properties that hold for all inputs: round trip, no bit may change, no place is taken for another.

use bedside_keys::{
    Context, DataKey, DecodeError, EpochKey, Kind, OpenError, Sealable, Sealed, WrappedDataKey, Zeroizing,
};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::support::{CONTEXT, Raw, Seeded};

type Body = Raw<1>;

fn contexts() -> impl Strategy<Value = Context> {
    // Few values, so that equal fields and swapped fields both come up.
    let id = prop_oneof![Just([0; 16]), Just([1; 16]), Just([255; 16]), any::<[u8; 16]>()];
    (id.clone(), id.clone(), id).prop_map(|(organisation, conversation, subject)| Context {
        organisation,
        conversation,
        subject,
    })
}

proptest! {
    #[test]
    fn round_trip(seed: u64, context in contexts(), text in vec(any::<u8>(), 0..600)) {
        let rng = Seeded::new(seed);
        let key = DataKey::generate(&rng);
        let sealed = key.seal(&context, &Raw::<1>(text), &rng);
        let Raw(text) = key.open(&context, &sealed).expect("what was sealed opens");
        prop_assert_eq!(sealed.as_bytes().len(), 32 + text.len() + 16);
        let stored = Sealed::<Body>::from_stored(sealed.clone().into_bytes()).expect("its own bytes");
        prop_assert_eq!(&stored, &sealed);
        prop_assert_eq!(key.open(&context, &stored), Ok(Raw(text)));
    }

    #[test]
    fn opens_in_its_place_only(seed: u64, here in contexts(), there in contexts()) {
        let rng = Seeded::new(seed);
        let key = DataKey::generate(&rng);
        let sealed = key.seal(&here, &Raw::<1>(b"text".to_vec()), &rng);
        let opened = key.open(&there, &sealed);
        if here == there {
            prop_assert!(opened.is_ok());
        } else {
            prop_assert_eq!(opened, Err(OpenError::Authentication));
        }
    }

    #[test]
    fn wrapped_key_unwraps_in_its_place_only(seed: u64, here in contexts(), there in contexts()) {
        let rng = Seeded::new(seed);
        let (epoch, key) = (EpochKey::generate(&rng), DataKey::generate(&rng));
        let wrapped = epoch.wrap(here.organisation, here.conversation, &key, &rng);
        let unwrapped = epoch.unwrap(there.organisation, there.conversation, &wrapped).map(|key| key.id());
        if (here.organisation, here.conversation) == (there.organisation, there.conversation) {
            prop_assert_eq!(unwrapped, Ok(key.id()));
        } else {
            prop_assert_eq!(unwrapped, Err(OpenError::Authentication));
        }
    }

    #[test]
    fn any_bytes_are_refused_or_kept(bytes in vec(any::<u8>(), 0..200)) {
        bedside_keys::fuzz::fuzz_envelope(&bytes);
    }

    #[test]
    fn any_header_is_refused_or_kept(start in [0..3_u8, 0..4_u8, 0..35_u8, 0..2_u8], rest in vec(any::<u8>(), 0..200)) {
        bedside_keys::fuzz::fuzz_envelope(&[&start[..], &rest].concat());
    }
}

/// Every single bit of an envelope, not a sample.
#[test]
fn every_flipped_bit_is_noticed() {
    let rng = Seeded::new(1);
    let key = DataKey::generate(&rng);
    let bytes = key.seal(&CONTEXT, &Raw::<1>(b"I take 20 mg".to_vec()), &rng).into_bytes();
    for bit in 0..bytes.len() * 8 {
        let mut altered = bytes.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        let opened = Sealed::<Body>::from_stored(altered).and_then(|sealed| key.open(&CONTEXT, &sealed));
        let error = opened.expect_err("an altered envelope opened");
        let named = match bit / 8 {
            0 => matches!(error, OpenError::UnknownVersion(_)),
            1 => matches!(error, OpenError::UnknownAlgorithm(_)),
            2 => matches!(error, OpenError::UnknownKind(_) | OpenError::WrongKind { .. }),
            3 => error == OpenError::ReservedSet,
            4..20 => matches!(error, OpenError::WrongKey { .. }),
            _ => error == OpenError::Authentication,
        };
        assert!(named, "bit {bit}: {error:?}");
    }
}

#[test]
fn every_flipped_bit_of_a_wrapped_key_is_noticed() {
    let rng = Seeded::new(2);
    let (epoch, key) = (EpochKey::generate(&rng), DataKey::generate(&rng));
    let bytes = epoch.wrap([1; 16], [2; 16], &key, &rng).into_bytes();
    for bit in 0..bytes.len() * 8 {
        let mut altered = bytes.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        let unwrapped = WrappedDataKey::from_stored(altered)
            .and_then(|wrapped| epoch.unwrap([1; 16], [2; 16], &wrapped).map(|key| key.id()));
        assert!(unwrapped.is_err(), "bit {bit}");
    }
}

#[test]
fn every_truncation_is_noticed() {
    let rng = Seeded::new(3);
    let key = DataKey::generate(&rng);
    let bytes = key.seal(&CONTEXT, &Raw::<1>(b"hello".to_vec()), &rng).into_bytes();
    for length in 0..bytes.len() {
        let cut = Sealed::<Body>::from_stored(bytes[..length].to_vec());
        let error = cut.and_then(|sealed| key.open(&CONTEXT, &sealed)).expect_err("a cut envelope opened");
        let wanted = match length {
            0..32 => OpenError::TruncatedHeader,
            32..48 => OpenError::TruncatedTag,
            _ => OpenError::Authentication,
        };
        assert_eq!(error, wanted, "{length} bytes");
    }
}

#[test]
fn sealing_twice_gives_other_bytes() {
    let rng = Seeded::new(4);
    let key = DataKey::generate(&rng);
    let first = key.seal(&CONTEXT, &Raw::<1>(b"same".to_vec()), &rng);
    assert_ne!(first, key.seal(&CONTEXT, &Raw::<1>(b"same".to_vec()), &rng));
}

#[test]
fn rewrapping_keeps_the_key() {
    let rng = Seeded::new(5);
    let (monday, tuesday) = (EpochKey::generate(&rng), EpochKey::generate(&rng));
    let key = DataKey::generate(&rng);
    let sealed = key.seal(&CONTEXT, &Raw::<1>(b"still here".to_vec()), &rng);
    let wrapped = monday.wrap([1; 16], [2; 16], &key, &rng);
    drop(key);
    let living = monday.unwrap([1; 16], [2; 16], &wrapped).expect("its own epoch");
    let wrapped = tuesday.wrap([1; 16], [2; 16], &living, &rng);
    assert!(monday.unwrap([1; 16], [2; 16], &wrapped).is_err(), "the destroyed epoch key opens it");
    let living = tuesday.unwrap([1; 16], [2; 16], &wrapped).expect("the new epoch");
    assert_eq!(living.open(&CONTEXT, &sealed), Ok(Raw::<1>(b"still here".to_vec())));
}

#[test]
fn labels_give_unrelated_keys() {
    let key = DataKey::generate(&Seeded::new(6));
    let other = DataKey::generate(&Seeded::new(7));
    let hash = key.derive("person.email").hmac(b"x");
    assert_eq!(hash, key.derive("person.email").hmac(b"x"));
    assert_ne!(hash, key.derive("person.phone").hmac(b"x"));
    assert_ne!(hash, key.derive("person.email").hmac(b"y"));
    assert_ne!(hash, other.derive("person.email").hmac(b"x"));
}

/// Content that is genuine but malformed is its own error, and carries fixed text only.
#[test]
fn malformed_content() {
    #[derive(Debug, PartialEq)]
    struct Strict;
    impl Sealable for Strict {
        const KIND: Kind = Kind::Card;
        fn encode(&self) -> Zeroizing<Vec<u8>> {
            Zeroizing::new(b"canary".to_vec())
        }
        fn decode(_: &[u8]) -> Result<Self, DecodeError> {
            Err(DecodeError::new("card has no name"))
        }
    }
    let rng = Seeded::new(8);
    let key = DataKey::generate(&rng);
    let sealed = key.seal(&CONTEXT, &Strict, &rng);
    let error = key.open(&CONTEXT, &sealed).expect_err("Strict refuses everything");
    assert_eq!(error, OpenError::Content(DecodeError::new("card has no name")));
    assert_eq!(error.to_string(), "opened envelope has a malformed content: card has no name");
    assert!(!format!("{sealed:?} {error:?}").contains("canary"));
}
