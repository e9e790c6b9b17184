"""Makes the vectors in this folder. Written from docs/formats/audit-log.md alone, on purpose not from the Rust code.

    python3 -m venv venv && venv/bin/pip install cryptography && venv/bin/python vectors/audit/generate.py

Each file is one case, named by its fault (`ok_…` has none). `what` says what it is a case of, `expect` what a reader
must answer. Running it again writes the same bytes.
"""

import base64
import hashlib
import json
import pathlib
import struct

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HERE = pathlib.Path(__file__).parent


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def save(name, what, expect, **case):
    text = json.dumps({"what": what, "expect": expect, **case}, indent=2, ensure_ascii=False)
    (HERE / f"{name}.json").write_text(text + "\n", encoding="utf-8")


# --- leaf ---------------------------------------------------------------------------------------------------------

POSTED = {
    "actor_kind": 1,
    "action": 400,
    "organisation": "0193590a000000000000000000000001",
    "id": "0193590a1b2c3d4e5f60718293a4b5c6",
    "at_ms": 1764000000123,
    "actor": "0193590a0000000000000000000000aa",
    "conversation": "0193590a0000000000000000000000c1",
    "subject": "0193590a0000000000000000000000d1",
    "seq": 7,
    "rev": 9,
    "body_hash": sha(b"sealed body").hex(),
    "detail": "00" * 32,
}
ZERO = {k: ("00" * (len(v) // 2) if isinstance(v, str) else 0) for k, v in POSTED.items()}


def leaf(entry):
    out = bytes([1, entry["actor_kind"]]) + struct.pack(">H", entry["action"])
    out += bytes.fromhex(entry["organisation"]) + bytes.fromhex(entry["id"]) + struct.pack(">Q", entry["at_ms"])
    out += bytes.fromhex(entry["actor"]) + bytes.fromhex(entry["conversation"]) + bytes.fromhex(entry["subject"])
    out += struct.pack(">QQ", entry["seq"], entry["rev"])
    out += bytes.fromhex(entry["body_hash"]) + bytes.fromhex(entry["detail"])
    assert len(out) == 172
    return out


def save_leaf(name, entry, action_name):
    encoded = leaf(entry)
    save(name, "leaf", "ok", entry=entry, action_name=action_name, leaf=encoded.hex(), leaf_hash=sha(b"\0", encoded).hex())


save_leaf("ok_leaf_message_posted", POSTED, "message.posted")
save_leaf("ok_leaf_organisation_created", {**ZERO, "action": 1, "organisation": POSTED["organisation"]}, "organisation.created")
save_leaf("ok_leaf_largest_numbers", {**POSTED, "at_ms": 2**64 - 1, "seq": 2**64 - 1, "rev": 2**64 - 1}, "message.posted")
save_leaf("ok_leaf_unknown_action_and_actor", {**POSTED, "action": 65535, "actor_kind": 255}, "other.65535")
save("leaf_truncated", "leaf", "length", leaf=leaf(POSTED)[:-1].hex())
save("leaf_trailing_byte", "leaf", "length", leaf=leaf(POSTED).hex() + "00")
save("leaf_empty", "leaf", "version", leaf="")
save("leaf_version_0", "leaf", "version", leaf="00" + leaf(POSTED).hex()[2:])
save("leaf_version_2", "leaf", "version", leaf="02" + leaf(POSTED).hex()[2:])

SALT, SEALED = bytes(range(16)), b"a sealed detail"
COMMITMENT = sha(b"bedside.audit.detail.v1\0", SALT, SEALED)
save("ok_detail", "detail", "ok", salt=SALT.hex(), sealed=SEALED.hex(), commitment=COMMITMENT.hex())
save("detail_byte_flipped", "detail", "mismatch", salt=SALT.hex(), sealed=b"b sealed detail".hex(), commitment=COMMITMENT.hex())
save("detail_salt_flipped", "detail", "mismatch", salt=bytes(reversed(SALT)).hex(), sealed=SEALED.hex(), commitment=COMMITMENT.hex())


# --- records ------------------------------------------------------------------------------------------------------


def record(kind, columns):
    out = b"bedside.audit.record.v1\0" + bytes([kind])
    for column in columns:
        if column is None:
            out += b"\0"
        elif isinstance(column, int):
            out += b"\1" + struct.pack(">q", column)
        elif isinstance(column, bytes):
            out += b"\2" + struct.pack(">Q", len(column)) + column
        else:
            out += b"\3" + struct.pack(">Q", len(column.encode())) + column.encode()
    return {"kind": kind, "columns": [shown(column) for column in columns], "hash": sha(out).hex()}


def shown(column):
    if column is None:
        return {}
    name = {int: "integer", bytes: "bytes", str: "text"}[type(column)]
    return {name: column.hex() if isinstance(column, bytes) else column}


def ident16(kind, number):
    return bytes([kind] + [0] * 14 + [number])


save("ok_records", "records", "ok", records=[
    record(1, ["Clinic Ärzte"]),
    record(2, ["department", '{"name":"Front desk"}']),
    record(2, ["site", '{"name":"Front desk"}']),
    record(3, [b"\7" * 32, "agent", ident16(0xE0, 1), 1764000000123, None, b"sealed profile"]),
    record(3, [b"\7" * 32, "agent", b"", 1764000000123, 1764000000456, b"sealed profile"]),
    record(4, [
        3, ident16(0xE0, 1), None, ident16(0xA0, 1), ident16(0xF0, 1), ident16(0x50, 1), ident16(0x90, 1), 1764000000123,
        1764000000123, 1764000000456, 1, 0, "{}", b"sealed card", None, 0, ident16(0xB0, 1), 1, ident16(0xB0, 2),
    ]),
])

# --- tree (RFC 6962 section 2.1, as written there) ------------------------------------------------------------------


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def mth(d):
    if not d:
        return sha()
    if len(d) == 1:
        return sha(b"\0", d[0])
    k = split(len(d))
    return sha(b"\1", mth(d[:k]), mth(d[k:]))


def path(m, d):
    if len(d) == 1:
        return []
    k = split(len(d))
    return path(m, d[:k]) + [mth(d[k:])] if m < k else path(m - k, d[k:]) + [mth(d[:k])]


def subproof(m, d, whole):
    if m == len(d):
        return [] if whole else [mth(d)]
    k = split(len(d))
    if m <= k:
        return subproof(m, d[:k], whole) + [mth(d[k:])]
    return subproof(m - k, d[k:], False) + [mth(d[:k])]


CLASSIC = [bytes.fromhex(x) for x in [
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]]
save("ok_tree_rfc6962_reference", "tree", "ok", leaves=[x.hex() for x in CLASSIC],
     roots=[mth(CLASSIC[:n]).hex() for n in range(9)])


def numbered(n):
    return [struct.pack(">I", i) for i in range(n)]


SIZES = [1, 2, 3, 255, 256, 257, 511, 512, 513, 1000, 65535, 65536, 65537, 70000]
save("ok_tree_heads", "heads", "ok", leaves="leaf n is n as a big-endian 32-bit integer",
     heads=[{"size": n, "root": mth(numbered(n)).hex()} for n in SIZES])

INCLUSION = [(1, 0), (7, 0), (7, 3), (7, 6), (600, 0), (600, 255), (600, 256), (600, 599)]
CONSISTENCY = [(1, 8), (3, 7), (4, 7), (6, 8), (7, 7), (256, 600), (300, 600), (512, 600), (599, 600)]
save("ok_proofs", "proofs", "ok", leaves="leaf n is n as a big-endian 32-bit integer",
     inclusion=[{"size": n, "number": m, "root": mth(numbered(n)).hex(),
                 "proof": [h.hex() for h in path(m, numbered(n))]} for n, m in INCLUSION],
     consistency=[{"old_size": m, "old_root": mth(numbered(m)).hex(), "size": n, "root": mth(numbered(n)).hex(),
                   "proof": [h.hex() for h in subproof(m, numbered(n), True)]} for m, n in CONSISTENCY])

# --- tiles (C2SP tlog-tiles) ----------------------------------------------------------------------------------------


def tile_path(level, index, width):
    groups = []
    while True:
        groups.insert(0, f"{index % 1000:03d}")
        index //= 1000
        if index == 0:
            break
    name = "/".join(["x" + g for g in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{name}" + (f".p/{width}" if width < 256 else "")


def tiles(leaves):
    row, level = [sha(b"\0", x) for x in leaves], 0
    while row:
        above = []
        for at in range(0, len(row), 256):
            part = row[at:at + 256]
            yield tile_path(level, at // 256, len(part)), b"".join(part)
            if len(part) == 256:
                while len(part) > 1:
                    part = [sha(b"\1", part[i], part[i + 1]) for i in range(0, len(part), 2)]
                above += part
        row, level = above, level + 1


def save_tiles(name, size):
    save(name, "tiles", "ok", leaves="leaf n is n as a big-endian 32-bit integer", size=size,
         sha256_of_tile={p: sha(b).hex() for p, b in tiles(numbered(size))})


for size in (1, 255, 256, 257, 600):
    save_tiles(f"ok_tiles_{size}", size)
save_tiles("ok_tiles_70000_three_levels", 70000)
save("ok_tile_paths", "tile_paths", "ok", paths=[
    {"level": l, "index": n, "width": w, "path": tile_path(l, n, w)}
    for l, n, w in [(0, 0, 256), (0, 0, 1), (0, 999, 256), (0, 1000, 255), (1, 1234067, 256), (5, 10**9, 17), (63, 2**64 - 1, 1)]])

# --- checkpoint (C2SP signed-note and tlog-checkpoint) ---------------------------------------------------------------

ORIGIN = "bedside.invalid/log/01JDCGM0000000000000000001"
SEED = bytes(range(32))
KEY = Ed25519PrivateKey.from_private_bytes(SEED)
PUBLIC = KEY.public_key().public_bytes_raw()


def key_hash(name):
    return sha(name.encode(), b"\n\1", PUBLIC)[:4]


def vkey(name):
    return f"{name}+{key_hash(name).hex()}+{base64.b64encode(bytes([1]) + PUBLIC).decode()}"


def signature(name, text, flip=0):
    signed = bytearray(key_hash(name) + KEY.sign(text.encode()))
    signed[-1] ^= flip
    return f"\u2014 {name} {base64.b64encode(bytes(signed)).decode()}\n"


def text(origin=ORIGIN, size="600", extension=""):
    return f"{origin}\n{size}\n{base64.b64encode(mth(numbered(600))).decode()}\n{extension}"


def save_note(name, expect, note):
    save(name, "checkpoint", expect, verifier_key=vkey(ORIGIN), origin=ORIGIN, size=600,
         root=mth(numbered(600)).hex(), seed=SEED.hex(), note=note)


GOOD = text()
WITNESS = "\u2014 witness.example " + base64.b64encode(bytes(76)).decode() + "\n"
save_note("ok_checkpoint", "ok", GOOD + "\n" + signature(ORIGIN, GOOD))
save_note("ok_checkpoint_with_witness", "ok", GOOD + "\n" + WITNESS + signature(ORIGIN, GOOD))
EXTENDED = text(extension="an extension line\n")
save_note("ok_checkpoint_with_extension", "ok", EXTENDED + "\n" + signature(ORIGIN, EXTENDED))
save_note("checkpoint_signature_flipped", "bad_signature", GOOD + "\n" + signature(ORIGIN, GOOD, flip=1))
save_note("checkpoint_size_altered", "bad_signature", text(size="601") + "\n" + signature(ORIGIN, GOOD))
save_note("checkpoint_other_key", "unknown_key", GOOD + "\n" + WITNESS)
OTHER = text(origin="bedside.invalid/log/01JDCGM0000000000000000002")
save_note("checkpoint_other_origin", "origin", OTHER + "\n" + signature(ORIGIN, OTHER))
PADDED = text(size="0600")
save_note("checkpoint_size_with_leading_zero", "malformed", PADDED + "\n" + signature(ORIGIN, PADDED))
EMPTY_LINE = text(extension="\n")
save_note("checkpoint_empty_extension_line", "malformed", EMPTY_LINE + "\n" + signature(ORIGIN, EMPTY_LINE))
save_note("checkpoint_no_signature", "note_malformed", GOOD)
save_note("checkpoint_no_final_newline", "note_malformed", (GOOD + "\n" + signature(ORIGIN, GOOD))[:-1])
save_note("checkpoint_carriage_returns", "note_malformed", (GOOD + "\n" + signature(ORIGIN, GOOD)).replace("\n", "\r\n"))

# --- whole logs: what a verifier must find, without and with the checkpoint kept elsewhere ---------------------------

ORGANISATION = POSTED["organisation"]


def ident(kind, number):
    return bytes([1, kind] + [0] * 13 + [number]).hex()


def body(name):
    return sha(name.encode()).hex()


class Log:
    """A clinic with two chats, one message masked, one held and released, one still held."""

    def __init__(self):
        self.leaves, self.details, self.rows = [], {}, {}
        self.act(1)
        for chat in (1, 2):
            self.act(300, chat, ident(0xE0, 1), rev=1, detail=b"sealed form")
            for place in (1, 2, 3):
                self.post(chat, 10 * chat + place, place)
        self.act(404, 1, ident(0xD0, 12), seq=2, rev=5, body_hash=body("masked"))
        self.rows[12]["body_hash"] = body("masked")
        for number in (24, 25):
            self.act(401, 2, ident(0xD0, number), body_hash=body(f"message {number}"))
            self.row(2, number, 0, 0, held=True)
        self.act(402, 2, ident(0xD0, 24), seq=4, rev=5, body_hash=body("message 24"))
        self.row(2, 24, 4, 5)
        self.act(306, 1)
        self.checkpoint = self.sign()
        self.outside = self.checkpoint
        self.act(204)  # pending

    def act(self, action, chat=0, subject="00" * 16, detail=None, **fields):
        number = len(self.leaves)
        entry = {**ZERO, "actor_kind": 2, "action": action, "organisation": ORGANISATION, "id": ident(0xA0, number),
                 "at_ms": 1764000000000 + number, "subject": subject, **fields}
        if chat:
            entry["conversation"] = ident(0xC0, chat)
        if detail:
            salt = bytes([number] * 16)
            self.details[number] = {"salt": salt.hex(), "sealed": detail.hex()}
            entry["detail"] = sha(b"bedside.audit.detail.v1\0", salt, detail).hex()
        self.leaves.append(leaf(entry))

    def post(self, chat, number, place):
        self.act(400, chat, ident(0xD0, number), seq=place, rev=place + 1, body_hash=body(f"message {number}"))
        self.row(chat, number, place, place + 1)

    def row(self, chat, number, seq, rev, held=False):
        self.rows[number] = {"conversation": ident(0xC0, chat), "message": ident(0xD0, number), "seq": seq, "rev": rev,
                             "held": held, "body_hash": body(f"message {number}")}

    def sign(self, size=None):
        size = len(self.leaves) if size is None else size
        note = f"{ORIGIN}\n{size}\n{base64.b64encode(mth(self.leaves[:size])).decode()}\n"
        self.tiles = dict(tiles(self.leaves[:size]))
        return note + "\n" + signature(ORIGIN, note)

    def flip(self, number, byte):
        changed = bytearray(self.leaves[number])
        changed[byte] ^= 1
        self.leaves[number] = bytes(changed)

    def save(self, name, alone, with_outside=None):
        with_outside = alone if with_outside is None else with_outside
        save(f"log_{name}" if with_outside else f"ok_log{name}", "log", "findings" if with_outside else "ok",
             verifier_key=vkey(ORIGIN), organisation=ORGANISATION, checkpoint=self.checkpoint, outside=self.outside,
             findings_alone=sorted(alone), findings_with_outside=sorted(with_outside),
             needs_outside=not alone and bool(with_outside),
             leaves=[{"leaf": x.hex(), **self.details.get(n, {})} for n, x in enumerate(self.leaves)],
             tiles={p: b.hex() for p, b in self.tiles.items()}, rows=list(self.rows.values()))


def case(name, alone, tamper, with_outside=None):
    log = Log()
    tamper(log)
    log.save(name, alone, with_outside)


def swap_chats(log):
    log.rows[11]["conversation"], log.rows[21]["conversation"] = log.rows[21]["conversation"], log.rows[11]["conversation"]


def reorder_rows(log):
    log.rows[11]["seq"], log.rows[12]["seq"] = 2, 1


def reorder_leaves(log):
    log.leaves[0], log.leaves[-2] = log.leaves[-2], log.leaves[0]


def roll_back_log(log):
    log.leaves = log.leaves[:9]
    log.checkpoint = log.sign()


def roll_back_both(log):
    roll_back_log(log)
    log.rows.pop(24), log.rows.pop(25)
    log.rows[12]["body_hash"] = body("message 12")


def rewrite_and_sign(log):
    log.flip(1, 44)
    log.checkpoint = log.sign(len(log.leaves) - 1)


case("", [], lambda log: None)
case("leaf_byte_flipped", ["root-mismatch", "tile-mismatch"], lambda log: log.flip(1, 44),
     ["outside-fork", "root-mismatch", "tile-mismatch"])
case("_with_a_pending_leaf_flipped", [], lambda log: log.flip(-1, 44))
case("last_entries_removed", ["entries-missing"], lambda log: log.leaves.__delitem__(slice(-2, None)),
     ["entries-missing", "outside-rolled-back"])
case("entries_reordered", ["root-mismatch", "tile-mismatch"], reorder_leaves,
     ["outside-fork", "root-mismatch", "tile-mismatch"])
case("tile_byte_flipped", ["tile-mismatch"], lambda log: log.tiles.update(
    {p: bytes([b[0] ^ 1]) + b[1:] for p, b in log.tiles.items()}))
case("tile_removed", ["tile-missing"], lambda log: log.tiles.clear())
case("detail_byte_flipped", ["detail-mismatch"], lambda log: log.details[1].update(sealed=b"Sealed form".hex()))
case("detail_removed", ["detail-missing"], lambda log: log.details.pop(1))
case("row_body_replaced", ["row-body"], lambda log: log.rows[11].update(body_hash=body("forged")))
case("row_body_from_before_masking", ["row-body"], lambda log: log.rows[12].update(body_hash=body("message 12")))
case("row_removed", ["row-missing"], lambda log: log.rows.pop(13))
case("row_inserted", ["row-without-entry"], lambda log: log.row(1, 99, 4, 6))
case("row_held_delivered", ["row-held"], lambda log: log.rows[25].update(held=False))
case("rows_swapped_between_chats", ["row-conversation"], swap_chats)
case("rows_reordered", ["row-seq"], reorder_rows)
case("rolled_back", ["row-body", "row-without-entry"], roll_back_log, ["outside-rolled-back", "row-body", "row-without-entry"])
case("rolled_back_with_its_rows", [], roll_back_both, ["outside-rolled-back"])
case("history_rewritten_and_signed_again", [], rewrite_and_sign, ["outside-fork"])
