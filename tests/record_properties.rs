//! Streams of records are answered in order.
//!
//! Inputs are generated from fixed seeds. `CSDOWN_PROPERTY_MS` sets the search time.

mod properties;
#[path = "properties/records.rs"]
mod records;
#[path = "properties/search.rs"]
mod search;

#[test]
fn records_are_answered_in_order() {
    search::search(records::stream);
}

#[test]
fn arbitrary_lines_are_answered() {
    search::search(|u| {
        records::bytes(u.bytes(u.len())?);
        Ok(())
    });
}
