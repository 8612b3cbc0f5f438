//! Any bytes are a web archive or none, and what is in one can be read.
#![no_main]

use csdown::stages::input::mhtml;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    // Most of what is drawn would be none.
    let headed = [b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n", data].concat();
    for bytes in [data, &headed] {
        if let Some(archive) = mhtml::read(bytes) {
            archive.parts.iter().for_each(|part| drop(part.bytes()));
            drop(archive.page().map(|page| page.bytes()));
        }
    }
});
