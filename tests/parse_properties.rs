//! The parser makes of any markup what the HTML standard asks for, which html5ever, written by others, makes of it, too.
//!
//! Pages are generated from seeds, the same on each run. `CSDOWN_PROPERTY_MS` sets how long to search.

mod properties;
#[path = "properties/search.rs"]
mod search;

use properties::parse;
use search::search;

#[test]
fn bad_markup_makes_the_tree_that_another_parser_makes() {
    search(|u| {
        parse::same_tree(&parse::soup(u)?);
        Ok(())
    });
}

#[test]
fn articles_make_the_tree_that_another_parser_makes() {
    search(|u| {
        parse::same_tree(&properties::html::article(u)?);
        Ok(())
    });
}

#[test]
fn fixtures_make_the_tree_that_another_parser_makes() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures");
    let mut folders = vec![std::path::PathBuf::from(root)];
    let mut pages = 0;
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.file_name().is_some_and(|name| name == "input.html")
                && let Ok(html) = std::fs::read_to_string(path)
            {
                pages += 1;
                parse::same_tree(&html);
            }
        }
    }
    assert!(pages > 200);
}

#[test]
fn any_text_makes_the_tree_that_another_parser_makes() {
    search(|u| {
        let mut text = String::new();
        for _ in 0..u.int_in_range(1..=40)? {
            text.push(char::from(*u.choose(b"<<<>>/!-- =\"'&;#xaA\n\t\0bp[]?")?));
        }
        parse::same_tree(&text);
        Ok(())
    });
}
