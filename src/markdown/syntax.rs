//! The Markdown syntax this crate writes and reads beyond CommonMark: extensions and front matter.

use pulldown_cmark::Options;

/// The extensions enabled when parsing Markdown: those of GFM, footnotes and formulas.
pub(crate) const EXTENSIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_MATH);

/// Returns the offset at which YAML, TOML or JSON front matter ends, or 0 without any.
pub(crate) fn front_matter_end(markdown: &str) -> usize {
    for fence in ["---", "+++"] {
        let inner = markdown.strip_prefix(fence).and_then(|rest| rest.strip_prefix('\n'));
        let Some(inner) = inner else { continue };
        let lines = inner.split_inclusive('\n').scan(fence.len() + 1, |at, line| {
            *at += line.len();
            Some((*at, line))
        });
        let mut lines = lines.filter(|(_, line)| line.trim_end() == fence);
        return lines.next().map_or(0, |(end, _)| end);
    }
    if !markdown.starts_with('{') {
        return 0;
    }
    let mut values = serde_json::Deserializer::from_str(markdown).into_iter::<serde_json::Map<_, _>>();
    let object: Option<Result<serde_json::Map<String, serde_json::Value>, _>> = values.next();
    if object.is_some_and(|object| object.is_ok()) { values.byte_offset() } else { 0 }
}

/// Whether `markdown` contains what Jekyll or Hexo could expand as a template.
pub(crate) fn has_templates(markdown: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|start| markdown.contains(start))
}
