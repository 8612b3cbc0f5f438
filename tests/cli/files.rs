//! What is written over, what is not, and where outputs may go.

use std::fs;

use csdown::batch::MANIFEST;

use crate::workplace::{Workplace, finish, page};

fn run(place: &Workplace, args: &[&str]) -> (i32, String) {
    let all: Vec<&str> = ["convert"].iter().chain(args).copied().collect();
    let done = place.run(&all);
    (done.code, done.err)
}

#[test]
fn an_input_is_never_written_over() {
    let html = page("题", "正文");
    let place = Workplace::with(&[("a.md", &html), ("in/b.md", &html)]);
    for args in [&["a.md", "-o", "a.md", "--force"][..], &["in", "-o", "in", "--force"]] {
        let (code, err) = run(&place, args);
        assert_eq!(code, 3, "{err}");
        assert!(err.contains("output would overwrite the input"), "{err}");
    }
    assert_eq!((place.read("a.md"), place.read("in/b.md")), (html.clone(), html));
}

#[test]
fn no_other_inputs_place_is_taken() {
    let text = "作者自己的 Markdown\n";
    let place = Workplace::with(&[("in/a.html", &page("题", "正文")), ("in/a.md", text)]);
    assert_eq!(run(&place, &["in", "-o", "in"]).0, 0);
    assert_eq!(place.read("in/a.md"), text);
    assert!(place.read("in/a-2.md").contains("正文"));
}

#[test]
fn a_foreign_file_is_left_alone_unless_forced() {
    let place = Workplace::with(&[("a.html", &page("题", "正文")), ("out/a.md", "别人的\n")]);
    let (code, err) = run(&place, &["a.html", "-o", "out/a.md"]);
    assert_eq!((code, place.read("out/a.md").as_str()), (3, "别人的\n"));
    assert!(err.contains("output exists and was not written by csdown"), "{err}");
    assert_eq!(run(&place, &["a.html", "-o", "out/a.md", "--force"]).0, 0);
    assert!(place.read("out/a.md").contains("正文"));
}

#[test]
fn our_own_output_is_replaced_until_somebody_edits_it() {
    let place = Workplace::with(&[("in/a.html", &page("题", "一"))]);
    assert_eq!(run(&place, &["in", "-o", "out"]).0, 0);
    place.write("in/a.html", page("题", "二"));
    assert_eq!(run(&place, &["in", "-o", "out"]).0, 0);
    assert!(place.read("out/a.md").contains('二'));
    place.write("out/a.md", "改过\n");
    assert_eq!(run(&place, &["in", "-o", "out"]).0, 3);
    assert_eq!(place.read("out/a.md"), "改过\n");
}

#[test]
fn outputs_inside_the_inputs_are_not_converted_again() {
    for (out, expected) in [("in", ["a.html", "a.md"]), ("in/out", ["a.html", "out/a.md"])] {
        let place = Workplace::with(&[("in/a.html", &page("题", "正文"))]);
        for _ in 0..3 {
            let (code, err) = run(&place, &["in", "-o", out]);
            assert_eq!(code, 0, "{err}");
        }
        let mut names = place.names("in");
        names.retain(|name| !name.ends_with(MANIFEST));
        assert_eq!(names, expected);
    }
}

#[test]
fn outputs_of_the_run_itself_are_not_converted() {
    // `in` is listed after an article of `in/x` was written into it.
    let files = [("in/x/1.html", "一"), ("in/2.html", "二"), ("in/x/3.html", "三")];
    let outputs = |jobs: &str| {
        let place = Workplace::new();
        files.iter().for_each(|(path, text)| place.write(path, page("题", text)));
        let (code, err) = run(
            &place,
            &["in/x", "in", "-o", "in", "-j", jobs, "--profile", "obsidian", "--report", "r.json"],
        );
        assert_eq!(code, 0, "{err}");
        (place.names("in"), place.read("r.json"))
    };
    let (names, report) = outputs("1");
    let written: Vec<_> =
        names.iter().filter(|name| !name.ends_with("html") && !name.ends_with(MANIFEST)).collect();
    assert_eq!(written, ["in/x/题-2.md", "in/x/题.md", "in/题.md", "x/题-2.md", "x/题.md"]);
    assert_eq!(report, outputs("2").1);
}

#[test]
fn no_title_and_no_name_leads_out_of_the_folder() {
    let place = Workplace::new();
    for (name, title) in [("1", "../../外"), ("2", "/etc/题"), ("3", "..\\..\\外"), ("4", "..")] {
        place.write(format!("in/{name}.html"), page(title, "正文"));
    }
    place.write("in/5 ..外.html", page("题", "正文"));
    for profile in ["plain", "obsidian", "jekyll"] {
        let out = format!("work/{profile}");
        let (code, err) = run(&place, &["in", "-o", &out, "--profile", profile]);
        assert_eq!(code, 0, "{err}");
        assert_eq!(place.names(&out).len(), 5, "{:?}", place.names(&out));
    }
    let outside =
        place.names("").into_iter().filter(|name| !name.starts_with("in/") && !name.starts_with("work/"));
    assert_eq!(outside.collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn an_input_named_upwards_stays_in_the_folder() {
    let place = Workplace::with(&[("x/in/a.html", &page("题", "正文")), ("x/there/y", "")]);
    assert_eq!(run(&place, &["x/there/../in", "x/in/../in/a.html", "-o", "out"]).0, 0);
    assert_eq!(place.names("out"), ["a.md", "in/a.md"]);
}

#[test]
fn outputs_appear_whole_or_not_at_all() {
    let place = Workplace::with(&[
        ("in/a.html", &page("题", "一")),
        ("in/b.html", &page("题", "二")),
        ("out/a.md/taken", ""),
        ("file", ""),
    ]);
    let (code, err) = run(&place, &["in", "-o", "out"]);
    assert_eq!(code, 1, "{err}");
    assert!(err.contains("error: in/a.html: output cannot be written: "), "{err}");
    assert!(place.read("out/b.md").ends_with("二\n"));
    assert_eq!(run(&place, &["in", "-o", "file/below"]).0, 3);
    assert!(!place.has_leftovers());
}

#[test]
fn a_fresh_output_has_the_mode_of_an_ordinary_file() {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let place = Workplace::with(&[("a.html", &page("题", "正文"))]);
        assert_eq!(run(&place, &["a.html", "-o", "a.md"]).0, 0);
        let mode = |name: &str| fs::metadata(place.path(name)).unwrap().permissions().mode();
        assert_eq!(mode("a.md"), mode("a.html"));
    }
}

#[cfg(unix)]
mod unix {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::fs::symlink;

    use super::*;

    #[test]
    fn a_link_out_of_the_output_folder_is_not_followed() {
        let place =
            Workplace::with(&[("in/sub/a.html", &page("题", "正文")), ("elsewhere/x", ""), ("out/x", "")]);
        symlink(place.path("elsewhere"), place.path("out/sub")).unwrap();
        let (code, err) = run(&place, &["in", "-o", "out", "--force"]);
        assert_eq!(code, 3, "{err}");
        assert!(err.contains("leave the output folder through a symbolic link"), "{err}");
        assert_eq!(place.names("elsewhere"), ["x"]);
    }

    #[test]
    fn a_link_in_the_place_of_an_output_is_replaced_not_followed() {
        let place =
            Workplace::with(&[("in/a.html", &page("题", "正文")), ("elsewhere", "别人的\n"), ("out/x", "")]);
        symlink(place.path("elsewhere"), place.path("out/a.md")).unwrap();
        assert_eq!(run(&place, &["in", "-o", "out"]).0, 3, "a foreign file");
        assert_eq!(run(&place, &["in", "-o", "out", "--force"]).0, 0);
        assert_eq!(place.read("elsewhere"), "别人的\n");
        assert!(place.read("out/a.md").contains("正文"));
    }

    #[test]
    fn a_link_to_the_input_is_the_input() {
        let html = page("题", "正文");
        let place = Workplace::with(&[("in/a.html", &html), ("out/x", "")]);
        symlink(place.path("in/a.html"), place.path("out/a.md")).unwrap();
        assert_eq!(run(&place, &["in", "-o", "out", "--force"]).0, 3);
        assert_eq!(place.read("in/a.html"), html);
    }

    #[test]
    fn linked_files_are_read_and_linked_folders_are_not() {
        let place = Workplace::with(&[("far/a.html", &page("题", "正文")), ("in/x", "")]);
        symlink(place.path("far/a.html"), place.path("in/b.html")).unwrap();
        symlink(place.path("far"), place.path("in/far")).unwrap();
        symlink(place.path("in"), place.path("in/loop")).unwrap();
        symlink(place.path("absent.html"), place.path("in/dead.html")).unwrap();
        let (code, err) = run(&place, &["in", "-o", "out"]);
        assert_eq!((code, place.names("out")), (0, vec!["b.md".to_owned()]), "{err}");
    }

    #[test]
    fn names_that_are_not_utf_8_are_converted() {
        let place = Workplace::with(&[("in/x", "")]);
        let name = OsStr::from_bytes(b"in/\xd6\xd0.html");
        if fs::write(place.path(name), page("题", "一")).is_err() {
            return; // The file system knows no such names.
        }
        let out = OsStr::from_bytes(b"\xce\xc4.md");
        let mut command = place.command(&["convert", "-", "-o"]);
        assert_eq!(finish(command.arg(out), page("题", "零").as_bytes()).code, 0);
        assert!(place.read(out).ends_with("零\n"));
        place.write(OsStr::from_bytes(b"in/\xce\xc4/\xff\xfe.html"), page("题", "二"));
        let (code, err) = run(&place, &["in", "-o", "out", "--report", "report.json"]);
        assert_eq!(code, 0, "{err}");
        assert_eq!(place.names("out").len(), 2, "{:?}", place.names("out"));
        let report: serde_json::Value = serde_json::from_str(&place.read("report.json")).unwrap();
        assert_eq!(report["inputs"].as_array().unwrap().len(), 2);
    }
}
