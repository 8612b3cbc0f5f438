//! The articles and lists that the arguments name.

use std::io::Read;
use std::path::Path;

use super::args::FetchArgs;
use crate::cli::error::CliError;
use crate::fetch::{ArticleUrl, List, Target, TargetError};

/// The maximum size of a file of URLs.
const MAX_FILE_BYTES: u64 = 64 << 20;

/// Extensions of pages, which are not lists of articles.
const PAGES: [&str; 7] = ["htm", "html", "md", "mht", "mhtml", "warc", "xhtml"];

/// Returns the targets in the order of the arguments: articles, then columns, then the user.
///
/// # Errors
///
/// If an argument is not a target. A line of a file that is not a target becomes an input that fails.
pub(super) fn targets(args: &FetchArgs, stdin: &mut dyn Read) -> Result<Vec<Target>, CliError> {
    let user = args.user.as_deref();
    let mut targets = Vec::new();
    for article in &args.articles {
        if article == "-" {
            let text = read(stdin)
                .map_err(|error| CliError::usage(format!("cannot read standard input: {error}")))?;
            targets.extend(lines("<stdin>", &text, user));
            continue;
        }
        match target(article, user) {
            Ok(target) => targets.push(target),
            Err(_) if Path::new(article).is_file() => {
                let text = std::fs::File::open(article).and_then(|mut file| read(&mut file));
                let text = text.map_err(|error| CliError::usage(format!("{article}: {error}")))?;
                if is_page(article, &text) {
                    return Err(not_a_list(article, "a page"));
                }
                targets.extend(lines(article, &text, user));
            }
            Err(_) if Path::new(article).is_dir() => return Err(not_a_list(article, "a folder")),
            Err(error @ TargetError::NotAUrl(_)) => {
                return Err(CliError::usage(format!("{error}, and there is no such file")));
            }
            Err(error) => return Err(CliError::usage(error)),
        }
    }
    for column in &args.column {
        targets.push(Target::List(List::column(column, user).map_err(|error| wrong("--column", &error))?));
    }
    // An empty file names no articles, rather than all articles of the user.
    if let Some(user) = user.filter(|_| args.articles.is_empty() && args.column.is_empty()) {
        targets.push(Target::List(List::user(user).map_err(|error| wrong("--user", &error))?));
    }
    Ok(targets)
}

/// The error for an option that names no list.
fn wrong(option: &str, error: &TargetError) -> CliError {
    CliError::usage(format!("{option}: {error}"))
}

/// Whether a file is a page, and not a list of articles.
fn is_page(name: &str, text: &str) -> bool {
    let extension = Path::new(name).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    text.trim_start().starts_with('<') || PAGES.contains(&extension.to_ascii_lowercase().as_str())
}

fn not_a_list(name: &str, what: &str) -> CliError {
    let advice = format!("use csdown convert {name} to convert it");
    CliError::usage(format!("{name} is {what}, not a file with an article on each line; {advice}"))
}

fn target(text: &str, user: Option<&str>) -> Result<Target, TargetError> {
    let url = ArticleUrl::parse(text, user)?;
    Ok(List::from_url(&url).map_or(Target::Article(url), Target::List))
}

fn read(source: &mut dyn Read) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    source.take(MAX_FILE_BYTES.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_FILE_BYTES) {
        return Err(std::io::Error::other(format!("a file of URLs may have at most {MAX_FILE_BYTES} bytes")));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// Returns the target on each line, ignoring blank lines and comments, which start with `#`.
fn lines(file: &str, text: &str, user: Option<&str>) -> Vec<Target> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim).zip(1..);
    let named = lines.filter(|(line, _)| !(line.is_empty() || line.starts_with('#')));
    let targets = named.map(|(line, number)| {
        target(line, user).unwrap_or_else(|error| Target::Invalid(format!("{file}:{number}"), error))
    });
    targets.collect()
}
