use super::safe::{MAX_BYTES, MAX_CHARS};
use super::*;
use crate::extract::metadata::{Origin, Sourced};
use crate::options::{DateFallback, FORBIDDEN, NameTemplate, Profile};

fn options(profile: Profile, template: &str) -> Options {
    let name = (!template.is_empty()).then(|| template.parse().unwrap());
    Options { profile, name, ..Options::default() }
}

fn titled(title: &str) -> Metadata {
    let title = Some(Sourced::new(title.to_owned(), Origin::Heading));
    Metadata { title, ..Metadata::default() }
}

fn article() -> Metadata {
    let sourced = |text: &str| Some(Sourced::new(text.to_owned(), Origin::Visible));
    Metadata {
        date: Date::parse("2020-02-03").map(|date| Sourced::new(date, Origin::Visible)),
        id: sourced("136000001"),
        user: sourced("someone"),
        categories: Some(Sourced::new(vec!["C/C++ 笔记".to_owned(), "乙".to_owned()], Origin::Visible)),
        ..titled("1.1 安装 Node.js（Linux）")
    }
}

fn named(options: &Options, metadata: &Metadata, stem: &str) -> String {
    let name = file_name(options, metadata, stem, || Date::parse("2021-05-06")).unwrap();
    name.path.to_str().unwrap().to_owned()
}

fn obsidian(title: &str) -> String {
    named(&options(Profile::Obsidian, ""), &titled(title), "2024-01-01-12345")
}

fn from(template: &str, metadata: &Metadata) -> String {
    let options = Options { date_fallback: DateFallback::Omit, ..options(Profile::Plain, template) };
    named(&options, metadata, "文件 1")
}

#[test]
fn most_tools_use_the_inputs_name() {
    for profile in [Profile::Plain, Profile::Hugo, Profile::Hexo] {
        assert_eq!(named(&options(profile, ""), &titled("题"), "2024-01-01-12345"), "2024-01-01-12345");
    }
}

#[test]
fn every_placeholder_has_its_value() {
    for (template, name) in [
        ("{title}", "1.1 安装 Node.js（Linux）"),
        ("{slug}", "1-1-安装-node-js-linux"),
        ("{id}", "136000001"),
        ("{stem}", "文件 1"),
        ("{date}", "2020-02-03"),
        ("{year}/{month}/{day}", "2020/02/03"),
        ("{user}", "someone"),
        ("{column}", "C C++ 笔记"),
        ("文-{id} ({date})", "文-136000001 (2020-02-03)"),
    ] {
        assert_eq!(from(template, &article()), name, "{template}");
    }
}

#[test]
fn missing_values_are_left_out_or_replaced_by_the_inputs_name() {
    for (template, name) in [
        ("{title}", "文件 1"),
        ("{slug}", "文件-1"),
        ("{id}", "文件 1"),
        ("{date}-{stem}", "文件 1"),
        ("post-{date}-{stem}", "post-文件 1"),
        ("{stem}-{date}-{id}", "文件 1-文件 1"),
        ("{stem} ({date})", "文件 1"),
        ("{title}_{user}_{column}", "文件 1"),
        ("{year}/{month}/{stem}", "文件 1"),
        ("by-{user}/{stem}", "文件 1"),
        ("posts/{stem}", "posts/文件 1"),
        ("{user}", "文件 1"),
        ("posts/{date}", "posts/文件 1"),
    ] {
        assert_eq!(from(template, &Metadata::default()), name, "{template}");
        assert_eq!(from(template, &titled("???")), name, "{template}");
    }
}

#[test]
fn jekyll_names_begin_with_the_day() {
    let name = |metadata: &Metadata, stem: &str| {
        file_name(&options(Profile::Jekyll, ""), metadata, stem, || None)
            .map(|name| name.path.to_str().unwrap().to_owned())
    };
    let undated = titled("题");
    assert_eq!(name(&undated, "2024-01-01-a b").unwrap(), "2024-01-01-a-b");
    assert_eq!(name(&article(), "2024-01-01-a").unwrap(), "2020-02-03-a");
    assert_eq!(name(&article(), "a").unwrap(), "2020-02-03-a");
    assert_eq!(name(&Metadata { id: None, ..article() }, "").unwrap(), "2020-02-03-untitled");
    assert_eq!(
        name(&undated, "a").unwrap_err().to_string(),
        "no date, which the file name `{date}-{stem}` needs"
    );
}

#[test]
fn a_missing_date_has_a_fallback() {
    let mut options = options(Profile::Jekyll, "{date}-{slug}");
    let undated = titled("题");
    assert!(file_name(&options, &undated, "a", || Date::parse("2021-05-06")).is_err());
    options.date_fallback = DateFallback::File;
    assert_eq!(named(&options, &undated, "a"), "2021-05-06-题");
    assert_eq!(named(&options, &undated, "2024-01-01-a"), "2024-01-01-题");
    assert!(file_name(&options, &undated, "a", || None).is_err(), "not a file");
    options.date_fallback = DateFallback::Omit;
    assert_eq!(named(&options, &undated, "a"), "题");
}

#[test]
fn obsidian_names_are_titles() {
    assert_eq!(obsidian("C# 与 [TCP/IP]：一? "), "C 与 TCP IP ：一");
    assert_eq!(obsidian("???"), "2024-01-01-12345");
}

#[test]
fn names_are_never_paths_devices_or_hidden() {
    for (title, name) in [
        ("..", "2024-01-01-12345"),
        ("../../a", "a"),
        (".a", "a"),
        ("con.x", "_con.x"),
        ("NUL", "_NUL"),
        ("com³", "_com³"),
    ] {
        assert_eq!(obsidian(title), name, "{title}");
    }
    assert_eq!(named(&options(Profile::Plain, ""), &Metadata::default(), "/"), "untitled");
    assert_eq!(from("{title}/{id}", &titled("con")), "_con/文件 1");
    assert_eq!(from("{title}", &titled("e\u{301}")), "\u{e9}");
}

#[test]
fn names_are_bounded_in_characters_and_bytes() {
    assert_eq!(obsidian(&"a".repeat(500)).chars().count(), MAX_CHARS);
    assert!(obsidian(&"字".repeat(500)).len() <= MAX_BYTES);
    let long = Metadata { title: titled(&"字".repeat(500)).title, ..article() };
    let name = from("{title}-{id}", &long);
    assert!(name.len() <= MAX_BYTES && name.ends_with("字-136000001"), "{name}");
}

#[test]
fn any_metadata_gives_a_safe_name() {
    let templates: Vec<NameTemplate> = ["{slug}", "{user}/{column}/{title}", "{stem}.{id} ", "con.{title}"]
        .map(|template| template.parse().unwrap())
        .into();
    arbtest::arbtest(|u| {
        let (title, stem, column): (String, String, String) = u.arbitrary()?;
        let categories = Some(Sourced::new(vec![column], Origin::Visible));
        let metadata = Metadata { categories, ..titled(&title) };
        for profile in Profile::ALL {
            let name = Some(u.choose(&templates)?.clone());
            let options = Options { profile: *profile, name, ..Options::default() };
            let name = named(&options, &metadata, &stem);
            for name in name.split('/') {
                assert!(name.len() <= MAX_BYTES && !name.is_empty(), "{name}");
                assert!(!name.starts_with('.') && !name.ends_with(['.', ' ']), "{name}");
                assert!(!name.contains(|c: char| FORBIDDEN.contains(c) || c.is_control()), "{name}");
            }
        }
        Ok(())
    })
    .budget_ms(200);
}
