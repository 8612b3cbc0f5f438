//! `csdown.toml`: its location, its contents, and options that override it.

use crate::help::{Group, groups};
use crate::workplace::{Done, Workplace, finish, page};

fn run(dir: &Workplace, folder: &str, args: &[&str]) -> Done {
    let all: Vec<&str> = ["convert", "-"].iter().chain(args).copied().collect();
    let mut command = dir.command(&all);
    finish(command.current_dir(dir.path(folder)), page("题", "一<br>二").as_bytes())
}

#[test]
fn the_file_is_found_in_a_parent_folder() {
    let dir = Workplace::with(&[
        ("csdown.toml", "front-matter = \"none\""),
        ("a/b/c/x", ""),
        ("a/b/csdown.toml/x", ""),
    ]);
    for folder in ["", "a", "a/b", "a/b/c"] {
        assert_eq!(run(&dir, folder, &[]).out, "# 题\n\n一  \n二\n", "in {folder:?}");
    }
}

#[test]
fn only_the_nearest_file_is_read() {
    let dir = Workplace::with(&[
        ("csdown.toml", "front-matter = \"none\""),
        ("a/csdown.toml", "hard-break = \"backslash\""),
    ]);
    assert_eq!(run(&dir, "a", &[]).out, "---\ntitle: 题\n---\n\n# 题\n\n一\\\n二\n");
}

#[test]
fn arguments_override_the_file_and_the_file_overrides_the_defaults() {
    let dir = Workplace::with(&[(
        "csdown.toml",
        "front-matter = \"toml\"\nhard-break = \"backslash\"\n[limits]\nbytes = 9",
    )]);
    assert_eq!(run(&dir, "", &[]).code, 3, "the limit in the file applies");
    let done = run(&dir, "", &["--front-matter=none", "--max-bytes=900"]);
    assert_eq!(done.out, "# 题\n\n一\\\n二\n");
}

#[test]
fn another_file_can_be_given() {
    let dir = Workplace::with(&[
        ("csdown.toml", "front-matter = \"json\""),
        ("other.toml", "front-matter = \"none\""),
    ]);
    assert_eq!(run(&dir, "", &["--config", "other.toml"]).out, "# 题\n\n一  \n二\n");
    let done = run(&dir, "", &["--config", "absent.toml"]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.starts_with("error: configuration file absent.toml: "), "{}", done.err);
}

#[test]
fn front_matter_has_the_keys_of_the_file_in_every_format() {
    let dir = Workplace::with(&[
        (
            "csdown.toml",
            "[front-matter]\nformat = \"toml\"\nday = 2024-01-02\ntitle = { rename = \"name\" }\n",
        ),
        ("cases/a.html", &page("题", "一")),
        ("cases/a.md", "+++\nname = \"题\"\nday = 2024-01-02\n+++\n\n# 题\n\n一\n"),
    ]);
    for (format, text) in [
        ("toml", "+++\nname = \"题\"\nday = 2024-01-02\n+++\n\n"),
        ("yaml", "---\nname: 题\nday: 2024-01-02\n---\n\n"),
        ("json", "{\n  \"name\": \"题\",\n  \"day\": \"2024-01-02\"\n}\n\n"),
        ("none", ""),
    ] {
        let done = run(&dir, "", &["--front-matter", format]);
        assert_eq!(done.out, format!("{text}# 题\n\n一  \n二\n"));
    }
    let done = dir.run(&["check", "cases"]);
    assert_eq!(done.code, 0, "{}{}", done.out, done.err);
}

#[test]
fn the_error_for_a_key_of_front_matter_has_its_line_whatever_the_profile() {
    let dir = Workplace::with(&[("csdown.toml", "[front-matter]\n\nparams = 1\n")]);
    assert_eq!(run(&dir, "", &[]).code, 0, "only Hugo's front matter has `params`");
    let done = run(&dir, "", &["--profile", "hugo"]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.contains("csdown.toml:3: front matter key `params`: "), "{}", done.err);
}

#[test]
fn every_conversion_option_is_also_a_key() {
    let (mut lines, mut limits) = (Vec::new(), vec!["[limits]".to_owned()]);
    for Group { name, options } in groups() {
        for option in options {
            match name.as_str() {
                "Markdown" | "Metadata" => {
                    lines.push(format!("{} = \"{}\"", option.long, option.values.last().unwrap()));
                }
                "Limits" => limits.push(format!("{} = 400", option.long.strip_prefix("max-").unwrap())),
                _ => {}
            }
        }
    }
    lines.append(&mut limits);
    assert!(lines.len() > 14, "{lines:?}");
    let dir = Workplace::with(&[("csdown.toml", &lines.join("\n"))]);
    assert_eq!(run(&dir, "", &[]).code, 0, "{}", run(&dir, "", &[]).err);
}

#[test]
fn the_error_for_an_unknown_key_has_its_line_and_a_suggestion() {
    let dir = Workplace::with(&[("csdown.toml", "# 设置\ntoc = \"keep\"\n\nhard-brake = \"spaces\"\n")]);
    let done = run(&dir, "", &[]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    let file = dir.path("csdown.toml").canonicalize().unwrap();
    let expected =
        format!("error: {}:4: unknown key `hard-brake`; did you mean `hard-break`?\n", file.display());
    assert_eq!(done.err, expected);
}

#[test]
fn the_error_for_an_invalid_value_has_its_line() {
    for (text, line, message) in [
        ("\nprofile = \"wordpress\"", 2, "`profile`: invalid value `wordpress`"),
        ("[limits]\nbytes = \"many\"", 2, "invalid type"),
        ("[limits]\ndepth = 1\nwidth = 2", 3, "unknown key `width`"),
        ("toc = keep", 1, ""),
        ("toc = \"keep\"\ntoc = \"drop\"", 2, "duplicate key"),
    ] {
        let dir = Workplace::with(&[("csdown.toml", text)]);
        let done = run(&dir, "", &[]);
        assert_eq!(done.code, 2, "{text:?}");
        let is_reported = done.err.contains(&format!("csdown.toml:{line}: ")) && done.err.contains(message);
        assert!(is_reported && done.err.lines().count() == 1, "{text:?}: {}", done.err);
    }
}

#[test]
fn errors_in_the_file_name_the_key_its_line_and_what_it_takes() {
    for (text, message) in [
        ("toc = \"keep\"\nmax-bytes = 1", ":2: unknown key `max-bytes`; did you mean `bytes` in `[limits]`?"),
        ("retries = 3", ":1: unknown key `retries`; did you mean `attempts` in `[fetch]`?"),
        ("[fetch]\ntimeout = 3", ":2: unknown key `timeout`; did you mean `total-timeout`?"),
        (
            "[limits]\nhard_break = \"x\"",
            ":2: unknown key `hard_break`; did you mean `hard-break`, above all tables?",
        ),
        ("[check]\nselector = \"x\"", ":2: unknown key `selector`; did you mean `selector` in `[[rule]]`?"),
        ("jobs = 2", ":1: unknown key `jobs`; it is an option of the command line only, --jobs"),
        ("[limits]\nbytes = \"x\"", ":2: `bytes`: invalid type: string \"x\", expected a whole number"),
        ("toc = true", ":1: `toc`: expected a string"),
        ("toc = \"yes\"", ":1: `toc`: invalid value"),
        (
            "[fetch]\nallow-private = 1",
            ":2: `allow-private`: invalid type: integer `1`, expected true or false",
        ),
    ] {
        let dir = Workplace::with(&[("csdown.toml", text)]);
        let done = run(&dir, "", &[]);
        assert!(
            done.code == 2 && done.err.contains(&format!("csdown.toml{message}")),
            "{text}: {}",
            done.err
        );
    }
}
