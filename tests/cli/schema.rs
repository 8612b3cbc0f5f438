//! The schemas of `docs/schema/`: what the command prints of the fixtures fits them, what is damaged does not, and each
//! code stands in the source and in the schema or in neither.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use csdown::WarningCode;
use csdown::options::{
    Diagrams, Emphasis, FrontMatter, HardBreak, ImageQuery, InlineHtml, Links, Profile, Spacing, Tables, Toc,
};
use csdown::stages::clean::rules::{RULES, Then};
use csdown::verify::Category;
use serde_json::{Value, json};

use crate::report::{documented, error_codes, image_codes};
use crate::workplace::{Done, Workplace};

const REPORT: &str = "report";
const VERIFICATION: &str = "verification";
const INSPECTION: &str = "inspection";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema_path(name: &str) -> PathBuf {
    root().join(format!("docs/schema/{name}.json"))
}

fn schema(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(schema_path(name)).unwrap()).unwrap()
}

/// A schema, ready to be asked.
struct Validator {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Validator {
    fn of(name: &str) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        let path = schema_path(name);
        let index =
            compiler.compile(path.to_str().unwrap(), &mut schemas).unwrap_or_else(|error| panic!("{error}"));
        Self { schemas, index }
    }

    fn accepts(&self, document: &Value) -> bool {
        self.schemas.validate(document, self.index).is_ok()
    }

    #[track_caller]
    fn assert(&self, document: &Value) {
        if let Err(error) = self.schemas.validate(document, self.index) {
            panic!("{error:#}");
        }
    }
}

fn fixtures() -> String {
    root().join("fixtures").to_str().unwrap().to_owned()
}

/// The report of a conversion of all fixtures, verified.
fn report() -> Value {
    let place = Workplace::new();
    place.run(&["convert", &fixtures(), "-o", "out", "--verify", "--report", "r.json"]);
    serde_json::from_str(&place.read("r.json")).unwrap()
}

fn lines(done: &Done) -> Vec<Value> {
    done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_report_of_every_fixture_fits_its_schema() {
    let report = report();
    assert!(report["totals"]["inputs"].as_u64() > Some(300), "{}", report["totals"]);
    Validator::of(REPORT).assert(&report);
}

#[test]
fn the_report_of_unusual_runs_fits_its_schema() {
    let rules = "[[rule]]\nname = \"a\"\nselector = \"aside\"\naction = \"drop\"\n\
                 [[rule]]\nname = \"b\"\nselector = \".x\"\naction = { heading = 2 }\n";
    let article = "<div id=content_views>文<aside>旁注</aside></div>";
    let place = Workplace::with(&[("csdown.toml", rules), ("in/a.html", article), ("out/a.md/taken", "")]);
    place.write(
        "images.html",
        "<div id=content_views><img src='data:image/png,x'><img src='data:image/gif,GIF89a'></div>",
    );
    let validator = Validator::of(REPORT);
    for args in [
        &["in", "-o", "out"][..],
        &["in/a.html", "none.html", "-o", "fresh", "--profile", "hugo", "--front-matter", "toml"],
        &["in/a.html"],
        &["images.html", "-o", "fresh", "--assets", "fresh"],
    ] {
        place.run(&[&["convert"], args, &["--report", "r.json"]].concat());
        let report: Value = serde_json::from_str(&place.read("r.json")).unwrap();
        validator.assert(&report);
        assert_eq!(report["options"]["rule"][1]["action"]["heading"], 2);
    }
}

#[test]
fn the_verification_of_every_fixture_fits_its_schema() {
    let place = Workplace::with(&[("markdown/x.md", ""), ("in/a.html", "<div id=content_views>文</div>")]);
    let validator = Validator::of(VERIFICATION);
    // Without Markdown, with Markdown that is missing, and with Markdown that is another's.
    place.write("other.md", "# 别的\n\n- [x] `a` ![](b.png)\n");
    for args in [&[fixtures().as_str()][..], &["in", "markdown"], &["in/a.html", "other.md"]] {
        let done = place.run(&[&["verify", "--format", "json"], args].concat());
        let told: Value = serde_json::from_str(&done.out).unwrap();
        assert_ne!(told["inputs"], json!([]));
        validator.assert(&told);
    }
}

#[test]
fn the_inspection_of_every_fixture_fits_its_schema() {
    let place = Workplace::new();
    let told = lines(&place.run(&["inspect", &fixtures(), "none.html"]));
    assert!(told.len() > 300, "{}", told.len());
    let validator = Validator::of(INSPECTION);
    told.iter().for_each(|line| validator.assert(line));
}

/// Calls `damage` with a copy of `document` for each of its places, and gives back what it made of them. What stands in
/// `other` is the author's, and may be anything.
fn damaged(document: &Value, damage: &mut impl FnMut(&mut Value) -> bool) -> Vec<(String, Value)> {
    let mut places = Vec::new();
    gather(document, String::new(), &mut places);
    let mut all = Vec::new();
    for place in places {
        let mut copy = document.clone();
        if copy.pointer_mut(&place).is_some_and(&mut *damage) {
            all.push((place, copy));
        }
    }
    all
}

fn gather(value: &Value, place: String, places: &mut Vec<String>) {
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        gather(item, format!("{place}/{index}"), places);
    }
    for (key, value) in value.as_object().into_iter().flatten().filter(|(key, _)| *key != "other") {
        gather(value, format!("{place}/{}", key.replace('~', "~0").replace('/', "~1")), places);
    }
    places.push(place);
}

/// A small document of each schema that has nearly everything in it.
fn examples() -> [(&'static str, Value); 3] {
    let article = "---\ntags: [甲]\npin: 1\n---\n<h1 class=title-article>题</h1><div id=content_views>\
                   <h2>一</h2><p>见<a href='https://a.b/c'>甲</a><img><img src=//a.b/c.png></p>\
                   <pre><code class='prism language-c'>x</code></pre><p hidden>藏</p></div>";
    let place = Workplace::with(&[("in/a.html", article), ("in/b.html", ""), ("a.md", "# 题\n")]);
    place.run(&["convert", "in", "none.html", "-o", "out", "--verify", "--report", "r.json"]);
    let verification = place.run(&["verify", "in/a.html", "a.md", "--format", "json"]).out;
    let inspection = place.run(&["inspect", "in/a.html"]).out;
    [
        (REPORT, serde_json::from_str(&place.read("r.json")).unwrap()),
        (VERIFICATION, serde_json::from_str(&verification).unwrap()),
        (INSPECTION, serde_json::from_str(&inspection).unwrap()),
    ]
}

#[test]
fn a_field_that_nobody_knows_fits_no_schema() {
    for (name, document) in examples() {
        let validator = Validator::of(name);
        validator.assert(&document);
        let damaged = damaged(&document, &mut |value| match value {
            Value::Object(fields) => fields.insert("unheard-of".to_owned(), json!("x")).is_none(),
            _ => false,
        });
        assert!(damaged.len() > 15, "{name}: {}", damaged.len());
        for (place, document) in damaged {
            assert!(!validator.accepts(&document), "{name}{place}");
        }
    }
}

#[test]
fn a_value_of_another_kind_fits_no_schema() {
    for (name, document) in examples() {
        let validator = Validator::of(name);
        let damaged = damaged(&document, &mut |value| {
            *value = json!(true);
            true
        });
        assert!(damaged.len() > 50, "{name}: {}", damaged.len());
        for (place, document) in damaged {
            assert!(!validator.accepts(&document), "{name}{place}");
        }
    }
}

#[test]
fn a_field_that_is_missing_is_missed() {
    for (name, document) in examples() {
        let validator = Validator::of(name);
        for field in
            ["csdown", "path", "inputs", "totals", "warnings", "removed", "code", "line", "from", "verdict"]
        {
            let damaged = damaged(&document, &mut |value| {
                value.as_object_mut().is_some_and(|fields| fields.remove(field).is_some())
            });
            // What is counted is named by what there is.
            for (place, document) in damaged.into_iter().filter(|(place, _)| !place.ends_with("/counts")) {
                assert!(!validator.accepts(&document), "{name}{place} without {field}");
            }
        }
    }
}

#[test]
fn a_code_that_nobody_knows_fits_no_schema() {
    let [(_, report), (_, verification), (_, inspection)] = examples();
    for (name, document, places) in [
        (
            REPORT,
            report,
            &[
                "/inputs/0/status",
                "/inputs/0/outcome",
                "/inputs/0/warnings/0/code",
                "/inputs/0/metadata/title/from",
                "/inputs/0/verification/verdict",
                "/inputs/2/error/code",
                "/options/toc",
            ][..],
        ),
        (VERIFICATION, verification, &["/inputs/0/verdict", "/inputs/0/differences/0/category"]),
        (INSPECTION, inspection, &["/status", "/form", "/links/0/kind", "/warnings/0/code"]),
    ] {
        let validator = Validator::of(name);
        for place in places {
            let mut damaged = document.clone();
            *damaged.pointer_mut(place).unwrap_or_else(|| panic!("{name}{place} in {document}")) =
                json!("unheard-of");
            assert!(!validator.accepts(&damaged), "{name}{place}");
        }
    }
}

#[test]
fn what_has_one_name_is_the_same_in_every_schema() {
    let [report, verification, inspection] = [REPORT, VERIFICATION, INSPECTION].map(schema);
    let mut shared = 0;
    for other in [&verification, &inspection] {
        for (name, definition) in other["$defs"].as_object().unwrap() {
            // What becomes of an input is each document's own.
            if !matches!(name.as_str(), "done" | "failed") {
                assert_eq!(Some(definition), report["$defs"].get(name), "{name}");
                shared += 1;
            }
        }
    }
    assert!(shared > 8, "{shared}");
}

/// The values of an `enum` of the schema, or the names of `properties`.
fn told(schema: &Value, place: &str) -> BTreeSet<String> {
    let names = schema.pointer(place).unwrap_or_else(|| panic!("{place}"));
    match names {
        Value::Array(values) => values.iter().map(|value| value.as_str().unwrap().to_owned()).collect(),
        names => names.as_object().unwrap().keys().cloned().collect(),
    }
}

fn set<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// The names that serde gives the variants of an enum of the source.
fn variants(path: &str, name: &str) -> BTreeSet<String> {
    let source = fs::read_to_string(root().join("src").join(path)).unwrap();
    let body = source.split(&format!("pub enum {name} {{\n")).nth(1).unwrap().split("\n}").next().unwrap();
    let variants = body.lines().filter_map(|line| line.trim().strip_suffix(','));
    let kebab = |variant: &str| {
        let humps = variant.chars().enumerate().flat_map(|(index, c)| {
            let hyphen = (index > 0 && c.is_uppercase()).then_some('-');
            hyphen.into_iter().chain(c.to_lowercase())
        });
        humps.collect::<String>()
    };
    variants.map(kebab).collect()
}

#[test]
fn every_code_stands_in_the_source_and_in_the_schema() {
    let report = schema(REPORT);
    let told = |place: &str| told(&report, place);
    let warnings = set(WarningCode::ALL.iter().map(|code| code.as_str()));
    assert_eq!(told("/$defs/warning/properties/code/enum"), warnings);
    assert_eq!(told("/$defs/error/properties/code/enum"), error_codes());
    let (own, network) = image_codes();
    let codes = "/$defs/done/properties/images/properties/failed/items/properties/code/enum";
    assert_eq!(told(codes), own.union(&network).cloned().collect());
    assert_eq!(told("/$defs/status/enum"), variants("report.rs", "Status"));
    assert_eq!(told("/$defs/origin/enum"), variants("extract/metadata/values.rs", "Origin"));
    let kinds = variants("extract/metadata/values.rs", "ArticleKind");
    assert_eq!(told("/$defs/metadata/properties/kind/properties/value/enum"), kinds);
    let mut outcomes = told("/$defs/done/properties/outcome/enum");
    outcomes.insert("failed".to_owned());
    assert_eq!(outcomes, variants("batch/record.rs", "Outcome"));
    let verdicts = variants("verify/verification.rs", "Verdict");
    assert_eq!(told("/$defs/verification/properties/verdict/enum"), verdicts);
    assert_eq!(told("/$defs/category/enum"), set(Category::ALL.iter().map(|category| category.as_str())));
    let changes = told("/$defs/verification/properties/changed/propertyNames/enum");
    assert_eq!(changes, documented("Changed"), "which another test holds to the source");
}

#[test]
fn every_code_of_an_inspection_stands_in_the_source_and_in_the_schema() {
    let inspection = schema(INSPECTION);
    let told = |place: &str| told(&inspection, place);
    assert_eq!(told("/$defs/done/properties/form/enum"), variants("input/form.rs", "InputForm"));
    let kinds = told("/$defs/done/properties/links/items/properties/kind/enum");
    assert_eq!(kinds, variants("inspect/contents.rs", "LinkKind"));
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let (all, page) = (read("docs/dialects.md"), read("docs/inspect.md"));
    let all = all.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let untold = page.split("\n| dialects | why |\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let is_told = |name: &&str| !untold.contains(&format!("`{name}`"));
    let dialects = told("/$defs/done/properties/dialects/propertyNames/enum");
    assert_eq!(dialects, set(all.filter(is_told)), "which another test holds to the fixtures");
}

/// The names under which lowering counts what it removes by itself, as they stand in its source.
fn removed_by_lowering() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(root().join("src/lower")).unwrap() {
        let source = fs::read_to_string(entry.unwrap().path()).unwrap();
        let code = source.split("#[cfg(test)]").next().unwrap().to_owned();
        for call in ["count_removed(", "self.drop(", "record_removal("] {
            let arguments = code.split(call).skip(1).filter_map(|rest| rest.split(')').next());
            names.extend(arguments.filter_map(|rest| rest.split('"').nth(1)).map(str::to_owned));
        }
    }
    names
}

#[test]
fn every_rule_that_removes_stands_in_the_source_and_in_the_schema() {
    let rules = RULES.iter().filter(|rule| matches!(rule.then, Then::Drop)).map(|rule| rule.name);
    let mut names = set(rules);
    names.extend(removed_by_lowering());
    assert_eq!(told(&schema(REPORT), "/$defs/removed/properties"), names);
}

#[test]
fn every_option_stands_in_the_source_and_in_the_schema() {
    let report = schema(REPORT);
    let option = |name: &str| told(&report, &format!("/properties/options/properties/{name}/enum"));
    macro_rules! all {
        ($name:ident) => {
            set($name::ALL.iter().map(|value| value.as_str()))
        };
    }
    assert_eq!(option("diagrams"), all!(Diagrams));
    assert_eq!(option("emphasis"), all!(Emphasis));
    assert_eq!(option("front-matter"), all!(FrontMatter));
    assert_eq!(option("hard-break"), all!(HardBreak));
    assert_eq!(option("image-query"), all!(ImageQuery));
    assert_eq!(option("inline-html"), all!(InlineHtml));
    assert_eq!(option("links"), all!(Links));
    assert_eq!(option("profile"), all!(Profile));
    assert_eq!(option("spacing"), all!(Spacing));
    assert_eq!(option("tables"), all!(Tables));
    assert_eq!(option("toc"), all!(Toc));
}
