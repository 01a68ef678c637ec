//! Pictures in black and white as PNG files. Written by hand: a browser that guards against fingerprinting puts noise
//! into what is read from a canvas. Source: W3C, Portable Network Graphics, third edition; RFC 1950 and 1951.

/// Most bytes of a block that is stored as it is. Source: RFC 1951, 3.2.4.
const BLOCK: usize = 65_535;

/// A picture from rows of one length that say what is dark, each of their fields so many pixels wide and high.
pub fn write(rows: &[Vec<bool>], scale: usize) -> Vec<u8> {
    let width = rows.first().map_or(0, Vec::len) * scale;
    let mut pixels = Vec::new();
    for row in rows {
        let mut line = vec![0; 1 + width.div_ceil(8)];
        let light = (0..width).filter(|x| !row[x / scale]);
        // The first byte says that no filter was used; a bit that is set is white.
        light.for_each(|x| line[1 + x / 8] |= 0x80 >> (x % 8));
        for _ in 0..scale {
            pixels.extend_from_slice(&line);
        }
    }
    let mut header = Vec::new();
    for side in [width, rows.len() * scale] {
        header.extend_from_slice(&four_bytes(side));
    }
    // One bit a pixel, grey, and the only way there is to compress, to filter and to interlace.
    header.extend_from_slice(&[1, 0, 0, 0, 0]);
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    for (kind, data) in [
        (b"IHDR", header),
        (b"IDAT", stored(&pixels)),
        (b"IEND", Vec::new()),
    ] {
        let mut body = kind.to_vec();
        body.extend_from_slice(&data);
        file.extend_from_slice(&four_bytes(data.len()));
        file.extend_from_slice(&body);
        file.extend_from_slice(&crc(&body).to_be_bytes());
    }
    file
}

/// A stream of zlib's in which nothing is compressed: the file is small, and seldom made.
fn stored(bytes: &[u8]) -> Vec<u8> {
    let mut stream = vec![0x78, 0x01];
    let mut blocks = bytes.chunks(BLOCK).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        stream.push(u8::from(blocks.peek().is_none()));
        stream.extend_from_slice(&length.to_le_bytes());
        stream.extend_from_slice(&(!length).to_le_bytes());
        stream.extend_from_slice(block);
    }
    stream.extend_from_slice(&adler(bytes).to_be_bytes());
    stream
}

fn four_bytes(number: usize) -> [u8; 4] {
    u32::try_from(number).unwrap_or(u32::MAX).to_be_bytes()
}

/// Source: PNG, annex D.
fn crc(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xEDB8_8320 * (crc & 1));
        }
    }
    !crc
}

/// Source: RFC 1950, 8.2.
fn adler(bytes: &[u8]) -> u32 {
    let (mut a, mut b) = (1, 0);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65_521;
        b = (b + a) % 65_521;
    }
    b << 16 | a
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sums that the specifications' own examples have.
    #[test]
    fn sums_are_as_others_count_them() {
        assert_eq!(crc(b"IEND"), 0xAE42_6082);
        assert_eq!(crc(b"123456789"), 0xCBF4_3926);
        assert_eq!(adler(b"Wikipedia"), 0x11E6_0398);
    }

    #[test]
    fn a_field_becomes_as_many_pixels_as_it_is_said_to() {
        let file = write(&[vec![true, false], vec![false, true]], 3);
        assert_eq!(&file[..8], b"\x89PNG\r\n\x1a\n");
        assert_eq!(&file[16..24], [0, 0, 0, 6, 0, 0, 0, 6]);
        let (dark_first, light_first) = ([0, 0b0001_1100], [0, 0b1110_0000]);
        let pixels = [[dark_first; 3], [light_first; 3]].concat().concat();
        let place = file.windows(pixels.len()).position(|it| it == pixels);
        assert!(place.is_some(), "{file:?}");
    }

    #[test]
    fn what_is_longer_than_a_block_has_two() {
        let stream = stored(&vec![0; BLOCK + 1]);
        assert_eq!(stream.len(), 2 + 5 + BLOCK + 5 + 1 + 4);
        assert_eq!(
            (stream[2], stream[7 + BLOCK]),
            (0, 1),
            "the last one says so"
        );
    }
}
