//! The table on the terminal.

use super::{Report, Row, Verdict};

const HEADS: [&str; 7] = ["what", "unit", "product", "floor", "ratio", "budget", "verdict"];

/// All sections, one table each.
pub(super) fn render(report: &Report) -> String {
    let mut out = String::new();
    for section in &report.sections {
        let cells: Vec<[String; 7]> = section.rows.iter().map(cells).collect();
        let widths: [usize; 7] = std::array::from_fn(|column| {
            let longest = cells.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
            longest.max(HEADS[column].len())
        });
        out.push_str(&format!("\n{} (others used {:.1} processors)\n", section.name, section.others));
        out.push_str(&line(&HEADS.map(str::to_owned), &widths));
        for row in &cells {
            out.push_str(&line(row, &widths));
        }
        for note in &section.notes {
            out.push_str(&format!("  note: {note}\n"));
        }
    }
    out
}

/// A row's cells, as shown everywhere.
pub(super) fn cells(row: &Row) -> [String; 7] {
    let shown = |value: Option<f64>| value.map_or_else(|| "-".to_owned(), number);
    [
        row.what.clone(),
        row.unit.to_owned(),
        shown(row.product),
        shown(row.floor),
        row.ratio.map_or_else(|| "-".to_owned(), |ratio| format!("{ratio:.2}")),
        row.budget.words(number),
        match row.verdict {
            Verdict::Within => "within",
            Verdict::WithinTwice => "within twice",
            Verdict::Outside => "OUTSIDE",
            Verdict::None => "",
        }
        .to_owned(),
    ]
}

fn line(cells: &[String; 7], widths: &[usize; 7]) -> String {
    let mut out = String::from(" ");
    for (column, (cell, width)) in cells.iter().zip(widths).enumerate() {
        let space = " ".repeat(width.saturating_sub(cell.chars().count()));
        // Figures to the right, words to the left.
        if (2..5).contains(&column) {
            out.push_str(&format!(" {space}{cell} "));
        } else {
            out.push_str(&format!(" {cell}{space} "));
        }
    }
    out.trim_end().to_owned() + "\n"
}

/// Three significant digits, thousands apart.
pub(super) fn number(value: f64) -> String {
    let digits = match value.abs() {
        small if small < 10.0 => 2,
        middle if middle < 100.0 => 1,
        _ => 0,
    };
    let text = format!("{value:.digits$}");
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), ""), |(whole, rest)| (whole, rest));
    let rest = rest.trim_end_matches('0');
    let mut grouped = String::new();
    for (at, digit) in whole.char_indices() {
        if at > 0 && (whole.len() - at) % 3 == 0 && whole[..at].ends_with(|c: char| c.is_ascii_digit()) {
            grouped.push(' ');
        }
        grouped.push(digit);
    }
    if rest.is_empty() { grouped } else { format!("{grouped}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::Budget;

    #[track_caller]
    fn check(value: f64, want: &str) {
        assert_eq!(number(value), want);
    }

    #[test]
    fn numbers_read_well() {
        check(0.0, "0");
        check(1.5, "1.5");
        check(0.123, "0.12");
        check(15.04, "15");
        check(15.26, "15.3");
        check(999.4, "999");
        check(20_000.0, "20 000");
        check(1_234_567.8, "1 234 568");
        check(-1_234.0, "-1 234");
    }

    #[test]
    fn a_row_shows_its_verdict() {
        let row = Row::new("memory", "KiB", Some(18.0), Some(15.0), Budget::at_most(20.0));
        assert_eq!(cells(&row), ["memory", "KiB", "18", "15", "1.20", "≤ 20", "within"]);
        let row = Row::plain("echo", "µs", None);
        assert_eq!(cells(&row), ["echo", "µs", "-", "-", "-", "", ""]);
    }
}
