//! Whatever happened to an archive, a run makes of it what a run into an empty folder makes.
//!
//! Histories are generated from fixed seeds. `CSDOWN_PROPERTY_MS` sets the search time.

#[path = "properties/history.rs"]
mod history;
#[path = "properties/search.rs"]
mod search;

use search::search;

#[test]
fn runs_end_in_what_one_run_makes() {
    history::silence_kills();
    search(history::archive);
}
