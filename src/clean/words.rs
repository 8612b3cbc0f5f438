//! Words without which some rules cannot match. Most articles lack them, and are not tested for those rules.

use super::code_box::may_be_copy_button;
use super::typed_toc::{SKIN_SIGNS, continues_skin_label, may_start_label};

/// Words that every element of a rule holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequiredWords {
    /// The label of a table of contents: `目录`.
    TocLabel,
    /// The label of one in an old skin: `目录(?)[+]`.
    SkinLabel,
    /// The words of a button that copies code: `复制代码`.
    CopyButton,
}

/// The words that may be in an article: none is missed, but a text may only look like one.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct FoundWords {
    toc_label: bool,
    skin_label: bool,
    /// Whether the last texts may be such a label so far.
    in_skin_label: bool,
    copy_button: bool,
}

impl FoundWords {
    /// Reads a text of the article, without the whitespace around it.
    pub(crate) fn read(&mut self, text: &str) {
        self.toc_label = self.toc_label || may_start_label(text);
        // The mark follows the label, with nothing between them.
        self.in_skin_label = self.toc_label && continues_skin_label(text, self.in_skin_label);
        self.skin_label |= self.in_skin_label && text.contains(SKIN_SIGNS);
        self.copy_button = self.copy_button || may_be_copy_button(text);
    }

    pub(super) const fn may_have(self, words: RequiredWords) -> bool {
        match words {
            RequiredWords::TocLabel => self.toc_label,
            RequiredWords::SkinLabel => self.skin_label,
            RequiredWords::CopyButton => self.copy_button,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clean::{Classifier, UserRules};
    use crate::dom::parse;
    use crate::options::Limits;

    /// Articles that a rule which needs words matches, each in a different way.
    const MATCHED: [&str; 11] = [
        "<p>目录(?)[+]</p>",
        "<p><span>目</span><b>录</b>[-]</p>",
        "<p>目<span>录<a>(</a>?)</span></p>",
        "<p> \u{200b}目 录(?)</p>",
        "<h2>【<b>文章</b>目录】</h2>",
        "<h3>[博客目录]：</h3>",
        "<p><script>目录</script></p>",
        "<p>python复制代码</p><pre><code class=language-python>x</code></pre>",
        "<p><span> java </span><b>Copy code\n</b></p><pre>x</pre>",
        "<p>复制 c++ 运行</p><pre>x</pre>",
        "<p>&#x590d;&#x5236; c++</p><pre>x</pre>",
    ];

    #[test]
    fn words_that_a_rule_matches_are_found() {
        let rules = UserRules::default();
        for html in MATCHED {
            let page = parse(html, &Limits::default()).unwrap();
            let body = page.elements().find(|e| e.tag() == "body").unwrap();
            let mut words = FoundWords::default();
            body.node()
                .descendants()
                .filter_map(crate::dom::Node::as_text)
                .for_each(|text| words.read(text.trim()));
            let dispositions = |classifier: Classifier<'_>| {
                body.elements().map(|e| format!("{:?}", classifier.classify(e))).collect::<Vec<_>>()
            };
            let none = dispositions(Classifier::new(&rules, body).only_with(FoundWords::default()));
            let all = dispositions(Classifier::new(&rules, body));
            assert_eq!(dispositions(Classifier::new(&rules, body).only_with(words)), all, "{html}");
            assert_ne!(none, all, "{html}");
        }
    }
}
