//! What every contender makes of a folder of posts, for a judge of fidelity or for a pair of eyes.
//!
//! `cargo run --release --bin convert -- FOLDER OUT` writes `OUT/CONTENDER/POST.md`. A post that a contender refuses or
//! panics over has no file.

use std::path::Path;

use csdown_benchmarks::{CONTENDERS, inputs};

/// Some peers recurse as deep as the page is nested.
const STACK: usize = 2 << 30;

fn main() {
    std::thread::Builder::new().stack_size(STACK).spawn(convert).unwrap().join().unwrap();
}

fn convert() {
    std::panic::set_hook(Box::new(|_| {}));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, out] = arguments.as_slice() else { panic!("usage: convert FOLDER OUT") };
    let posts = inputs(Some(folder));
    for contender in CONTENDERS.iter().filter(|contender| contender.converts()) {
        let folder = Path::new(out).join(contender.name);
        std::fs::create_dir_all(&folder).unwrap();
        let written = posts.iter().filter_map(|post| Some((post, contender.markdown(post)?)));
        let count = written
            .map(|(post, markdown)| {
                std::fs::write(folder.join(format!("{}.md", post.name)), markdown).unwrap()
            })
            .count();
        println!("{}: {count} of {} posts", contender.name, posts.len());
    }
}
