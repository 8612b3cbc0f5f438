//! What the arguments name.

use std::io::Read;
use std::path::Path;

use super::args::FetchArgs;
use crate::fetch::{ArticleUrl, List, Target};

/// The most bytes of a file of addresses.
const MAX_FILE: u64 = 64 << 20;

/// The targets of the arguments, in their order; columns and users after articles.
///
/// # Errors
///
/// When an argument names nothing. A line of a file that names nothing becomes an input that fails.
pub(super) fn targets(args: &FetchArgs, stdin: &mut dyn Read) -> Result<Vec<Target>, String> {
    let user = args.user.as_deref();
    let mut targets = Vec::new();
    for article in &args.articles {
        if article == "-" {
            let text = read(stdin).map_err(|error| format!("standard input: {error}"))?;
            targets.extend(lines(&text, user));
        } else {
            match target(article, user) {
                Ok(target) => targets.push(target),
                Err(error) => targets.extend(file(article, user).map_err(|reason| match reason {
                    Some(reason) => format!("{article}: {reason}"),
                    None => error.to_string(),
                })?),
            }
        }
    }
    for column in &args.column {
        let column = List::column(column, user).map_err(|error| error.to_string())?;
        targets.push(Target::List(column));
    }
    // A file of addresses may be empty: that stands for nothing, and not for all of the user's articles.
    if let Some(user) = user.filter(|_| args.articles.is_empty() && args.column.is_empty()) {
        targets.push(Target::List(List::user(user).map_err(|error| error.to_string())?));
    }
    Ok(targets)
}

fn target(text: &str, user: Option<&str>) -> Result<Target, crate::fetch::TargetError> {
    let address = ArticleUrl::parse(text, user)?;
    Ok(List::from_url(&address).map_or(Target::Article(address), Target::List))
}

/// The targets in the file at `path`; why there are none, where it is one.
fn file(path: &str, user: Option<&str>) -> Result<Vec<Target>, Option<String>> {
    if !Path::new(path).is_file() {
        return Err(None);
    }
    let text = std::fs::File::open(path).and_then(|mut file| read(&mut file));
    text.map(|text| lines(&text, user)).map_err(|error| Some(error.to_string()))
}

fn read(from: &mut dyn Read) -> std::io::Result<String> {
    let mut bytes = Vec::new();
    from.take(MAX_FILE.saturating_add(1)).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > MAX_FILE) {
        return Err(std::io::Error::other(format!("more than {MAX_FILE} bytes of addresses")));
    }
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// A target each line, blank ones and those that begin with `#` left out.
fn lines(text: &str, user: Option<&str>) -> Vec<Target> {
    let lines = text.trim_start_matches('\u{feff}').lines().map(str::trim);
    let named = lines.filter(|line| !(line.is_empty() || line.starts_with('#')));
    let target =
        |line| target(line, user).unwrap_or_else(|error| Target::Invalid(format!("line `{line}`"), error));
    named.map(target).collect()
}
