//! Results: rows with their budgets, shown as a table, as JSON and as the measured part of `docs/benchmarks.md`.

mod budget;
mod markdown;
mod table;

use serde::Serialize;

pub(crate) use budget::Budget;

use crate::machine::Machine;

/// One figure.
#[derive(Serialize)]
pub(crate) struct Row {
    /// What was measured.
    pub(crate) what: String,
    /// Of what.
    pub(crate) unit: &'static str,
    /// The product's figure.
    pub(crate) product: Option<f64>,
    /// The floor's, taken in the same minutes.
    pub(crate) floor: Option<f64>,
    /// Product divided by floor.
    pub(crate) ratio: Option<f64>,
    /// What DESIGN §7 allows.
    pub(crate) budget: Budget,
    /// Whether it keeps to that.
    pub(crate) verdict: Verdict,
}

/// How a figure compares with its budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// Within it.
    Within,
    /// Outside it, within twice.
    WithinTwice,
    /// Outside twice.
    Outside,
    /// There is none, or nothing to compare.
    None,
}

impl Row {
    /// A figure of both, with its ratio and verdict.
    pub(crate) fn new(
        what: impl Into<String>,
        unit: &'static str,
        product: Option<f64>,
        floor: Option<f64>,
        budget: Budget,
    ) -> Self {
        let ratio = match (product, floor) {
            (Some(product), Some(floor)) if floor > 0.0 => Some(product / floor),
            _ => None,
        };
        let verdict = budget.verdict(product, ratio);
        Self { what: what.into(), unit, product, floor, ratio, budget, verdict }
    }

    /// A figure of the machine or of the product alone, without a budget.
    pub(crate) fn plain(what: impl Into<String>, unit: &'static str, value: Option<f64>) -> Self {
        Self::new(what, unit, value, None, Budget::default())
    }
}

/// What one measurement gave.
#[derive(Serialize)]
pub(crate) struct Section {
    /// Its name on the command line.
    pub(crate) name: &'static str,
    /// Its figures.
    pub(crate) rows: Vec<Row>,
    /// What a reader of the figures must know.
    pub(crate) notes: Vec<String>,
    /// Processors that other programs kept busy meanwhile, on average.
    pub(crate) others: f64,
}

/// A whole run.
#[derive(Serialize)]
pub(crate) struct Report {
    /// Where.
    pub(crate) machine: Machine,
    /// What.
    pub(crate) sections: Vec<Section>,
    /// Whether it was the short run.
    pub(crate) quick: bool,
}

impl Report {
    /// For people.
    pub(crate) fn table(&self) -> String {
        table::render(self)
    }

    /// For programs.
    pub(crate) fn json(&self) -> String {
        serde_json::to_string_pretty(self).expect("field names are strings and numbers are finite or null")
    }

    /// `docs/benchmarks.md` with the tables of what was measured put in anew.
    pub(crate) fn written_into(&self, document: &str) -> Result<String, String> {
        markdown::write(document, self)
    }

    /// Figures outside twice their budget.
    pub(crate) fn outside(&self) -> usize {
        self.sections
            .iter()
            .flat_map(|section| &section.rows)
            .filter(|row| row.verdict == Verdict::Outside)
            .count()
    }
}
