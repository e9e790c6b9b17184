//! `bedside mask`: lines in, masked lines out, each as soon as it is there.

use std::io::{self, BufRead, Read, Write};

use bedside_masking::{Masker, RawText, Rules};
use serde::{Deserialize, Serialize};
use serde_json::to_writer;
use zeroize::Zeroizing;

use crate::{
    outcome::{CommandResult, Outcome},
    output::Output,
};

/// Longest line, in bytes. A text much shorter is masked whole already.
const LINE_MAX_BYTES: u64 = 16 * 1024 * 1024;

/// With `--json`, a line in is `{"text", "conversation"?, "author"?}` and a line out is `{"masked", "spans", "earlier"}`; offsets
/// count Unicode code points of the text. A line that is no such object gets an `{"error", "line"}` line, and the exit code is 1.
#[derive(clap::Args)]
pub(crate) struct Args {}

pub(crate) fn run(_: &Args, output: &Output) -> CommandResult {
    let mask = if output.json() { mask_json } else { mask_plain };
    let holds = stream(io::stdin().lock(), io::stdout().lock(), mask)?;
    if !holds && !output.json() {
        output.note("bedside: a line was longer than 16 MiB and was replaced by X");
    }
    Ok(Outcome::when(holds))
}

/// One line of input and its number, from 1; no bytes where it is too long.
struct Line<'a> {
    number: u64,
    bytes: Option<&'a [u8]>,
}

type Mask = fn(&Masker, &Line<'_>, &mut Vec<u8>) -> bool;

/// Masks until the input ends; true if every line could be masked as it was.
fn stream(mut input: impl BufRead, mut output: impl Write, mask: Mask) -> io::Result<bool> {
    let masker = Masker::new(Rules::visitor());
    let (mut holds, mut number) = (true, 0);
    let (mut line, mut answer) = (Zeroizing::new(Vec::new()), Vec::new());
    loop {
        line.clear();
        if input.by_ref().take(LINE_MAX_BYTES).read_until(b'\n', &mut line)? == 0 {
            return Ok(holds);
        }
        number += 1;
        let ended = line.ends_with(b"\n");
        let whole = ended || (line.len() as u64) < LINE_MAX_BYTES;
        if ended {
            line.pop();
        }
        answer.clear();
        holds &= mask(&masker, &Line { number, bytes: whole.then_some(&line[..]) }, &mut answer);
        if !whole {
            skip_line(&mut input)?;
        }
        if ended || !whole || !answer.is_empty() {
            answer.push(b'\n');
        }
        output.write_all(&answer)?;
        output.flush()?;
    }
}

fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let (used, ended) = match buffer.iter().position(|byte| *byte == b'\n') {
            Some(place) => (place + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        input.consume(used);
        if ended {
            return Ok(());
        }
    }
}

fn mask_plain(masker: &Masker, line: &Line<'_>, out: &mut Vec<u8>) -> bool {
    let Some(bytes) = line.bytes else {
        out.push(b'X');
        return false;
    };
    let text = RawText::new(String::from_utf8_lossy(bytes).into_owned());
    out.extend_from_slice(masker.mask(text).masked().as_bytes());
    true
}

/// A line of output.
#[derive(Serialize)]
struct Masked<'a> {
    masked: &'a str,
    spans: Vec<Span>,
    /// Fragments of earlier lines that are now masked too: a later stage.
    earlier: [(); 0],
}

#[derive(Serialize)]
struct Span {
    start: u32,
    end: u32,
    #[serde(rename = "type")]
    kind: &'static str,
    rule: &'static str,
}

/// A line of output for a line that could not be read.
#[derive(Serialize)]
struct Problem {
    error: String,
    line: u64,
}

/// A line of input. What is not needed yet is read and must be of its type. No `Debug`: unmasked text.
#[derive(Deserialize)]
struct Input {
    text: String,
    #[serde(default)]
    #[expect(
        dead_code,
        reason = "must be text where it is there; fragments over several lines are a later stage"
    )]
    conversation: Option<String>,
    #[serde(default)]
    #[expect(dead_code, reason = "must be text where it is there; every pack is on, whoever wrote it")]
    author: Option<String>,
}

fn mask_json(masker: &Masker, line: &Line<'_>, out: &mut Vec<u8>) -> bool {
    let problem = match line.bytes.map(serde_json::from_slice::<Input>) {
        Some(Ok(input)) => {
            let spans: Vec<_> = masker
                .detect(&input.text)
                .into_iter()
                .map(|found| Span {
                    start: found.start,
                    end: found.end,
                    kind: found.kind.name(),
                    rule: found.rule,
                })
                .collect();
            let masked = masker.mask(RawText::new(input.text));
            let answer = Masked { masked: masked.masked(), spans, earlier: [] };
            to_writer(out, &answer).expect("the answer is JSON");
            return true;
        }
        // The library's own words would repeat what was on the line.
        Some(Err(error)) if error.is_data() => {
            "must be an object with a field `text`; `conversation` and `author` are text"
        }
        Some(Err(_)) => "is not JSON",
        None => "is longer than 16 MiB",
    };
    let error = format!("line {} {problem}", line.number);
    to_writer(out, &Problem { error, line: line.number }).expect("the answer is JSON");
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(mask: Mask, input: &str, want: &str, holds: bool) {
        let mut out = Vec::new();
        assert_eq!(stream(input.as_bytes(), &mut out, mask).unwrap(), holds);
        assert_eq!(String::from_utf8(out).unwrap(), want);
    }

    #[test]
    fn plain() {
        check(mask_plain, "", "", true);
        check(mask_plain, "\n\n", "\n\n", true);
        check(mask_plain, "hello\ncard 4111 1111 1111 1111", "hello\ncard XXXX XXXX XXXX XXXX\n", true);
        check(mask_plain, "a\r\n", "a\r\n", true);
    }

    #[test]
    fn json() {
        check(
            mask_json,
            "{\"text\":\"é 4111 1111 1111 1111\",\"conversation\":\"a\"}\n{\"text\":\"hi\",\"more\":1}\n",
            "{\"masked\":\"é XXXX XXXX XXXX XXXX\",\"spans\":[{\"start\":2,\"end\":21,\"type\":\"CARD\",\"rule\":\"payment/card\"}],\"earlier\":[]}\n\
             {\"masked\":\"hi\",\"spans\":[],\"earlier\":[]}\n",
            true,
        );
        check(
            mask_json,
            "nonsense 4111111111111111\n{\"text\":4111111111111111}\n\n{\"text\":\"hi\"}\n",
            "{\"error\":\"line 1 is not JSON\",\"line\":1}\n\
             {\"error\":\"line 2 must be an object with a field `text`; `conversation` and `author` are text\",\"line\":2}\n\
             {\"error\":\"line 3 is not JSON\",\"line\":3}\n\
             {\"masked\":\"hi\",\"spans\":[],\"earlier\":[]}\n",
            false,
        );
    }
}
