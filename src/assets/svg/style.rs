//! Sanitizes CSS: rules and declarations of known properties, whose values refer to nothing but the file itself.
//!
//! The text is tokenized as browsers do and written anew from the tokens, so that no escape or comment can hide a name.

use cssparser::{
    AtRuleParser, CowRcStr, DeclarationParser, ParseError, Parser, ParserState, QualifiedRuleParser,
    RuleBodyItemParser, RuleBodyParser, StyleSheetParser, ToCss as _, Token,
};

use super::allowlist;

type Parsed<T> = Result<T, ParseError<()>>;

/// The allowed rules of a style sheet.
pub(super) fn sheet(css: &str) -> String {
    rules(&mut Parser::new(css))
}

/// The allowed declarations of a `style` attribute.
pub(super) fn declarations(css: &str) -> String {
    body(&mut Parser::new(css))
}

/// Whether a value calls only known functions and refers only to elements of its file.
pub(super) fn is_safe_value(css: &str) -> bool {
    tokens(&mut Parser::new(css)).is_ok()
}

fn rules(input: &mut Parser<'_>) -> String {
    StyleSheetParser::new(input, &mut Rules).flatten().collect()
}

fn body(input: &mut Parser<'_>) -> String {
    RuleBodyParser::new(input, &mut Declarations).flatten().collect()
}

struct Rules;

impl<'i> AtRuleParser<'i> for Rules {
    type Prelude = String;
    type AtRule = String;
    type Error = ();

    fn parse_prelude(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>) -> Parsed<String> {
        let name = name.to_ascii_lowercase();
        let is_allowed = matches!(name.as_str(), "media" | "keyframes" | "-webkit-keyframes");
        if !is_allowed {
            return Err(ParseError::unexpected_token());
        }
        Ok(format!("@{name} {}", tokens(input)?.trim()))
    }

    fn parse_block(&mut self, prelude: String, _: &ParserState, input: &mut Parser<'i>) -> Parsed<String> {
        Ok(format!("{prelude}{{{}}}", rules(input)))
    }
}

impl<'i> QualifiedRuleParser<'i> for Rules {
    type Prelude = String;
    type QualifiedRule = String;
    type Error = ();

    fn parse_prelude(&mut self, input: &mut Parser<'i>) -> Parsed<String> {
        let selector = tokens(input)?;
        if selector.trim().is_empty() { Err(ParseError::unexpected_token()) } else { Ok(selector) }
    }

    fn parse_block(&mut self, prelude: String, _: &ParserState, input: &mut Parser<'i>) -> Parsed<String> {
        Ok(format!("{}{{{}}}", prelude.trim(), body(input)))
    }
}

struct Declarations;

impl<'i> DeclarationParser<'i> for Declarations {
    type Declaration = String;
    type Error = ();

    fn parse_value(&mut self, name: CowRcStr<'i>, input: &mut Parser<'i>, _: &ParserState) -> Parsed<String> {
        if !allowlist::is_property(&name) {
            return Err(ParseError::unexpected_token());
        }
        let name = Token::Ident(name).to_css_string();
        Ok(format!("{name}:{};", tokens(input)?.trim()))
    }
}

impl AtRuleParser<'_> for Declarations {
    type Prelude = ();
    type AtRule = String;
    type Error = ();
}

impl QualifiedRuleParser<'_> for Declarations {
    type Prelude = ();
    type QualifiedRule = String;
    type Error = ();
}

impl RuleBodyItemParser<'_, String, ()> for Declarations {
    fn parse_declarations(&self) -> bool {
        true
    }

    fn parse_qualified(&self) -> bool {
        false
    }
}

/// Rewrites all tokens of a value, a selector or the condition of an at-rule.
fn tokens(input: &mut Parser<'_>) -> Parsed<String> {
    let mut css = String::new();
    loop {
        let start = input.position();
        let Ok(token) = input.next_including_whitespace_and_comments().cloned() else { return Ok(css) };
        match &token {
            Token::WhiteSpace(_) => css.push(' '),
            Token::Comment(_) => css.push_str("/**/"),
            Token::Number { .. } | Token::Percentage { .. } | Token::Dimension { .. } => {
                // Serialized, a number would lose digits.
                let number = input.slice_from(start);
                if number.contains('\\') {
                    return Err(ParseError::unexpected_token());
                }
                css.push_str(number);
            }
            Token::UnquotedUrl(url) if url.starts_with('#') => css.push_str(&token.to_css_string()),
            Token::Function(name) => {
                let is_url = name.eq_ignore_ascii_case("url");
                if !is_url && !allowlist::is_function(name) {
                    return Err(ParseError::unexpected_token());
                }
                let inner = input.parse_nested_block(if is_url { own_url } else { tokens })?;
                css.extend([&token.to_css_string(), inner.as_str(), ")"]);
            }
            Token::ParenthesisBlock => css.extend(["(", &input.parse_nested_block(tokens)?, ")"]),
            Token::SquareBracketBlock => css.extend(["[", &input.parse_nested_block(tokens)?, "]"]),
            Token::Ident(_)
            | Token::Hash(_)
            | Token::IDHash(_)
            | Token::QuotedString(_)
            | Token::Delim(_)
            | Token::Colon
            | Token::Comma
            | Token::IncludeMatch
            | Token::DashMatch
            | Token::PrefixMatch
            | Token::SuffixMatch
            | Token::SubstringMatch => css.push_str(&token.to_css_string()),
            _ => return Err(ParseError::unexpected_token()),
        }
    }
}

/// The argument of `url("#id")`.
fn own_url(input: &mut Parser<'_>) -> Parsed<String> {
    let url = input.expect_string_cloned()?;
    input.expect_exhausted()?;
    if !url.starts_with('#') {
        return Err(ParseError::unexpected_token());
    }
    Ok(Token::QuotedString(url).to_css_string())
}
