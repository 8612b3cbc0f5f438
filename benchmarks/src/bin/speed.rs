//! Throughput: every contender over the same posts, in one process, in turns.
//!
//! `cargo run --profile dist --bin speed -- [INPUTS] [ROUNDS] [TURN]`; [`csdown_benchmarks::inputs`] describes the inputs. Each
//! round gives one time for each contender; ratios are taken within a round, and their median and range are printed, so
//! that a busy machine shows as a wide range rather than as a wrong figure.
//!
//! `TURN` is the number of posts that a contender runs over before the next one does. With few, all of them meet the same
//! moments of a busy machine, but each starts with the caches that the others left.

use std::hint::black_box;
use std::time::{Duration, Instant};

use csdown_benchmarks::{CONTENDERS, Contender, Post, inputs};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How many posts are a turn, unless told otherwise.
const TURN: usize = 25;

/// Some peers recurse as deep as the page is nested.
const STACK: usize = 2 << 30;

fn main() {
    std::thread::Builder::new().stack_size(STACK).spawn(measure).unwrap().join().unwrap();
}

fn measure() {
    std::panic::set_hook(Box::new(|_| {}));
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let rounds = arguments.get(1).map_or(5, |rounds| rounds.parse().unwrap());
    let posts = inputs(arguments.first().map(String::as_str));
    let turn = arguments.get(2).map_or(TURN, |turn| turn.parse().unwrap());
    let bytes: usize = posts.iter().map(|post| post.text.len()).sum();
    println!("{} posts, {:.1} MB, {rounds} rounds, turns of {turn}", posts.len(), megabytes(bytes));
    let times: Vec<Vec<Duration>> = (0..rounds).map(|round| self::round(&posts, round, turn)).collect();
    println!("| | MB/s | csdown is faster by (range) | panics |\n| --- | ---: | ---: | ---: |");
    for (index, contender) in CONTENDERS.iter().enumerate() {
        let seconds = median(times.iter().map(|round| round[index].as_secs_f64()).collect());
        let ratios: Vec<f64> =
            times.iter().map(|round| round[index].as_secs_f64() / round[0].as_secs_f64()).collect();
        let (low, high) =
            (ratios.iter().copied().fold(f64::MAX, f64::min), ratios.iter().copied().fold(0.0, f64::max));
        let panics = posts.iter().filter(|post| contender.run(post).is_none()).count();
        println!(
            "| {} | {:.1} | {:.2}× ({low:.2}–{high:.2}) | {panics} |",
            contender.name,
            megabytes(bytes) / seconds,
            median(ratios)
        );
    }
}

/// The time each contender takes for all posts. Who goes first changes from turn to turn.
fn round(posts: &[Post], round: usize, turn: usize) -> Vec<Duration> {
    let mut times = vec![Duration::ZERO; CONTENDERS.len()];
    for (number, posts) in posts.chunks(turn).enumerate() {
        for step in 0..CONTENDERS.len() {
            let index = (step + number + round) % CONTENDERS.len();
            times[index] += time(&CONTENDERS[index], posts);
        }
    }
    times
}

fn time(contender: &Contender, posts: &[Post]) -> Duration {
    let start = Instant::now();
    for post in posts {
        black_box(contender.run(black_box(post)));
    }
    start.elapsed()
}

#[allow(clippy::cast_precision_loss)]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
