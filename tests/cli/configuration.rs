//! `csdown.toml`: where it is found, what is in it, and that arguments win over it.

use crate::help::{Group, groups};
use crate::workplace::{Done, Workplace, finish, page};

fn run(place: &Workplace, folder: &str, args: &[&str]) -> Done {
    let all: Vec<&str> = ["convert", "-"].iter().chain(args).copied().collect();
    let mut command = place.command(&all);
    finish(command.current_dir(place.path(folder)), page("题", "一<br>二").as_bytes())
}

#[test]
fn the_file_is_found_upwards() {
    let place = Workplace::with(&[
        ("csdown.toml", "front-matter = \"none\""),
        ("a/b/c/x", ""),
        ("a/b/csdown.toml/x", ""),
    ]);
    for folder in ["", "a", "a/b", "a/b/c"] {
        assert_eq!(run(&place, folder, &[]).out, "# 题\n\n一  \n二\n", "in {folder:?}");
    }
}

#[test]
fn the_nearest_file_counts_alone() {
    let place = Workplace::with(&[
        ("csdown.toml", "front-matter = \"none\""),
        ("a/csdown.toml", "hard-break = \"backslash\""),
    ]);
    assert_eq!(run(&place, "a", &[]).out, "---\ntitle: 题\n---\n\n# 题\n\n一\\\n二\n");
}

#[test]
fn arguments_win_over_the_file_and_the_file_over_the_defaults() {
    let place = Workplace::with(&[(
        "csdown.toml",
        "front-matter = \"toml\"\nhard-break = \"backslash\"\n[limits]\nbytes = 9",
    )]);
    assert_eq!(run(&place, "", &[]).code, 3, "the limit of the file holds");
    let done = run(&place, "", &["--front-matter=none", "--max-bytes=900"]);
    assert_eq!(done.out, "# 题\n\n一\\\n二\n");
}

#[test]
fn a_file_can_be_named() {
    let place = Workplace::with(&[
        ("csdown.toml", "front-matter = \"json\""),
        ("other.toml", "front-matter = \"none\""),
    ]);
    assert_eq!(run(&place, "", &["--config", "other.toml"]).out, "# 题\n\n一  \n二\n");
    let done = run(&place, "", &["--config", "absent.toml"]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    assert!(done.err.starts_with("error: absent.toml: "), "{}", done.err);
}

#[test]
fn every_option_of_the_command_line_may_stand_in_it() {
    let (mut lines, mut limits) = (Vec::new(), vec!["[limits]".to_owned()]);
    for Group { name, flags } in groups() {
        for flag in flags {
            match name.as_str() {
                "Markdown" | "Metadata" => {
                    lines.push(format!("{} = \"{}\"", flag.long, flag.values.last().unwrap()));
                }
                "Limits" => limits.push(format!("{} = 400", flag.long.strip_prefix("max-").unwrap())),
                _ => {}
            }
        }
    }
    lines.append(&mut limits);
    assert!(lines.len() > 14, "{lines:?}");
    let place = Workplace::with(&[("csdown.toml", &lines.join("\n"))]);
    assert_eq!(run(&place, "", &[]).code, 0, "{}", run(&place, "", &[]).err);
}

#[test]
fn an_unknown_key_names_its_line_and_the_nearest() {
    let place = Workplace::with(&[("csdown.toml", "# 设置\ntoc = \"keep\"\n\nhard-brake = \"spaces\"\n")]);
    let done = run(&place, "", &[]);
    assert_eq!((done.code, done.out.as_str()), (2, ""));
    let file = place.path("csdown.toml").canonicalize().unwrap();
    let expected =
        format!("error: {}:4: unknown key `hard-brake`; did you mean `hard-break`?\n", file.display());
    assert_eq!(done.err, expected);
}

#[test]
fn what_is_wrong_with_a_value_is_said_with_its_line() {
    for (text, line, said) in [
        ("\nprofile = \"wordpress\"", 2, "unknown variant `wordpress`"),
        ("[limits]\nbytes = \"many\"", 2, "invalid type"),
        ("[limits]\ndepth = 1\nwidth = 2", 3, "unknown key `width`"),
        ("toc = keep", 1, ""),
        ("toc = \"keep\"\ntoc = \"drop\"", 2, "duplicate key"),
    ] {
        let place = Workplace::with(&[("csdown.toml", text)]);
        let done = run(&place, "", &[]);
        assert_eq!(done.code, 2, "{text:?}");
        let is_said = done.err.contains(&format!("csdown.toml:{line}: ")) && done.err.contains(said);
        assert!(is_said && done.err.lines().count() == 1, "{text:?}: {}", done.err);
    }
}
