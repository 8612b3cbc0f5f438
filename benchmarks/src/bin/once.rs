//! One contender over the posts, for tools that count instructions or cache misses.
//!
//! `valgrind --tool=callgrind target/dist/once CONTENDER [INPUTS] [TIMES]`; [`csdown_benchmarks::inputs`] describes the
//! inputs. Prints how many bytes were converted. The difference between 2 times and once is the cost of a conversion
//! without that of the process and of what is prepared once.

use std::hint::black_box;

use csdown_benchmarks::{CONTENDERS, inputs};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let times: usize = arguments.get(2).map_or(1, |times| times.parse().unwrap());
    let contender =
        CONTENDERS.iter().find(|contender| Some(contender.name) == arguments.first().map(String::as_str));
    let names = CONTENDERS.iter().map(|contender| contender.name).collect::<Vec<_>>().join(", ");
    let contender =
        contender.unwrap_or_else(|| panic!("usage: once CONTENDER [FOLDER] [TIMES]; contenders: {names}"));
    let posts = inputs(arguments.get(1).map(String::as_str));
    for _ in 0..times {
        for post in &posts {
            black_box(contender.run(black_box(post)));
        }
    }
    println!("{}", times * posts.iter().map(|post| post.text.len()).sum::<usize>());
}
