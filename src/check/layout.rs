//! Naming schemes for the files of a case.

/// A file name, in which one `*` may stand for the name of the case: `*.html`, `input.html`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    before: String,
    /// The part after the `*`; `None` without a `*`.
    after: Option<String>,
}

impl Pattern {
    fn new(text: &str) -> Result<Self, String> {
        if text.contains(['/', '\\']) || matches!(text, "" | "." | "..") {
            return Err(format!("`{text}` is not a file name; it may contain one *, but no folder"));
        }
        match text.split_once('*') {
            None => Ok(Self { before: text.to_owned(), after: None }),
            Some((_, after)) if after.contains('*') => Err(format!("`{text}` has more than one *")),
            Some((before, after)) => Ok(Self { before: before.to_owned(), after: Some(after.to_owned()) }),
        }
    }

    /// Matches `name`, ignoring ASCII case, and returns what the `*` stands for, which is empty without a `*`.
    fn stem<'n>(&self, name: &'n str) -> Option<&'n str> {
        let Some(after) = &self.after else {
            return name.eq_ignore_ascii_case(&self.before).then_some("");
        };
        let rest = name.get(self.before.len()..)?;
        let stem = rest.get(..rest.len().checked_sub(after.len())?)?;
        let (start, end) = (name.get(..self.before.len())?, rest.get(stem.len()..)?);
        let is_match = start.eq_ignore_ascii_case(&self.before) && end.eq_ignore_ascii_case(after);
        (is_match && !stem.is_empty()).then_some(stem)
    }

    /// Returns the file name for a case.
    fn fill(&self, stem: &str) -> String {
        match &self.after {
            Some(after) => format!("{}{stem}{after}", self.before),
            None => self.before.clone(),
        }
    }

    /// Names without `*` are more specific than those with one, and longer ones are more specific than shorter ones.
    fn specificity(&self) -> (bool, usize) {
        (self.after.is_none(), self.before.len() + self.after.as_ref().map_or(0, String::len))
    }
}

/// A naming scheme for inputs and expected Markdown: side by side (`*.html`, `*.md`), or in one folder per case
/// (`input.html`, `expected.md`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    input: Pattern,
    markdown: Pattern,
    error: Pattern,
    facts: Pattern,
    options: Pattern,
}

impl Layout {
    /// Creates a layout from the names of inputs and of expected Markdown. A `*` stands for the name of the case;
    /// either both names contain one, or neither does.
    ///
    /// # Errors
    ///
    /// If the names are invalid.
    pub fn new(input: &str, expected: &str) -> Result<Self, String> {
        let (input, markdown) = (Pattern::new(input)?, Pattern::new(expected)?);
        let is_starred = input.after.is_some();
        if is_starred != markdown.after.is_some() {
            return Err(
                "both names must contain a *, which stands for the name of the case, or neither".to_owned()
            );
        }
        let named = |name: &str| {
            let (before, after) = if is_starred { ("", Some(format!(".{name}"))) } else { (name, None) };
            Pattern { before: before.to_owned(), after }
        };
        let facts = named("expected.json");
        let layout =
            Self { error: error_pattern(expected)?, options: named("options.json"), input, markdown, facts };
        let all = [&layout.input, &layout.markdown, &layout.error, &layout.facts, &layout.options];
        if (1..all.len()).any(|end| all.iter().take(end).any(|other| all.get(end) == Some(other))) {
            return Err(format!("`{expected}` would name two kinds of files"));
        }
        Ok(layout)
    }

    pub(super) fn markdown(&self, stem: &str) -> String {
        self.markdown.fill(stem)
    }

    pub(super) fn error(&self, stem: &str) -> String {
        self.error.fill(stem)
    }

    pub(super) fn facts(&self, stem: &str) -> String {
        self.facts.fill(stem)
    }

    pub(super) fn options(&self, stem: &str) -> String {
        self.options.fill(stem)
    }
}

/// Returns the pattern for expected errors: that of the Markdown with another extension.
fn error_pattern(markdown: &str) -> Result<Pattern, String> {
    let stem = markdown.rsplit_once('.').map_or(markdown, |(stem, _)| stem);
    Pattern::new(&format!("{stem}.error"))
}

/// The role of a file in its case.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Role {
    Input,
    /// Markdown, an error or facts.
    Expected,
}

/// Several layouts, which a folder may mix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layouts(Vec<Layout>);

impl Default for Layouts {
    /// One folder per case with `input.html` and `expected.md`, or `NAME.html` beside `NAME.md`. JSON has other uses, so
    /// that of the editor's API counts only under the name `input.json`.
    fn default() -> Self {
        const NAMES: [(&str, &str); 8] = [
            ("input.html", "expected.md"),
            ("input.htm", "expected.md"),
            ("input.xhtml", "expected.md"),
            ("input.md", "expected.md"),
            ("input.json", "expected.md"),
            ("*.html", "*.md"),
            ("*.htm", "*.md"),
            ("*.xhtml", "*.md"),
        ];
        Self(NAMES.iter().filter_map(|(input, expected)| Layout::new(input, expected).ok()).collect())
    }
}

impl From<Layout> for Layouts {
    fn from(layout: Layout) -> Self {
        Self(vec![layout])
    }
}

impl Layouts {
    /// Returns the role of the file `name`, by the most specific pattern, and the name of its case.
    pub(super) fn role<'a>(&'a self, name: &'a str) -> Option<(Role, &'a Layout, &'a str)> {
        let roles = self.0.iter().flat_map(|layout| {
            let expected = [&layout.markdown, &layout.error, &layout.facts];
            let expected = expected.into_iter().map(|pattern| (pattern, Role::Expected));
            std::iter::once((&layout.input, Role::Input))
                .chain(expected)
                .map(move |(pattern, role)| (pattern, role, layout))
        });
        let matching = roles.filter_map(|(pattern, role, layout)| {
            Some((pattern.specificity(), (role, layout, pattern.stem(name)?)))
        });
        matching.max_by_key(|(specificity, _)| *specificity).map(|(_, found)| found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role<'a>(layouts: &'a Layouts, name: &'a str) -> Option<(Role, &'a str)> {
        layouts.role(name).map(|(role, _, stem)| (role, stem))
    }

    #[test]
    fn both_layouts_are_recognized_by_default() {
        let layouts = Layouts::default();
        for (name, expected) in [
            ("input.html", Some((Role::Input, ""))),
            ("input.md", Some((Role::Input, ""))),
            ("input.json", Some((Role::Input, ""))),
            ("expected.md", Some((Role::Expected, ""))),
            ("expected.error", Some((Role::Expected, ""))),
            ("expected.json", Some((Role::Expected, ""))),
            ("a b.HTML", Some((Role::Input, "a b"))),
            ("题.xhtml", Some((Role::Input, "题"))),
            ("题.md", Some((Role::Expected, "题"))),
            ("a.expected.json", Some((Role::Expected, "a"))),
            ("options.json", None),
            ("a.options.json", None),
            ("a.json", None),
            (".html", None),
            ("题", None),
            ("a.png", None),
        ] {
            assert_eq!(role(&layouts, name), expected, "{name}");
        }
        let layout = layouts.role("a.htm").unwrap().1;
        let names = [layout.markdown("a"), layout.error("a"), layout.facts("a"), layout.options("a")];
        assert_eq!(names, ["a.md", "a.error", "a.expected.json", "a.options.json"]);
        let layout = layouts.role("input.md").unwrap().1;
        let names = [layout.markdown(""), layout.error(""), layout.facts(""), layout.options("")];
        assert_eq!(names, ["expected.md", "expected.error", "expected.json", "options.json"]);
    }

    #[test]
    fn the_longer_pattern_is_more_specific() {
        for (input, expected) in [("*.md", "*.out.md"), ("*.in.md", "*.md")] {
            let layouts = Layouts::from(Layout::new(input, expected).unwrap());
            let name = |pattern: &str| pattern.replace('*', "a");
            assert_eq!(role(&layouts, &name(input)), Some((Role::Input, "a")));
            assert_eq!(role(&layouts, &name(expected)), Some((Role::Expected, "a")));
        }
    }

    #[test]
    fn invalid_names_are_rejected() {
        for (input, expected) in [
            ("*.html", "*.html"),
            ("*.html", "expected.md"),
            ("a/*.html", "*.md"),
            ("*.html", "..\\*.md"),
            ("*.*.html", "*.md"),
            ("", "a"),
            ("..", "a"),
            ("*.html", "*.error"),
            ("*.html", "*.options.json"),
            ("input.html", "options.json"),
        ] {
            assert!(Layout::new(input, expected).is_err(), "{input} {expected}");
        }
    }
}
