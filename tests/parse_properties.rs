//! Our parser follows the HTML standard: it builds the trees that html5ever, an independent parser, builds.
//!
//! Pages are generated from seeds, the same in each run. `CSDOWN_PROPERTY_MS` sets how long to search. Each test prints
//! how many inputs it compared and how many it skipped.

mod properties;
#[path = "properties/search.rs"]
mod search;

use std::cell::RefCell;

use csdown::Limits;
use properties::parse::{self, Tally};
use search::search;

/// Compares the trees of generated pages. Fails if more than `max_skipped` percent cannot be compared.
fn search_trees(
    max_skipped: usize,
    generate: impl Fn(&mut arbitrary::Unstructured<'_>) -> arbitrary::Result<String>,
) {
    let tally = RefCell::new(Tally::default());
    search(|u| {
        let html = generate(u)?;
        tally.borrow_mut().same_tree(&html);
        Ok(())
    });
    tally.borrow().finish(max_skipped);
}

#[test]
fn malformed_markup_makes_the_same_tree() {
    search_trees(5, parse::soup);
}

#[test]
fn formatting_elements_that_repeat_an_attribute_may_be_identical() {
    let mut tally = Tally::default();
    for tag in
        ["<b a=1 a=2>", "<b a=1 a>", "<b a=1 c=2 a=3>", "<b a=1><b a=1 a=2>", "<b c=2 a=1><b a=1 c=2 a=3>"]
    {
        tally.same_tree(&format!("<p>{}<p>x", tag.repeat(5)));
    }
    tally.finish(0);
}

#[test]
fn articles_make_the_same_tree() {
    search_trees(10, properties::html::article);
}

/// No end tag closes another element because the one it belongs to lies too deep: the trees are the same up to the
/// limit, and the text is the same in all of the page.
#[test]
fn deep_markup_makes_the_same_tree() {
    let tally = RefCell::new(Tally::default());
    search(|u| {
        let (html, depth) = parse::nested(u)?;
        let mut limits = Limits::default();
        limits.depth = depth;
        tally.borrow_mut().same_flattened_tree(&html, &limits);
        Ok(())
    });
    tally.borrow().finish(20);
}

#[test]
fn fixtures_make_the_same_tree() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");
    let mut folders = vec![std::path::PathBuf::from(root)];
    let mut tally = Tally::default();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name == "input.html") {
                // Some fixtures are in GBK.
                tally.same_tree(&String::from_utf8_lossy(&std::fs::read(path).unwrap()));
            }
        }
    }
    tally.finish(1);
    assert!(tally.compared > 200);
}

#[test]
fn random_characters_make_the_same_tree() {
    search_trees(10, |u| {
        let mut text = String::new();
        for _ in 0..u.int_in_range(1..=40)? {
            text.push(char::from(*u.choose(b"<<<>>/!-- =\"'&;#xaA\n\t\0bp[]?")?));
        }
        Ok(text)
    });
}
