//! E-mail addresses (RFC 5321, 5322), as people write them: no quoted local parts, no comments.

use super::Finds;
use crate::fold::{LETTER, is_word};
use crate::span::Kind;
use crate::work::step;

/// Finds every `local@domain.tld`.
///
/// Linear: neither side of an address contains `@`, so each byte is visited from one `@` on either side at most.
pub(super) fn find(view: &[u8], finds: &mut Finds<'_>) {
    for at in (0..view.len()).filter(|at| view[*at] == b'@') {
        let (Some(start), Some(end)) = (local_start(view, at), domain_end(view, at + 1)) else { continue };
        if view[start..end].iter().any(|byte| is_word(*byte) && *byte != b'X') {
            finds.add(start, end, Kind::Email, "contact/email");
        }
    }
}

/// Start of the longest local part that ends before `at`: at its first letter or digit.
fn local_start(view: &[u8], at: usize) -> Option<usize> {
    let mut start = None;
    for place in (0..at).rev().take_while(|place| is_local(view[*place])) {
        step(1);
        if is_word(view[place]) {
            start = Some(place);
        }
    }
    start
}

const fn is_local(byte: u8) -> bool {
    is_word(byte)
        || matches!(
            byte,
            b'.' | b'_' | b'%' | b'+' | b'-' | b'\'' | b'&' | b'~' | b'!' | b'#' | b'$' | b'*' | b'^'
        )
}

/// End of the longest domain that starts at `from`: at least two labels, the last of them a top-level domain.
fn domain_end(view: &[u8], from: usize) -> Option<usize> {
    let mut end = None;
    let mut label = from;
    let mut labels = 0;
    loop {
        let after = view[label..]
            .iter()
            .position(|byte| !is_word(*byte) && *byte != b'-')
            .map_or(view.len(), |n| label + n);
        step(after - label);
        let body = without_end_dashes(&view[label..after]);
        if body.is_empty() || body[0] == b'-' {
            return end;
        }
        labels += 1;
        if labels >= 2 && is_top_level(body) {
            end = Some(label + body.len());
        }
        if body.len() < after - label || view.get(after) != Some(&b'.') {
            return end;
        }
        label = after + 1;
    }
}

fn without_end_dashes(label: &[u8]) -> &[u8] {
    let len = label.iter().rposition(|byte| *byte != b'-').map_or(0, |last| last + 1);
    &label[..len]
}

/// Letters only, at least two; or punycode.
fn is_top_level(label: &[u8]) -> bool {
    let letters = label.iter().all(|byte| byte.is_ascii_alphabetic() || *byte == LETTER);
    (letters && label.len() >= 2) || label.get(..4).is_some_and(|lead| lead.eq_ignore_ascii_case(b"xn--"))
}

#[cfg(test)]
mod tests {
    use super::super::check;
    use super::*;

    #[test]
    fn finds_addresses() {
        check(
            Kind::Email,
            &[
                "<maria@x.org>",
                "write to <Maria.Gonzalez+clinic@mail.example.co.uk>, please.",
                "(<a_b-c%d@x-y.org>) mailto:<a@b.io>",
                "<o'brien@x.org>",
                "<maria@x.org>.5 <maria@x.org>...",
                "<josé@correo.es> <иван@почта.рф>",
                "<a@xn--80ak6aa92e.xn--p1ai>",
                "<maria＠x．org>",
                "<ma\u{200B}ria@x.o\u{AD}rg>",
                "a@b@<c@d.org>",
                "https://x.org/?mail=<a@b.org>&n=1",
            ],
        );
    }

    #[test]
    fn leaves_other_text_alone() {
        check(
            Kind::Email,
            &[
                "@maria see you @ 5.30",
                "10mg @2.5 me@5.30pm",
                "a@b a@.org @x.org a@-x.org a@x.o",
                "maria@localhost",
                "XXXXX@X.XXX",
                "@@@@@@.....@@@@@",
            ],
        );
    }
}
