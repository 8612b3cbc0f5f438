//! The schemas in `docs/schema/`: they accept the output for all fixtures, reject corrupted output, and list exactly
//! the codes in the source.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use boon::{Compiler, SchemaIndex, Schemas};
use csdown::WarningCode;
use csdown::explanations::CodeGroup;
use csdown::options::{
    DateFallback, Details, Diagrams, Emphasis, FrontMatter, HardBreak, ImageQuery, InlineHtml, InputFormat,
    InternalLinks, Links, MathSyntax, Profile, Spacing, Tables, Target, Toc,
};
use csdown::stages::clean::rules::{RULES, Then};
use csdown::verify::Category;
use serde_json::{Value, json};

use crate::report::{error_codes, explained, image_codes};
use crate::workplace::{Done, Workplace};

const REPORT: &str = "report";
const VERIFICATION: &str = "verification";
const INSPECTION: &str = "inspection";
const RECORD: &str = "record";

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn schema_path(name: &str) -> PathBuf {
    root().join(format!("docs/schema/{name}.json"))
}

fn schema(name: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(schema_path(name)).unwrap()).unwrap()
}

/// A compiled schema.
pub(crate) struct Validator {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Validator {
    pub(crate) fn new(name: &str) -> Self {
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.enable_format_assertions();
        let path = schema_path(name);
        let index =
            compiler.compile(path.to_str().unwrap(), &mut schemas).unwrap_or_else(|error| panic!("{error}"));
        Self { schemas, index }
    }

    pub(crate) fn accepts(&self, document: &Value) -> bool {
        self.schemas.validate(document, self.index).is_ok()
    }

    #[track_caller]
    pub(crate) fn assert(&self, document: &Value) {
        if let Err(error) = self.schemas.validate(document, self.index) {
            panic!("{error:#}");
        }
    }
}

fn fixtures() -> String {
    root().join("fixtures").to_str().unwrap().to_owned()
}

/// Returns the report of a conversion of all fixtures with `--verify`.
fn report() -> Value {
    let place = Workplace::new();
    place.run(&["convert", &fixtures(), "-o", "out", "--verify", "--report", "r.json"]);
    serde_json::from_str(&place.read("r.json")).unwrap()
}

fn lines(done: &Done) -> Vec<Value> {
    done.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn the_report_of_all_fixtures_is_valid() {
    let report = report();
    assert!(report["totals"]["inputs"].as_u64() > Some(300), "{}", report["totals"]);
    Validator::new(REPORT).assert(&report);
}

#[test]
fn reports_of_unusual_runs_are_valid() {
    let rules = "[[rule]]\nname = \"a\"\nselector = \"aside\"\naction = \"drop\"\n\
                 [[rule]]\nname = \"b\"\nselector = \".x\"\naction = { heading = 2 }\n";
    let article = "<div id=content_views>文<aside>旁注</aside></div>";
    let place = Workplace::with(&[("csdown.toml", rules), ("in/a.html", article), ("out/a.md/taken", "")]);
    place.write(
        "images.html",
        "<div id=content_views><img src='data:image/png,x'><img src='data:image/gif,GIF89a'></div>",
    );
    let validator = Validator::new(REPORT);
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
fn the_verification_of_all_fixtures_is_valid() {
    let place = Workplace::with(&[("markdown/x.md", ""), ("in/a.html", "<div id=content_views>文</div>")]);
    let validator = Validator::new(VERIFICATION);
    // Without Markdown, with missing Markdown, and with the Markdown of another article.
    place.write("other.md", "# 别的\n\n- [x] `a` ![](b.png)\n");
    for args in [&[fixtures().as_str()][..], &["in", "markdown"], &["in/a.html", "other.md"]] {
        let done = place.run(&[&["verify", "--format", "json"], args].concat());
        let output: Value = serde_json::from_str(&done.out).unwrap();
        assert_ne!(output["inputs"], json!([]));
        validator.assert(&output);
    }
}

#[test]
fn the_inspection_of_all_fixtures_is_valid() {
    let place = Workplace::new();
    let inspections = lines(&place.run(&["inspect", &fixtures(), "none.html"]));
    assert!(inspections.len() > 300, "{}", inspections.len());
    let validator = Validator::new(INSPECTION);
    inspections.iter().for_each(|line| validator.assert(line));
}

/// Applies `corrupt` to a copy of `document` at each of its values, and returns the corrupted copies with the paths of
/// the values. Skips `other`, which may contain anything.
fn corrupted(document: &Value, corrupt: &mut impl FnMut(&mut Value) -> bool) -> Vec<(String, Value)> {
    let mut paths = Vec::new();
    collect_paths(document, String::new(), &mut paths);
    let mut all = Vec::new();
    for path in paths {
        let mut copy = document.clone();
        if copy.pointer_mut(&path).is_some_and(&mut *corrupt) {
            all.push((path, copy));
        }
    }
    all
}

fn collect_paths(value: &Value, path: String, paths: &mut Vec<String>) {
    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
        collect_paths(item, format!("{path}/{index}"), paths);
    }
    for (key, value) in value.as_object().into_iter().flatten().filter(|(key, _)| *key != "other") {
        collect_paths(value, format!("{path}/{}", key.replace('~', "~0").replace('/', "~1")), paths);
    }
    paths.push(path);
}

/// Returns a small document for each schema that has almost all fields.
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
fn unknown_fields_are_rejected() {
    for (name, document) in examples() {
        let validator = Validator::new(name);
        validator.assert(&document);
        let corrupted = corrupted(&document, &mut |value| match value {
            Value::Object(fields) => fields.insert("unknown".to_owned(), json!("x")).is_none(),
            _ => false,
        });
        assert!(corrupted.len() > 15, "{name}: {}", corrupted.len());
        for (path, document) in corrupted {
            assert!(!validator.accepts(&document), "{name}{path}");
        }
    }
}

#[test]
fn values_of_another_type_are_rejected() {
    for (name, document) in examples() {
        let validator = Validator::new(name);
        let corrupted = corrupted(&document, &mut |value| {
            *value = json!(true);
            true
        });
        assert!(corrupted.len() > 50, "{name}: {}", corrupted.len());
        for (path, document) in corrupted {
            assert!(!validator.accepts(&document), "{name}{path}");
        }
    }
}

#[test]
fn missing_fields_are_rejected() {
    for (name, document) in examples() {
        let validator = Validator::new(name);
        for field in
            ["csdown", "path", "inputs", "totals", "warnings", "removed", "code", "line", "from", "verdict"]
        {
            let corrupted = corrupted(&document, &mut |value| {
                value.as_object_mut().is_some_and(|fields| fields.remove(field).is_some())
            });
            // Counts have no required fields.
            for (path, document) in corrupted.into_iter().filter(|(path, _)| !path.ends_with("/counts")) {
                assert!(!validator.accepts(&document), "{name}{path} without {field}");
            }
        }
    }
}

#[test]
fn unknown_codes_are_rejected() {
    let [(_, report), (_, verification), (_, inspection)] = examples();
    for (name, document, paths) in [
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
        let validator = Validator::new(name);
        for path in paths {
            let mut corrupted = document.clone();
            *corrupted.pointer_mut(path).unwrap_or_else(|| panic!("{name}{path} in {document}")) =
                json!("no-such-code");
            assert!(!validator.accepts(&corrupted), "{name}{path}");
        }
    }
}

#[test]
fn shared_definitions_are_identical() {
    let [report, verification, inspection, record] = [REPORT, VERIFICATION, INSPECTION, RECORD].map(schema);
    let mut shared = 0;
    for other in [&verification, &inspection, &record] {
        for (name, definition) in other["$defs"].as_object().unwrap() {
            // Results differ between the schemas.
            if !matches!(name.as_str(), "done" | "failed") {
                assert_eq!(Some(definition), report["$defs"].get(name), "{name}");
                shared += 1;
            }
        }
    }
    assert!(shared > 8, "{shared}");
}

/// Returns the values of an `enum` of a schema, or the names of its `properties`.
fn names_at(schema: &Value, path: &str) -> BTreeSet<String> {
    let names = schema.pointer(path).unwrap_or_else(|| panic!("{path}"));
    match names {
        Value::Array(values) => values.iter().map(|value| value.as_str().unwrap().to_owned()).collect(),
        names => names.as_object().unwrap().keys().cloned().collect(),
    }
}

fn set<'a>(names: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    names.into_iter().map(str::to_owned).collect()
}

/// Returns the serialized names of the variants of an enum in the source.
fn variants(path: &str, name: &str) -> BTreeSet<String> {
    let source = fs::read_to_string(root().join("src").join(path)).unwrap();
    let body = source.split(&format!("pub enum {name} {{\n")).nth(1).unwrap().split("\n}").next().unwrap();
    let variants = body.lines().filter_map(|line| line.trim().strip_suffix(','));
    let kebab = |variant: &str| {
        let chars = variant.chars().enumerate().flat_map(|(index, c)| {
            let hyphen = (index > 0 && c.is_uppercase()).then_some('-');
            hyphen.into_iter().chain(c.to_lowercase())
        });
        chars.collect::<String>()
    };
    variants.map(kebab).collect()
}

#[test]
fn the_report_schema_lists_exactly_the_codes_in_the_source() {
    let report = schema(REPORT);
    let names_at = |path: &str| names_at(&report, path);
    let warnings = set(WarningCode::ALL.iter().map(|code| code.as_str()));
    assert_eq!(names_at("/$defs/warning/properties/code/enum"), warnings);
    assert_eq!(names_at("/$defs/error/properties/code/enum"), error_codes());
    let (own, network) = image_codes();
    let codes = "/$defs/done/properties/images/properties/failed/items/properties/code/enum";
    assert_eq!(names_at(codes), own.union(&network).cloned().collect());
    assert_eq!(names_at("/$defs/status/enum"), variants("report.rs", "Status"));
    assert_eq!(names_at("/$defs/origin/enum"), variants("extract/metadata/values.rs", "Origin"));
    let kinds = variants("extract/metadata/values.rs", "ArticleKind");
    assert_eq!(names_at("/$defs/metadata/properties/kind/properties/value/enum"), kinds);
    let mut outcomes = names_at("/$defs/done/properties/outcome/enum");
    outcomes.insert("failed".to_owned());
    assert_eq!(outcomes, explained(CodeGroup::Outcome));
    assert_eq!(outcomes, variants("batch/outcome.rs", "Outcome"));
    let verdicts = variants("verify/verification.rs", "Verdict");
    assert_eq!(names_at("/$defs/verification/properties/verdict/enum"), verdicts);
    assert_eq!(verdicts, explained(CodeGroup::Verdict));
    assert_eq!(names_at("/$defs/category/enum"), set(Category::ALL.iter().map(|category| category.as_str())));
    let changes = names_at("/$defs/verification/properties/changed/propertyNames/enum");
    assert_eq!(
        changes,
        explained(CodeGroup::IntendedDifference),
        "another test compares the documentation with the source"
    );
}

#[test]
fn the_inspection_schema_lists_exactly_the_codes_in_the_source() {
    let inspection = schema(INSPECTION);
    let names_at = |path: &str| names_at(&inspection, path);
    assert_eq!(names_at("/$defs/done/properties/form/enum"), variants("input/form.rs", "InputForm"));
    let kinds = names_at("/$defs/done/properties/links/items/properties/kind/enum");
    assert_eq!(kinds, variants("inspect/contents.rs", "LinkKind"));
    let read = |path: &str| fs::read_to_string(root().join(path)).unwrap();
    let (all, page) = (read("docs/dialects.md"), read("docs/inspect.md"));
    let all = all.lines().filter_map(|line| line.strip_prefix("| `")?.split('`').next());
    let undetected = page.split("\n| dialects | why |\n").nth(1).unwrap().split("\n\n").next().unwrap();
    let is_detected = |name: &&str| !undetected.contains(&format!("`{name}`"));
    let dialects = names_at("/$defs/done/properties/dialects/propertyNames/enum");
    assert_eq!(
        dialects,
        set(all.filter(is_detected)),
        "another test compares the documentation with the fixtures"
    );
}

/// Returns the names under which lowering and normalizing count removals, as written in their source.
fn removed_without_a_rule() -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let entries = ["src/lower", "src/normalize"].map(|folder| fs::read_dir(root().join(folder)).unwrap());
    for entry in entries.into_iter().flatten() {
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
fn the_report_schema_lists_exactly_the_removal_rules() {
    let rules = RULES.iter().filter(|rule| matches!(rule.then, Then::Drop)).map(|rule| rule.name);
    let mut names = set(rules);
    names.extend(removed_without_a_rule());
    assert_eq!(names_at(&schema(REPORT), "/$defs/removed/properties"), names);
}

#[test]
fn the_report_schema_lists_exactly_the_option_values() {
    let report = schema(REPORT);
    let option = |name: &str| names_at(&report, &format!("/properties/options/properties/{name}/enum"));
    macro_rules! all {
        ($name:ident) => {
            set($name::ALL.iter().map(|value| value.as_str()))
        };
    }
    let formats = names_at(&report, "/properties/options/properties/front-matter/oneOf/0/enum");
    assert_eq!(formats, all!(FrontMatter));
    for (name, values) in [
        ("date-fallback", all!(DateFallback)),
        ("details", all!(Details)),
        ("diagrams", all!(Diagrams)),
        ("emphasis", all!(Emphasis)),
        ("from", all!(InputFormat)),
        ("hard-break", all!(HardBreak)),
        ("image-query", all!(ImageQuery)),
        ("internal-links", all!(InternalLinks)),
        ("inline-html", all!(InlineHtml)),
        ("links", all!(Links)),
        ("math", all!(MathSyntax)),
        ("profile", all!(Profile)),
        ("spacing", all!(Spacing)),
        ("tables", all!(Tables)),
        ("target", all!(Target)),
        ("toc", all!(Toc)),
    ] {
        assert_eq!(option(name), values, "{name}");
    }
}
