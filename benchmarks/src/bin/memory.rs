//! Peak memory: how many bytes each contender has allocated at most at one time, for each byte of a post.
//!
//! `cargo run --profile dist --bin memory -- [INPUTS]`; [`csdown_benchmarks::inputs`] describes the inputs. Prints the
//! median over the posts and the largest figure.

use csdown_benchmarks::{CONTENDERS, Contender, Post, inputs};
use peak_alloc::PeakAlloc;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Some peers recurse as deep as the page is nested.
const STACK: usize = 2 << 30;

fn main() {
    std::thread::Builder::new().stack_size(STACK).spawn(measure).unwrap().join().unwrap();
}

fn measure() {
    std::panic::set_hook(Box::new(|_| {}));
    let posts = inputs(std::env::args().nth(1).as_deref());
    println!(
        "| | bytes of memory for a byte of the post: median | most | at most, MB |\n| --- | ---: | ---: | ---: |"
    );
    for contender in CONTENDERS {
        let peaks: Vec<(usize, usize)> =
            posts.iter().map(|post| (peak(contender, post), post.text.len())).collect();
        let mut ratios: Vec<f64> = peaks.iter().map(|&(peak, bytes)| ratio(peak, bytes)).collect();
        ratios.sort_by(f64::total_cmp);
        let most = peaks.iter().map(|&(peak, _)| peak).max().unwrap_or_default();
        println!(
            "| {} | {:.1} | {:.1} | {:.1} |",
            contender.name,
            ratios[ratios.len() / 2],
            ratios[ratios.len() - 1],
            ratio(most, 1_000_000)
        );
    }
}

/// The peak of a run above what was allocated before it. The first run fills what a contender keeps for good.
fn peak(contender: &Contender, post: &Post) -> usize {
    let _ = contender.run(post);
    let before = ALLOCATOR.current_usage();
    ALLOCATOR.reset_peak_usage();
    let _ = contender.run(post);
    ALLOCATOR.peak_usage().saturating_sub(before)
}

#[allow(clippy::cast_precision_loss)]
fn ratio(a: usize, b: usize) -> f64 {
    a as f64 / b as f64
}
