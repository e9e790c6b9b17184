//! Decides what happens to inbound text before it is masked: emergency phrases, limits, content rules.
