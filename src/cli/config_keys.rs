//! What an unknown key of `csdown.toml` probably means.

use crate::options::nearest;

/// A table of the file. That of the keys above all tables has no name.
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) keys: Vec<String>,
}

/// Options of the command line that have another key in the file: the option, the table and the key.
const OTHER_KEYS: [(&str, &str, &str); 2] =
    [("retries", "fetch", "attempts"), ("timeout", "fetch", "total-timeout")];

/// Options of the command line that the file cannot set.
const COMMAND_LINE_ONLY: [&str; 27] = [
    "assets",
    "assets-only-missing",
    "ca-cert",
    "checksum",
    "column",
    "comments",
    "cookies",
    "dry-run",
    "durable",
    "force",
    "force-convert",
    "format",
    "header",
    "index",
    "jobs",
    "keep-html",
    "max-images",
    "no-wait",
    "output",
    "prune",
    "quiet",
    "refresh",
    "report",
    "report-html",
    "user",
    "verbose",
    "verify",
];

/// A name that a user may have meant, and its key.
struct Candidate<'a> {
    name: String,
    table: &'a str,
    key: &'a str,
}

/// Says what was probably meant by an unknown key of the table called `here`.
pub(super) fn hint(tables: &[Table], here: &str, unknown: &str) -> Option<String> {
    let name = unknown.replace('_', "-").to_lowercase();
    let candidates = candidates(tables, here);
    // The last candidate is that of the table itself.
    let exact = candidates.iter().rfind(|candidate| candidate.name == name);
    if exact.is_none() && COMMAND_LINE_ONLY.contains(&name.as_str()) {
        return Some(format!("it is an option of the command line only, --{name}"));
    }
    let near = || {
        let near = nearest(&name, candidates.iter().map(|candidate| candidate.name.as_str()))?;
        candidates.iter().rfind(|candidate| candidate.name == near)
    };
    let Candidate { table, key, .. } = exact.or_else(near)?;
    let place = match *table {
        table if table == here => String::new(),
        "" => ", above all tables".to_owned(),
        "rule" => " in `[[rule]]`".to_owned(),
        table => format!(" in `[{table}]`"),
    };
    Some(format!("did you mean `{key}`{place}?"))
}

/// Returns all keys, those of the table called `here` last, and the options of the command line with another key.
fn candidates<'a>(tables: &'a [Table], here: &str) -> Vec<Candidate<'a>> {
    let (own, others): (Vec<&Table>, Vec<&Table>) = tables.iter().partition(|table| table.name == here);
    let mut candidates = Vec::new();
    for Table { name: table, keys } in others.into_iter().chain(own) {
        for key in keys {
            if *table == "limits" {
                candidates.push(Candidate { name: format!("max-{key}"), table, key });
            }
            candidates.push(Candidate { name: key.clone(), table, key });
        }
        let other = OTHER_KEYS.iter().filter(|(_, other, _)| other == table);
        candidates.extend(other.map(|(name, table, key)| Candidate { name: (*name).to_owned(), table, key }));
    }
    candidates
}

/// Returns the name of the table around the byte at `offset`.
pub(super) fn table_at(text: &str, offset: usize) -> &str {
    let before = text.get(..offset).unwrap_or_default();
    let header = before.lines().rev().map(str::trim).find(|line| line.starts_with('['));
    header.map_or("", |header| header.split('#').next().unwrap_or_default().trim().trim_matches(['[', ']']))
}

/// Returns the key in the line at the byte at `offset`.
pub(super) fn key_at(text: &str, offset: usize) -> Option<&str> {
    let start = text.get(..offset)?.rfind('\n').map_or(0, |newline| newline + 1);
    let (key, _) = text.get(start..)?.lines().next()?.split_once('=')?;
    Some(key.trim()).filter(|key| !key.is_empty())
}

/// Puts the message about a value of a wrong type into words.
pub(super) fn in_words(message: &str) -> String {
    const WORDS: [(&str, &str); 7] = [
        ("unknown variant", "invalid value"),
        ("expected usize", "expected a whole number"),
        ("expected u64", "expected a whole number"),
        ("expected f64", "expected a number"),
        ("expected a boolean", "expected true or false"),
        ("expected a sequence", "expected a list"),
        ("wanted string or table", "expected a string"),
    ];
    WORDS.iter().fold(message.replace('\n', ", "), |message, (from, to)| message.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_reach_into_tables() {
        let table =
            |name, keys: &[&str]| Table { name, keys: keys.iter().map(|key| (*key).to_owned()).collect() };
        let tables = [
            table("", &["hard-break", "toc"]),
            table("limits", &["bytes", "depth"]),
            table("fetch", &["attempts", "interval", "total-timeout"]),
            table("rule", &["name", "selector"]),
        ];
        for (here, unknown, expected) in [
            ("", "max-bytes", "did you mean `bytes` in `[limits]`?"),
            ("", "max_byte", "did you mean `bytes` in `[limits]`?"),
            ("limits", "max-depth", "did you mean `depth`?"),
            ("", "retries", "did you mean `attempts` in `[fetch]`?"),
            ("fetch", "timeout", "did you mean `total-timeout`?"),
            ("fetch", "hard_break", "did you mean `hard-break`, above all tables?"),
            ("", "selector", "did you mean `selector` in `[[rule]]`?"),
            ("", "jobs", "it is an option of the command line only, --jobs"),
        ] {
            assert_eq!(hint(&tables, here, unknown).as_deref(), Some(expected), "{unknown}");
        }
        assert_eq!(hint(&tables, "", "qqq"), None);
    }

    #[test]
    fn a_location_has_a_table_and_a_key() {
        let text = "toc = \"keep\"\n[limits] # x\nbytes = 1\n[[rule]]\nname = 2\n";
        let at = |part: &str| text.find(part).unwrap();
        assert_eq!(["toc", "bytes", "name"].map(|part| table_at(text, at(part))), ["", "limits", "rule"]);
        assert_eq!((key_at(text, at("1")), key_at(text, at("[limits]"))), (Some("bytes"), None));
    }
}
