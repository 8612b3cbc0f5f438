//! Whatever a document says, its Markdown says the same when read back.
//!
//! Documents are generated from seeds, the same on each run. `CSDOWN_PROPERTY_MS` sets how long to search.

mod properties;
#[path = "properties/search.rs"]
mod search;

use properties::render::{self, hold};
use search::search;

#[test]
fn markdown_says_what_the_normalised_document_says() {
    search(|u| hold(render::round_trip, u));
}

#[test]
fn another_parser_reads_the_same() {
    search(|u| hold(render::round_trip_elsewhere, u));
}

#[test]
fn normalising_twice_changes_nothing() {
    search(|u| hold(render::normal_form, u));
}

#[test]
fn no_escape_is_needless() {
    search(|u| hold(render::escapes_are_needed, u));
}
