//! The command: ports, messages and its end.

use std::net::TcpListener;

use crate::library::archive;
use crate::served::Served;
use crate::workplace::Workplace;

#[test]
fn a_port_in_use_is_an_error_or_the_next_one_is_taken() {
    let dir = archive();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let done = dir.run(&["serve", "archive", "--port", &port.to_string()]);
    let message = format!("error: port {port} is in use; choose another one with --port, or leave it out\n");
    assert_eq!((done.code, done.out.as_str(), done.err), (3, "", message));
    let (one, other) = (Served::with(&dir, &["serve", "archive"]), Served::with(&dir, &["serve", "archive"]));
    assert_ne!(one.port, other.port);
    assert_eq!((one.get("/").status, other.get("/").status), (200, 200));
}

#[test]
fn what_is_no_archive_is_an_error() {
    let dir = Workplace::with(&[("folder/a.txt", "a")]);
    for (archive, message) in [
        (
            "nothing",
            "error: nothing: is not a folder; convert articles with csdown convert POSTS -o nothing\n",
        ),
        (
            "folder",
            "error: folder: csdown has not written articles to it; convert articles with csdown convert POSTS -o folder\n",
        ),
    ] {
        let done = dir.run(&["serve", archive]);
        assert_eq!((done.code, done.out.as_str(), done.err.as_str()), (3, "", message));
    }
    assert_eq!(dir.run(&["serve"]).code, 2);
    assert_eq!(dir.run(&["serve", "folder", "--port", "70000"]).code, 2);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_with_success() {
    for signal in ["INT", "TERM"] {
        let dir = archive();
        let served = Served::start(&dir);
        assert_eq!(served.get("/").status, 200);
        assert_eq!(served.end(signal), Some(0), "{signal}");
        assert!(!dir.has_leftovers());
    }
}

#[test]
fn nothing_but_the_index_is_written() {
    let dir = archive();
    let before = dir.tree("");
    let served = Served::start(&dir);
    served.wait_for_index();
    for path in
        ["/", "/search?q=a", "/article/1", "/article/1?original=1", "/original/1", "/values/tag", "/nothing"]
    {
        served.get(path);
    }
    drop(served);
    let mut after = dir.tree("");
    // The killed server may have held it.
    after.remove(&format!("archive/{}", csdown::batch::LOCK));
    assert!(before == after, "{:?}", after.keys());
}

/// Runs the command of the documentation, with a program that opens pages.
#[cfg(target_os = "linux")]
#[test]
fn the_documented_command_prints_what_the_page_says_and_opens_the_list() {
    use std::io::Read as _;
    use std::os::unix::fs::PermissionsExt as _;
    use std::process::Stdio;
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/serve.md")).unwrap();
    let block = page.split("```console\n$ csdown ").nth(1).unwrap().split("```").next().unwrap();
    let (command, printed) = block.split_once('\n').unwrap();
    let dir = archive();
    let script = "#!/bin/sh\nprintf %s \"$1\" > \"$OPENED.tmp\"; mv \"$OPENED.tmp\" \"$OPENED\"\n";
    dir.write("bin/xdg-open", script);
    std::fs::set_permissions(dir.path("bin/xdg-open"), std::fs::Permissions::from_mode(0o755)).unwrap();
    let args: Vec<&str> = command.split(' ').collect();
    let mut running = dir
        .command(&args)
        .env("PATH", format!("{}:/usr/bin:/bin", dir.path("bin").display()))
        .env("OPENED", dir.path("opened"))
        .env("DISPLAY", ":99")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    crate::served::wait_until(|| dir.path("opened").exists());
    crate::workplace::signal(&running, "INT");
    let mut out = String::new();
    running.stdout.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(dir.read("opened"), out.trim_end());
    running.stderr.take().unwrap().read_to_string(&mut out).unwrap();
    assert_eq!(running.wait().unwrap().code(), Some(0));
    // Another program may use the port.
    let without_port =
        |text: &str| text.split_once('/').map(|(_, rest)| rest.trim_start_matches(|c| c != '\n').to_owned());
    assert_eq!(without_port(&out), without_port(printed), "{out}");
    assert!(out.starts_with("http://127.0.0.1:"), "{out}");
}
