//! Output paths are unique and safe, and manifests of any content can be read.
//!
//! Inputs are generated from fixed seeds. `CSDOWN_PROPERTY_MS` sets the search time.

#[path = "properties/output_plan.rs"]
mod output_plan;
#[path = "properties/search.rs"]
mod search;

use search::search;

#[test]
fn outputs_have_unique_and_safe_paths() {
    search(output_plan::names);
}

#[test]
fn articles_keep_their_names_in_later_runs() {
    search(output_plan::names_of_later_runs);
}

#[test]
fn any_manifest_can_be_read_and_appended_to() {
    search(output_plan::manifest);
}
