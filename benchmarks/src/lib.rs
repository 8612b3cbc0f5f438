//! The contenders, and the posts they run over.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

#[path = "../../benches/stages/posts.rs"]
mod generated;

/// A post as csdown gets it and as its peers do.
#[derive(Debug)]
pub struct Post {
    /// The file.
    pub text: String,
    /// Where the HTML begins, behind the front matter.
    pub html_start: usize,
}

impl Post {
    fn new(text: String) -> Self {
        let end = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n"));
        Self { html_start: end.map_or(0, |end| end + 9), text }
    }

    /// The HTML without the front matter, which no peer reads.
    #[must_use]
    pub fn html(&self) -> &str {
        &self.text[self.html_start..]
    }
}

/// The posts in `folder`, or generated ones.
///
/// # Panics
///
/// When the folder cannot be read.
#[must_use]
pub fn posts(folder: Option<&Path>) -> Vec<Post> {
    let Some(folder) = folder else {
        let sizes = (1..=40).map(|step| step * 5_000).chain([800_000]);
        return sizes.map(|size| Post::new(generated::post(size))).collect();
    };
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let texts = paths.iter().map(|path| String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned());
    // Posts that are Markdown already are nobody's work.
    texts.filter(|text| text.contains("content_views")).map(Post::new).collect()
}

/// Something that is run over a post and tells the size of what it made, so that the work cannot be left out.
#[derive(Debug, Clone, Copy)]
pub struct Contender {
    /// The crate.
    pub name: &'static str,
    /// Whether it makes Markdown, or only reads HTML.
    pub converts: bool,
    run: fn(&Post) -> usize,
}

impl Contender {
    /// Runs over a post; `None` when the contender panics.
    #[must_use]
    pub fn run(&self, post: &Post) -> Option<usize> {
        catch_unwind(AssertUnwindSafe(|| (self.run)(post))).ok()
    }
}

/// csdown first, then its peers, then bare reading.
pub const CONTENDERS: [Contender; 7] = [
    Contender { name: "csdown", converts: true, run: csdown },
    Contender {
        name: "htmd",
        converts: true,
        run: |post| htmd::convert(post.html()).map_or(0, |text| text.len()),
    },
    Contender { name: "html2md", converts: true, run: |post| html2md::parse_html(post.html()).len() },
    Contender { name: "html-to-markdown-rs", converts: true, run: html_to_markdown },
    Contender { name: "mdka", converts: true, run: |post| mdka::html_to_markdown(post.html()).len() },
    Contender { name: "scraper (parse)", converts: false, run: scraper_parse },
    Contender { name: "html5ever (tokenize)", converts: false, run: tokenize },
];

fn csdown(post: &Post) -> usize {
    thread_local! {
        static CONVERTER: csdown::Converter = csdown::Converter::default();
    }
    CONVERTER
        .with(|converter| converter.convert(&post.text).map_or(0, |conversion| conversion.markdown.len()))
}

fn html_to_markdown(post: &Post) -> usize {
    let result = html_to_markdown_rs::convert(post.html(), None);
    result.ok().and_then(|result| result.content).map_or(0, |text| text.len())
}

fn scraper_parse(post: &Post) -> usize {
    scraper::Html::parse_document(post.html()).tree.nodes().len()
}

/// Counts tokens.
#[derive(Default)]
struct Counter(std::cell::Cell<usize>);

impl TokenSink for Counter {
    type Handle = ();

    fn process_token(&self, _token: Token, _line: u64) -> TokenSinkResult<()> {
        self.0.set(self.0.get() + 1);
        TokenSinkResult::Continue
    }
}

fn tokenize(post: &Post) -> usize {
    let tokenizer = Tokenizer::new(Counter::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(post.html()));
    // The sink never asks the tokenizer to stop, so one call reads it all.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.get()
}
