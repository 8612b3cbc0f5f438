//! Runs that are killed in the middle, and go on.

use std::collections::{BTreeMap, HashMap};
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::site::log::Entry;
use crate::world::World;

/// How many articles, and so pages, may be on their way at the same time.
const IN_FLIGHT: usize = 4;

/// Moments at which a run is killed.
const MOMENTS: usize = 50;

const ARGS: &[&str] = &["--user", "bai_ye_300", "--comments", "--assets", "out/assets", "--concurrency", "4"];

/// What readers see of the output folder.
fn files(world: &World) -> BTreeMap<String, Vec<u8>> {
    // A run may be killed before it makes the folder.
    let is_made = world.place.path("out").is_dir();
    let mut files = if is_made { world.place.tree("out") } else { BTreeMap::new() };
    files.retain(|name, _| !name.split('/').any(|part| part.starts_with('.')));
    files
}

/// Pseudo-random numbers from a fixed seed: xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % bound
    }
}

#[test]
fn a_run_that_is_killed_goes_on_where_it_was() {
    let undisturbed = World::new();
    let begun = Instant::now();
    assert_eq!(undisturbed.fetch(ARGS).code, 0);
    let length = u64::try_from(begun.elapsed().as_millis()).unwrap();
    let wanted = files(&undisturbed);
    let of = |extension: &str| wanted.keys().filter(|name| name.ends_with(extension)).count();
    assert_eq!((of(".comments.md"), of(".md")), (300, 600));
    assert!(wanted.len() > 700, "{} files, pictures among them", wanted.len());

    let world = World::new();
    let mut random = Random(0x5eed_c5d0_2026_1128);
    let mut kills = 0;
    for _ in 0..MOMENTS {
        let mut command = world.command(ARGS);
        let mut run = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // Each run gets a small share of what a whole one takes, so that there is something left to be killed in.
        let moment = Duration::from_millis(random.below(length * 3 / u64::try_from(MOMENTS).unwrap() + 40));
        std::thread::sleep(moment);
        let has_ended = run.try_wait().unwrap().is_some();
        run.kill().unwrap();
        run.wait().unwrap();
        kills += usize::from(!has_ended);
        for (name, contents) in files(&world) {
            assert!(wanted.get(&name) == Some(&contents), "{name} is whole or not there");
        }
    }
    assert!(kills >= MOMENTS / 2, "{kills} of {MOMENTS} runs were killed");
    assert_eq!(world.fetch(ARGS).code, 0);
    assert!(
        files(&world) == wanted,
        "what the killed runs left and the last made is what an undisturbed run makes"
    );
    assert!(!world.place.has_leftovers());

    let (pages, again) = sent(&world, |entry| entry.path.contains("/article/details/"));
    assert_eq!(pages, 300);
    assert!(again <= IN_FLIGHT * kills, "{again} pages were sent again after {kills} kills");
    // Each article on its way may have its pictures on theirs.
    let (pictures, again) = sent(&world, |entry| entry.host.ends_with("csdnimg.cn"));
    assert!(
        pictures > 100 && again <= 2 * IN_FLIGHT * kills,
        "{again} of {pictures} pictures, {kills} kills"
    );
}

/// How many of these things were sent, and how often one was that had been before.
fn sent(world: &World, is_counted: impl Fn(&Entry) -> bool) -> (usize, usize) {
    let mut sent = HashMap::<(String, String), usize>::new();
    for entry in world.site.log().into_iter().filter(|entry| entry.status == 200 && is_counted(entry)) {
        *sent.entry((entry.host, entry.path)).or_default() += 1;
    }
    (sent.len(), sent.values().map(|times| times - 1).sum())
}
