"""Writes the envelope vectors of this folder, with an implementation that shares no code with the Rust one.

It follows docs/formats/envelope.md and docs/formats/keyring.md, and opens each vector itself before
writing it. Everything is derived from fixed labels, so a second run changes nothing.

    python3 -m venv /tmp/venv && /tmp/venv/bin/pip install cryptography==50.0.2
    /tmp/venv/bin/python vectors/envelope/generate.py          # write the files
    /tmp/venv/bin/python vectors/envelope/generate.py --check  # exit code 1 if a file differs
"""

import base64
import hashlib
import json
import pathlib
import sys

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

HERE = pathlib.Path(__file__).parent
KINDS = {
    1: "MessageBody", 2: "Card", 3: "Note", 4: "FormAnswers", 5: "Attachment", 6: "AuditDetail",
    7: "Profile", 8: "Secret", 32: "WrappedDataKey", 33: "WrappedEpochKey",
}
ZERO = bytes(16)


# --- the format ---------------------------------------------------------------------------------


class Refused(Exception):
    """An envelope that does not open; the text is the name of the error."""


def hkdf(key, info, length):
    return HKDF(algorithm=SHA256(), length=length, salt=b"bedside.keys.v1", info=info).derive(key)


def key_id(key):
    return hkdf(key, b"bedside.key-id.v1", 16)


def aes(key):
    return AESGCM(hkdf(key, b"bedside.aes-256-gcm.v1", 32))


def associated_data(header, context):
    assert len(header) == 32 and all(len(part) == 16 for part in context)
    return b"bedside.envelope.v1\0" + header[:20] + b"".join(context)


def seal(key, kind, context, plaintext, nonce, named_id=None):
    header = bytes([1, 1, kind, 0]) + (named_id or key_id(key)) + nonce
    return header + aes(key).encrypt(nonce, plaintext, associated_data(header, context))


def open_envelope(key, kind, context, envelope):
    read_header(envelope, kind)
    if len(envelope) < 48:
        raise Refused("TruncatedTag")
    if envelope[4:20] != key_id(key):
        raise Refused("WrongKey")
    header, rest = envelope[:32], envelope[32:]
    try:
        return aes(key).decrypt(header[20:], rest, associated_data(header, context))
    except InvalidTag:
        raise Refused("Authentication") from None


def read_header(envelope, kind):
    if len(envelope) == 0:
        raise Refused("TruncatedHeader")
    if envelope[0] != 1:
        raise Refused("UnknownVersion")
    if len(envelope) < 32:
        raise Refused("TruncatedHeader")
    if envelope[1] != 1 and not (envelope[1] == 2 and kind == 33):
        raise Refused("UnknownAlgorithm")
    if envelope[2] not in KINDS:
        raise Refused("UnknownKind")
    if envelope[3] != 0:
        raise Refused("ReservedSet")
    if envelope[2] != kind:
        raise Refused("WrongKind")


def wrap(by, kind, organisation, conversation, key, nonce, inner_id=None):
    context = (organisation, conversation, key_id(key))
    return seal(by, kind, context, (inner_id or key_id(key)) + key, nonce) + key_id(key)


def unwrap(by, kind, organisation, conversation, record):
    read_header(record, kind)
    if record[1] == 2:
        if record[20:32] != bytes(12):
            raise Refused("ReservedSet")
        if not 16 < len(record) - 32 <= 16 * 1024 + 16:
            raise Refused("WrongLength")
        raise Refused("UnknownAlgorithm")  # no key of ours opens it
    if len(record) != 112:
        raise Refused("WrongLength")
    if kind == 33 and record[4:20] != key_id(by):
        raise Refused("UnknownKey")  # the keyring has one key
    named = open_envelope(by, kind, (organisation, conversation, record[96:]), record[:96])
    if named[:16] != key_id(named[16:]) or named[:16] != record[96:]:
        raise Refused("WrongWrappedKey")
    return named[16:]


# --- the vectors --------------------------------------------------------------------------------


def fixed(label, length):
    """Bytes that look random and are the same each time."""
    return hashlib.shake_256(b"bedside vector " + label.encode()).digest(length)


KEY, OTHER_KEY = fixed("data key", 32), fixed("other data key", 32)
EPOCH, OTHER_EPOCH = fixed("epoch key", 32), fixed("other epoch key", 32)
MASTER, OTHER_MASTER = fixed("master key", 32), fixed("other master key", 32)
ORGANISATION, OTHER_ORGANISATION = fixed("organisation", 16), fixed("other organisation", 16)
CONVERSATION, OTHER_CONVERSATION = fixed("conversation", 16), fixed("other conversation", 16)
MESSAGE, OTHER_MESSAGE = fixed("message", 16), fixed("other message", 16)
CONTEXT = (ORGANISATION, CONVERSATION, MESSAGE)
BODY = "Good morning, I am “due” for a refill; please call back. 你好".encode()
NONCE = fixed("nonce", 12)

files = {}


def add(name, about, shape, **fields):
    assert name not in files, name
    files[name] = {"about": about, "shape": shape, **fields}


def outcome(attempt, field):
    try:
        return {field: attempt().hex()}
    except Refused as error:
        return {"error": str(error)}


def envelope(name, about, expected, bytes_, kind=1, key=KEY, context=CONTEXT):
    """`expected` is the plaintext or the name of an error; the code above must agree."""
    result = outcome(lambda: open_envelope(key, kind, context, bytes_), "plaintext")
    assert result == ({"error": expected} if isinstance(expected, str) else {"plaintext": expected.hex()}), name
    organisation, conversation, subject = context
    add(
        name, about, "envelope",
        key=key.hex(), key_id=key_id(key).hex(), kind=kind,
        organisation=organisation.hex(), conversation=conversation.hex(), subject=subject.hex(),
        envelope=bytes_.hex(), result=result,
    )


def wrapped(name, about, expected, record, kind=32, by=EPOCH, organisation=ORGANISATION, conversation=CONVERSATION):
    if kind == 33:
        conversation = ZERO
    result = outcome(lambda: unwrap(by, kind, organisation, conversation, record), "key")
    assert result == ({"error": expected} if isinstance(expected, str) else {"key": expected.hex()}), name
    shape, place = ("wrapped_data_key", {"conversation": conversation.hex()}) if kind == 32 else ("wrapped_epoch_key", {})
    add(
        name, about, shape,
        by=by.hex(), by_id=key_id(by).hex(), organisation=organisation.hex(), **place,
        record=record.hex(), result=result,
    )


def flip(bytes_, at, bit=0):
    at %= len(bytes_)
    return bytes_[:at] + bytes([bytes_[at] ^ 1 << bit]) + bytes_[at + 1:]


def put(bytes_, at, value):
    return bytes_[:at] + value + bytes_[at + len(value):]


OK = seal(KEY, 1, CONTEXT, BODY, NONCE)

envelope("ok_v1", "a message", BODY, OK)
envelope("ok_empty_body", "no text: the envelope ends with its tag", b"", seal(KEY, 1, CONTEXT, b"", NONCE))
envelope("ok_one_byte", "shorter than a cipher block", b"x", seal(KEY, 1, CONTEXT, b"x", NONCE))
LONG = fixed("long body", 1000)
envelope("ok_long_body", "many cipher blocks and a part of one", LONG, seal(KEY, 1, CONTEXT, LONG, NONCE))
NOWHERE = (ZERO, ZERO, ZERO)
envelope("ok_zero_context", "all of the context zero", BODY, seal(KEY, 1, NOWHERE, BODY, NONCE), context=NOWHERE)
for number, kind_name in KINDS.items():
    if 1 < number < 32:
        envelope(f"ok_kind_{number}", f"content of kind {kind_name}", BODY, seal(KEY, number, CONTEXT, BODY, NONCE), kind=number)

envelope("unknown_version", "byte 0 is 2", "UnknownVersion", put(OK, 0, b"\x02"))
envelope("unknown_version_short", "one byte of another version: its header may be shorter", "UnknownVersion", b"\x02")
envelope("not_an_envelope", "text in the clear", "UnknownVersion", b'{"text":"this was never sealed at all"}')
envelope("unknown_algorithm", "byte 1 is 3", "UnknownAlgorithm", put(OK, 1, b"\x03"))
envelope("external_algorithm", "algorithm 2 is for epoch keys only", "UnknownAlgorithm", put(OK, 1, b"\x02"))
envelope("unknown_kind", "byte 2 is 9", "UnknownKind", put(OK, 2, b"\x09"))
envelope("wrong_kind", "a message where a note is asked for", "WrongKind", OK, kind=3)
envelope("kind_rewritten", "a note whose header was changed to say message", "Authentication", put(seal(KEY, 3, CONTEXT, BODY, NONCE), 2, b"\x01"))
envelope("wrapped_key_as_message", "a wrapped key where a message is asked for", "WrongKind", seal(KEY, 32, CONTEXT, BODY, NONCE))
envelope("reserved_set", "byte 3 is 1", "ReservedSet", put(OK, 3, b"\x01"))
envelope("truncated_empty", "no bytes", "TruncatedHeader", b"")
envelope("truncated_header", "31 bytes", "TruncatedHeader", OK[:31])
envelope("truncated_tag", "the header and 15 bytes", "TruncatedTag", OK[:47])
envelope("truncated_ciphertext", "the last byte is missing", "Authentication", OK[:-1])
envelope("extended", "one byte too many", "Authentication", OK + b"\0")
envelope("key_swapped", "opened with another key", "WrongKey", OK, key=OTHER_KEY)
envelope("key_id_rewritten", "the header was changed to name the key it is opened with", "Authentication", put(OK, 4, key_id(OTHER_KEY)), key=OTHER_KEY)
envelope("header_flipped", "one bit of the key id", "WrongKey", flip(OK, 4))
envelope("nonce_flipped", "one bit of the nonce", "Authentication", flip(OK, 20))
envelope("ciphertext_flipped", "one bit of the first ciphertext byte", "Authentication", flip(OK, 32, 7))
envelope("tag_flipped", "one bit of the last byte", "Authentication", flip(OK, -1))
envelope("wrong_tenant", "another organisation", "Authentication", OK, context=(OTHER_ORGANISATION, CONVERSATION, MESSAGE))
envelope("wrong_conversation", "another conversation of the organisation", "Authentication", OK, context=(ORGANISATION, OTHER_CONVERSATION, MESSAGE))
envelope("wrong_subject", "no subject", "Authentication", OK, context=(ORGANISATION, CONVERSATION, ZERO))
envelope("replayed_under_other_subject", "put in the place of a later message", "Authentication", OK, context=(ORGANISATION, CONVERSATION, OTHER_MESSAGE))
envelope("context_rotated", "the same three ids in another order", "Authentication", OK, context=(CONVERSATION, MESSAGE, ORGANISATION))
RAW = bytes([1, 1, 1, 0]) + key_id(KEY) + NONCE
envelope("key_not_derived", "sealed with the key itself instead of the AES key derived from it", "Authentication", RAW + AESGCM(KEY).encrypt(NONCE, BODY, associated_data(RAW, CONTEXT)))
envelope("nonce_in_associated_data", "sealed with the whole header as associated data", "Authentication", RAW + aes(KEY).encrypt(NONCE, BODY, b"bedside.envelope.v1\0" + RAW + b"".join(CONTEXT)))
envelope("no_associated_data", "sealed without associated data", "Authentication", RAW + aes(KEY).encrypt(NONCE, BODY, None))

DATA_RECORD = wrap(EPOCH, 32, ORGANISATION, CONVERSATION, KEY, NONCE)
wrapped("wrapped_key_ok", "a data key", KEY, DATA_RECORD)
wrapped("wrapped_key_wrong_tenant", "another organisation", "Authentication", DATA_RECORD, organisation=OTHER_ORGANISATION)
wrapped("wrapped_key_wrong_conversation", "another conversation", "Authentication", DATA_RECORD, conversation=OTHER_CONVERSATION)
wrapped("wrapped_key_wrong_epoch", "unwrapped with another epoch key", "WrongKey", DATA_RECORD, by=OTHER_EPOCH)
wrapped("wrapped_key_renamed", "the id behind the envelope was changed to another key's", "Authentication", DATA_RECORD[:96] + key_id(OTHER_KEY))
wrapped("wrapped_key_misnamed", "genuine, but the id inside is not that of the key inside", "WrongWrappedKey", wrap(EPOCH, 32, ORGANISATION, CONVERSATION, KEY, NONCE, inner_id=key_id(OTHER_KEY)))
wrapped("wrapped_key_tag_flipped", "one bit of the tag", "Authentication", flip(DATA_RECORD, 95))
wrapped("wrapped_key_nonce_flipped", "one bit of the nonce", "Authentication", flip(DATA_RECORD, 31))
wrapped("wrapped_key_truncated_header", "31 bytes", "TruncatedHeader", DATA_RECORD[:31])
wrapped("wrapped_key_truncated", "the last byte is missing", "WrongLength", DATA_RECORD[:-1])
wrapped("wrapped_key_without_id", "the envelope alone", "WrongLength", DATA_RECORD[:96])
wrapped("wrapped_key_extended", "one byte too many", "WrongLength", DATA_RECORD + b"\0")
wrapped("wrapped_key_unknown_version", "byte 0 is 2", "UnknownVersion", put(DATA_RECORD, 0, b"\x02"))
wrapped("wrapped_key_external", "algorithm 2 is for epoch keys only", "UnknownAlgorithm", put(DATA_RECORD, 1, b"\x02"))
wrapped("wrapped_key_reserved_set", "byte 3 is 128", "ReservedSet", put(DATA_RECORD, 3, b"\x80"))

EPOCH_RECORD = wrap(MASTER, 33, ORGANISATION, ZERO, EPOCH, NONCE)
wrapped("wrapped_key_is_epoch_key", "a wrapped epoch key where a data key is asked for", "WrongKind", EPOCH_RECORD)
wrapped("wrapped_epoch_ok", "an epoch key", EPOCH, EPOCH_RECORD, kind=33, by=MASTER)
wrapped("wrapped_epoch_wrong_tenant", "another organisation", "Authentication", EPOCH_RECORD, kind=33, by=MASTER, organisation=OTHER_ORGANISATION)
wrapped("wrapped_epoch_unknown_master", "the keyring lacks the master key", "UnknownKey", EPOCH_RECORD, kind=33, by=OTHER_MASTER)
wrapped("wrapped_epoch_master_rewritten", "the header was changed to name a key of the keyring", "Authentication", put(EPOCH_RECORD, 4, key_id(OTHER_MASTER)), kind=33, by=OTHER_MASTER)
wrapped("wrapped_epoch_renamed", "the id behind the envelope was changed", "Authentication", flip(EPOCH_RECORD, -1), kind=33, by=MASTER)
wrapped("wrapped_epoch_tag_flipped", "one bit of the tag", "Authentication", flip(EPOCH_RECORD, 95), kind=33, by=MASTER)
wrapped("wrapped_epoch_truncated", "the last byte is missing", "WrongLength", EPOCH_RECORD[:-1], kind=33, by=MASTER)
wrapped("wrapped_epoch_is_data_key", "a wrapped data key where an epoch key is asked for", "WrongKind", DATA_RECORD, kind=33, by=MASTER)
EXTERNAL = bytes([1, 2, 33, 0]) + key_id(MASTER) + bytes(12) + b"blob of a key service" + key_id(EPOCH)
wrapped("wrapped_epoch_external", "well formed, but made by a key service and not by a keyring", "UnknownAlgorithm", EXTERNAL, kind=33, by=MASTER)
wrapped("wrapped_epoch_external_nonce", "a nonce where algorithm 2 has none", "ReservedSet", put(EXTERNAL, 20, b"\x01"), kind=33, by=MASTER)
wrapped("wrapped_epoch_external_empty", "nothing from the key service", "WrongLength", EXTERNAL[:32] + key_id(EPOCH), kind=33, by=MASTER)
wrapped("wrapped_epoch_external_too_long", "more than 16 KiB from the key service", "WrongLength", EXTERNAL[:32] + bytes(16 * 1024 + 1) + key_id(EPOCH), kind=33, by=MASTER)


def derived(name, about, label, message):
    mac = HMAC(hkdf(KEY, b"bedside.derive.v1\0" + label.encode(), 32), SHA256())
    mac.update(message)
    add(name, about, "derived", key=KEY.hex(), label=label, message=message.hex(), hmac=mac.finalize().hex())


derived("derived_ok", "a keyed look-up hash", "person.email", b"pat@example.org")
derived("derived_empty", "no label, no message", "", b"")


def keyring_line(state, key, created_ms):
    return f"{state} {key_id(key).hex()} {created_ms} {base64.urlsafe_b64encode(key).decode().rstrip('=')}\n"


add(
    "keyring_ok", "two master keys, the second one active", "keyring",
    text="bedside-keyring v1\n# a comment\n\n" + keyring_line("retired", OTHER_MASTER, 0) + keyring_line("active", MASTER, 1_790_000_000_000),
    ids=[key_id(OTHER_MASTER).hex(), key_id(MASTER).hex()],
    active=key_id(MASTER).hex(),
)


# --- writing ------------------------------------------------------------------------------------


def main():
    wanted = {f"{name}.json": json.dumps(vector, indent=2) + "\n" for name, vector in files.items()}
    present = {path.name: path.read_text() for path in HERE.glob("*.json")}
    if sys.argv[1:] == ["--check"]:
        wrong = sorted(name for name in wanted.keys() | present.keys() if wanted.get(name) != present.get(name))
        print("\n".join(wrong) or f"{len(wanted)} vectors are as generated")
        sys.exit(1 if wrong else 0)
    for name in present.keys() - wanted.keys():
        (HERE / name).unlink()
    for name, text in wanted.items():
        (HERE / name).write_text(text)
    print(f"{len(wanted)} vectors written")


main()
