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
    /// The name of the file without its extension.
    pub name: String,
    /// The file.
    pub text: String,
    /// Where the HTML begins, behind the front matter.
    pub html_start: usize,
}

impl Post {
    fn new(name: String, text: String) -> Self {
        let end = text.strip_prefix("---\n").and_then(|rest| rest.find("\n---\n"));
        Self { name, html_start: end.map_or(0, |end| end + 9), text }
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
        return sizes.map(|size| Post::new(size.to_string(), generated::post(size))).collect();
    };
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let posts = paths.iter().map(|path| {
        let text = String::from_utf8_lossy(&std::fs::read(path).unwrap()).into_owned();
        Post::new(path.file_stem().unwrap_or_default().to_string_lossy().into_owned(), text)
    });
    // Posts that are Markdown already are nobody's work.
    posts.filter(|post| post.text.contains("content_views")).collect()
}

/// Something that is run over a post.
#[derive(Debug, Clone, Copy)]
pub struct Contender {
    /// The crate.
    pub name: &'static str,
    work: Work,
}

/// What a contender does.
#[derive(Debug, Clone, Copy)]
enum Work {
    /// It makes Markdown; `None` when it refuses.
    Convert(fn(&Post) -> Option<String>),
    /// It only reads HTML, and tells the size of what it made, so that the work cannot be left out.
    Read(fn(&Post) -> usize),
}

impl Contender {
    /// Runs over a post; gives the size of what was made, `None` when the contender panics.
    #[must_use]
    pub fn run(&self, post: &Post) -> Option<usize> {
        let run = || match self.work {
            Work::Convert(convert) => convert(post).map_or(0, |markdown| markdown.len()),
            Work::Read(read) => read(post),
        };
        catch_unwind(AssertUnwindSafe(run)).ok()
    }

    /// Whether it makes Markdown.
    #[must_use]
    pub const fn converts(&self) -> bool {
        matches!(self.work, Work::Convert(_))
    }

    /// The Markdown of a post; `None` when the contender makes none, refuses or panics.
    #[must_use]
    pub fn markdown(&self, post: &Post) -> Option<String> {
        let Work::Convert(convert) = self.work else { return None };
        catch_unwind(AssertUnwindSafe(|| convert(post))).ok().flatten()
    }
}

/// csdown first, then its peers, then bare reading.
pub const CONTENDERS: [Contender; 10] = [
    Contender { name: "csdown", work: Work::Convert(csdown) },
    Contender { name: "mdream", work: Work::Convert(mdream) },
    Contender {
        name: "fast_html2md",
        work: Work::Convert(|post| Some(fast_html2md_library::rewrite_html(post.html(), false))),
    },
    Contender {
        name: "fast_h2m",
        work: Work::Convert(|post| fast_h2m::convert(post.html(), None).ok()?.content),
    },
    Contender { name: "htmd", work: Work::Convert(|post| htmd::convert(post.html()).ok()) },
    Contender { name: "html2md", work: Work::Convert(|post| Some(html2md::parse_html(post.html()))) },
    Contender { name: "html-to-markdown-rs", work: Work::Convert(html_to_markdown) },
    Contender { name: "mdka", work: Work::Convert(|post| Some(mdka::html_to_markdown(post.html()))) },
    Contender { name: "scraper (parse)", work: Work::Read(scraper_parse) },
    Contender { name: "html5ever (tokenize)", work: Work::Read(tokenize) },
];

fn csdown(post: &Post) -> Option<String> {
    thread_local! {
        static CONVERTER: csdown::Converter = csdown::Converter::default();
    }
    CONVERTER.with(|converter| converter.convert(&post.text).ok().map(|conversion| conversion.markdown))
}

fn mdream(post: &Post) -> Option<String> {
    Some(mdream::html_to_markdown(post.html(), mdream::types::HtmlToMarkdownOptions::default()))
}

fn html_to_markdown(post: &Post) -> Option<String> {
    html_to_markdown_rs::convert(post.html(), None).ok()?.content
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
