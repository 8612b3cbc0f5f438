//! Arbitrary bytes are read as a web archive or rejected.
#![no_main]

use csdown::stages::input::mhtml;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Most inputs would not have the headers of an archive.
    let headed = [b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n", data].concat();
    for bytes in [data, &headed] {
        if let Some(archive) = mhtml::read(bytes) {
            archive.parts.iter().for_each(|part| drop(part.bytes()));
            drop(archive.page().map(|page| page.bytes()));
        }
    }
});
