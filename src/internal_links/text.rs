//! Replaces the links in a text, and restores them.

use super::InternalLink;

/// Returns `text`, in which all links are original, with replacements. `replacement` returns what replaces a link; `None`
/// keeps it. The links must be in order.
pub fn rewrite<'l>(
    text: &str,
    links: impl IntoIterator<Item = &'l InternalLink>,
    mut replacement: impl FnMut(&InternalLink) -> Option<String>,
) -> String {
    let mut rewritten = String::with_capacity(text.len());
    let mut copied = 0;
    for link in links {
        let Some(new) = replacement(link) else { continue };
        let end = link.position + link.original.len();
        if link.position < copied || text.get(link.position..end) != Some(&link.original) {
            continue;
        }
        rewritten.push_str(text.get(copied..link.position).unwrap_or_default());
        rewritten.push_str(&new);
        copied = end;
    }
    rewritten.push_str(text.get(copied..).unwrap_or_default());
    rewritten
}

/// Reverses [`rewrite`]: returns the text in which all links are original. Each link comes with its replacement, if it has
/// one. Returns `None` if one of them is not where it should be.
pub fn restore<'l>(
    text: &str,
    links: impl IntoIterator<Item = (&'l InternalLink, Option<&'l str>)>,
) -> Option<String> {
    let mut restored = String::with_capacity(text.len());
    let mut copied = 0;
    for (link, replacement) in links {
        let Some(current) = replacement else { continue };
        // Everything before the link is restored by now, so its position is that in the original.
        let start = copied + link.position.checked_sub(restored.len())?;
        restored.push_str(text.get(copied..start)?);
        copied = start + current.len();
        if text.get(start..copied)? != current {
            return None;
        }
        restored.push_str(&link.original);
    }
    restored.push_str(text.get(copied..)?);
    Some(restored)
}

/// Restores links in a text that was edited since they were replaced: each one that is found after the one before it.
pub(crate) fn restore_edited<'l>(
    text: &str,
    links: impl IntoIterator<Item = (&'l InternalLink, Option<&'l str>)>,
) -> String {
    let mut restored = String::with_capacity(text.len());
    let mut rest = text;
    for (link, replacement) in links {
        let Some(current) = replacement.filter(|current| !current.is_empty()) else { continue };
        if let Some((before, after)) = rest.split_once(current) {
            restored.push_str(before);
            restored.push_str(&link.original);
            rest = after;
        }
    }
    restored.push_str(rest);
    restored
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::internal_links::Form;

    fn link(position: usize, original: &str) -> InternalLink {
        InternalLink {
            position,
            original: original.to_owned(),
            before: String::new(),
            after: String::new(),
            form: Form::Path,
            target: String::new(),
            fragment: String::new(),
        }
    }

    #[test]
    fn replaced_links_are_restored() {
        let text = "甲<a>乙<b>丙<c>";
        let links = [link(3, "<a>"), link(9, "<b>"), link(15, "<c>")];
        for chosen in 0..8_u32 {
            let replacements: Vec<Option<&str>> = ["x", "", "长长长"]
                .into_iter()
                .enumerate()
                .map(|(index, new)| (chosen >> index & 1 == 1).then_some(new))
                .collect();
            let mut next = replacements.iter();
            let rewritten = rewrite(text, &links, |_| next.next().unwrap().map(str::to_owned));
            let links = links.iter().zip(replacements.iter().copied());
            assert_eq!(restore(&rewritten, links).as_deref(), Some(text), "{rewritten}");
        }
        let rewritten = rewrite(text, &links, |link| (link.position > 3).then(|| "x".to_owned()));
        assert_eq!(rewritten, "甲<a>乙x丙x");
    }

    #[test]
    fn links_left_in_an_edited_text_are_restored() {
        let links = [link(3, "<a>"), link(9, "<b>"), link(15, "<c>")];
        let replaced = || links.iter().zip([Some("[x]"), Some("[y]"), Some("[z]")]);
        assert_eq!(restore_edited("新甲[x]乙丙[z]", replaced()), "新甲<a>乙丙<c>");
        assert_eq!(restore_edited("无", replaced()), "无");
    }

    #[test]
    fn another_text_is_not_restored() {
        let links = [link(3, "<a>")];
        for text in ["甲y", "甲", "", "甲乙x", "x"] {
            assert_eq!(restore(text, links.iter().map(|link| (link, Some("x")))), None, "{text}");
        }
        assert_eq!(rewrite("甲乙丙", &links, |_| Some("x".to_owned())), "甲乙丙");
    }
}
