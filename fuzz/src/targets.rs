//! The fuzz functions of the crates, with the vectors they start from and words their formats are made of.

/// One fuzz function.
pub(crate) struct Target {
    /// Name on the command line.
    pub(crate) name: &'static str,
    /// Panics if a promise of the crate is broken.
    pub(crate) run: fn(&[u8]),
    /// Folders below `vectors/` whose files are the first inputs.
    pub(crate) seeds: &'static [&'static str],
    /// Words that random bytes would not find.
    pub(crate) words: &'static [&'static [u8]],
}

/// Every target. A new fuzz function gets a row here.
pub(crate) const TARGETS: [Target; 7] = [
    Target { name: "mask", run: bedside_masking::fuzz::fuzz_mask, seeds: &["masking"], words: &CHAT },
    Target {
        name: "envelope",
        run: bedside_keys::fuzz::fuzz_envelope,
        seeds: &["envelope"],
        words: &ENVELOPE,
    },
    Target { name: "audit-entry", run: bedside_audit::fuzz::fuzz_entry, seeds: &["audit"], words: &LEAF },
    Target { name: "audit-note", run: bedside_audit::fuzz::fuzz_note, seeds: &["audit"], words: &NOTE },
    Target { name: "frame", run: bedside_server::fuzz::fuzz_frame, seeds: &["wire"], words: &FRAME },
    Target { name: "guard", run: bedside_server::fuzz::fuzz_guard, seeds: &["emergency"], words: &CHAT },
    Target {
        name: "sealed-records",
        run: bedside_server::fuzz::fuzz_sealed_records,
        seeds: &["wire"],
        words: &RECORD,
    },
];

const FRAME: [&[u8]; 14] = [
    b"\"type\":",
    b"\"post\"",
    b"\"hello\"",
    b"\"ref\":",
    b"01ARZ3NDEKTSV4RRFFQ69G5FAV",
    b"6f1c9a4e-1f0e-4d53-9d0a-0d3c5f1b2a77",
    b"\\u0000",
    b"\\ud800",
    b"[[[[[[[[",
    b"{\"a\":{\"a\":",
    b"1e999",
    b"-1",
    b"null",
    b"true",
];

const RECORD: [&[u8]; 6] = [
    b"\x01\x04\x00\x00\x00XXXX\x01\x00\x00\x00\x00\x00\x04\x00\x00\x00\x01\x02\xff\xff\xff\xff",
    b"\x01\x00\x00\x00\x00\x00\x00",
    b"\xff\xff\xff\xff",
    b"\x04\x00\x00\x00",
    b"XXX-XX-XXXX",
    b"\x01",
];

const CHAT: [&[u8]; 28] = [
    b"4111 1111 1111 1111",
    b"4111-1111-1111-1111",
    b"378282246310005",
    b"30569309025904",
    b"078-05-1120",
    b"123 45 6789",
    b"000-12-3456",
    b"ssn ",
    b"my card is ",
    b"a.b+c@clinic.example",
    b"\"odd name\"@[127.0.0.1]",
    b"(555) 010-0199",
    b"+1 202 555 0143 ext. 7",
    b"1-800-555-0199",
    b"XXXX",
    "\u{ff14}\u{ff11}\u{ff11}\u{ff11}".as_bytes(), // full-width 4111
    "\u{0664}\u{0661}\u{0661}".as_bytes(),         // Arabic-Indic digits
    "\u{1d7d2}\u{1d7cf}".as_bytes(),               // mathematical bold digits
    "\u{200b}".as_bytes(),                         // zero width space
    "\u{200d}".as_bytes(),                         // zero width joiner
    "\u{00ad}".as_bytes(),                         // soft hyphen
    "\u{00a0}".as_bytes(),                         // no-break space
    "\u{2013}".as_bytes(),                         // en dash
    "\u{202e}".as_bytes(),                         // right-to-left override
    "e\u{0301}\u{0301}".as_bytes(),                // combining marks
    "\u{0130}".as_bytes(),                         // grows when lower-cased
    "\u{1f469}\u{200d}\u{2695}\u{fe0f}".as_bytes(),
    b"\xf0\x9f",
];

const ENVELOPE: [&[u8]; 6] = [
    b"\x01\x01\x01\x00",
    b"\x01\x01\x02\x00",
    b"\x02\x01\x01\x00",
    b"\x01\x02\x01\x00",
    b"\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00",
    b"\n",
];

const LEAF: [&[u8]; 4] =
    [b"\x01", b"\x00\x00", b"\x00\x00\x00\x00\x00\x00\x00\x01", b"\xff\xff\xff\xff\xff\xff\xff\xff"];

const NOTE: [&[u8]; 12] = [
    "\n\u{2014} sum.golang.org ".as_bytes(),
    "\u{2014} ".as_bytes(),
    b"\n\n",
    b"sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
    b"tile/0/x001/067",
    b"tile/entries/000.p/12",
    b"/x123",
    b".p/255",
    b"18446744073709551615",
    b"0",
    b"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    b"clinic.example/audit",
];
