//! Fuzz targets as plain functions: the test command drives them on stable.

use crate::wire::ClientFrame;

/// No bytes make the frame reader panic, and what it says of a bad frame never repeats the frame.
pub fn fuzz_frame(data: &[u8]) {
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = ClientFrame::parse(text);
    }
}
