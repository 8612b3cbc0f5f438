//! `csdown explain`, and `docs/codes.md`, whose sections it prints.

use csdown::WarningCode;
use csdown::explanations::{CodeGroup, explanations};

use crate::workplace::{Done, Workplace};

fn explain(args: &[&str]) -> Done {
    Workplace::new().run(&[&["explain"], args].concat())
}

#[test]
fn a_code_is_explained_without_markup() {
    let done = explain(&["image-format-excluded"]);
    let text =
        "image-format-excluded (image error)\n\nThe type of the image is excluded by the calling program.\n";
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (0, text, ""));
    let done = explain(&["invalid-bytes"]);
    assert!(done.out.contains("\n\nThe detail is the encoding"), "{}", done.out);
    assert!(done.out.contains("convert the file to UTF-8") && !done.out.contains('`'), "{}", done.out);
    assert!(done.out.lines().all(|line| line.chars().count() <= 100), "{}", done.out);
}

#[test]
fn a_code_of_several_groups_is_explained_for_each() {
    let done = explain(&["truncated"]);
    let titles: Vec<&str> = done.out.lines().filter(|line| line.starts_with("truncated (")).collect();
    assert_eq!(titles, ["truncated (warning)", "truncated (error)", "truncated (status)"]);
}

#[test]
fn brackets_around_a_code_are_ignored() {
    assert_eq!(explain(&["[code-prose]"]).out, explain(&["code-prose"]).out);
}

#[test]
fn an_unknown_code_suggests_a_similar_one() {
    for (code, hint) in [
        ("table-span-flatened", "did you mean `table-span-flattened`?"),
        ("九", "csdown explain lists all codes"),
    ] {
        let done = explain(&[code]);
        let message = format!("error: `{code}` is not a code of csdown; {hint}\n");
        assert_eq!((done.code, done.out.as_str(), done.err), (2, "", message));
    }
}

#[test]
fn the_list_has_every_code_with_its_meaning() {
    let done = explain(&[]);
    assert_eq!((done.code, done.err.as_str()), (0, ""));
    for group in CodeGroup::ALL {
        assert!(done.out.contains(&format!("{}:\n", group.title())), "{group:?}");
    }
    let lines: Vec<&str> = done.out.lines().collect();
    for explanation in explanations() {
        let start = format!("  {}  ", explanation.code);
        let first = explanation.summary.split(' ').next().unwrap();
        assert!(
            lines.iter().any(|line| line.starts_with(&start) && line.contains(first)),
            "{}: {}",
            explanation.code,
            done.out
        );
    }
}

#[test]
fn summaries_are_one_short_sentence() {
    for explanation in explanations() {
        let summary = &explanation.summary;
        assert!(summary.ends_with('.') && !summary.contains(". "), "{explanation:?}");
        assert!(summary.chars().count() <= 120, "{explanation:?}");
    }
    // Messages end with the words of a warning, so they have to be short.
    for code in WarningCode::ALL {
        assert!(code.summary().chars().count() <= 80, "{}", code.summary());
    }
}

#[test]
fn explanations_name_existing_options() {
    let commands = ["convert", "fetch", "verify", "stream"]
        .map(|command| Workplace::new().run(&[command, "--help"]).out);
    let all = commands.concat();
    let mut seen = 0;
    for explanation in explanations() {
        let words =
            explanation.paragraphs.iter().flat_map(|text| text.split([' ', ',', '.', ';', ':', '(', ')']));
        for option in words.filter(|word| word.starts_with("--")) {
            assert!(all.contains(&format!("{option} ")) || all.contains(&format!("{option}\n")), "{option}");
            seen += 1;
        }
    }
    assert!(seen > 30, "{seen}");
}
