//! Tests that use the crate from outside.
