//! The Markdown of any document parses back into the document.
//!
//! Documents are generated from seeds, the same on each run. `CSDOWN_PROPERTY_MS` sets how long to search.

mod properties;
#[path = "properties/search.rs"]
mod search;

use properties::render::{self, hold};
use search::search;

#[test]
fn markdown_parses_back_into_the_document() {
    search(|u| hold(render::round_trip, u));
}

#[test]
fn another_parser_agrees() {
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
