//! Tests of the audit log from outside. Add a module here, never a second binary.

#[cfg(test)]
mod crash;
#[cfg(test)]
mod histories;
#[cfg(test)]
mod memory_log;
#[cfg(test)]
mod oracle;
#[cfg(test)]
mod tampering;
#[cfg(test)]
mod vectors;
#[cfg(test)]
mod world;
