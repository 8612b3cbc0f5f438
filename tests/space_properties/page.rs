//! Generated pages, as written and as pretty-printed.

use super::random::Random;

#[derive(Debug)]
pub(crate) enum Node {
    Text(String),
    /// A start tag without its brackets, and the content.
    Element(&'static str, Vec<Node>),
    /// `img`, `br`, `wbr`.
    Void(&'static str),
    /// `pre`, untouched by pretty-printers.
    Pre(&'static str),
}

/// The habits of an author.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Author {
    pub(crate) space_beside_letters: bool,
    pub(crate) space_beside_digits: bool,
    /// The percentage of boundaries that break the habit.
    pub(crate) slips: usize,
    /// Whether the author breaks lines and words and uses images and indices.
    pub(crate) breaks: bool,
    /// The author's words and marks.
    pub(crate) words: &'static [&'static str],
}

pub(crate) const PLAIN: &[&str] = &[
    "文章", "使用", "的", "编译", "，", "。", "、", "：", "（", "）", "cargo", "Page", "LINUX", "server",
    "build", "12", "2048", "文", "字",
];
pub(crate) const MIXED: &[&str] = &[
    "文章",
    "使用",
    "的",
    "，",
    "。",
    "“",
    "”",
    "……",
    "cargo",
    "Page",
    "server",
    "build",
    "12",
    "café",
    "привет",
    ",",
    ".",
    "(",
    ")",
    ":",
    "=",
    "/",
    "+",
    "-",
    "→",
    "↓",
    "😀",
    "%",
    "°",
    "１",
    "Ａ",
    "\"",
    "?",
    "!",
    "[",
    "]",
    "①",
];

const INLINE: &[&str] = &[
    "strong",
    "b",
    "span style=\"color:red\"",
    "font color=\"red\"",
    "u",
    "mark",
    "del",
    "a href=\"https://example.org/x\"",
];

pub(crate) fn is_cjk(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}')
}

pub(crate) fn is_wide(c: char) -> bool {
    is_cjk(c) || "，。、：（）“”……—".contains(c)
}

impl Author {
    /// Whether this author usually writes a space there.
    pub(crate) fn space(self, left: char, right: char) -> bool {
        let beside_cjk = |c: char| match c {
            _ if c.is_ascii_digit() => self.space_beside_digits,
            _ => c.is_alphabetic() && self.space_beside_letters,
        };
        match (is_wide(left), is_wide(right)) {
            (true, true) => false,
            (true, false) => is_cjk(left) && beside_cjk(right),
            (false, true) => is_cjk(right) && beside_cjk(left),
            (false, false) => !(",.:?!)]%°".contains(right) || "([/".contains(left) || "/".contains(right)),
        }
    }

    pub(crate) fn page(self, random: &mut Random) -> Vec<Node> {
        let mut blocks = vec![self.line(random, "p")];
        for _ in 0..random.below(5) {
            blocks.push(self.block(random));
        }
        vec![Node::Element("div class=\"markdown_views\" id=\"content_views\"", blocks)]
    }

    fn block(self, random: &mut Random) -> Node {
        match random.below(10) {
            0 => self.line(random, "h2"),
            1 => {
                let items = (0..=random.below(3)).map(|_| self.line(random, "li")).collect();
                Node::Element(random.choose(&["ul", "ol"]), items)
            }
            2 => Node::Element("blockquote", vec![self.line(random, "p")]),
            3 => {
                let row = |random: &mut Random| {
                    Node::Element("tr", (0..2).map(|_| self.line(random, "td")).collect())
                };
                Node::Element("table", vec![Node::Element("tbody", (0..2).map(|_| row(random)).collect())])
            }
            4 => Node::Pre("fn main() {\n\n    中文 code  \n}"),
            5 => self.line(random, "div"),
            _ => self.line(random, "p"),
        }
    }

    fn line(self, random: &mut Random, tag: &'static str) -> Node {
        let words: Vec<&str> = (0..=random.below(12)).map(|_| random.choose(self.words)).collect();
        let mut nodes = Vec::new();
        let (mut last, author) = (None, Self { breaks: self.breaks && tag != "h2", ..self });
        author.nest(random, &words, &mut last, 3, &mut nodes);
        let separator = |space: bool| if space { " " } else { "" };
        let (letters, digits) = (separator(self.space_beside_letters), separator(self.space_beside_digits));
        nodes.push(Node::Text(format!("。用{letters}Vim{letters}写{digits}3{digits}行。")));
        Node::Element(tag, nodes)
    }

    /// Wraps some of `words` in elements and adds spaces between all of them.
    fn nest(
        self,
        random: &mut Random,
        words: &[&'static str],
        last: &mut Option<char>,
        depth: usize,
        out: &mut Vec<Node>,
    ) {
        let mut rest = words;
        while let Some((word, after)) = rest.split_first() {
            let first = word.chars().next().unwrap_or(' ');
            let space = last.is_some_and(|last| self.space(last, first) != random.chance(self.slips));
            let within = random.chance(20);
            let text = |space: bool| if space { " " } else { "" };
            match random.below(12) {
                0..3 if depth > 0 => {
                    let (inner, after) = rest.split_at(random.below(rest.len()) + 1);
                    let mut content = vec![Node::Text(text(space && within).to_owned())];
                    let mut start = None;
                    self.nest(random, inner, &mut start, depth - 1, &mut content);
                    *last = start;
                    out.push(Node::Text(text(space && !within).to_owned()));
                    let tag = if self.breaks && random.chance(10) { "em" } else { random.choose(INLINE) };
                    out.push(Node::Element(tag, content));
                    rest = after;
                    continue;
                }
                3 if first.is_alphanumeric() => {
                    out.push(Node::Text(text(space).to_owned()));
                    out.push(Node::Element("code", vec![Node::Text((*word).to_owned())]));
                }
                4 if self.breaks => {
                    let end = text(random.chance(self.slips));
                    out.push(Node::Text(format!("{}{word}{end}", text(space))));
                    out.push(match random.below(6) {
                        0 => Node::Void("br"),
                        1 => Node::Void("wbr"),
                        2 => Node::Void("img src=\"https://example.org/i.png\" alt=\"\""),
                        3 => Node::Element("sup", vec![Node::Text("2".to_owned())]),
                        4 => Node::Element("sub", vec![Node::Text("n".to_owned())]),
                        _ => Node::Element("span", Vec::new()),
                    });
                }
                _ => out.push(Node::Text(format!("{}{word}", text(space)))),
            }
            *last = word.chars().next_back();
            rest = after;
        }
    }
}

fn name(tag: &str) -> &str {
    tag.split(' ').next().unwrap_or_default()
}

/// Writes the page as its author did.
pub(crate) fn written(nodes: &[Node], out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => out.push_str(text),
            Node::Void(tag) => out.extend(["<", tag, ">"]),
            Node::Pre(text) => out.extend(["<pre><code>", text, "</code></pre>"]),
            Node::Element(tag, content) => {
                out.extend(["<", tag, ">"]);
                written(content, out);
                out.extend(["</", name(tag), ">"]);
            }
        }
    }
}

/// Writes the page as a pretty-printer does: every element and every text on lines of its own, one space of indentation
/// for each level, texts trimmed, `pre` untouched.
pub(crate) fn pretty_printed(nodes: &[Node], depth: usize, out: &mut String) {
    let indent = " ".repeat(depth);
    let mut text = String::new();
    for node in nodes {
        if let Node::Text(more) = node {
            text.push_str(more);
            continue;
        }
        push_text(&std::mem::take(&mut text), &indent, out);
        out.push_str(&indent);
        match node {
            Node::Text(_) => {}
            Node::Void(tag) => out.extend(["<", tag, "/>\n"]),
            Node::Pre(text) => out.extend(["<pre><code>", text, "</code></pre>\n"]),
            Node::Element(tag, content) => {
                out.extend(["<", tag, ">\n"]);
                pretty_printed(content, depth + 1, out);
                out.extend([&indent, "</", name(tag), ">\n"]);
            }
        }
    }
    push_text(&text, &indent, out);
}

fn push_text(text: &str, indent: &str, out: &mut String) {
    if !text.trim().is_empty() {
        out.extend([indent, text.trim(), "\n"]);
    }
}
