//! What is sealed of a visitor beside the card: answers of the form, and what their browser told of page and device.

use bedside_domain::{DepartmentId, OrganisationId, VisitorDetails};
use bedside_masking::{Action, MaskedParts, MaskedText, Masker, RawText};

use crate::{
    directory::Directory,
    wire::{DetailAbout, DetailShown, ShownText, TypedText, VisitorDevice},
};

/// Keys of what is no answer. No field has them: answers are taken for the department's own fields only, whose keys begin otherwise.
const PAGE: &str = "@page";
const DEVICE: &str = "@device";
/// Longest address of a page that is kept, in code points.
const PAGE_CHARS: usize = 200;

/// What the browser told, to be sealed with the answers. What is no web address is left out; nothing of it refuses a chat.
pub(crate) fn arrived(
    masker: &Masker,
    page: Option<TypedText>,
    device: Option<VisitorDevice>,
) -> Vec<(String, MaskedText)> {
    let mask = |text| masker.mask(RawText::new(text));
    let page = page.and_then(|page| address(page.0.as_str())).and_then(|page| beginning(mask(page)));
    let device = device.map(|device| mask(words(device)));
    let all = page.map(|page| (PAGE, page)).into_iter().chain(device.map(|device| (DEVICE, device)));
    all.map(|(key, text)| (key.to_owned(), text)).collect()
}

/// The beginning of a masked address, which is ASCII, and no part of what is masked: half a number is no number to a masker, so it is
/// cut after masking.
fn beginning(address: MaskedText) -> Option<MaskedText> {
    let MaskedParts { mut text, mut spans, mut originals } = address.into_parts();
    let split = spans.iter().map(|span| (span.start as usize, span.end as usize));
    let split = split.filter(|(start, end)| (*start..*end).contains(&PAGE_CHARS)).map(|(start, _)| start);
    let end = split.min().unwrap_or(PAGE_CHARS);
    text.truncate(end);
    spans.retain(|span| span.end as usize <= end);
    originals.truncate(spans.iter().filter(|span| span.action == Action::Hide).count());
    MaskedText::from_parts(MaskedParts { text, spans, originals }).ok()
}

/// Origin and path of a web address, without query, fragment and credentials.
fn address(text: &str) -> Option<String> {
    let plain = text.split(['?', '#']).next()?;
    let (scheme, rest) = plain.split_once("://")?;
    let host = rest.split('/').next()?;
    let usual = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '"' | '\\');
    let fits = matches!(scheme, "https" | "http")
        && !host.is_empty()
        && !host.contains('@')
        && plain.chars().all(usual);
    fits.then(|| plain.to_owned())
}

fn words(device: VisitorDevice) -> String {
    let word = |value: serde_json::Value| value.as_str().map(str::to_owned).unwrap_or_default();
    let kind = serde_json::to_value(device.kind).map(word).unwrap_or_default();
    let browser = serde_json::to_value(device.browser).map(word).unwrap_or_default();
    format!("{kind} {browser}")
}

/// Each of them as one audience may read it.
pub(crate) fn shown(
    directory: &Directory,
    organisation: OrganisationId,
    department: DepartmentId,
    details: &VisitorDetails,
    show: impl Fn(&MaskedText) -> ShownText,
) -> Vec<DetailShown> {
    let one = |(key, text): &(String, MaskedText)| {
        let about = match key.as_str() {
            PAGE => DetailAbout::Page,
            DEVICE => DetailAbout::Device,
            key => return directory.detail(organisation, department, key, show(text)),
        };
        DetailShown { label: String::new(), about: Some(about), verified: false, shown: show(text) }
    };
    details.answers.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{DeviceKind, VisitorBrowser};
    use bedside_masking::{RuleAction, Rules};

    #[test]
    fn of_a_page_origin_and_path_are_kept() {
        let of = |text| address(text);
        assert_eq!(of("https://clinic.example").as_deref(), Some("https://clinic.example"));
        assert_eq!(
            of("https://clinic.example/a/b?name=Ann#x").as_deref(),
            Some("https://clinic.example/a/b")
        );
        for none in [
            "",
            "clinic",
            "javascript:alert(1)",
            "https://",
            "https://ann:secret@clinic.example/",
            "https://a b/",
            "https://clinic.example/\u{202e}x",
            "https://a/<b>",
        ] {
            assert_eq!(of(none), None, "{none}");
        }
    }

    #[test]
    fn an_address_is_masked_before_it_is_cut() {
        for (phone, kept) in [(RuleAction::Hide, 1), (RuleAction::Mask, 0)] {
            let rules = Rules { phone, ..Rules::visitor() };
            let stored = |path: &str| {
                let address = format!("https://clinic.example/{path}");
                beginning(Masker::new(rules).mask(RawText::new(address))).unwrap().into_parts()
            };
            assert_eq!(stored(&"a".repeat(1_000)).text.len(), PAGE_CHARS);
            // So that the number stands over the end of what is kept.
            let split = stored(&format!("415-555-0132/{}/415-555-0199", "a".repeat(155)));
            assert!(split.text.ends_with("a/"), "{}", split.text);
            assert_eq!((split.spans.len(), split.originals.len()), (1, kept));
            assert!(!split.text.contains("415"), "{}", split.text);
        }
    }

    #[test]
    fn a_device_is_two_words() {
        let device = VisitorDevice { kind: DeviceKind::Phone, browser: VisitorBrowser::Firefox };
        assert_eq!(words(device), "phone firefox");
    }
}
