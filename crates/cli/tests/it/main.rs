//! Runs the built `bedside` as a person or a script does. Add a module here, never a second binary.

#[cfg(test)]
mod config;
#[cfg(test)]
mod demo;
#[cfg(test)]
mod keys;
#[cfg(test)]
mod mask;
#[cfg(test)]
mod setup;
#[cfg(test)]
mod support;
#[cfg(test)]
mod tampering;
