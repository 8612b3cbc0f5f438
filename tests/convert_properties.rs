//! Whatever the input is, it converts or is refused, and the Markdown says what was read.
//!
//! Inputs are generated from seeds, the same on each run. `CSDOWN_PROPERTY_MS` sets how long to search.

mod properties;
#[path = "properties/search.rs"]
mod search;

use properties::convert;
use search::search;

#[test]
fn any_bytes_convert_or_are_refused() {
    search(|u| {
        convert::bytes(u.bytes(u.len())?);
        Ok(())
    });
}

#[test]
fn any_article_converts() {
    search(convert::article);
}

#[test]
fn nothing_is_lost_of_what_editors_write() {
    search(convert::tidy_article);
}

#[test]
fn any_options_convert() {
    search(convert::options_and_article);
}

#[test]
fn any_bytes_decode() {
    search(convert::decode);
}

#[test]
fn any_front_matter_is_read() {
    search(|u| {
        convert::front_matter(&u.arbitrary::<String>()?);
        Ok(())
    });
}
