//! Puts measured tables into `docs/benchmarks.md`, between the markers of each measurement; the prose around them stays.

use super::{Report, Section, table};

/// The document with the sections of this report replaced. Sections that were not measured keep what they have.
pub(super) fn write(document: &str, report: &Report) -> Result<String, String> {
    let mut out = document.to_owned();
    for section in &report.sections {
        out = replace(&out, section.name, &rows(section))?;
    }
    replace(&out, "machine", &machine(report))
}

fn replace(document: &str, name: &str, content: &str) -> Result<String, String> {
    let begin = format!("<!-- measured: {name} -->");
    let end = "<!-- end -->";
    let missing = || format!("the document has no place for `{name}`: {begin} … {end}");
    let (before, rest) = document.split_once(&begin).ok_or_else(missing)?;
    let (_, after) = rest.split_once(end).ok_or_else(missing)?;
    Ok(format!("{before}{begin}\n\n{content}\n{end}{after}"))
}

fn rows(section: &Section) -> String {
    let mut out = String::from(
        "| what | unit | product | floor | ratio | budget | verdict |\n|---|---|--:|--:|--:|---|---|\n",
    );
    for row in &section.rows {
        out.push_str(&format!("| {} |\n", table::cells(row).join(" | ")));
    }
    out.push_str(&format!("\nOther programs used {:.1} processors meanwhile.\n", section.others));
    for note in &section.notes {
        out.push_str(&format!("{note}\n"));
    }
    out
}

fn machine(report: &Report) -> String {
    let machine = &report.machine;
    let length = if report.quick { "short run (`--quick`)" } else { "full run" };
    format!(
        "{}, {} processors, {} MiB, kernel {}, {}, {} open files; {length}.\n",
        machine.processor,
        machine.processors,
        machine.memory_mib,
        machine.kernel,
        machine.file_system,
        machine.open_files
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        machine::Machine,
        report::{Budget, Row},
    };

    fn report() -> Report {
        let rows = vec![Row::new("idle visitor", "KiB", Some(18.0), Some(15.0), Budget::at_most(20.0))];
        Report {
            machine: Machine::here(std::path::Path::new("/")),
            sections: vec![Section { name: "idle", rows, notes: vec!["A note.".into()], others: 0.25 }],
            quick: false,
        }
    }

    #[test]
    fn tables_are_replaced_and_prose_stays() {
        let document = "# Top\n<!-- measured: machine -->\nold\n<!-- end -->\nprose\n<!-- measured: idle -->\nold\n<!-- end -->\nmore\n";
        let once = write(document, &report()).unwrap();
        assert!(once.contains("| idle visitor | KiB | 18 | 15 | 1.20 | ≤ 20 | within |"));
        assert!(once.contains("prose") && once.ends_with("more\n") && !once.contains("old"));
        assert_eq!(write(&once, &report()).unwrap(), once);
    }

    #[test]
    fn a_document_without_a_place_is_refused() {
        assert!(write("# Top\n", &report()).unwrap_err().contains("measured: idle"));
    }
}
