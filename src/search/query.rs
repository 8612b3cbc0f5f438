//! Parses what a person searches for.

use super::tokens::{BREAK, tokens};

/// The tokens of a query that are allowed.
const MAX_TOKENS: usize = 1000;

/// Why a query cannot be searched for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// It has no word that articles must have.
    #[error("the query only excludes; add a word to search for")]
    OnlyExcludes,
    /// It consists of signs.
    #[error("the query has no letters and digits to search for")]
    Empty,
    /// `in:` with something that is no part of an article.
    #[error("`in:{0}` is not in:title, in:text or in:code; write it in quotes to search for it")]
    UnknownPart(String),
    /// It is too long.
    #[error("the query has more than {MAX_TOKENS} words and characters")]
    TooLong,
}

/// A part of an article that is searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Part {
    /// The title.
    Title,
    /// The text, with inline code.
    Text,
    /// The code blocks and the inline code.
    Code,
}

impl Part {
    /// Every part, in the order of the index.
    pub const ALL: [Self; 3] = [Self::Title, Self::Text, Self::Code];

    /// Returns the name in queries and in the index.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Text => "text",
            Self::Code => "code",
        }
    }
}

/// A word or a phrase: tokens that follow each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Term {
    pub(crate) tokens: Vec<String>,
    /// Whether the last token is the beginning of a word.
    pub(crate) is_prefix: bool,
    pub(crate) is_excluded: bool,
}

/// What to search for; empty to list articles.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    pub(crate) terms: Vec<Term>,
    /// Where to search; empty for everywhere.
    parts: Vec<Part>,
}

impl Query {
    /// Parses a query. Articles match if they have all of its words, in any order:
    ///
    /// - `线程`, `pool`: a word; a Chinese one of any length is found within longer ones
    /// - `"thread pool"`: words that follow each other
    /// - `thread*`: words that begin like this
    /// - `-java`, `-"thread pool"`: articles that have this do not match
    /// - `in:title`, `in:text`, `in:code`: search only there, or in any of several
    ///
    /// # Errors
    ///
    /// If there is nothing to search for in the query, or it is too long.
    ///
    /// ```
    /// use csdown::search::{Query, QueryError};
    /// assert!(Query::parse("线程 \"thread pool\" in:title").is_ok());
    /// assert_eq!(Query::parse("？！"), Err(QueryError::Empty));
    /// ```
    pub fn parse(query: &str) -> Result<Self, QueryError> {
        let (mut parsed, mut rest) = (Self::default(), query.trim_start());
        while let Some((word, after)) = Word::first(rest) {
            match word.text.strip_prefix("in:").filter(|_| !word.is_phrase && !word.is_excluded) {
                Some(name) => parsed.parts.push(part(name)?),
                None => parsed.terms.extend(word.terms()),
            }
            rest = after.trim_start();
            if parsed.terms.iter().map(|term| term.tokens.len()).sum::<usize>() > MAX_TOKENS {
                return Err(QueryError::TooLong);
            }
        }
        match parsed.terms.iter().all(|term| term.is_excluded) {
            true if !parsed.terms.is_empty() => Err(QueryError::OnlyExcludes),
            true if !query.trim().is_empty() => Err(QueryError::Empty),
            _ => Ok(parsed),
        }
    }

    /// Whether everything matches.
    pub const fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// Whether the query searches a part of articles.
    pub(crate) fn searches(&self, part: Part) -> bool {
        self.parts.is_empty() || self.parts.contains(&part)
    }

    /// Returns the words and phrases that articles must have.
    pub(crate) fn wanted(&self) -> impl Iterator<Item = &Term> {
        self.terms.iter().filter(|term| !term.is_excluded)
    }

    /// Returns the expression of the query for the index; `None` if everything matches.
    pub(crate) fn expression(&self) -> Option<String> {
        let join = |is_excluded: bool, operator: &str| {
            let terms = self.terms.iter().filter(|term| term.is_excluded == is_excluded);
            terms.map(Term::expression).collect::<Vec<_>>().join(operator)
        };
        let (wanted, excluded) = (join(false, " AND "), join(true, " OR "));
        if wanted.is_empty() {
            return None;
        }
        let not = if excluded.is_empty() { String::new() } else { format!(" NOT ({excluded})") };
        let parts = Part::ALL.into_iter().filter(|part| self.searches(*part)).map(Part::as_str);
        Some(format!("{{{}}} : (({wanted}){not})", parts.collect::<Vec<_>>().join(" ")))
    }
}

impl Term {
    fn expression(&self) -> String {
        format!("\"{}\"{}", self.tokens.join(" "), if self.is_prefix { " *" } else { "" })
    }
}

/// Returns the part that `name` stands for.
fn part(name: &str) -> Result<Part, QueryError> {
    let part = Part::ALL.into_iter().find(|part| part.as_str().eq_ignore_ascii_case(name));
    part.ok_or_else(|| QueryError::UnknownPart(name.chars().take(20).collect()))
}

/// A word or a phrase as it was typed.
struct Word<'q> {
    text: &'q str,
    is_phrase: bool,
    is_prefix: bool,
    is_excluded: bool,
}

impl<'q> Word<'q> {
    /// Returns the word at the beginning of `query`, and what is after it.
    fn first(query: &'q str) -> Option<(Self, &'q str)> {
        let (is_excluded, query) = match query.strip_prefix('-') {
            Some(rest) if rest.starts_with(|c: char| !c.is_whitespace()) => (true, rest),
            _ => (false, query),
        };
        let (text, rest, is_phrase) = if let Some(inner) = query.strip_prefix(is_quote) {
            let (text, rest) = inner.split_once(is_quote).unwrap_or((inner, ""));
            (text, rest, true)
        } else {
            let end = query.find(|c: char| c.is_whitespace() || is_quote(c)).unwrap_or(query.len());
            let (text, rest) = query.split_at_checked(end)?;
            (text, rest, false)
        };
        if text.is_empty() && !is_phrase {
            return None;
        }
        let (text, rest, is_prefix) = match (text.strip_suffix('*'), rest.strip_prefix('*')) {
            (Some(text), _) if !is_phrase => (text, rest, true),
            (_, Some(rest)) if is_phrase => (text, rest, true),
            _ => (text, rest, false),
        };
        Some((Self { text, is_phrase, is_prefix, is_excluded }, rest))
    }

    /// Returns its terms: one for a phrase, and one for each part of a word with Chinese punctuation in it.
    fn terms(&self) -> Vec<Term> {
        let tokens = tokens(self.text);
        let phrases: Vec<&[String]> = if self.is_phrase {
            vec![tokens.as_slice()]
        } else {
            tokens.split(|token| token == BREAK).collect()
        };
        let phrases = phrases.into_iter().filter(|phrase| !phrase.is_empty());
        let term = |phrase: &[String]| Term {
            tokens: phrase.to_vec(),
            is_prefix: false,
            is_excluded: self.is_excluded,
        };
        let mut terms: Vec<Term> = phrases.map(term).collect();
        if let Some(last) = terms.last_mut() {
            last.is_prefix = self.is_prefix;
        }
        terms
    }
}

/// Whether `c` begins or ends a phrase. Chinese input methods type curved quotes.
const fn is_quote(c: char) -> bool {
    matches!(c, '"' | '“' | '”')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: &str, expected: &str) {
        let parsed = Query::parse(query).unwrap();
        let expression = parsed.expression().unwrap_or_default();
        assert_eq!(expression.replace("{title text code} : ", ""), expected, "{query}");
    }

    #[test]
    fn words_and_phrases_become_an_expression() {
        check("线程", r#"(("线 程"))"#);
        check("线程 Pool", r#"(("线 程" AND "pool"))"#);
        check("C++多线程", r#"(("c++ 多 线 程"))"#);
        check(r#""thread pool" 池"#, r#"(("thread pool" AND "池"))"#);
        check("“线程、池”", r#"(("线 程 | 池"))"#);
        check("线程、池", r#"(("线 程" AND "池"))"#);
        check(r#"a"b c"d"#, r#"(("a" AND "b c" AND "d"))"#);
        check(r#""a b"#, r#"(("a b"))"#);
        check("", "");
        check(" 	", "");
    }

    #[test]
    fn prefixes_and_exclusions() {
        check("thre*", r#"(("thre" *))"#);
        check(r#""thread po"*"#, r#"(("thread po" *))"#);
        check("a*b * char *p", r#"(("a b" AND "char" AND "p"))"#);
        check("线程 -java -\"a b\"", r#"(("线 程") NOT ("java" OR "a b"))"#);
        check("a - b", r#"(("a" AND "b"))"#);
        check("a-b", r#"(("a b"))"#);
    }

    #[test]
    fn parts_limit_the_search() {
        let expression = |query| Query::parse(query).unwrap().expression().unwrap();
        assert_eq!(expression("线 in:title"), r#"{title} : (("线"))"#);
        assert_eq!(expression("in:CODE x in:title"), r#"{title code} : (("x"))"#);
        check("\"in:title\" x", r#"(("in title" AND "x"))"#);
        assert_eq!(Query::parse("x in:body"), Err(QueryError::UnknownPart("body".to_owned())));
    }

    #[test]
    fn syntax_of_the_index_is_text() {
        check(
            "a AND b OR NEAR(c) title:d ^e {f} \"\"",
            r#"(("a" AND "and" AND "b" AND "or" AND "near c" AND "title d" AND "e" AND "f"))"#,
        );
        check("a\0b '; --", r#"(("a b"))"#);
    }

    #[test]
    fn queries_without_words_are_errors() {
        assert_eq!(Query::parse("？ ！"), Err(QueryError::Empty));
        assert_eq!(Query::parse("in:title"), Err(QueryError::Empty));
        assert_eq!(Query::parse("\"\" *"), Err(QueryError::Empty));
        assert_eq!(Query::parse("-a"), Err(QueryError::OnlyExcludes));
        assert_eq!(Query::parse(&"线程 ".repeat(300_000)), Err(QueryError::TooLong));
        assert_eq!(Query::parse(&"线".repeat(1_000_000)), Err(QueryError::TooLong));
        assert_eq!(Query::parse(&"? ".repeat(500_000)), Err(QueryError::Empty));
    }
}
