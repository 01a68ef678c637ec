//! Uploaded pictures are what they say: checked by their first bytes and their dimensions, never decoded.

/// The most a picture may weigh.
const LARGEST: usize = 512 * 1024;

/// Fewest pixels on the longer side: less is blurred on a dense screen. Source: Stripe's branding settings.
const SMALLEST: u32 = 128;

/// Most pixels on a side: more is a mistake, or meant to exhaust a browser's memory.
const WIDEST: u32 = 4096;

/// Checks a PNG or JPEG and returns its real type.
///
/// # Errors
/// A sentence that says what is wrong.
pub(super) fn check(claimed: &str, bytes: &[u8]) -> Result<&'static str, String> {
    if bytes.len() > LARGEST {
        return Err("Invalid picture: must be at most 512 KiB.".to_owned());
    }
    let (found, size) = if let Some(size) = png_size(bytes) {
        ("image/png", size)
    } else if let Some(size) = jpeg_size(bytes) {
        ("image/jpeg", size)
    } else {
        return Err("Invalid picture: must be a PNG, JPEG or SVG file.".to_owned());
    };
    if claimed != found {
        return Err(format!(
            "Invalid picture: sent as {claimed} but is {found}."
        ));
    }
    let (width, height) = size;
    if width.max(height) < SMALLEST {
        return Err(format!(
            "Invalid picture: must be at least {SMALLEST} pixels wide or high."
        ));
    }
    if width == 0 || height == 0 || width.max(height) > WIDEST {
        return Err(format!(
            "Invalid picture: must be at most {WIDEST} pixels wide and high."
        ));
    }
    Ok(found)
}

/// Width and height of a PNG. Source: W3C, "Portable Network Graphics", 5.2 and 11.2.1.
fn png_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let rest = bytes.strip_prefix(b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR")?;
    let number = |at: usize| {
        let four = rest.get(at..at + 4)?;
        Some(u32::from_be_bytes(four.try_into().ok()?))
    };
    Some((number(0)?, number(4)?))
}

/// Width and height of a JPEG. Source: ITU-T T.81, annex B: segments up to the frame header.
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut rest = bytes.strip_prefix(b"\xff\xd8")?;
    loop {
        let (marker, after) = match rest {
            // Any number of fill bytes may precede a marker.
            [0xff, 0xff, ..] => {
                rest = &rest[1..];
                continue;
            }
            [0xff, marker, after @ ..] => (*marker, after),
            _ => return None,
        };
        let length = usize::from(u16::from_be_bytes([*after.first()?, *after.get(1)?]));
        match marker {
            // SOF0–SOF15, except DHT (C4), JPG (C8) and DAC (CC) that lie between them.
            0xc0..=0xcf if !matches!(marker, 0xc4 | 0xc8 | 0xcc) => {
                let frame = after.get(2..7)?;
                let height = u16::from_be_bytes([frame[1], frame[2]]);
                let width = u16::from_be_bytes([frame[3], frame[4]]);
                return Some((width.into(), height.into()));
            }
            // A frame must come before the scan (DA) and before the end (D9).
            0xd8..=0xda | 0x00 => return None,
            _ if length < 2 => return None,
            _ => rest = after.get(length..)?,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn tells_pictures_by_their_bytes() {
        let jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xc0\x00\x11\x08\x00\x80\x01\x00";
        assert_eq!(check("image/jpeg", jpeg), Ok("image/jpeg"));
        assert_eq!(check("image/png", &png(128, 32)), Ok("image/png"));
        let wrong = |claimed: &str, bytes: &[u8], expected: &str| {
            let message = check(claimed, bytes).unwrap_err();
            assert!(message.contains(expected), "{message}");
        };
        wrong("image/jpeg", &png(128, 128), "but is image/png");
        wrong("image/png", &png(127, 64), "at least 128");
        wrong("image/png", &png(5000, 64), "at most 4096");
        wrong("image/png", &png(200, 0), "at most 4096");
        wrong(
            "image/png",
            b"<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
            "PNG, JPEG or SVG",
        );
        wrong("image/png", b"", "PNG, JPEG or SVG");
        wrong("image/jpeg", b"\xff\xd8\xff\xe0\xff", "PNG, JPEG or SVG");
        wrong(
            "image/jpeg",
            b"\xff\xd8\xff\xe0\x00\x00",
            "PNG, JPEG or SVG",
        );
        wrong("image/png", &vec![0; LARGEST + 1], "512 KiB");
    }
}
