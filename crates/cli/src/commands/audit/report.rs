//! What `audit verify` says.

use std::io;

use bedside_audit::Finding;
use bedside_domain::{ConversationId, MessageId};
use serde_json::{Value, json};

use super::Verified;
use crate::output::Output;

pub(super) fn print(verified: &[Verified], output: &Output) -> io::Result<()> {
    for (index, one) in verified.iter().enumerate() {
        if index > 0 {
            output.line("")?;
        }
        print_one(one, output)?;
    }
    Ok(())
}

pub(super) fn json(verified: &[Verified]) -> Value {
    json!({
        "ok": verified.iter().all(|one| one.report.holds()),
        "organisations": verified.iter().map(json_one).collect::<Vec<_>>(),
    })
}

fn print_one(one: &Verified, output: &Output) -> io::Result<()> {
    let report = &one.report;
    output.line(&format!("{} ({})", one.name, one.organisation))?;
    output.line(&format!(
        "  {} entries, {} of them not signed yet; {} conversations, {} messages; {} rows of messages, \
         {} of events, {} others",
        report.entries,
        report.pending,
        report.conversations,
        report.messages,
        report.rows,
        report.events,
        report.records
    ))?;
    if report.unknown_actions > 0 {
        let count = report.unknown_actions;
        output.line(&format!("  {count} entries are of actions that this release does not know"))?;
    }
    output.line(&format!("  {}", outside(one)))?;
    if one.key_beside_data {
        output.line(
            "  The verifier key lay beside the checkpoints: who could alter the log could have replaced it. Keep a copy \
             elsewhere and give it with --key.",
        )?;
    }
    if report.holds() {
        return output.line("  The log holds, and every row is as its newest entry says.");
    }
    output.line("")?;
    let rows: Vec<[String; 4]> = report
        .findings
        .iter()
        .map(|finding| {
            let meaning = format!("{} {}", finding.kind.meaning(), finding.kind.advice());
            let leaf = finding.leaf.map_or_else(|| "-".to_owned(), |leaf| leaf.to_string());
            [finding.kind.name().to_owned(), leaf, place(finding), meaning]
        })
        .collect();
    output.table(["FINDING", "LEAF", "WHERE", "WHAT IT MEANS AND WHAT TO DO"], &rows)?;
    let total: u64 = report.counts().map(|(_, count)| count).sum();
    let shown = report.findings.len() as u64;
    if total > shown {
        output.line(&format!("and {} more of these kinds", total - shown))?;
    }
    output.line("")?;
    output.line(&format!(
        "The log does not hold: {total} findings. Keep this state as it is before you restore anything."
    ))
}

fn outside(one: &Verified) -> String {
    match (one.outside, one.report.outside_confirmed) {
        (0, _) => "No checkpoint kept elsewhere was used, so an older state of everything would not show: give one with \
                   --checkpoint FILE."
            .to_owned(),
        (given, confirmed) => format!("{confirmed} of {given} checkpoints kept elsewhere are continued by this log."),
    }
}

fn place(finding: &Finding) -> String {
    if let Some(record) = finding.record {
        return format!("row {}", MessageId::from_bytes(record));
    }
    match (finding.conversation, finding.message) {
        (_, Some(message)) => format!("message {}", MessageId::from_bytes(message)),
        (Some(conversation), None) => format!("conversation {}", ConversationId::from_bytes(conversation)),
        (None, None) => "-".to_owned(),
    }
}

fn json_one(one: &Verified) -> Value {
    let report = &one.report;
    json!({
        "organisation": one.organisation,
        "name": one.name,
        "ok": report.holds(),
        "entries": report.entries,
        "pending": report.pending,
        "unknown_actions": report.unknown_actions,
        "conversations": report.conversations,
        "messages": report.messages,
        "rows": report.rows,
        "events": report.events,
        "records": report.records,
        "signed_size": report.head.map(|head| head.size),
        "outside_checkpoints": one.outside,
        "outside_confirmed": report.outside_confirmed,
        "key_beside_data": one.key_beside_data,
        "counts": report.counts().map(|(kind, count)| (kind.name().to_owned(), json!(count)))
            .collect::<serde_json::Map<_, _>>(),
        "findings": report.findings.iter().map(|finding| json!({
            "finding": finding.kind.name(),
            "leaf": finding.leaf,
            "record": finding.record.map(MessageId::from_bytes),
            "conversation": finding.conversation.map(ConversationId::from_bytes),
            "message": finding.message.map(MessageId::from_bytes),
            "meaning": finding.kind.meaning(),
            "advice": finding.kind.advice(),
        })).collect::<Vec<_>>(),
    })
}
