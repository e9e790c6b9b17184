//! WebSocket frames as a client sends and reads them (RFC 6455 §5): whole, unfragmented, uncompressed.

/// Frames a server may send that concern us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Opcode {
    /// UTF-8 text.
    Text,
    /// The end.
    Close,
    /// "Are you there?"
    Ping,
    /// The answer.
    Pong,
    /// Anything else; an error here.
    Other,
}

impl Opcode {
    const fn of(byte: u8) -> Self {
        match byte & 0x0f {
            0x1 => Self::Text,
            0x8 => Self::Close,
            0x9 => Self::Ping,
            0xa => Self::Pong,
            _ => Self::Other,
        }
    }

    const fn number(self) -> u8 {
        match self {
            Self::Text => 0x1,
            Self::Close => 0x8,
            Self::Ping => 0x9,
            Self::Pong => 0xa,
            Self::Other => 0x2,
        }
    }
}

/// Where a whole frame lies in what was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Head {
    /// What it is.
    pub(super) opcode: Opcode,
    /// Where its payload begins.
    pub(super) start: usize,
    /// Where it ends, which is where the next frame begins.
    pub(super) end: usize,
}

/// The first frame in `bytes`, if it is all there. Servers do not mask.
pub(super) fn first(bytes: &[u8]) -> Option<Head> {
    let (&kind, &length) = (bytes.first()?, bytes.get(1)?);
    let (start, len) = match length & 0x7f {
        126 => (4, u64::from(u16::from_be_bytes(bytes.get(2..4)?.try_into().ok()?))),
        127 => (10, u64::from_be_bytes(bytes.get(2..10)?.try_into().ok()?)),
        short => (2, u64::from(short)),
    };
    let end = usize::try_from(len).ok()?.checked_add(start)?;
    (bytes.len() >= end).then_some(Head { opcode: Opcode::of(kind), start, end })
}

/// Appends a masked frame. The mask hides nothing from anyone; servers must undo it all the same.
pub(super) fn append(out: &mut Vec<u8>, opcode: Opcode, payload: &[u8], mask: [u8; 4]) {
    out.push(0x80 | opcode.number());
    match (u8::try_from(payload.len()), u16::try_from(payload.len())) {
        (Ok(short @ ..126), _) => out.push(0x80 | short),
        (_, Ok(middle)) => {
            out.push(0x80 | 126);
            out.extend_from_slice(&middle.to_be_bytes());
        }
        _ => {
            out.push(0x80 | 127);
            out.extend_from_slice(&(payload.len() as u64).to_be_bytes());
        }
    }
    out.extend_from_slice(&mask);
    out.extend(payload.iter().zip(mask.into_iter().cycle()).map(|(byte, mask)| byte ^ mask));
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Undoes the mask, as a server does.
    fn unmasked(frame: &[u8]) -> Vec<u8> {
        let start = match frame[1] & 0x7f {
            126 => 4,
            127 => 10,
            _ => 2,
        };
        let mask: [u8; 4] = frame[start..start + 4].try_into().unwrap();
        let payload = frame[start + 4..].iter().zip(mask.into_iter().cycle());
        payload.map(|(byte, mask)| byte ^ mask).collect()
    }

    #[track_caller]
    fn check_built(len: usize, head: &[u8]) {
        let payload: Vec<u8> = b"abcdefg".iter().copied().cycle().take(len).collect();
        let mut frame = Vec::new();
        append(&mut frame, Opcode::Text, &payload, [1, 2, 3, 4]);
        assert_eq!(&frame[..head.len()], head);
        assert_eq!(unmasked(&frame), payload);
    }

    #[test]
    fn lengths_take_the_shortest_form() {
        check_built(0, &[0x81, 0x80, 1, 2, 3, 4]);
        check_built(125, &[0x81, 0xfd, 1, 2, 3, 4]);
        check_built(126, &[0x81, 0xfe, 0, 126, 1, 2, 3, 4]);
        check_built(65_535, &[0x81, 0xfe, 0xff, 0xff, 1, 2, 3, 4]);
        check_built(65_536, &[0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0, 1, 2, 3, 4]);
    }

    #[test]
    fn the_example_of_the_rfc_is_built() {
        let mut frame = Vec::new();
        append(&mut frame, Opcode::Text, b"Hello", [0x37, 0xfa, 0x21, 0x3d]);
        assert_eq!(frame, [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]);
    }

    #[test]
    fn a_frame_is_read_once_it_is_all_there() {
        let mut bytes = vec![0x81, 126, 0, 200];
        bytes.extend([b'x'; 200]);
        for len in 0..bytes.len() {
            assert_eq!(first(&bytes[..len]), None, "{len} bytes");
        }
        bytes.extend([0x89, 0]);
        assert_eq!(first(&bytes), Some(Head { opcode: Opcode::Text, start: 4, end: 204 }));
        assert_eq!(first(&bytes[204..]), Some(Head { opcode: Opcode::Ping, start: 2, end: 2 }));
        assert_eq!(first(&[0x88, 1, 0]).map(|head| head.opcode), Some(Opcode::Close));
        assert_eq!(first(&[0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255]), None);
    }
}
