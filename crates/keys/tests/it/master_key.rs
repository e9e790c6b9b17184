//! The top of the chain: rotation of a keyring, and a master key held by a service outside.

use bedside_keys::{
    BoxFuture, DataKey, EpochKey, KeyId, Keyring, MasterKey, MasterKeyError, OpenError, Rng, WrappedEpochKey,
};

use crate::support::{CONTEXT, Raw, Seeded, ready};

const ORGANISATION: [u8; 16] = [1; 16];

#[test]
fn the_whole_chain() {
    let rng = Seeded::new(1);
    let (keyring, epoch, key) =
        (Keyring::generate(&rng, 0), EpochKey::generate(&rng), DataKey::generate(&rng));
    let sealed = key.seal(&CONTEXT, &Raw::<1>(b"hello".to_vec()), &rng);
    let stored_key = epoch.wrap(ORGANISATION, CONTEXT.conversation, &key, &rng);
    let stored_epoch = ready(keyring.wrap(ORGANISATION, &epoch, &rng)).expect("a keyring wraps");
    let file = keyring.to_text();
    drop((keyring, epoch, key));

    let keyring = Keyring::parse(&file).expect("its own text");
    let epoch = ready(keyring.unwrap(ORGANISATION, &stored_epoch)).expect("its own record");
    let key = epoch.unwrap(ORGANISATION, CONTEXT.conversation, &stored_key).expect("its own record");
    assert_eq!(key.open(&CONTEXT, &sealed), Ok(Raw::<1>(b"hello".to_vec())));
}

#[test]
fn rotation_wraps_anew_and_still_unwraps() {
    let rng = Seeded::new(2);
    let mut keyring = Keyring::generate(&rng, 10);
    let (old, epoch) = (keyring.id(), EpochKey::generate(&rng));
    let before = ready(keyring.wrap(ORGANISATION, &epoch, &rng)).expect("a keyring wraps");
    let new = keyring.rotate(&rng, 20);
    assert_eq!(keyring.id(), new);
    assert_eq!(keyring.ids().collect::<Vec<_>>(), [new, old]);
    let after = ready(keyring.wrap(ORGANISATION, &epoch, &rng)).expect("a keyring wraps");
    assert_eq!((before.key_id(), after.key_id()), (old, new));
    for record in [before, after] {
        assert_eq!(ready(keyring.unwrap(ORGANISATION, &record)).map(|key| key.id()), Ok(epoch.id()));
    }
}

/// Stands for a service: XOR under a secret, with the organisation checked. Shows that the trait can be
/// implemented outside this crate, and what the answers mean.
struct Service {
    id: KeyId,
    pad: [u8; 64],
    answer: Result<(), MasterKeyError>,
}

impl Service {
    fn crypt(&self, organisation: [u8; 16], input: &[u8]) -> Vec<u8> {
        let associated = organisation.iter().cycle();
        input.iter().zip(&self.pad).zip(associated).map(|((byte, pad), org)| byte ^ pad ^ org).collect()
    }
}

impl MasterKey for Service {
    fn id(&self) -> KeyId {
        self.id
    }

    fn wrap<'a>(
        &'a self,
        organisation: [u8; 16],
        epoch: &'a EpochKey,
        _: &'a dyn Rng,
    ) -> BoxFuture<'a, Result<WrappedEpochKey, MasterKeyError>> {
        Box::pin(async move {
            self.answer?;
            let blob = self.crypt(organisation, epoch.to_wrapping_input().as_ref());
            Ok(WrappedEpochKey::from_external(self.id, epoch.id(), &blob)?)
        })
    }

    fn unwrap<'a>(
        &'a self,
        organisation: [u8; 16],
        wrapped: &'a WrappedEpochKey,
    ) -> BoxFuture<'a, Result<EpochKey, MasterKeyError>> {
        Box::pin(async move {
            self.answer?;
            let blob = wrapped.external_blob().ok_or(OpenError::UnknownAlgorithm(1))?;
            Ok(EpochKey::from_wrapping_input(&self.crypt(organisation, blob))?)
        })
    }
}

#[test]
fn a_service_outside() {
    let rng = Seeded::new(3);
    let epoch = EpochKey::generate(&rng);
    let id = KeyId([9; 16]);
    let service: Box<dyn MasterKey> = Box::new(Service { id, pad: [0x5a; 64], answer: Ok(()) });
    let record = ready(service.wrap(ORGANISATION, &epoch, &rng)).expect("the service allows it");
    assert_eq!((record.key_id(), record.wrapped_id()), (id, epoch.id()));
    let stored = WrappedEpochKey::from_stored(record.into_bytes()).expect("its own bytes");
    assert_eq!(ready(service.unwrap(ORGANISATION, &stored)).map(|key| key.id()), Ok(epoch.id()));

    // Another organisation: the bytes come out wrong, and the id shows it.
    let elsewhere = ready(service.unwrap([2; 16], &stored)).map(|key| key.id());
    assert_eq!(elsewhere, Err(MasterKeyError::Record(OpenError::WrongWrappedKey)));
    // A keyring does not try to open what a service wrapped, even under an id it holds.
    let keyring = Keyring::generate(&rng, 0);
    let wrong = ready(keyring.unwrap(ORGANISATION, &stored)).map(|key| key.id());
    assert_eq!(wrong, Err(MasterKeyError::UnknownKey(id)));
    let named =
        WrappedEpochKey::from_external(keyring.id(), epoch.id(), b"blob").expect("a well-formed record");
    let wrong = ready(keyring.unwrap(ORGANISATION, &named)).map(|key| key.id());
    assert_eq!(wrong, Err(MasterKeyError::Record(OpenError::UnknownAlgorithm(2))));

    for answer in [MasterKeyError::Denied(id), MasterKeyError::Unreachable(id)] {
        let service = Service { id, pad: [0x5a; 64], answer: Err(answer) };
        assert_eq!(ready(service.unwrap(ORGANISATION, &stored)).map(|key| key.id()), Err(answer));
    }
}

#[test]
fn a_named_key_is_checked() {
    let epoch = EpochKey::generate(&Seeded::new(4));
    let mut named = epoch.to_wrapping_input();
    assert_eq!(EpochKey::from_wrapping_input(named.as_ref()).map(|key| key.id()), Ok(epoch.id()));
    assert_eq!(
        EpochKey::from_wrapping_input(&named[1..]).map(|key| key.id()),
        Err(OpenError::WrongLength(47))
    );
    named[47] ^= 1;
    assert_eq!(
        EpochKey::from_wrapping_input(named.as_ref()).map(|key| key.id()),
        Err(OpenError::WrongWrappedKey)
    );
}
