//! Integration tests of the key chain: add a module here, never a second binary.

mod compile_fail;
mod keyring;
mod master_key;
mod properties;
mod support;
mod vectors;
#[cfg(target_os = "linux")]
mod zeroed;
