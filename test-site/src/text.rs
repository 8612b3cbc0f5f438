//! The text of articles.

use fastrand::Rng;

/// The kind of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// Markdown with every feature.
    Notes,
    /// Rich text with every feature.
    Recipe,
    /// Hand-written HTML of the early years.
    Antique,
    Diagram,
    BadImages,
    SlowImages,
    /// A few paragraphs and images that depend on the id. Odd ids are rich text.
    Plain,
    /// Many paragraphs.
    Long,
}

impl Text {
    /// Whether it was written in Markdown.
    pub fn is_markdown(self, id: u64) -> bool {
        match self {
            Self::Notes | Self::Diagram | Self::BadImages | Self::SlowImages | Self::Long => true,
            Self::Recipe | Self::Antique => false,
            Self::Plain => id.is_multiple_of(2),
        }
    }
}

/// The number of paragraphs of a long text. A preview is much shorter.
const LONG: usize = 60;

pub fn html(text: Text, id: u64, revision: u32) -> String {
    let body = match text {
        Text::Notes => include_str!("texts/notes.html").to_owned(),
        Text::Recipe => include_str!("texts/recipe.html").to_owned(),
        Text::Antique => include_str!("texts/antique.html").to_owned(),
        Text::Diagram => include_str!("texts/diagram.html").to_owned(),
        Text::BadImages => include_str!("texts/bad_images.html").to_owned(),
        Text::SlowImages => include_str!("texts/slow_images.html").to_owned(),
        Text::Plain => parts(id).iter().map(|part| part.html(text.is_markdown(id))).collect(),
        Text::Long => {
            paragraphs(id, LONG).iter().map(|text| format!("<p>{}</p>\n", entities(text))).collect()
        }
    };
    body + &changes(revision).iter().map(|text| format!("<p>{text}</p>\n")).collect::<String>()
}

/// Returns the Markdown source; `None` for rich text.
pub fn markdown(text: Text, id: u64, revision: u32) -> Option<String> {
    let body = match text {
        _ if !text.is_markdown(id) => return None,
        Text::Notes => include_str!("texts/notes.md").to_owned(),
        Text::Plain => parts(id).iter().map(Part::markdown).collect(),
        _ => paragraphs(id, LONG).join("\n\n"),
    };
    Some(body + &changes(revision).iter().map(|text| format!("\n\n{text}")).collect::<String>())
}

/// Returns the title: special ones for some articles, a generated one for others.
pub fn title(id: u64) -> String {
    match id {
        2_284_301 => "用一个串口接两台机器".to_owned(),
        8_712_301 => "串口切换盒的第二版".to_owned(),
        44_230_151 | 112_640_301 | 145_640_301 => "给花盆装一个湿度计".to_owned(),
        80_112_301 => "把串口接到手机上".to_owned(),
        158_640_301 => "旧路由器当 \"文件柜\"：Vec<T> 与 A&B —— 两个坑".to_owned(),
        150_000_105 => "../../etc/passwd: CON? <x> | NUL. ".to_owned(),
        150_000_106 => "Hello World 入门".to_owned(),
        150_000_107 => "hello world 入门".to_owned(),
        150_000_108 => "很长的题目".repeat(80),
        id => format!("{}，第 {} 则", pick(&mut Rng::with_seed(id), TOPICS), id % 1000),
    }
}

pub fn keyword(text: Text) -> &'static str {
    match text {
        Text::Notes => "湿度传感器",
        Text::Antique => "串口编程",
        Text::Recipe => "旧路由器刷机",
        _ => "随手记",
    }
}

pub fn tags(text: Text) -> Vec<&'static str> {
    match text {
        Text::Notes => vec!["单片机", "传感器", "c++"],
        Text::Recipe => vec!["linux", "路由器"],
        Text::Antique => vec!["串口", "windows"],
        _ => vec!["随笔"],
    }
}

pub fn summary(text: Text, id: u64) -> String {
    match text {
        Text::Notes => "窗台上的绿萝换过三次盆，每次都说不清土有多干。".to_owned(),
        Text::Recipe => "旧路由器刷上别的系统以后，可以当一台小文件柜用。".to_owned(),
        Text::Antique => "单位的老机器只有一个串口。".to_owned(),
        _ => paragraph(&mut Rng::with_seed(id)),
    }
}

/// A part of a plain article.
enum Part {
    Heading(usize),
    Text(String),
    Image(String),
    Code(u64),
}

impl Part {
    fn html(&self, is_markdown: bool) -> String {
        match self {
            Self::Heading(n) if is_markdown => format!("<h2><a id=\"_{n}\"></a>第 {n} 节</h2>\n"),
            Self::Heading(n) => format!("<h2>第 {n} 节</h2>\n"),
            Self::Text(text) => format!("<p>{}</p>\n", entities(text)),
            Self::Image(url) if is_markdown => {
                format!("<p><img src=\"{url}#pic_center\" alt=\"在这里插入图片描述\"></p>\n")
            }
            Self::Image(url) => format!("<p class=\"img-center\"><img alt=\"\" src=\"{url}\"></p>\n"),
            Self::Code(n) if is_markdown => format!(
                "<pre><code class=\"prism language-python\"><span class=\"token keyword\">print</span>\
                 <span class=\"token punctuation\">(</span><span class=\"token number\">{n}</span>\
                 <span class=\"token punctuation\">)</span>\n</code></pre>\n"
            ),
            Self::Code(n) => format!("<pre><code class=\"language-python\">print({n})</code></pre>\n"),
        }
    }

    fn markdown(&self) -> String {
        match self {
            Self::Heading(n) => format!("# 第 {n} 节\n\n"),
            Self::Text(text) => format!("{text}\n\n"),
            Self::Image(url) => format!("![在这里插入图片描述]({url}#pic_center)\n\n"),
            Self::Code(n) => format!("```python\nprint({n})\n```\n\n"),
        }
    }
}

/// Generates a plain article: two to four sections with an image each. Every tenth article shares its first image.
fn parts(id: u64) -> Vec<Part> {
    let mut rng = Rng::with_seed(id);
    let mut parts = Vec::new();
    for section in 1..=rng.usize(2..=4) {
        let kind = ["png", "jpeg", "gif", "webp"][(section - 1) % 4];
        let name = if section == 1 { u128::from(id % 10) } else { rng.u128(..) };
        parts.push(Part::Heading(section));
        parts.push(Part::Text(paragraph(&mut rng)));
        parts.push(Part::Image(format!("https://i-blog.csdnimg.cn/direct/{name:032x}.{kind}")));
        parts.push(Part::Code(id + section as u64));
        parts.push(Part::Text(paragraph(&mut rng)));
    }
    parts
}

fn paragraphs(id: u64, count: usize) -> Vec<String> {
    let mut rng = Rng::with_seed(id);
    (1..=count).map(|n| format!("第 {n} 段。{}", paragraph(&mut rng))).collect()
}

/// Returns the text added by each revision.
fn changes(revision: u32) -> Vec<String> {
    (1..=revision).map(|n| format!("第 {n} 次修改。")).collect()
}

/// Generates a few sentences.
pub fn paragraph(rng: &mut Rng) -> String {
    let sentence = |rng: &mut Rng| format!("{}{}，{}。", pick(rng, WHEN), pick(rng, WHAT), pick(rng, THEN));
    (0..rng.usize(3..=5)).map(|_| sentence(rng)).collect()
}

pub fn pick<'a>(rng: &mut Rng, from: &[&'a str]) -> &'a str {
    from[rng.usize(..from.len())]
}

/// Escapes punctuation as numeric entities, as the site does in bodies.
pub fn entities(text: &str) -> String {
    let by_number = |c: char| match c {
        '，' | '：' | '（' | '）' | '；' | '？' | '！' => format!("&#x{:x};", u32::from(c)),
        '=' | '+' | '"' | '\'' => format!("&#{};", u32::from(c)),
        '<' => "&lt;".to_owned(),
        '&' => "&amp;".to_owned(),
        c => c.to_string(),
    };
    text.chars().map(by_number).collect()
}

const TOPICS: &[&str] =
    &["抽屉里的旧零件", "一盏不亮的灯", "阳台记录", "修收音机", "半夜的风扇", "写给自己的说明书"];

const WHEN: &[&str] = &["昨天下午", "下雨的那几天", "头一次", "换了电池以后", "照着说明书", "等到夜里"];

const WHAT: &[&str] = &[
    "把外壳拆开看了看",
    "量了量两头的电压",
    "换了一根细一点的线",
    "记下了四十个读数",
    "又试了一遍",
    "把螺丝拧紧",
];

const THEN: &[&str] = &[
    "结果和想的不一样",
    "声音小了许多",
    "灯终于亮了",
    "还是差一点",
    "第二天再看就好了",
    "原来是接触不良",
    "只好从头再来（第三次）",
];
