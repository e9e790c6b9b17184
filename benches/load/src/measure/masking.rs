//! What is done to one message before it is stored, on one thread and without a server: masking, sealing, audit entry.

use std::hint::black_box;

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use bedside_audit::{
    Action, ActorKind, DetailCommitment, Entry,
    entry::body_hash,
    hash::{HASH_BYTES, leaf_hash, node_hash},
};
use bedside_domain::MessageBody;
use bedside_keys::{Context, DataKey, Rng};
use bedside_masking::{Masker, RawText, Rules};

use super::Bench;
use crate::{
    failure::Outcome,
    machine::Watch,
    proc::thread_nanos,
    report::{Budget, Row, Section},
    stats::median,
    text,
};

/// Ordinary chat of about sixty bytes: small numbers, times and doses, but nothing that is masked.
const CHAT: [&str; 16] = [
    "Hi, I have had a sore throat since Tuesday, can I come in?",
    "It started after dinner and it has not gone away so far, no",
    "Thank you, that helps a lot. I will try it and write again.",
    "Could you tell me when the practice opens on Friday please?",
    "My son has a temperature of 38.4, he is sleeping a lot now.",
    "I take two of the 20 mg tablets every morning after eating.",
    "The pain is about 6 out of 10, a little less when I sit up.",
    "No allergies that I know of, except a bit of hay fever, yes",
    "Is it all right to take them together with the other ones?",
    "I am at work until half past 4, after that any time is fine",
    "The swelling went down but the knee still feels quite stiff",
    "Do I have to fast before the blood test tomorrow at 8.30am?",
    "Yes, I had the same thing last winter and it took 3 weeks..",
    "Okay, should I bring the letter from the hospital with me??",
    "She is 7 years old and weighs about 23 kilograms, I believe",
    "Great, thanks so much for your help today and have a nice e",
];

struct System(SystemRandom);

impl Rng for System {
    fn fill(&self, out: &mut [u8]) {
        self.0.fill(out).expect("the system's generator always delivers");
    }
}

/// Runs it.
pub(super) fn run(bench: &Bench) -> Outcome<Section> {
    let watch = Watch::start(&[])?;
    let rounds = bench.or_quick(9, 3);
    let messages = bench.or_quick(200_000, 20_000);
    let rng = System(SystemRandom::new());
    let work = Work::new(&rng);
    let ours: Vec<String> = (0..100).map(ordinary).collect();
    let whole = each(rounds, messages, &ours, |text| work.whole(text, &rng))?;
    let masked = each(rounds, messages, &ours, |text| work.mask(text))?;
    let chat: Vec<String> = CHAT.iter().map(|&line| line.to_owned()).collect();
    let short = each(rounds, messages * 4, &chat, |text| work.mask(text))?;
    let rows = vec![
        Row::new(
            "masking, sealing and audit of a 200-byte message",
            "µs",
            Some(whole / 1e3),
            None,
            Budget::at_most(10.0),
        ),
        Row::plain("of this, masking", "µs", Some(masked / 1e3)),
        Row::new(
            "masking alone, 60-byte chat, one core",
            "1/s",
            Some(1e9 / short),
            None,
            Budget::at_least(1e6),
        ),
    ];
    let notes =
        vec!["One in ten of the 200-byte messages carries a telephone number, which is hidden.".to_owned()];
    Ok(Section { name: "masking", rows, notes, others: watch.others()? })
}

fn ordinary(number: u32) -> String {
    let mut out = Vec::new();
    text::append(&mut out, number);
    String::from_utf8(out).expect("the generator's texts are ASCII")
}

struct Work {
    masker: Masker,
    key: DataKey,
    context: Context,
}

impl Work {
    fn new(rng: &dyn Rng) -> Self {
        let context = Context { organisation: [1; 16], conversation: [2; 16], subject: [3; 16] };
        Self { masker: Masker::new(Rules::visitor()), key: DataKey::generate(rng), context }
    }

    fn mask(&self, text: &str) {
        black_box(self.masker.mask(RawText::new(text.to_owned())));
    }

    /// As the server does it: mask, seal, hash the envelope, encode the entry; and its leaf and one node of the log's tree.
    fn whole(&self, text: &str, rng: &dyn Rng) {
        let body = MessageBody::from(self.masker.mask(RawText::new(text.to_owned())));
        let sealed = self.key.seal(&self.context, &body, rng);
        let mut id = [0; 16];
        rng.fill(&mut id);
        let entry = Entry {
            organisation: self.context.organisation,
            id,
            at_ms: 1,
            action: Action::MessagePosted,
            actor_kind: ActorKind::Visitor,
            actor: [4; 16],
            conversation: self.context.conversation,
            subject: self.context.subject,
            seq: 1,
            rev: 2,
            body_hash: body_hash(sealed.as_bytes()),
            detail: DetailCommitment::none(),
        };
        let leaf = leaf_hash(&entry.encode());
        black_box((sealed, node_hash(&leaf, &[0; HASH_BYTES])));
    }
}

/// Nanoseconds of this thread each: the median of several rounds over the texts.
fn each(rounds: usize, messages: usize, texts: &[String], mut work: impl FnMut(&str)) -> Outcome<f64> {
    let mut taken = Vec::with_capacity(rounds);
    for _ in 0..=rounds {
        let before = thread_nanos()?;
        for text in texts.iter().cycle().take(messages) {
            work(black_box(text));
        }
        taken.push((thread_nanos()? - before) as f64 / messages as f64);
    }
    // The first round loads code and tables.
    Ok(median(&taken[1..]).unwrap_or(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_chat_has_nothing_to_mask_and_the_right_length() {
        let masker = Masker::new(Rules::visitor());
        for line in CHAT {
            assert!((57..=60).contains(&line.len()), "{} bytes: {line}", line.len());
            assert!(masker.mask(RawText::new(line.to_owned())).spans().is_empty(), "{line}");
        }
    }

    #[test]
    fn the_whole_work_can_be_done() {
        let rng = System(SystemRandom::new());
        Work::new(&rng).whole(&ordinary(9), &rng);
    }
}
