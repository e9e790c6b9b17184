//! A message body is made of masked text only.
use bedside_domain::MessageBody;
use bedside_masking::RawText;

fn main() {
    let _ = MessageBody::from(RawText::new(String::new()));
}
