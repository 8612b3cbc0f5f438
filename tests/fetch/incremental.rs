//! What a second run asks for.

use crate::site::cases::id_of;
use crate::world::{World, address};

#[test]
fn an_unchanged_site_sends_no_bodies() {
    let world = World::new();
    let args = ["--user", "bai_ye_300", "--concurrency", "8"];
    assert_eq!(world.fetch(&args).code, 0);
    assert_eq!(world.pages(), (300, 300));
    let before = world.place.tree("out");
    world.site.forget();
    let done = world.fetch(&args);
    assert_eq!(done.code, 0);
    assert!(done.err.contains("300 unchanged since the last run"), "{}", done.err);
    assert_eq!(world.pages(), (300, 0), "each is asked on the condition that it has changed");
    assert_eq!(world.place.tree("out"), before);
}

#[test]
fn what_has_changed_is_fetched_anew() {
    let world = World::new();
    let urls = [address("page-2025"), address("page-2021")];
    let args = [urls[0].as_str(), urls[1].as_str()];
    world.fetch(&args);
    let output = format!("out/{}.md", id_of("page-2025"));
    let before = world.place.read(&output);
    world.change("page-2025");
    world.site.forget();
    assert_eq!(world.fetch(&args).code, 0);
    assert_eq!(world.pages(), (2, 1));
    assert_ne!(world.place.read(&output), before);
}

#[test]
fn a_server_that_cannot_tell_is_asked_only_when_that_is_wanted() {
    let world = World::new();
    let url = address("no-validators");
    world.fetch(&[&url]);
    world.site.forget();
    assert_eq!(world.fetch(&[&url]).code, 0);
    assert_eq!(world.pages(), (0, 0));
    assert_eq!(world.fetch(&[&url, "--refresh"]).code, 0);
    assert_eq!(world.pages(), (1, 1));
    // A preview could have become an article.
    world.site.turn(|knobs| knobs.validators = false);
    world.fetch(&[&address("vip")]);
    world.site.forget();
    assert_eq!(world.fetch(&[&address("vip")]).code, 1);
    assert_eq!(world.pages(), (1, 1));
}

#[test]
fn what_is_gone_or_wanted_otherwise_is_fetched_again() {
    let world = World::new();
    let url = address("page-2025");
    let output = format!("{}.md", id_of("page-2025"));
    world.fetch(&[&url]);
    std::fs::remove_file(world.place.path("out").join(&output)).unwrap();
    world.site.forget();
    assert_eq!(world.fetch(&[&url]).code, 0);
    assert_eq!((world.pages(), world.outputs()), ((1, 1), vec![output]));
    world.fetch(&[&url, "--hard-break", "backslash"]);
    assert_eq!(world.pages(), (2, 2));
    world.fetch(&[&url, "--hard-break", "backslash", "--comments"]);
    assert_eq!(world.pages(), (3, 3));
}

#[test]
fn what_a_reader_has_changed_is_left_alone() {
    let world = World::new();
    let url = address("page-2025");
    let output = format!("out/{}.md", id_of("page-2025"));
    world.fetch(&[&url]);
    world.place.write(&output, "mine");
    assert_eq!(world.fetch(&[&url]).code, 0, "nothing is to be written");
    world.change("page-2025");
    let done = world.fetch(&[&url]);
    assert_eq!((done.code, world.place.read(&output).as_str()), (3, "mine"), "{}", done.err);
    assert_eq!(world.fetch(&[&url, "--force"]).code, 0);
    assert_ne!(world.place.read(&output), "mine");
}

#[test]
fn the_report_tells_of_what_was_left_alone() {
    let world = World::new();
    let urls = [address("page-2025"), address("no-validators"), address("vip")];
    let args: Vec<&str> = urls.iter().map(String::as_str).collect();
    let ends = |report: &serde_json::Value| {
        let inputs = report["inputs"].as_array().unwrap();
        let end = |input: &serde_json::Value| {
            ["output", "outcome", "status", "input-sha256"].map(|key| input[key].as_str().unwrap().to_owned())
        };
        inputs.iter().map(end).collect::<Vec<_>>()
    };
    let (first, again) = (world.report(&args), world.report(&args));
    assert_eq!((first.0.code, again.0.code), (1, 1));
    assert_eq!(ends(&first.1), ends(&again.1));
}

#[test]
fn a_preview_stays_one_without_being_sent_again() {
    let world = World::new();
    assert_eq!(world.fetch(&[&address("vip")]).code, 1);
    world.site.forget();
    assert_eq!(world.fetch(&[&address("vip")]).code, 1);
    assert_eq!(world.pages(), (1, 0));
}

#[test]
fn one_run_at_a_time_has_a_folder() {
    let world = World::new();
    let mut first = world.command(&[&address("slow-start"), "--idle-timeout", "30", "--timeout", "30"]);
    let mut first = first.stderr(std::process::Stdio::null()).spawn().unwrap();
    while world.site.log().is_empty() && first.try_wait().unwrap().is_none() {
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    let second = world.fetch(&[&address("page-2025")]);
    assert_eq!(second.code, 3);
    assert!(second.err.contains("another csdown fetch is running in it"), "{}", second.err);
    first.kill().unwrap();
    first.wait().unwrap();
    assert_eq!(world.fetch(&[&address("page-2025")]).code, 0);
}

#[test]
fn a_folder_may_be_moved() {
    let world = World::new();
    let url = address("page-2025");
    let args = |out: &'static str, assets: &'static str| ["-o", out, "--assets", assets];
    assert_eq!(world.fetch(&[&[&*url], &args("out", "out/assets")[..]].concat()).code, 0);
    std::fs::rename(world.place.path("out"), world.place.path("moved")).unwrap();
    world.site.forget();
    let moved = world.fetch(&[&[&*url], &args("moved", "./moved/assets")[..]].concat());
    assert_eq!((moved.code, world.pages()), (0, (1, 0)), "{}", moved.err);
}

#[test]
fn pictures_over_the_limits_are_not_asked_for_again() {
    let world = World::new();
    let url = address("page-2025");
    let args = [&*url, "--assets", "out/assets", "--max-images", "1"];
    let done = world.fetch(&args);
    assert!(done.err.contains("more than 1 pictures"), "{}", done.err);
    world.site.forget();
    assert_eq!(world.fetch(&args).code, 0);
    assert_eq!((world.pages(), world.site.log().len()), ((1, 0), 1));
    // They are with other limits.
    let done = world.fetch(&[&*url, "--assets", "out/assets"]);
    assert!(!done.err.contains("more than"), "{}", done.err);
}

#[test]
fn what_is_there_already_does_not_make_up_for_walls() {
    let world = World::new();
    let id =
        |number: usize| format!("https://blog.csdn.net/bai_ye_300/article/details/{}", 160_000_000 + number);
    let kept: Vec<String> = (1..=20).map(id).collect();
    assert_eq!(world.fetch(&kept.iter().map(String::as_str).collect::<Vec<_>>()).code, 0);
    // As if the run had been killed: without its end, all of it is fresh.
    let journal = world.place.read("out/.csdown-fetch.jsonl");
    world.place.write("out/.csdown-fetch.jsonl", journal.replace("{\"end\":true}\n", ""));
    world.site.turn(|knobs| knobs.wall_after = Some(0));
    world.site.forget();
    let mixed: Vec<String> = (1..=20).flat_map(|number| [id(number), id(number + 100)]).collect();
    let args: Vec<&str> = mixed.iter().map(String::as_str).chain(["--concurrency", "1"]).collect();
    let done = world.fetch(&args);
    assert_eq!((done.code, world.pages().0), (1, 5), "{}", done.err);
}

#[test]
fn a_plan_leaves_nothing_behind() {
    let world = World::new();
    let done = world.fetch(&[&address("page-2025"), "--assets", "out/assets", "--dry-run"]);
    assert_eq!((done.code, world.place.path("out").exists()), (0, false), "{}", done.err);
}

#[cfg(unix)]
#[test]
fn a_lock_that_leads_elsewhere_empties_nothing() {
    let world = World::new();
    world.place.write("precious.txt", "precious");
    std::fs::create_dir_all(world.place.path("out")).unwrap();
    std::os::unix::fs::symlink(world.place.path("precious.txt"), world.place.path("out/.csdown-fetch.lock"))
        .unwrap();
    assert_eq!(world.fetch(&[&address("page-2025")]).code, 0);
    assert_eq!(world.place.read("precious.txt"), "precious");
}
