//! Counts the links in a text and looks at what they lead to.

use bedside_masking::fold::{Fold, fold};
use zeroize::Zeroizing;

/// Schemes that lead to a page.
const PAGE_SCHEMES: [&[u8]; 4] = [b"http://", b"https://", b"ftp://", b"www."];
/// Schemes that run something or reach into the reader's machine.
const DANGEROUS_SCHEMES: [&[u8]; 8] = [
    b"javascript:",
    b"vbscript:",
    b"data:text/",
    b"data:application/",
    b"file://",
    b"search-ms:",
    b"ms-word:",
    b"ms-excel:",
];
/// Endings of files that run when opened, or hide one that does.
const DANGEROUS_ENDINGS: [&[u8]; 38] = [
    b"exe", b"scr", b"bat", b"cmd", b"pif", b"msi", b"msix", b"msp", b"appx", b"vb", b"vbs", b"vbe", b"js",
    b"jse", b"wsf", b"wsh", b"ps1", b"psm1", b"hta", b"cpl", b"jar", b"jnlp", b"lnk", b"url", b"reg", b"inf",
    b"iso", b"img", b"vhd", b"dmg", b"pkg", b"apk", b"deb", b"rpm", b"docm", b"xlsm", b"pptm", b"chm",
];

/// What was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Links {
    pub(crate) count: usize,
    pub(crate) dangerous: bool,
}

/// Reads a text once.
pub(crate) fn scan(text: &str) -> Links {
    let mut found = Links::default();
    let folded = folded(text);
    for token in folded.split(|byte| byte.is_ascii_whitespace() || matches!(byte, b'<' | b'>' | b'"')) {
        scan_token(token, &mut found);
    }
    found
}

/// Lower case, other scripts' look-alikes as ASCII, nothing invisible.
fn folded(text: &str) -> Zeroizing<Vec<u8>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    bytes.extend(text.chars().filter_map(|c| match fold(c) {
        Fold::Skip => None,
        Fold::As(byte) => Some(byte.to_ascii_lowercase()),
    }));
    bytes
}

/// A token may hold several links in a row; each ends where the next begins.
fn scan_token(token: &[u8], found: &mut Links) {
    let mut link = None;
    let mut at = 0;
    while at < token.len() {
        let starts_word = at == 0 || !token[at - 1].is_ascii_alphanumeric();
        if starts_word && DANGEROUS_SCHEMES.iter().any(|scheme| token[at..].starts_with(scheme)) {
            found.count += 1;
            found.dangerous = true;
        }
        let scheme = PAGE_SCHEMES.iter().find(|scheme| token[at..].starts_with(scheme));
        if let Some(scheme) = scheme.filter(|scheme| starts_word || scheme.ends_with(b"//")) {
            if let Some(start) = link.replace(at + scheme.len()) {
                found.dangerous |= is_dangerous(&token[start..at]);
            }
            // `https://www.` is one link.
            let www = &token[at + scheme.len()..];
            at += scheme.len() + if www.starts_with(b"www.") { 4 } else { 0 };
            found.count += 1;
        } else {
            at += 1;
        }
    }
    if let Some(start) = link {
        found.dangerous |= is_dangerous(&token[start..]);
    }
}

/// A segment of the path or a value of the query, not the host, has a dangerous ending.
fn is_dangerous(link: &[u8]) -> bool {
    let mut segments = link.split(|byte| matches!(byte, b'/' | b'?' | b'#' | b'&' | b'=' | b';' | b'\\'));
    let _host = segments.next();
    segments.any(|segment| {
        let end = segment.iter().rposition(u8::is_ascii_alphanumeric).map_or(0, |last| last + 1);
        let name = &segment[..end];
        let ending = name.iter().rposition(|byte| *byte == b'.').map(|dot| &name[dot + 1..]);
        ending.is_some_and(|ending| DANGEROUS_ENDINGS.contains(&ending))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_links_and_finds_dangerous_ones() {
        let cases = [
            ("no link: just words", 0, false),
            ("see https://x.org and http://y.org/a?b=c.", 2, false),
            ("www.x.org, https://www.y.org", 2, false),
            ("http://a.orghttp://b.org", 2, false),
            ("HTTPS://X.ORG/SETUP.EXE", 1, true),
            ("https://x.org/setup.exe?dl=1", 1, true),
            ("https://x.org/get?file=form.scr&n=1", 1, true),
            ("(https://x.org/a.msi).", 1, true),
            ("http://a.org/x.exehttp://b.org", 2, true),
            ("ｈｔｔｐｓ://x.org/a.ｅｘｅ", 1, true),
            ("ht\u{200B}tps://x.org/a.e\u{AD}xe", 1, true),
            ("javascript:alert(1)", 1, true),
            ("my data: text/plain", 0, false),
            ("data:text/html,x", 1, true),
            ("file:///etc/passwd", 1, true),
            ("https://files.exe.org/form.pdf", 1, false),
            ("https://x.org/exe", 1, false),
            ("setup.exe", 0, false),
            ("awww.x.org", 0, false),
        ];
        for (text, count, dangerous) in cases {
            assert_eq!(scan(text), Links { count, dangerous }, "{text}");
        }
    }
}
