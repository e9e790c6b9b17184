//! Runs the shared cases in `vectors/masking/`: the browser's engine runs the same files.

use bedside_masking::{Masker, RawText, Rules};
use serde_json::{Value, json};

const FILES: [(&str, &str); 6] = [
    ("cards", include_str!("../../../vectors/masking/cards.json")),
    ("contact", include_str!("../../../vectors/masking/contact.json")),
    ("disguised-cards", include_str!("../../../vectors/masking/disguised-cards.json")),
    ("last-four", include_str!("../../../vectors/masking/last-four.json")),
    ("negatives", include_str!("../../../vectors/masking/negatives.json")),
    ("ssn", include_str!("../../../vectors/masking/ssn.json")),
];

#[test]
fn shared_cases_are_masked_as_written() {
    for (file, text) in FILES {
        let cases: Value = serde_json::from_str(text).expect("a vector file is JSON");
        let keep_card_last_four = cases["keep_card_last_four"] == true;
        let visitor = Masker::new(Rules { keep_card_last_four, ..Rules::visitor() });
        let staff = Masker::new(Rules { keep_card_last_four, ..Rules::staff() });
        for case in cases["cases"].as_array().expect("a list of cases") {
            let name = format!("{file}: {}", case["name"]);
            let input = case["input"].as_str().expect("a case has an input");

            let masked = visitor.mask(RawText::new(input.to_owned()));
            assert_eq!(masked.masked(), case["masked"], "{name}");
            let spans: Vec<Value> = masked
                .char_spans()
                .iter()
                .map(|span| {
                    json!({"start": span.start, "end": span.end, "type": span.kind.name(), "action": span.action.name()})
                })
                .collect();
            assert_eq!(Value::Array(spans), case["spans"], "{name}");

            let for_good = staff.mask(RawText::new(input.to_owned()));
            assert_eq!(for_good.masked(), case["for_good"], "{name}");
        }
    }
}
