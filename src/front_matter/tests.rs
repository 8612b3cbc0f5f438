//! The blocks of all profiles. That what is written reads back as it was is in `tests/front_matter_properties.rs`.

use serde_json::{Value, json};

use super::*;
use crate::extract::metadata::{Date, Origin, Sourced};
use crate::options::Target;

fn sourced<T>(value: T) -> Sourced<T> {
    Sourced::new(value, Origin::Visible)
}

fn full() -> Metadata {
    Metadata {
        title: Some(sourced("题 C++".to_owned())),
        date: Some(sourced(Date::parse("2019-11-26 00:12:20").unwrap())),
        updated: Some(sourced(Date::parse("2020-01-02 03:04:05").unwrap())),
        author: Some(sourced("某人".to_owned())),
        source: Some(sourced("https://blog.csdn.net/u/article/details/12345".to_owned())),
        id: Some(sourced("12345".to_owned())),
        tags: Some(sourced(vec!["甲 乙".to_owned(), "C++".to_owned()])),
        categories: Some(sourced(vec!["专栏".to_owned(), "二".to_owned()])),
        description: Some(sourced("说: 明".to_owned())),
        cover: Some(sourced("https://i.example.com/a.png".to_owned())),
        license: Some(sourced("CC BY-SA 4.0".to_owned())),
        ..Metadata::default()
    }
}

fn options(profile: Profile, front_matter: FrontMatter) -> Options {
    let mut options = Options::default();
    (options.profile, options.front_matter.format) = (profile, front_matter);
    options
}

fn written(profile: Profile, form: FrontMatter) -> String {
    write(&full(), Status::Complete, &options(profile, form))
}

#[test]
fn plain_yaml_has_our_own_keys() {
    let expected = "---\ntitle: 题 C++\ndate: 2019-11-26T00:12:20+08:00\nupdated: 2020-01-02T03:04:05+08:00\n\
        author: 某人\nsource: https://blog.csdn.net/u/article/details/12345\nid: \"12345\"\n\
        tags:\n- 甲 乙\n- C++\ncategories:\n- 专栏\n- 二\ndescription: \"说: 明\"\n\
        cover: https://i.example.com/a.png\nlicense: CC BY-SA 4.0\n---\n\n";
    assert_eq!(written(Profile::Plain, FrontMatter::Yaml), expected);
}

#[test]
fn hugo_toml_nests_what_hugo_does_not_know() {
    let expected = "+++\ntitle = \"题 C++\"\ndate = 2019-11-26T00:12:20+08:00\nlastmod = 2020-01-02T03:04:05+08:00\n\
        description = \"说: 明\"\ntags = [\"甲 乙\", \"C++\"]\ncategories = [\"专栏\", \"二\"]\n\
        images = [\"https://i.example.com/a.png\"]\n\n[params]\nauthor = \"某人\"\n\
        source = \"https://blog.csdn.net/u/article/details/12345\"\nid = \"12345\"\nlicense = \"CC BY-SA 4.0\"\n+++\n\n";
    assert_eq!(written(Profile::Hugo, FrontMatter::Toml), expected);
}

#[test]
fn hugo_yaml_is_indented_under_params() {
    assert!(written(Profile::Hugo, FrontMatter::Yaml).contains("params:\n  author: 某人\n"));
}

#[test]
fn hexo_keeps_columns_apart_and_templates_off() {
    let text = written(Profile::Hexo, FrontMatter::Yaml);
    assert!(text.contains("date: 2019-11-26 00:12:20\n"), "{text}");
    assert!(text.ends_with("disableNunjucks: true\n---\n\n"), "{text}");
    let block = text.trim_matches(['-', '\n']);
    let value: Value = serde_saphyr::from_str(block).unwrap();
    assert_eq!(value["categories"], json!([["专栏"], ["二"]]));
}

#[test]
fn jekyll_has_a_layout_and_its_own_dates() {
    let text = written(Profile::Jekyll, FrontMatter::Yaml);
    assert!(
        text.starts_with("---\nlayout: post\ntitle: 题 C++\ndate: 2019-11-26 00:12:20 +0800\n"),
        "{text}"
    );
    assert!(text.contains("render_with_liquid: false\n"), "{text}");
}

#[test]
fn obsidian_gets_tags_it_accepts() {
    let text = written(Profile::Obsidian, FrontMatter::Yaml);
    assert!(text.contains("published: 2019-11-26T00:12:20\n"), "{text}");
    assert!(text.contains("tags:\n- 甲-乙\n- Cpp\n"), "{text}");
}

#[test]
fn json_is_one_object() {
    let text = written(Profile::Plain, FrontMatter::Json);
    let value: Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&value["title"], &value["date"]), (&json!("题 C++"), &json!("2019-11-26T00:12:20+08:00")));
    assert!(text.ends_with("}\n\n"));
}

#[test]
fn nothing_known_writes_nothing() {
    assert_eq!(write(&Metadata::default(), Status::Complete, &Options::default()), "");
    assert_eq!(written(Profile::Plain, FrontMatter::None), "");
    for (format, text) in [
        (FrontMatter::Yaml, "---\n---\n\n"),
        (FrontMatter::Toml, "+++\n+++\n\n"),
        (FrontMatter::Json, "{}\n\n"),
    ] {
        let options = options(Profile::Hugo, format);
        assert_eq!(write(&Metadata::default(), Status::Complete, &options), text);
    }
}

#[test]
fn all_front_matter_is_read_back() {
    let values = |metadata: Metadata| serde_json::to_value(metadata).unwrap();
    for profile in Profile::ALL.iter().copied() {
        for form in [FrontMatter::Yaml, FrontMatter::Toml, FrontMatter::Json] {
            let text = write(&full(), Status::Preview, &options(profile, form));
            let found = read(&format!("{text}# 题\n"));
            assert_eq!(
                (text.trim_end(), found.status),
                (text.get(..found.end).unwrap().trim_end(), Status::Preview)
            );
            let mut expected = full();
            if profile == Profile::Obsidian {
                expected.tags = Some(sourced(vec!["甲-乙".to_owned(), "Cpp".to_owned()]));
            }
            let from_visible = serde_json::to_string(&values(found.metadata)).unwrap();
            let from_visible = from_visible.replace("front-matter", "visible");
            assert_eq!(serde_json::from_str::<Value>(&from_visible).unwrap(), values(expected), "{text}");
        }
    }
    for (text, end) in [("# 题\n", 0), ("---\n---\n\n", 8), ("+++\n+++\n", 8), ("{}\n\n", 2)] {
        let found = read(text);
        assert_eq!((found.end, found.metadata), (end, Metadata::default()), "{text}");
    }
}

#[test]
fn the_keys_show_which_tool_front_matter_is_for() {
    for profile in Profile::ALL.iter().copied() {
        let found = read(&written(profile, FrontMatter::Yaml)).dialect;
        let target = found.map(|dialect| dialect.target);
        assert_eq!(target, Some(Target::of(profile)).filter(|_| profile != Profile::Plain));
    }
}

#[test]
fn only_an_incomplete_status_is_written() {
    let text = write(&full(), Status::Folded, &Options::default());
    assert!(text.ends_with("status: folded\n---\n\n"));
    assert!(!written(Profile::Plain, FrontMatter::Yaml).contains("status"));
}

/// Writes the front matter with the keys of a configuration.
fn configured(profile: Profile, keys: &str) -> String {
    let mut options: Options = ::toml::from_str(&format!("[front-matter]\n{keys}")).unwrap();
    options.profile = profile;
    check(&options).unwrap();
    write(&full(), Status::Complete, &options)
}

#[test]
fn a_field_names_the_entry_of_every_profile() {
    for profile in Profile::ALL {
        let text = configured(
            *profile,
            "author = \"X\"\nupdated = { form = \"date\" }\nsource = { rename = \"url\" }",
        );
        assert!(text.contains("author: X\n") && !text.contains("某人"), "{profile}: {text}");
        assert!(text.contains(": 2020-01-02\n"), "{profile}: {text}");
        let url = text.lines().filter(|line| line.contains("details/12345")).map(str::trim);
        assert_eq!(
            url.collect::<Vec<_>>(),
            ["url: https://blog.csdn.net/u/article/details/12345"],
            "{profile}"
        );
        // The keys of all profiles, in any of them.
        let keys: std::collections::BTreeSet<&str> = profile::keys().collect();
        let dropped: Vec<String> = keys.iter().map(|key| format!("{key} = {{ drop = true }}")).collect();
        let left = if *profile == Profile::Hugo { "---\n---\n\n" } else { "" };
        assert_eq!(configured(*profile, &dropped.join("\n")), left, "{profile}");
    }
}

#[test]
fn what_a_tool_requires_is_dropped_only_on_request() {
    for (profile, key) in [(Profile::Jekyll, "render_with_liquid"), (Profile::Hexo, "disableNunjucks")] {
        assert!(configured(profile, "x = 1\nlayout.y = 2").contains(key));
        assert!(!configured(profile, &format!("{key} = {{ drop = true }}")).contains(key));
    }
}

#[test]
fn values_have_the_form_that_is_asked_for() {
    for (profile, key, line) in [
        (Profile::Plain, "d = { from = \"date\", form = \"string\" }", "d: \"2019-11-26T00:12:20+08:00\"\n"),
        (Profile::Hexo, "d = { from = \"date\", form = \"datetime\" }", "d: 2019-11-26 00:12:20\n"),
        (Profile::Hexo, "categories = { form = \"list\" }", "categories:\n- 专栏\n- 二\n"),
        (Profile::Hexo, "categories = { form = \"string\" }", "categories: 专栏, 二\n"),
        (Profile::Hugo, "cover = { form = \"string\" }", "images: https://i.example.com/a.png\n"),
        (Profile::Plain, "authors = { from = \"author\", form = \"list\" }", "authors:\n- 某人\n"),
        (Profile::Plain, "kind = { default = \"x\" }", "kind: x\n"),
        (Profile::Obsidian, "topics = { from = \"tags\", case = \"lower\" }", "topics:\n- 甲-乙\n- cpp\n"),
        (Profile::Plain, "a.b.c = 07:30:00", "a:\n  b:\n    c: \"07:30:00\"\n"),
    ] {
        let text = configured(profile, key);
        assert!(text.contains(line), "{key}: {text}");
    }
}
