//! Builds the server again when the files of widget and console that it embeds have changed.

fn main() {
    // While there are none yet, cargo looks again at every build.
    println!("cargo::rerun-if-changed=../../web/dist");
}
