//! Emphasis that CommonMark would not accept, mended.
//!
//! `**` opens only before something that is no blank, and, where that is punctuation, only after a blank or
//! punctuation; it closes by the mirror of that rule (CommonMark 0.31, section 6.2). So `**标题：**正文` is no
//! emphasis (dialect `em-flank`).

use crate::chars::is_punctuation;
use crate::model::{Inline, Link, Tag};
use crate::options::Emphasis;

/// What a character is to a delimiter beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Blank,
    Punctuation,
    Other,
}

impl Class {
    fn of(c: char) -> Self {
        match c {
            c if c.is_whitespace() => Self::Blank,
            c if is_punctuation(c) => Self::Punctuation,
            _ => Self::Other,
        }
    }
}

/// Whether a delimiter between `outside` and `inside` can open, or, read the other way, close.
fn works(outside: Class, inside: Class) -> bool {
    match inside {
        Class::Blank => false,
        Class::Punctuation => outside != Class::Other,
        Class::Other => true,
    }
}

/// Mends the emphasis of a line as `emphasis` says.
pub(super) fn accepted(line: Vec<Inline>, emphasis: Emphasis) -> Vec<Inline> {
    Mender { emphasis }.line(line, Class::Blank, Class::Blank)
}

struct Mender {
    emphasis: Emphasis,
}

impl Mender {
    /// Mends `line`, which stands between characters of these classes.
    fn line(&self, line: Vec<Inline>, before: Class, after: Class) -> Vec<Inline> {
        let mut done: Vec<Inline> = Vec::with_capacity(line.len());
        let mut rest = line.into_iter().peekable();
        while let Some(inline) = rest.next() {
            let left = done.last().map_or(before, last_class);
            let right = rest.peek().map_or(after, first_class);
            let touching = done.last().is_some_and(|last| fuses(last, &inline));
            if touching {
                done.push(Inline::Text(" ".to_owned()));
            }
            self.inline(inline, if touching { Class::Blank } else { left }, right, &mut done);
        }
        merged(done)
    }

    fn inline(&self, inline: Inline, left: Class, right: Class, done: &mut Vec<Inline>) {
        match inline {
            Inline::Strong(content) => self.run(Run::Strong, content, [left, right], done),
            Inline::Emphasis(content) => self.run(Run::Emphasis, content, [left, right], done),
            Inline::Strike(content) => self.run(Run::Strike, content, [left, right], done),
            Inline::Link(link) => {
                let content = self.line(link.content, Class::Punctuation, Class::Punctuation);
                done.push(Inline::Link(Link { content, ..link }));
            }
            Inline::Element(tag, content) => {
                let content = self.line(content, Class::Punctuation, Class::Punctuation);
                done.push(Inline::Element(tag, content));
            }
            other => done.push(other),
        }
    }

    fn run(&self, kind: Run, content: Vec<Inline>, around: [Class; 2], done: &mut Vec<Inline>) {
        let [left, right] = around;
        let first = content.first().map_or(Class::Other, inner_first);
        let last = content.last().map_or(Class::Other, inner_last);
        let edges = Edges { left, right, opens: works(left, first), closes: works(right, last) };
        match self.emphasis {
            _ if edges.opens && edges.closes => done.push(kind.around(self.inside(content, around, kind))),
            Emphasis::Space => {
                let blank = || Inline::Text(" ".to_owned());
                let around = [
                    if edges.opens { left } else { Class::Blank },
                    if edges.closes { right } else { Class::Blank },
                ];
                done.extend((!edges.opens).then(blank));
                done.push(kind.around(self.inside(content, around, kind)));
                done.extend((!edges.closes).then(blank));
            }
            Emphasis::Html => {
                done.push(Inline::Element(
                    kind.tag(),
                    self.line(content, Class::Punctuation, Class::Punctuation),
                ));
            }
            Emphasis::Move => moved(kind, content, &edges, done),
        }
    }

    /// The content of a run. An asterisk run goes on into the runs at its edges.
    fn inside(&self, content: Vec<Inline>, around: [Class; 2], kind: Run) -> Vec<Inline> {
        let [left, right] = if matches!(kind, Run::Strike) { [Class::Punctuation; 2] } else { around };
        self.line(content, left, right)
    }
}

/// Moves the punctuation at the failing edges out of a run; where there is none, a blank has to do.
fn moved(kind: Run, mut content: Vec<Inline>, edges: &Edges, done: &mut Vec<Inline>) {
    let (mut before, mut after) = (String::new(), String::new());
    if let Some(Inline::Text(text)) = content.first_mut().filter(|_| !edges.opens) {
        let kept = text.trim_start_matches(is_punctuation).len();
        before = text.drain(..text.len() - kept).collect();
    }
    if let Some(Inline::Text(text)) = content.last_mut().filter(|_| !edges.closes) {
        after = text.split_off(text.trim_end_matches(is_punctuation).len());
    }
    content.retain(|inline| !matches!(inline, Inline::Text(text) if text.is_empty()));
    let class = |text: &str, otherwise| text.chars().next().map_or(otherwise, Class::of);
    let around = [class(&before, edges.left), class(&after, edges.right)];
    done.extend(Some(before).filter(|text| !text.is_empty()).map(Inline::Text));
    if !content.is_empty() {
        Mender { emphasis: Emphasis::Space }.run(kind, content, around, done);
    }
    done.extend(Some(after).filter(|text| !text.is_empty()).map(Inline::Text));
}

/// A kind of emphasis.
#[derive(Debug, Clone, Copy)]
enum Run {
    Strong,
    Emphasis,
    Strike,
}

impl Run {
    fn around(self, content: Vec<Inline>) -> Inline {
        match self {
            Self::Strong => Inline::Strong(content),
            Self::Emphasis => Inline::Emphasis(content),
            Self::Strike => Inline::Strike(content),
        }
    }

    const fn tag(self) -> Tag {
        match self {
            Self::Strong => Tag::Strong,
            Self::Emphasis => Tag::Em,
            Self::Strike => Tag::Del,
        }
    }
}

/// What stands around a run, and which of its delimiters work there.
struct Edges {
    left: Class,
    right: Class,
    opens: bool,
    closes: bool,
}

/// Whether the delimiters of two neighbours would read as one run.
fn fuses(left: &Inline, right: &Inline) -> bool {
    let asterisks = |inline: &Inline| matches!(inline, Inline::Strong(_) | Inline::Emphasis(_));
    let tildes = |inline: &Inline| matches!(inline, Inline::Strike(_));
    (asterisks(left) && asterisks(right)) || (tildes(left) && tildes(right))
}

/// The class of the first character `inline` is written with.
fn first_class(inline: &Inline) -> Class {
    match inline {
        Inline::Text(text) => text.chars().next().map_or(Class::Other, Class::of),
        Inline::Break => Class::Blank,
        _ => Class::Punctuation,
    }
}

/// The class of the last character `inline` is written with.
fn last_class(inline: &Inline) -> Class {
    match inline {
        Inline::Text(text) => text.chars().next_back().map_or(Class::Other, Class::of),
        Inline::Break => Class::Blank,
        _ => Class::Punctuation,
    }
}

/// The class of what comes after an asterisk run that begins right before `inline`.
fn inner_first(inline: &Inline) -> Class {
    match inline {
        Inline::Strong(content) | Inline::Emphasis(content) => {
            content.first().map_or(Class::Other, inner_first)
        }
        other => first_class(other),
    }
}

fn inner_last(inline: &Inline) -> Class {
    match inline {
        Inline::Strong(content) | Inline::Emphasis(content) => {
            content.last().map_or(Class::Other, inner_last)
        }
        other => last_class(other),
    }
}

/// `line` with text joined to text, white space single.
fn merged(line: Vec<Inline>) -> Vec<Inline> {
    let mut done: Vec<Inline> = Vec::with_capacity(line.len());
    for inline in line {
        match (done.last_mut(), inline) {
            (Some(Inline::Text(text)), Inline::Text(more)) => {
                let more = if text.ends_with(' ') { more.trim_start_matches(' ') } else { &more };
                text.push_str(more);
            }
            (_, inline) => done.push(inline),
        }
    }
    done
}
