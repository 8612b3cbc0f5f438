//! Hugo's shortcodes, `{{< name >}}` and `{{% name %}}`, which are expanded before Markdown is parsed, in code too.

use super::edits::{Edits, Positions};

/// The delimiters of shortcodes.
const DELIMITERS: [[&str; 2]; 2] = [["{{<", ">}}"], ["{{%", "%}}"]];

/// Divides the summary from the rest, in code too. Hugo removes the first one.
const SUMMARY_DIVIDER: &str = "<!--more-->";

/// Returns `markdown` so that Hugo expands it to itself: each shortcode is written as a comment, `{{</* name */>}}`, of
/// which Hugo removes `/*` and `*/`. An HTML comment at the end of the document ends a shortcode that has no end.
pub(crate) fn escape(markdown: String) -> String {
    let markdown = if markdown.contains(SUMMARY_DIVIDER) { in_shortcode(&markdown) } else { markdown };
    let mut out = String::new();
    let mut rest = markdown.as_str();
    while let Some((before, [opens, closes], inside)) = next(rest) {
        out.extend([before, opens, "/*"]);
        if let Some((inside, after)) = inside.split_once(closes) {
            out.extend([inside, "*/", closes]);
            rest = after;
        } else {
            out.extend([inside, "\n<!-- */", closes, " -->\n"]);
            rest = "";
        }
    }
    if out.is_empty() { markdown } else { out + rest }
}

/// Expands the comments of [`escape`] as Hugo does. Returns `None` if there are none.
pub(super) fn expanded(markdown: &str) -> Option<(String, Positions)> {
    let mut edits = Edits::new(markdown);
    let mut rest = markdown;
    // A delimiter that does not follow is not sought again.
    let mut absent = Vec::new();
    while let Some((_, [opens, closes], inside)) = next(rest) {
        rest = inside;
        let Some(comment) = inside.strip_prefix("/*").filter(|_| !absent.contains(&closes)) else { continue };
        let Some((text, after)) = comment.split_once(&format!("*/{closes}")) else {
            absent.push(closes);
            continue;
        };
        let start = markdown.len() - inside.len() - opens.len();
        let end = markdown.len() - after.len();
        edits.replace(start..end, &[opens, text, closes].concat());
        rest = after;
    }
    edits.finish()
}

/// Returns what precedes the first shortcode of `markdown`, its delimiters, and what follows the opening one.
fn next(markdown: &str) -> Option<(&str, [&'static str; 2], &str)> {
    markdown.match_indices('{').find_map(|(at, _)| {
        let (before, rest) = markdown.split_at_checked(at)?;
        DELIMITERS
            .into_iter()
            .find_map(|delimiters @ [opens, _]| Some((before, delimiters, rest.strip_prefix(opens)?)))
    })
}

/// Opens a shortcode, in an HTML comment before the document, that extends to its end: Hugo finds no divider in it.
fn in_shortcode(markdown: &str) -> String {
    let [first, second] = DELIMITERS;
    let [opens, _] = if markdown.contains(first[1]) { second } else { first };
    format!("<!-- {opens} -->\n\n{markdown}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expand(markdown: &str) -> String {
        expanded(markdown).map_or_else(|| markdown.to_owned(), |(text, _)| text)
    }

    #[test]
    fn hugo_expands_escaped_shortcodes_to_themselves() {
        for markdown in [
            "a\n",
            "{{< x >}} `{{% y %}}`\n",
            "{{<>}}{{%%}}{{{< a >}}}\n",
            "{{</* x */>}} {{< /x >}} {{</>}} {{<*>}} {{<*/>}}\n",
            "{{< a {{< b >}} {{% c >}} %}}\n",
            "{{< a {{% b\nc >}} d %}}\n",
            ">}} {{ a }} {% b %}\n",
        ] {
            assert_eq!(expand(&escape(markdown.to_owned())), markdown);
        }
    }

    #[test]
    fn a_comment_ends_a_shortcode_without_an_end() {
        let escaped = escape("```\n{{% a >}}\n```\n".to_owned());
        assert_eq!(escaped, "```\n{{%/* a >}}\n```\n\n<!-- */%}} -->\n");
        assert_eq!(expand(&escaped), "```\n{{% a >}}\n```\n\n<!-- %}} -->\n");
    }

    #[test]
    fn a_summary_divider_in_code_is_in_a_shortcode() {
        let escaped = escape("`<!--more-->`\n".to_owned());
        assert_eq!(escaped, "<!-- {{</* -->\n\n`<!--more-->`\n\n<!-- */>}} -->\n");
    }
}
