//! Benchmarks of each stage and of whole conversions, over generated posts of three sizes.
//!
//! `cargo bench` runs all benchmarks, `cargo bench -- render` those with `render` in their name. `CSDOWN_CORPUS=folder`
//! adds real posts. Compare results only within one run: machines differ.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    reason = "a program that fails when it cannot prepare its input"
)]
#![allow(clippy::disallowed_methods, reason = "the environment names the corpus")]

mod pages;
mod posts;

use csdown::dom;
use csdown::stages::clean::UserRules;
use csdown::stages::{extract, front_matter, input, lower, normalize, render};
use csdown::{Converter, Hints, Limits, Options, Report};
use divan::counter::BytesCount;
use divan::{Bencher, black_box};

/// Sizes of posts in bytes: short, ordinary, and as long as a book.
const SIZES: [usize; 3] = [8_000, 80_000, 800_000];

/// The size of the article in a page, in bytes. The rest of the page has about 200,000 more.
const ARTICLE: usize = 50_000;

fn main() {
    divan::main();
}

#[divan::bench(args = SIZES)]
fn whole(bencher: Bencher<'_, '_>, bytes: usize) {
    let (post, converter) = (posts::post(bytes), Converter::default());
    bencher.counter(BytesCount::of_str(&post)).bench_local(|| converter.convert(black_box(&post)).unwrap());
}

/// An ordinary article in a page as sent by the site. The difference from `alone` is the cost of the rest of the page.
#[divan::bench]
fn page(bencher: Bencher<'_, '_>) {
    let (page, converter) = (pages::page(ARTICLE), Converter::default());
    bencher.counter(BytesCount::of_str(&page)).bench_local(|| converter.convert(black_box(&page)).unwrap());
}

/// The article of `page` as a scraped post.
#[divan::bench]
fn alone(bencher: Bencher<'_, '_>) {
    let (post, converter) = (posts::post(ARTICLE), Converter::default());
    bencher.counter(BytesCount::of_str(&post)).bench_local(|| converter.convert(black_box(&post)).unwrap());
}

/// Parses such a page.
#[divan::bench]
fn page_parse(bencher: Bencher<'_, '_>) {
    let page = pages::page(ARTICLE);
    bencher.bench_local(|| dom::parse(black_box(&page), &Limits::default()).unwrap());
}

/// Finds the article of such a page and reads its metadata and status.
#[divan::bench]
fn page_article(bencher: Bencher<'_, '_>) {
    let page = pages::page(ARTICLE);
    let source = source(&page);
    let tree = dom::parse(source.body(), &Limits::default()).unwrap();
    bencher.bench_local(|| extract::article(black_box(&tree), &source, &Hints::default()).unwrap());
}

/// Conversion with verification. The difference from `whole` is the cost of [`csdown::verify`].
#[divan::bench(args = SIZES)]
fn verified(bencher: Bencher<'_, '_>, bytes: usize) {
    let (post, converter) = (posts::post(bytes), Converter::default());
    bencher
        .counter(BytesCount::of_str(&post))
        .bench_local(|| converter.convert_verified(black_box(post.as_bytes()), &Hints::default()).unwrap());
}

#[divan::bench(args = SIZES)]
fn read(bencher: Bencher<'_, '_>, bytes: usize) {
    let post = posts::post(bytes);
    let bytes = BytesCount::of_str(&post);
    bencher.counter(bytes).bench_local(|| input::read(black_box(post.as_bytes()), &Hints::default()));
}

#[divan::bench(args = SIZES)]
fn parse(bencher: Bencher<'_, '_>, bytes: usize) {
    let post = posts::post(bytes);
    let source = source(&post);
    let bytes = BytesCount::of_str(source.body());
    bencher.counter(bytes).bench_local(|| dom::parse(black_box(source.body()), &Limits::default()).unwrap());
}

#[divan::bench(args = SIZES)]
fn article(bencher: Bencher<'_, '_>, bytes: usize) {
    let post = posts::post(bytes);
    let source = source(&post);
    let page = dom::parse(source.body(), &Limits::default()).unwrap();
    let bytes = BytesCount::of_str(source.body());
    bencher
        .counter(bytes)
        .bench_local(|| extract::article(black_box(&page), &source, &Hints::default()).unwrap());
}

#[divan::bench(args = SIZES)]
fn lower(bencher: Bencher<'_, '_>, bytes: usize) {
    let post = posts::post(bytes);
    let source = source(&post);
    let page = dom::parse(source.body(), &Limits::default()).unwrap();
    let (article, options) = (article_of(&page, &source), Options::default());
    bencher.counter(BytesCount::of_str(source.body())).bench_local(|| {
        lower::lower(black_box(article.root), &UserRules::default(), None, &options, &mut Report::default())
            .document
    });
}

#[divan::bench(args = SIZES)]
fn normalize(bencher: Bencher<'_, '_>, bytes: usize) {
    let post = posts::post(bytes);
    let (document, options) = (lowered(&post), Options::default());
    bencher
        .counter(BytesCount::of_str(&post))
        .with_inputs(|| document.clone())
        .bench_local_refs(|document| normalize::normalize(document, &options, &mut Report::default()));
}

#[divan::bench(args = SIZES)]
fn render(bencher: Bencher<'_, '_>, bytes: usize) {
    let post = posts::post(bytes);
    let (mut document, options) = (lowered(&post), Options::default());
    normalize::normalize(&mut document, &options, &mut Report::default());
    let bytes = BytesCount::of_str(&post);
    bencher.counter(bytes).bench_local(|| render::render(black_box(&document), &options));
}

#[divan::bench]
fn write_front_matter(bencher: Bencher<'_, '_>) {
    let post = posts::post(1);
    let (source, options) = (source(&post), Options::default());
    let page = dom::parse(source.body(), &Limits::default()).unwrap();
    let article = article_of(&page, &source);
    bencher.bench_local(|| front_matter::write(black_box(&article.metadata), article.status, &options));
}

/// The folder of real posts in `CSDOWN_CORPUS`; skipped without it.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn corpus(bencher: Bencher<'_, '_>) {
    over_corpus(bencher, |converter, post| drop(black_box(converter.convert_bytes(post, &Hints::default()))));
}

/// Conversion of the same posts with verification.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn corpus_verified(bencher: Bencher<'_, '_>) {
    over_corpus(bencher, |converter, post| {
        drop(black_box(converter.convert_verified(post, &Hints::default())));
    });
}

fn over_corpus(bencher: Bencher<'_, '_>, run: fn(&Converter, &[u8])) {
    let Some(folder) = std::env::var_os("CSDOWN_CORPUS") else {
        return eprintln!("corpus: skipped, CSDOWN_CORPUS is not set");
    };
    let files = std::fs::read_dir(folder).unwrap().map(|entry| std::fs::read(entry.unwrap().path()).unwrap());
    let posts: Vec<Vec<u8>> = files.collect();
    let (bytes, converter) = (posts.iter().map(Vec::len).sum::<usize>(), Converter::default());
    bencher
        .counter(BytesCount::new(bytes))
        .bench_local(|| posts.iter().for_each(|post| run(&converter, post)));
}

fn source(post: &str) -> input::Source<'_> {
    input::read(post.as_bytes(), &Hints::default())
}

fn article_of<'a>(page: &'a dom::Dom, source: &input::Source<'_>) -> extract::Article<'a> {
    extract::article(page, source, &Hints::default()).unwrap()
}

fn lowered(post: &str) -> csdown::model::Document {
    let source = source(post);
    let page = dom::parse(source.body(), &Limits::default()).unwrap();
    let root = article_of(&page, &source).root;
    lower::lower(root, &UserRules::default(), None, &Options::default(), &mut Report::default()).document
}
