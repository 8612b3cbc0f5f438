//! Streams, pipes, sockets and symbolic links where files are expected.

use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use csdown::assets::IMAGE_INDEX;
use csdown::batch::LOCK;
use csdown::catalogue::CATALOGUE;

use crate::workplace::{Done, Workplace, finish, markdown, page};

/// A time after which a run counts as hanging.
const TIMEOUT: Duration = Duration::from_mins(1);

const NO_META: &[&str] = &["--front-matter", "none"];

/// Runs the command, and fails if it hangs.
fn run(dir: &Workplace, args: &[&str]) -> Done {
    let mut command = dir.command(args);
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > TIMEOUT {
            child.kill().unwrap();
            panic!("{args:?} hangs");
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let output = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Done { code: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
}

fn make_pipe(dir: &Workplace, path: &str) {
    let path = dir.path(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    assert!(Command::new("mkfifo").arg(path).status().unwrap().success());
}

/// A path, a run that would use it as a file, the exit code, and a part of the message.
struct Case(&'static str, &'static [&'static str], i32, &'static str);

const CASES: &[Case] = &[
    Case("out/a.md", &["convert", "in", "-o", "out", "--force"], 3, "output path is a named pipe"),
    Case("out/.csdown.sqlite", &["convert", "in", "-o", "out"], 3, "is a named pipe, not a regular file"),
    Case("out/.csdown.lock", &["convert", "in", "-o", "out"], 3, "is a named pipe, not a regular file"),
    Case("a.md", &["convert", "in/a.html", "-o", "a.md", "--force"], 2, "is not a regular file; name a file"),
    Case(
        "r.json",
        &["convert", "in", "-o", "out", "--report", "r.json", "--force"],
        2,
        "report r.json is a named pipe",
    ),
    Case(
        "r.html",
        &["convert", "in", "-o", "out", "--report-html", "r.html"],
        2,
        "report r.html is a named pipe",
    ),
    Case(
        "assets/.csdown-images.jsonl",
        &["convert", "in", "-o", "out", "--assets", "assets"],
        2,
        "is a named pipe",
    ),
    Case("in/j.xml", &["check", "in", "--junit", "in/j.xml"], 2, "report in/j.xml is a named pipe"),
    Case("md/a.md", &["verify", "in", "md"], 3, "not a regular file"),
    Case("in/a.md", &["check", "in"], 3, "not a regular file"),
    Case("in/a.md", &["check", "in", "--update"], 3, "not a regular file"),
    Case("a.warc", &["convert", "a.warc", "-o", "out"], 3, "an archive must be a regular file"),
];

#[test]
fn a_pipe_in_place_of_a_file_is_refused() {
    assert!(
        CASES[1].0.ends_with(CATALOGUE) && CASES[2].0.ends_with(LOCK) && CASES[6].0.ends_with(IMAGE_INDEX)
    );
    for Case(path, args, code, message) in CASES {
        let dir = Workplace::with(&[("in/a.html", &page("题", "正文"))]);
        make_pipe(&dir, path);
        let done = run(&dir, args);
        assert_eq!(done.code, *code, "{args:?}: {}{}", done.out, done.err);
        assert!((done.out.clone() + &done.err).contains(message), "{args:?}: {}{}", done.out, done.err);
    }
}

#[test]
fn a_socket_or_a_folder_in_place_of_an_output_is_refused() {
    let dir = Workplace::with(&[
        ("in/a.html", &page("题", "一")),
        ("in/b.html", &page("题", "二")),
        ("out/b.md/x", ""),
    ]);
    let _socket = UnixListener::bind(dir.path("out/a.md")).unwrap();
    let done = run(&dir, &["convert", "in", "-o", "out", "--force"]);
    assert_eq!(done.code, 3);
    assert!(done.err.contains("in/a.html: output path is a socket, not a regular file"), "{}", done.err);
    assert!(done.err.contains("in/b.html: output path is a folder, not a regular file"), "{}", done.err);
}

#[test]
fn files_of_csdown_that_are_symlinks_are_refused() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "正文")), ("precious", "宝贵\n")]);
    for (path, args, code) in [
        (format!("1/{CATALOGUE}"), vec!["convert", "in", "-o", "1"], 3),
        (format!("2/{LOCK}"), vec!["convert", "in", "-o", "2"], 3),
        (format!("3/{IMAGE_INDEX}"), vec!["convert", "in", "-o", "out", "--assets", "3"], 2),
        ("report".to_owned(), vec!["convert", "in", "-o", "out", "--report", "report"], 2),
        ("page".to_owned(), vec!["convert", "in", "-o", "out", "--report-html", "page"], 2),
        ("4/a.md".to_owned(), vec!["convert", "in", "-o", "4"], 3),
    ] {
        fs::create_dir_all(dir.path(&path).parent().unwrap()).unwrap();
        for target in ["precious", "absent"] {
            drop(fs::remove_file(dir.path(&path)));
            symlink(dir.path(target), dir.path(&path)).unwrap();
            let done = run(&dir, &args);
            assert_eq!(done.code, code, "{args:?}: {}", done.err);
            assert_eq!(dir.read("precious"), "宝贵\n");
            assert!(!dir.path("absent").exists() && dir.path(&path).is_symlink(), "{args:?}");
        }
    }
}

#[test]
fn symlinked_outputs_and_reports_are_replaced_with_force() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "正文")), ("out/x", "")]);
    for link in ["out/a.md", "r.json"] {
        symlink(dir.path("absent"), dir.path(link)).unwrap();
    }
    let done = run(&dir, &["convert", "in", "-o", "out", "--report", "r.json", "--force"]);
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(dir.path("r.json").is_file() && dir.read("out/a.md").contains("正文"));
    assert!(!dir.path("absent").exists());
}

#[test]
fn symlinked_folders_in_the_output_folder_are_not_followed() {
    for target in ["elsewhere", "out/other", "absent"] {
        let dir = Workplace::with(&[
            ("in/sub/a.html", &page("题", "正文")),
            ("elsewhere/x", ""),
            ("out/other/x", ""),
        ]);
        symlink(dir.path(target), dir.path("out/sub")).unwrap();
        let done = run(&dir, &["convert", "in", "-o", "out", "--force"]);
        assert_eq!(done.code, 3, "{}", done.err);
        assert!(
            done.err.contains("sub in the output folder is a symbolic link, not a folder"),
            "{}",
            done.err
        );
        assert_eq!((dir.names("elsewhere"), dir.path("absent").exists()), (vec!["x".to_owned()], false));
        assert_eq!(dir.names("out/other"), ["x"]);
    }
}

#[test]
fn the_output_folder_itself_may_be_a_symlink() {
    let dir = Workplace::with(&[("in/sub/a.html", &page("题", "正文")), ("elsewhere/x", "")]);
    symlink(dir.path("elsewhere"), dir.path("out")).unwrap();
    assert_eq!(run(&dir, &["convert", "in", "-o", "out"]).code, 0);
    assert_eq!(dir.names("elsewhere"), ["sub/a.md", "x"]);
}

/// Runs the command without the rights of `root`, which may write to read-only folders; `None` if that is impossible.
fn run_unprivileged(dir: &Workplace, args: &[&str]) -> Option<Done> {
    let mode = |mode| fs::Permissions::from_mode(mode);
    fs::set_permissions(dir.path(""), mode(0o755)).unwrap();
    fs::set_permissions(dir.path("probe"), mode(0o555)).unwrap();
    if fs::write(dir.path("probe/x"), "").is_err() {
        return Some(run(dir, args));
    }
    fs::remove_file(dir.path("probe/x")).unwrap();
    let user = ["--reuid=65534", "--regid=65534", "--clear-groups"];
    let mut command = Command::new("setpriv");
    command.args(user).arg(env!("CARGO_BIN_EXE_csdown")).args(args).current_dir(dir.path(""));
    let can_start =
        Command::new("setpriv").args(user).arg(env!("CARGO_BIN_EXE_csdown")).arg("--version").output();
    can_start.is_ok_and(|done| done.status.success()).then(|| finish(&mut command, b""))
}

#[test]
fn a_read_only_output_folder_may_be_up_to_date() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "一")), ("probe/.x", "")]);
    let args = ["convert", "in", "-o", "out"];
    assert_eq!(run(&dir, &args).code, 0);
    let set_mode = |mode| fs::set_permissions(dir.path("out"), fs::Permissions::from_mode(mode)).unwrap();
    set_mode(0o555);
    // Not even the new time of an input can be recorded.
    dir.write("in/a.html", page("题", "一"));
    let Some(done) = run_unprivileged(&dir, &args) else { return set_mode(0o755) };
    assert!(done.code == 0 && done.err.contains("1 unchanged since"), "{done:?}");

    dir.write("in/b.html", page("题", "二"));
    let done = run_unprivileged(&dir, &args).unwrap();
    assert!(done.code == 1 && done.err.contains("in/b.html: output cannot be written"), "{done:?}");
    assert!(!done.err.contains(".tmp"), "{done:?}");
    set_mode(0o755);
    assert_eq!(run(&dir, &args).code, 0);
    assert_eq!(dir.names("out"), ["a.md", "b.md"]);
}

#[test]
fn outputs_of_inputs_in_an_unreadable_folder_are_not_pruned() {
    let dir = Workplace::with(&[
        ("in/a.html", &page("题", "一")),
        ("in/b/b.html", &page("题", "二")),
        ("probe/.x", ""),
    ]);
    let args = ["convert", "in", "-o", "out", "--prune"];
    assert_eq!(run(&dir, &args).code, 0);
    let set_mode =
        |file: &str, mode| fs::set_permissions(dir.path(file), fs::Permissions::from_mode(mode)).unwrap();
    for file in ["out", "out/b"] {
        set_mode(file, 0o777);
    }
    set_mode("out/.csdown.sqlite", 0o666);
    set_mode("in/b", 0);
    let done = run_unprivileged(&dir, &args);
    set_mode("in/b", 0o755);
    let Some(done) = done else { return };
    assert!(done.code == 1 && done.err.contains("in/b: cannot be read"), "{done:?}");
    assert_eq!(dir.names("out"), ["a.md", "b/b.md"]);
}

#[test]
fn a_read_only_catalogue_in_a_writable_folder_is_an_error() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "一")), ("probe/.x", "")]);
    let args = ["convert", "in", "-o", "out"];
    assert_eq!(run(&dir, &args).code, 0);
    let set_mode =
        |file: &str, mode| fs::set_permissions(dir.path(file), fs::Permissions::from_mode(mode)).unwrap();
    set_mode("out", 0o777);
    set_mode("out/.csdown.sqlite", 0o444);
    dir.write("in/b.html", page("题", "二"));
    let Some(done) = run_unprivileged(&dir, &args) else { return };
    assert!(
        done.code == 3 && done.err.contains("cannot be written to; make it and its folder writable"),
        "{done:?}"
    );
}

#[test]
fn a_replaced_file_keeps_its_mode() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "一"))]);
    let args = ["convert", "in", "-o", "out", "--report", "r.json"];
    assert_eq!(run(&dir, &args).code, 0);
    for file in ["out/a.md", "r.json"] {
        fs::set_permissions(dir.path(file), fs::Permissions::from_mode(0o640)).unwrap();
    }
    dir.write("in/a.html", page("题", "二"));
    assert_eq!(run(&dir, &args).code, 0);
    let mode = |file: &str| fs::metadata(dir.path(file)).unwrap().permissions().mode() & 0o7777;
    assert_eq!((mode("out/a.md"), mode("r.json")), (0o640, 0o640));
    assert!(dir.read("out/a.md").contains('二') && !dir.has_leftovers());
}

#[test]
fn a_hyphen_and_devices_are_streams() {
    let dir = Workplace::with(&[("a.html", &page("题", "正文"))]);
    let convert = |args: &[&str]| run(&dir, &[&["convert", "a.html"], NO_META, args].concat());
    let expected = markdown("题", "正文");
    for out in ["-", "/dev/stdout", "/dev/fd/1"] {
        let done = convert(&["-o", out]);
        assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (0, expected.as_str(), ""), "{out}");
        let done = convert(&["-o", "out.md", "--report", out]);
        assert_eq!(done.code, 0, "{}", done.err);
        let report: serde_json::Value = serde_json::from_str(&done.out).unwrap();
        assert_eq!(report["totals"]["inputs"], 1);
        let done = convert(&["--report", out]);
        assert_eq!((done.code, done.out.as_str()), (2, ""), "the Markdown goes there already");
        assert_eq!(convert(&["-o", "out.md", "--report", out, "--report-html", "-"]).code, 2);
    }
    let done = convert(&["-o", "/dev/stderr"]);
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (0, "", expected.as_str()));
    let done = convert(&["-o", "/dev/null", "--report", "/dev/null"]);
    assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (0, "", ""));
    let done = convert(&["a.html", "-o", "-"]);
    assert_eq!(done.code, 2, "two articles need a folder: {}", done.err);
    assert_eq!(dir.names(""), ["a.html", "out.md"]);
}

#[test]
fn a_descriptor_of_the_shell_is_a_stream() {
    let dir = Workplace::with(&[("a.html", &page("题", "正文"))]);
    let script = r#"echo before > 3.txt; exec "$0" convert a.html -o /dev/fd/3 --report /dev/fd/4 3>> 3.txt 4> 4.json"#;
    let done = finish(
        Command::new("sh").args(["-c", script, env!("CARGO_BIN_EXE_csdown")]).current_dir(dir.path("")),
        b"",
    );
    assert_eq!(done.code, 0, "{}", done.err);
    assert!(dir.read("3.txt").starts_with("before\n---\ntitle: 题\n"));
    assert!(dir.read("4.json").contains("\"converted\":1"), "{}", dir.read("4.json"));
}

#[test]
fn pipes_and_standard_input_are_inputs() {
    let dir = Workplace::new();
    let html = page("题", "正文");
    make_pipe(&dir, "pipe.html");
    let (path, bytes) = (dir.path("pipe.html"), html.clone());
    let writer = std::thread::spawn(move || fs::write(path, bytes).unwrap());
    let args = [&["convert", "pipe.html"], NO_META].concat();
    assert_eq!(run(&dir, &args).out, markdown("题", "正文"));
    writer.join().unwrap();
    for stdin in ["-", "/dev/stdin", "/dev/fd/0"] {
        let done = dir.run_with(&[&["convert", stdin], NO_META].concat(), html.as_bytes());
        assert_eq!(done.out, markdown("题", "正文"), "{stdin}: {}", done.err);
    }
    let done = dir.run_with(&["convert", "/dev/stdin", "-o", "out/"], html.as_bytes());
    assert_eq!((done.code, dir.names("out")), (0, vec!["stdin.md".to_owned()]), "{}", done.err);
}

#[test]
fn an_output_that_a_power_failure_emptied_is_written_again() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "一")), ("in/b.html", &page("题", "二"))]);
    assert_eq!(run(&dir, &["convert", "in/a.html", "-o", "out/a.md"]).code, 0);
    ["out/a.md", "out/b.md"].iter().for_each(|file| dir.write(file, ""));
    let done = run(&dir, &["convert", "in", "-o", "out"]);
    assert_eq!(done.code, 1, "{}", done.err);
    assert!(dir.read("out/a.md").contains('一'));
    assert_eq!(dir.read("out/b.md"), "", "an empty file that csdown did not write");
}

#[cfg(target_os = "linux")]
#[test]
fn a_durable_run_waits_for_the_disk() {
    let dir = Workplace::with(&[("in/a.html", &page("题", "正文"))]);
    for args in [
        &["in", "-o", "out", "--report", "reports/r.json", "--assets", "assets"][..],
        &["in/a.html", "-o", "a.md"],
    ] {
        let done = run(&dir, &[&["convert", "--durable"], args].concat());
        assert_eq!((done.code, done.err.as_str()), (0, "csdown: 1 converted\n"));
    }
    assert!(dir.path("a.md").is_file() && dir.path("reports/r.json").is_file());
}
