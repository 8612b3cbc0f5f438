//! csdown, its peers, and bare reading.

use std::panic::{AssertUnwindSafe, catch_unwind};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{BufferQueue, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

use crate::Post;
#[cfg(feature = "peers")]
use crate::peers;

/// Something that is run over a post.
#[derive(Debug, Clone, Copy)]
pub struct Contender {
    /// The crate.
    pub name: &'static str,
    pub(crate) work: Work,
}

/// What a contender does.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Work {
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

/// csdown first, then its peers, the fastest first, then bare reading.
pub const CONTENDERS: &[Contender] = &[
    Contender { name: "csdown", work: Work::Convert(csdown) },
    Contender { name: "csdown (verify)", work: Work::Convert(verified) },
    #[cfg(feature = "peers")]
    Contender { name: "mdream", work: Work::Convert(peers::mdream) },
    #[cfg(feature = "peers")]
    Contender { name: "fast_html2md", work: Work::Convert(peers::fast_html2md) },
    #[cfg(feature = "peers")]
    Contender { name: "fast_h2m", work: Work::Convert(peers::fast_h2m) },
    #[cfg(feature = "peers")]
    Contender { name: "htmd", work: Work::Convert(peers::htmd) },
    #[cfg(feature = "peers")]
    Contender { name: "mdka", work: Work::Convert(peers::mdka) },
    #[cfg(feature = "peers")]
    Contender { name: "html2md", work: Work::Convert(peers::html2md) },
    #[cfg(feature = "peers")]
    Contender { name: "html-to-markdown-rs", work: Work::Convert(peers::html_to_markdown) },
    #[cfg(feature = "peers")]
    Contender { name: "scraper (parse)", work: Work::Read(peers::scraper) },
    Contender { name: "html5ever (tokenize)", work: Work::Read(tokenize) },
];

thread_local! {
    static CONVERTER: csdown::Converter = csdown::Converter::default();
}

fn csdown(post: &Post) -> Option<String> {
    CONVERTER.with(|converter| converter.convert(&post.text).ok().map(|conversion| conversion.markdown))
}

/// Converts, and compares the Markdown with the page.
fn verified(post: &Post) -> Option<String> {
    let convert = |converter: &csdown::Converter| {
        converter.convert_verified(post.text.as_bytes(), &csdown::Hints::default())
    };
    CONVERTER.with(convert).ok().map(|(conversion, _)| conversion.markdown)
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
