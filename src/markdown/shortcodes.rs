//! Hugo's shortcodes, `{{< name >}}` and `{{% name %}}`, which are expanded before Markdown is parsed, in code too.

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

/// Returns what precedes the first shortcode of `markdown`, its delimiters, and what follows the opening one.
fn next(markdown: &str) -> Option<(&str, [&'static str; 2], &str)> {
    let found = DELIMITERS.into_iter().filter_map(|delimiters @ [opens, _]| {
        let (before, after) = markdown.split_once(opens)?;
        Some((before, delimiters, after))
    });
    found.min_by_key(|(before, ..)| before.len())
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

    /// Expands shortcodes as Hugo's lexer does, which knows none of them.
    fn expand(markdown: &str) -> Option<String> {
        let Some((before, [opens, closes], inside)) = next(markdown) else {
            return Some(markdown.to_owned());
        };
        let end = format!("*/{closes}");
        let inside = inside.strip_prefix("/*")?;
        let (inside, after) = inside.split_once(&end)?;
        Some([before, opens, inside, closes, &expand(after)?].concat())
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
            assert_eq!(expand(&escape(markdown.to_owned())).as_deref(), Some(markdown));
        }
    }

    #[test]
    fn a_comment_ends_a_shortcode_without_an_end() {
        let escaped = escape("```\n{{% a >}}\n```\n".to_owned());
        assert_eq!(escaped, "```\n{{%/* a >}}\n```\n\n<!-- */%}} -->\n");
        assert_eq!(expand(&escaped).unwrap(), "```\n{{% a >}}\n```\n\n<!-- %}} -->\n");
    }

    #[test]
    fn a_summary_divider_in_code_is_in_a_shortcode() {
        let escaped = escape("`<!--more-->`\n".to_owned());
        assert_eq!(escaped, "<!-- {{</* -->\n\n`<!--more-->`\n\n<!-- */>}} -->\n");
    }
}
