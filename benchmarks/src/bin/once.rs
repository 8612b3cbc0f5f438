//! One contender over the posts, for tools that count instructions or cache misses.
//!
//! `valgrind --tool=callgrind target/dist/once CONTENDER [FOLDER] [TIMES]`, with generated posts when no folder, or `-`,
//! is given. Prints how many bytes were read, to divide by. With 0 times nothing is converted, which gives the cost of
//! the process and of reading the posts.

use std::hint::black_box;
use std::path::Path;

use csdown_benchmarks::{CONTENDERS, posts};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let folder = arguments.get(1).filter(|folder| *folder != "-").map(Path::new);
    let times: usize = arguments.get(2).map_or(1, |times| times.parse().unwrap());
    let contender =
        CONTENDERS.iter().find(|contender| Some(contender.name) == arguments.first().map(String::as_str));
    let names = CONTENDERS.map(|contender| contender.name).join(", ");
    let contender =
        contender.unwrap_or_else(|| panic!("usage: once CONTENDER [FOLDER] [TIMES]; contenders: {names}"));
    let posts = posts(folder);
    for _ in 0..times {
        for post in &posts {
            black_box(contender.run(black_box(post)));
        }
    }
    println!("{}", times * posts.iter().map(|post| post.text.len()).sum::<usize>());
}
