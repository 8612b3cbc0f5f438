//! `csdown export`: books from an archive with ordinary and hostile articles. Tests with epubcheck and Pandoc are ignored
//! with a notice if these programs are not installed; `.ci/tools` installs them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stderr,
    clippy::disallowed_methods,
    reason = "tests of a command"
)]

mod archive;
mod book;
mod command;
mod documents;
mod epub;
mod html;
mod markdown;
mod tools;
#[path = "../cli/workplace.rs"]
#[allow(dead_code, reason = "shared with other tests")]
mod workplace;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

use tools::on_path;

/// A test, with the program that it needs.
type Test = (&'static str, Option<&'static str>, fn());

#[rustfmt::skip]
const TESTS: &[Test] = &[
    ("epub/all_files_are_listed_and_all_references_lead_somewhere", None, epub::all_files_are_listed_and_all_references_lead_somewhere),
    ("epub/articles_are_chapters_with_their_text", None, epub::articles_are_chapters_with_their_text),
    ("epub/links_between_articles_stay_in_the_book", None, epub::links_between_articles_stay_in_the_book),
    ("epub/each_image_is_there_once", None, epub::each_image_is_there_once),
    ("epub/images_of_other_formats_have_a_fallback", None, epub::images_of_other_formats_have_a_fallback),
    ("epub/svg_images_are_sanitised_again", None, epub::svg_images_are_sanitised_again),
    ("epub/the_contents_have_the_headings", None, epub::the_contents_have_the_headings),
    ("epub/the_package_says_what_the_book_is", None, epub::the_package_says_what_the_book_is),
    ("epub/the_same_archive_gives_the_same_bytes", None, epub::the_same_archive_gives_the_same_bytes),
    ("epub/epubcheck_finds_nothing_wrong", Some("epubcheck"), epub::epubcheck_finds_nothing_wrong),
    ("epub/pandoc_reads_the_text_back", Some("pandoc"), epub::pandoc_reads_the_text_back),
    ("html/the_page_needs_no_network_and_runs_no_scripts", None, html::the_page_needs_no_network_and_runs_no_scripts),
    ("html/all_links_within_the_page_lead_somewhere", None, html::all_links_within_the_page_lead_somewhere),
    ("html/all_articles_are_there_with_their_images", None, html::all_articles_are_there_with_their_images),
    ("html/a_page_goes_to_standard_output", None, html::a_page_goes_to_standard_output),
    ("markdown/links_between_articles_lead_to_their_headings", None, markdown::links_between_articles_lead_to_their_headings),
    ("markdown/images_are_found_from_the_file", None, markdown::images_are_found_from_the_file),
    ("markdown/the_file_reads_back_as_the_same_articles", None, markdown::the_file_reads_back_as_the_same_articles),
    ("markdown/headings_are_below_the_title_of_their_article", None, markdown::headings_are_below_the_title_of_their_article),
    ("command/the_summary_counts_articles_and_images", None, command::the_summary_counts_articles_and_images),
    ("command/the_title_is_that_of_the_selection", None, command::the_title_is_that_of_the_selection),
    ("command/the_articles_are_in_the_chosen_order", None, command::the_articles_are_in_the_chosen_order),
    ("command/an_existing_file_is_replaced_only_if_forced", None, command::an_existing_file_is_replaced_only_if_forced),
    ("command/a_book_replaces_no_file_of_the_archive", None, command::a_book_replaces_no_file_of_the_archive),
    ("command/wrong_arguments_are_explained", None, command::wrong_arguments_are_explained),
    ("command/an_empty_selection_writes_nothing", None, command::an_empty_selection_writes_nothing),
    ("command/an_article_that_cannot_be_read_is_left_out", None, command::an_article_that_cannot_be_read_is_left_out),
    #[cfg(unix)]
    ("command/a_stopped_export_leaves_nothing_behind", None, command::a_stopped_export_leaves_nothing_behind),
    ("command/the_archive_stays_as_it_is", None, command::the_archive_stays_as_it_is),
];

fn main() -> ExitCode {
    let trials = TESTS.iter().map(|(name, program, test)| {
        let is_missing = program.is_some_and(|program| on_path(program).is_none());
        if let (true, Some(program)) = (is_missing, program) {
            eprintln!("{name} is ignored: {program} is not installed");
        }
        let run = || {
            test();
            Ok(())
        };
        Trial::test(*name, run).with_ignored_flag(is_missing)
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}
