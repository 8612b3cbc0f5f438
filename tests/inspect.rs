//! Inspections of the fixtures agree with their conversions and find the dialects that the fixtures are named after.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests")]

#[path = "fixtures/case.rs"]
#[allow(dead_code, reason = "the fixtures' own test needs more of it")]
mod case;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use csdown::inspect::LinkKind;
use csdown::{Converter, Hints, Inspection};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The fixtures by name.
fn cases() -> impl Iterator<Item = (String, case::Case)> {
    case::list(&root().join("fixtures")).into_iter().map(|(name, case)| (name, case.unwrap()))
}

/// Each convertible fixture with its inspection.
fn inspections() -> Vec<(String, case::Case, Converter, Inspection)> {
    let inspected = |(name, case): (String, case::Case)| {
        let converter = Converter::new(case.options.clone()).ok()?;
        let inspection = converter.inspect(&case.input, &case.hints()).ok()?;
        Some((name, case, converter, inspection))
    };
    cases().filter_map(inspected).collect()
}

#[test]
fn inspections_agree_with_conversions() {
    let inspections = inspections();
    assert!(inspections.len() > 300, "{}", inspections.len());
    for (name, case, converter, inspection) in inspections {
        let conversion = converter.convert_bytes(&case.input, &case.hints()).unwrap();
        assert_eq!(inspection.status, conversion.report.status, "{name}");
        assert_eq!(inspection.metadata, conversion.metadata, "{name}");
        assert_eq!(inspection.warnings, conversion.report.warnings, "{name}");
        assert_eq!(inspection.removed, conversion.report.removed, "{name}");
        if conversion.document.is_some() {
            let images: BTreeSet<&str> =
                inspection.contents.images.iter().map(|image| image.url.as_str()).collect();
            let assets: BTreeSet<&str> = conversion.assets.iter().map(|asset| asset.url.as_str()).collect();
            assert_eq!(images, assets, "{name}");
        }
    }
}

#[test]
fn inputs_that_fail_to_convert_fail_to_be_inspected() {
    let mut failed = 0;
    for (name, case) in cases() {
        let Ok(converter) = Converter::new(case.options.clone()) else { continue };
        let error = converter.inspect(&case.input, &case.hints()).err();
        let of_conversion = converter.convert_bytes(&case.input, &case.hints()).err();
        // Inspections render nothing, so the output limit does not apply.
        let is_output = |error: &csdown::Error| error.to_string().starts_with("output");
        assert_eq!(error, of_conversion.filter(|error| !is_output(error)), "{name}");
        failed += usize::from(error.is_some());
    }
    assert!(failed >= 5, "{failed}");
}

#[test]
fn links_to_headings_are_anchors_of_the_outline() {
    let mut links = 0;
    for (name, _, _, inspection) in inspections() {
        let contents = &inspection.contents;
        let anchors: BTreeSet<&str> =
            contents.outline.iter().map(|heading| heading.anchor.as_str()).collect();
        let is_page = !inspection.dialects.contains_key("no-content-views");
        for link in contents.links.iter().filter(|link| is_page && link.kind == LinkKind::Anchor) {
            assert!(anchors.contains(link.url.trim_start_matches('#')), "{name}: {}", link.url);
            links += 1;
        }
    }
    assert!(links > 5, "{links}");
}

#[test]
fn removals_are_listed_once_and_in_order() {
    let mut with_text = 0;
    for (name, _, _, inspection) in inspections() {
        let mut lines: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        for removal in &inspection.removals {
            lines.entry(&removal.rule).or_default().push(removal.line);
            with_text += usize::from(!removal.text.is_empty());
        }
        assert!(inspection.removals.is_sorted_by_key(|removal| removal.line), "{name}");
        // The title is removed from the document, which has no lines.
        for (rule, removed) in inspection.removed.iter().filter(|(rule, _)| *rule != "title-repeated") {
            let mut expected = removed.lines.clone();
            expected.sort_unstable();
            assert_eq!(lines.remove(rule.as_str()), Some(expected), "{name}: {rule}");
        }
        assert!(lines.is_empty(), "{name}: {lines:?}");
    }
    assert!(with_text > 50, "{with_text}");
}

#[test]
fn removals_show_their_text_or_image() {
    let page = "---\ntitle: 题\n---\n<div id=content_views>\n<p>文</p>\n\
                <p hidden>  藏\n 起来</p><div hidden><img src=//a.b/c.png></div></div>";
    let inspection = Converter::default().inspect(page.as_bytes(), &Hints::default()).unwrap();
    let removals: Vec<_> =
        inspection.removals.iter().map(|r| (r.line, r.rule.as_str(), r.text.as_str())).collect();
    assert_eq!(removals, [(6, "hidden", "藏 起来"), (7, "hidden", "//a.b/c.png")]);
}

#[test]
fn lines_are_those_of_the_input() {
    let page = "---\ntitle: 题\n---\n<div id=content_views>\n<pre><code class='prism'>x</code></pre></div>";
    let inspection = Converter::default().inspect(page.as_bytes(), &Hints::default()).unwrap();
    assert_eq!(inspection.dialects["code-prism"].line, Some(5));
}

#[test]
fn custom_rules_take_precedence() {
    let options = csdown::Options::default().with_rule("vote", "pre", csdown::options::Action::Drop);
    let page = "<div id=content_views><pre><code class='prism'>x</code></pre></div>";
    let converter = Converter::new(options).unwrap();
    let inspection = converter.inspect(page.as_bytes(), &Hints::default()).unwrap();
    assert!(!inspection.dialects.contains_key("code-prism"));
    assert_eq!(inspection.removals[0].rule, "vote");
}

/// The dialects of `docs/dialects.md` with their fixtures.
fn documented() -> BTreeMap<String, Vec<String>> {
    let page = fs::read_to_string(root().join("docs/dialects.md")).unwrap();
    let quoted = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
    let rows = page.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| (quoted(row)[0].clone(), quoted(row.split(" | ").nth(3).unwrap()))).collect()
}

/// The dialects that `docs/inspect.md` lists as undetectable.
fn undetectable() -> BTreeSet<String> {
    let page = fs::read_to_string(root().join("docs/inspect.md")).unwrap();
    let section = page.split("\n| dialects | why |\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let cells = section.lines().filter_map(|row| row.split(" | ").next());
    cells.flat_map(|cell| cell.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

#[test]
fn every_dialect_is_found_or_documented_as_undetectable() {
    let mut found: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (name, _, _, inspection) in inspections() {
        inspection.dialects.into_keys().for_each(|dialect| {
            found.entry(dialect).or_default().insert(name.clone());
        });
    }
    let (documented, undetectable) = (documented(), undetectable());
    let mut wrong = Vec::new();
    for (dialect, fixtures) in &documented {
        let is_found =
            found.get(dialect.as_str()).is_some_and(|names| fixtures.iter().any(|name| names.contains(name)));
        if is_found == undetectable.contains(dialect) {
            wrong.push(format!("{dialect}: {}", if is_found { "found" } else { "not found" }));
        }
    }
    wrong.extend(
        found.keys().filter(|name| !documented.contains_key(**name)).map(|name| format!("{name}: unknown")),
    );
    wrong.extend(
        undetectable
            .iter()
            .filter(|name| !documented.contains_key(*name))
            .map(|name| format!("{name}: unknown")),
    );
    assert!(wrong.is_empty(), "docs/inspect.md says otherwise: {wrong:#?}");
}

#[test]
fn no_dialect_occurs_everywhere() {
    // Only the two editors of the site occur in almost every page.
    let inspections = inspections();
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    inspections.iter().flat_map(|(_, _, _, inspection)| inspection.dialects.keys()).for_each(|dialect| {
        *found.entry(dialect).or_default() += 1;
    });
    found.retain(|name, count| !name.starts_with("view-") && *count * 4 > inspections.len());
    assert!(found.is_empty(), "{found:?}");
}
