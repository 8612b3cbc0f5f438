//! Generates small, valid images whose bytes depend on a seed.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;

use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};

/// An image format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Png,
    Jpeg,
    Gif,
    Webp,
    Svg,
}

impl Format {
    /// Returns the format of a file extension.
    pub fn of(extension: &str) -> Option<Self> {
        match extension {
            "png" => Some(Self::Png),
            "jpg" | "jpeg" => Some(Self::Jpeg),
            "gif" => Some(Self::Gif),
            "webp" => Some(Self::Webp),
            "svg" => Some(Self::Svg),
            _ => None,
        }
    }

    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Gif => "image/gif",
            Self::Webp => "image/webp",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// Generates the image for `seed`.
pub fn generate(format: Format, seed: &str) -> Vec<u8> {
    let mut hasher = DefaultHasher::new();
    seed.hash(&mut hasher);
    let hash = hasher.finish();
    match format {
        Format::Png => png(hash),
        Format::Jpeg => jpeg(hash),
        Format::Gif => gif(hash),
        Format::Webp => webp(hash),
        Format::Svg => svg(hash),
    }
}

/// 64 × 48 pixels with a color gradient.
fn png(hash: u64) -> Vec<u8> {
    const WIDTH: u8 = 64;
    const HEIGHT: u8 = 48;
    let [red, green, blue, ..] = hash.to_le_bytes();
    let mut pixels = ZlibEncoder::new(Vec::new(), Compression::default());
    for y in 0..HEIGHT {
        let row = (0..WIDTH).flat_map(|x| [red.wrapping_add(x), green.wrapping_add(y), blue]);
        // Each row starts with its filter type: none.
        pixels.write_all(&std::iter::once(0).chain(row).collect::<Vec<_>>()).unwrap();
    }
    let mut png = b"\x89PNG\r\n\x1a\n".to_vec();
    let header = [0, 0, 0, WIDTH, 0, 0, 0, HEIGHT, 8, 2, 0, 0, 0];
    // Contains the complete hash, so that all images differ.
    let comment = [b"Comment\0".as_slice(), format!("{hash:016x}").as_bytes()].concat();
    for (kind, data) in
        [(b"IHDR", &header[..]), (b"tEXt", &comment), (b"IDAT", &pixels.finish().unwrap()), (b"IEND", &[])]
    {
        let mut crc = Crc::new();
        crc.update(kind);
        crc.update(data);
        png.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        png.extend(kind);
        png.extend(data);
        png.extend(crc.sum().to_be_bytes());
    }
    png
}

/// 8 × 8 pixels of one grey, the smallest baseline JPEG.
fn jpeg(hash: u64) -> Vec<u8> {
    let mut jpeg = vec![0xff, 0xd8];
    let mut segment = |marker: u8, data: &[u8]| {
        jpeg.extend([0xff, marker]);
        jpeg.extend(u16::try_from(data.len() + 2).unwrap().to_be_bytes());
        jpeg.extend(data);
    };
    segment(0xe0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
    segment(0xfe, format!("{hash:016x}").as_bytes());
    // All quantization steps are 1.
    segment(0xdb, &[&[0][..], &[1; 64]].concat());
    segment(0xc0, &[8, 0, 8, 0, 8, 1, 1, 0x11, 0]);
    // Twelve four-bit codes for the length of the DC coefficient, one one-bit code for the end of the block.
    segment(0xc4, &[&[0, 0, 0, 0, 12][..], &[0; 12], &(0..12).collect::<Vec<u8>>()].concat());
    segment(0xc4, &[&[0x10, 1][..], &[0; 15], &[0]].concat());
    segment(0xda, &[1, 1, 0, 0, 63, 0]);
    // The DC coefficient, positive with nine bits, then the end of the block, padded with ones.
    let mean = 0x100 | (hash & 0xff);
    let bits = (9 << 12 | mean << 3) & 0xffff | 0b11;
    for byte in u16::try_from(bits).unwrap().to_be_bytes() {
        jpeg.push(byte);
        if byte == 0xff {
            jpeg.push(0);
        }
    }
    jpeg.extend([0xff, 0xd9]);
    jpeg
}

/// One pixel, and the hash in a comment.
fn gif(hash: u64) -> Vec<u8> {
    let [red, green, blue, ..] = hash.to_le_bytes();
    let mut gif = b"GIF89a\x01\0\x01\0\x80\0\0".to_vec();
    gif.extend([red, green, blue, 0xff, 0xff, 0xff]);
    gif.extend(b"\x21\xfe\x10");
    gif.extend(format!("{hash:016x}").as_bytes());
    gif.push(0);
    gif.extend(b"\x2c\0\0\0\0\x01\0\x01\0\0\x02\x02\x44\x01\0\x3b");
    gif
}

/// A lossless image of one color, whose size depends on the hash.
fn webp(hash: u64) -> Vec<u8> {
    let [red, green, blue, width, height, ..] = hash.to_le_bytes();
    let mut bits = Bits::default();
    bits.push(width.into(), 14);
    bits.push(height.into(), 14);
    // No alpha channel, version 0; no transforms, no color cache, no meta prefix codes.
    bits.push(0, 1 + 3 + 3);
    for value in [green, red, blue, 0xff] {
        // A prefix code with a single eight-bit symbol takes no bits per pixel.
        bits.push(0b101, 3);
        bits.push(value.into(), 8);
    }
    // The code for distances, which is not used.
    bits.push(0b001, 4);
    let data = [&[0x2f][..], &bits.bytes()].concat();
    let padded = data.len().next_multiple_of(2);
    let mut webp = b"RIFF".to_vec();
    webp.extend(u32::try_from(padded + 12).unwrap().to_le_bytes());
    webp.extend(b"WEBPVP8L");
    webp.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
    webp.extend(&data);
    webp.resize(padded + 20, 0);
    webp
}

fn svg(hash: u64) -> Vec<u8> {
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"64\" height=\"48\">\
         <rect width=\"64\" height=\"48\" fill=\"#{:06x}\"/><text x=\"4\" y=\"28\">{hash:016x}</text></svg>\n",
        hash & 0xff_ffff
    )
    .into_bytes()
}

/// A bit writer, least significant bit first.
#[derive(Debug, Default)]
struct Bits {
    bits: Vec<bool>,
}

impl Bits {
    /// Writes the lowest `count` bits of `value`, least significant bit first.
    fn push(&mut self, value: u32, count: u32) {
        self.bits.extend((0..count).map(|at| value >> at & 1 == 1));
    }

    fn bytes(&self) -> Vec<u8> {
        let byte = |bits: &[bool]| bits.iter().enumerate().map(|(at, bit)| u8::from(*bit) << at).sum();
        self.bits.chunks(8).map(byte).collect()
    }
}
