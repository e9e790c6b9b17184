//! Counters and gauges in the Prometheus text format. Fixed names, no labels made of input: nothing a person wrote can get in.

use std::{
    fmt::Write,
    sync::atomic::{AtomicI64, AtomicU64, Ordering},
};

macro_rules! metrics {
    ($($(#[$kind:ident])? $field:ident = $name:literal, $help:literal;)*) => {
        /// Everything that is counted.
        #[derive(Default)]
        pub(crate) struct Metrics { $(pub(crate) $field: metrics!(@type $($kind)?),)* }

        impl Metrics {
            /// In the Prometheus text exposition format.
            pub(crate) fn render(&self) -> String {
                let mut out = String::new();
                $(
                    let _ = writeln!(
                        out,
                        concat!("# HELP ", $name, " ", $help, "\n# TYPE ", $name, " ", metrics!(@word $($kind)?), "\n", $name, " {}"),
                        self.$field.value()
                    );
                )*
                out
            }
        }
    };
    (@type gauge) => { Gauge };
    (@type) => { Counter };
    (@word gauge) => { "gauge" };
    (@word) => { "counter" };
}

/// Only grows.
#[derive(Default)]
pub(crate) struct Counter(AtomicU64);

impl Counter {
    pub(crate) fn add_one(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
    pub(crate) fn add(&self, n: u64) {
        self.0.fetch_add(n, Ordering::Relaxed);
    }
    fn value(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// Goes up and down.
#[derive(Default)]
pub(crate) struct Gauge(AtomicI64);

impl Gauge {
    pub(crate) fn up(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }
    pub(crate) fn down(&self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
    pub(crate) fn value(&self) -> i64 {
        self.0.load(Ordering::Relaxed)
    }
}

metrics! {
    #[gauge] connections = "bedside_connections", "Connections that said hello and have not ended.";
    connections_total = "bedside_connections_total", "Connections that said hello.";
    connections_refused = "bedside_connections_refused_total", "Connections closed at once because their source has too many that have not said who they are.";
    slow_readers = "bedside_slow_readers_total", "Connections ended because their queue was full.";
    messages_posted = "bedside_messages_posted_total", "Messages acknowledged.";
    messages_held = "bedside_messages_held_total", "Messages acknowledged and withheld.";
    messages_refused = "bedside_messages_refused_total", "Messages refused by a rule.";
    spans_masked = "bedside_spans_masked_total", "Pieces of text masked or hidden.";
    writes_busy = "bedside_writes_busy_total", "Writes turned away because the store's queue was full.";
    writes_failed = "bedside_writes_failed_total", "Writes that failed or are unconfirmed.";
    emergencies = "bedside_emergencies_total", "Texts on the emergency list.";
    bad_frames = "bedside_bad_frames_total", "Frames that could not be read.";
    sign_ins_failed = "bedside_sign_ins_failed_total", "Failed sign-ins of staff.";
    conversations_opened = "bedside_conversations_opened_total", "Conversations opened.";
    checkpoints = "bedside_audit_checkpoints_total", "Audit checkpoints published.";
    checkpoints_failed = "bedside_audit_checkpoints_failed_total", "Passes over an audit log that failed and are tried again.";
    #[gauge] logs_unpublished = "bedside_audit_logs_unpublished", "Audit logs whose newest checkpoint is signed but cannot be published.";
    #[gauge] logs_unsequenced = "bedside_audit_logs_unsequenced", "Audit logs whose entries cannot be signed.";
    cards_unreadable = "bedside_cards_unreadable_total", "Cards left out of lists because they cannot be opened: the key is gone, or what is stored was altered.";
    parts_ended = "bedside_parts_ended_total", "Long-running parts of the server that ended while it ran.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renders_the_text_format() {
        let metrics = Metrics::default();
        metrics.messages_posted.add(3);
        metrics.connections.up();
        let text = metrics.render();
        assert!(text.contains("# TYPE bedside_connections gauge\nbedside_connections 1\n"));
        assert!(
            text.contains("# TYPE bedside_messages_posted_total counter\nbedside_messages_posted_total 3\n")
        );
    }
}
