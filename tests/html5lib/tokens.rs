//! Tests of the tokenizer: HTML text and the tokens it becomes.
//!
//! Our tokens are not public. The tokens that a test expects are fed to the tree builder of html5ever instead, and the
//! tree it builds is compared with that of our parser. A test that starts within raw text is prefixed by a tag that
//! opens it.

use csdown::Limits;
use csdown::dom;
use html5ever::LocalName;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{Doctype, Tag, TagKind, Token, TokenSink as _};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts};
use html5ever::{Attribute, QualName, ns};
use serde_json::Value;

use super::Outcome;
use super::tree::dump;

/// Runs the tests of one file, each once for each of its initial states.
pub(crate) fn run(file: &[u8]) -> Vec<Outcome> {
    let file: Value = serde_json::from_slice(file).unwrap();
    if let Some(tests) = file["xmlViolationTests"].as_array() {
        return tests.iter().map(|_| Outcome::Skipped("output of XML")).collect();
    }
    let data = vec![Value::from("Data state")];
    let tests = file["tests"].as_array().unwrap().iter();
    tests
        .flat_map(|test| {
            let states = test["initialStates"].as_array().unwrap_or(&data);
            states.iter().map(|state| run_test(test, state.as_str().unwrap())).collect::<Vec<_>>()
        })
        .collect()
}

fn run_test(test: &Value, state: &str) -> Outcome {
    let (mut input, mut output) = (test["input"].clone(), test["output"].clone());
    if test["doubleEscaped"] == true && !(unescape(&mut input) && unescape(&mut output)) {
        return Outcome::Skipped("lone surrogates");
    }
    let mut input = input.as_str().unwrap().to_owned();
    let prefix = match state {
        "Data state" => None,
        "CDATA section state" => Some("svg"),
        "RCDATA state" => Some("title"),
        "RAWTEXT state" => Some("xmp"),
        "Script data state" => Some("script"),
        "PLAINTEXT state" => Some("plaintext"),
        other => panic!("{other}"),
    };
    let mut tokens = tokens(&output);
    if let Some(name) = prefix {
        let last = test["lastStartTag"].as_str().unwrap_or(name);
        // The tests name any tag; in ours the name decides on the kind of text.
        input =
            format!("<{name}>{}{}", if name == "svg" { "<![CDATA[" } else { "" }, rename(&input, last, name));
        for token in &mut tokens {
            rename_token(token, last, name);
        }
        tokens.insert(0, tag(TagKind::StartTag, name, Vec::new(), false));
    } else if !tokens.iter().any(|token| matches!(token, Token::DoctypeToken(_))) {
        input.insert_str(0, "<body>");
        tokens.insert(0, tag(TagKind::StartTag, "body", Vec::new(), false));
    }
    let (expected, found) =
        (build(tokens, input.len()), dump(&dom::parse(&input, &Limits::default()).unwrap()));
    if expected == found {
        return Outcome::Passed;
    }
    Outcome::Failed(format!(
        "{} in {state}\n{input:?}\n--- expected\n{expected}--- found\n{found}",
        test["description"]
    ))
}

fn rename(text: &str, from: &str, to: &str) -> String {
    if from == to {
        return text.to_owned();
    }
    // ASCII letters keep their offsets in lower case.
    let found: Vec<usize> = text.to_ascii_lowercase().match_indices(from).map(|(at, _)| at).collect();
    found.iter().rev().fold(text.to_owned(), |mut text, &at| {
        text.replace_range(at..at + from.len(), to);
        text
    })
}

fn rename_token(token: &mut Token, from: &str, to: &str) {
    match token {
        Token::CharacterTokens(text) => *text = StrTendril::from(rename(text, from, to)),
        Token::TagToken(tag) => tag.name = LocalName::from(rename(&tag.name, from, to)),
        _ => {}
    }
}

/// The tree that html5ever builds from `tokens`.
fn build(tokens: Vec<Token>, bytes: usize) -> String {
    let options = TreeBuilderOpts { scripting_enabled: false, ..TreeBuilderOpts::default() };
    let builder = TreeBuilder::new(dom::html5ever::Sink::new(bytes, &Limits::default()), options);
    for token in tokens.into_iter().chain([Token::EOFToken]) {
        let _result = builder.process_token(token, 1);
    }
    builder.end();
    let sink = builder.sink;
    dump(&html5ever::interface::TreeSink::finish(sink).unwrap())
}

fn tokens(output: &Value) -> Vec<Token> {
    output.as_array().unwrap().iter().flat_map(token).collect()
}

/// The tokens of html5ever for one token of the test: characters are divided at each NUL.
fn token(token: &Value) -> Vec<Token> {
    let text = |index: usize| token[index].as_str().map(StrTendril::from);
    match token[0].as_str().unwrap() {
        "Character" => {
            let text = token[1].as_str().unwrap();
            let mut tokens = Vec::new();
            for (index, part) in text.split('\0').enumerate() {
                if index > 0 {
                    tokens.push(Token::NullCharacterToken);
                }
                if !part.is_empty() {
                    tokens.push(Token::CharacterTokens(StrTendril::from(part)));
                }
            }
            tokens
        }
        "Comment" => vec![Token::CommentToken(text(1).unwrap())],
        "DOCTYPE" => vec![Token::DoctypeToken(Doctype {
            name: text(1),
            public_id: text(2),
            system_id: text(3),
            force_quirks: token[4] == false,
        })],
        "StartTag" => {
            let attributes = token[2].as_object().unwrap().iter();
            let attributes = attributes
                .map(|(name, value)| Attribute {
                    name: QualName::new(None, ns!(), LocalName::from(name.as_str())),
                    value: StrTendril::from(value.as_str().unwrap()),
                })
                .collect();
            vec![tag(TagKind::StartTag, token[1].as_str().unwrap(), attributes, token[3] == true)]
        }
        "EndTag" => vec![tag(TagKind::EndTag, token[1].as_str().unwrap(), Vec::new(), false)],
        other => panic!("{other}"),
    }
}

fn tag(kind: TagKind, name: &str, attrs: Vec<Attribute>, self_closing: bool) -> Token {
    Token::TagToken(Tag {
        kind,
        name: LocalName::from(name),
        self_closing,
        attrs,
        had_duplicate_attributes: false,
    })
}

/// Replaces `\uXXXX` in all strings; false where that is a lone surrogate.
fn unescape(value: &mut Value) -> bool {
    match value {
        Value::String(text) => match serde_json::from_str::<String>(&quoted(text)) {
            Ok(unescaped) => {
                *text = unescaped;
                true
            }
            Err(_) => false,
        },
        Value::Array(items) => items.iter_mut().all(unescape),
        Value::Object(fields) => {
            let all = std::mem::take(fields);
            all.into_iter().all(|(name, mut value)| {
                let mut name = Value::from(name);
                let is_valid = unescape(&mut name) && unescape(&mut value);
                fields.insert(name.as_str().unwrap().to_owned(), value);
                is_valid
            })
        }
        _ => true,
    }
}

/// A string of JSON in which only `\uXXXX` is an escape.
fn quoted(text: &str) -> String {
    let escaped = serde_json::to_string(text).unwrap();
    escaped.replace("\\\\u", "\\u")
}
