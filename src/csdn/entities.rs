//! Entities that a page shows as text because an editor escaped them twice, and signs that the author meant them.

/// Names that are read once more wherever they stand. Others, such as `num` and `copy`, may be variables of C, whose
/// address is taken after one of [`OPERATORS`].
pub(crate) const NAMES: [&str; 18] = [
    "amp", "apos", "bull", "emsp", "ensp", "gt", "hellip", "ldquo", "lsquo", "lt", "mdash", "middot", "nbsp",
    "ndash", "quot", "rdquo", "rsquo", "thinsp",
];

/// What precedes `&` before a variable.
pub(crate) const OPERATORS: &str = "=(,{[&|!<>+-*/?:";

/// The maximum length of an entity, with `&` and `;`.
pub(crate) const MAX_LENGTH: usize = 33;

/// Parts of an article that speaks of entities, in lower case.
pub(crate) const ARTICLE_PHRASES: [&str; 10] = [
    "转义",
    "实体字符",
    "实体符",
    "实体名称",
    "实体引用",
    "字符实体",
    "字符 实体",
    "html实体",
    "html 实体",
    "escap",
];

/// Words of an article that speaks of entities, in lower case.
pub(crate) const ARTICLE_WORDS: [&str; 2] = ["entity", "entities"];

/// Parts of a line that speaks of entities or markup, in lower case.
pub(crate) const LINE_PHRASES: [&str; 8] =
    ["空格", "字符", "符号", "编码", "标签", "html", "xml", "markdown"];

/// Elements whose tags, shown as text outside of code, mean that the article is about markup.
pub(crate) const TAGS: [&str; 24] = [
    "a", "b", "body", "br", "button", "div", "form", "head", "html", "iframe", "img", "input", "li", "link",
    "meta", "p", "script", "span", "style", "table", "td", "tr", "ul", "view",
];

/// Quotation marks and brackets directly before an entity that is named.
pub(crate) const OPENERS: &str = "“‘\"'`（(「『【";

/// Elements of code, in which an entity is what the author wrote.
pub(crate) const CODE_ELEMENTS: [&str; 8] =
    ["code", "kbd", "pre", "samp", "script", "style", "textarea", "tt"];
