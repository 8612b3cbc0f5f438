//! Dates in the front matter of Markdown that is passed through. One that a site generator cannot read stops the build
//! of the whole site.

use crate::extract::metadata::Date;
use crate::markdown::front_matter_end;
use crate::options::Profile;

/// The keys of dates.
const KEYS: [&str; 4] = ["date", "updated", "lastmod", "last_modified_at"];

/// Returns `markdown` with each date in its YAML front matter that the tool of `profile` could not read as RFC 3339;
/// `None` if there is none.
pub(super) fn made_readable(markdown: &str, profile: Profile) -> Option<String> {
    let (head, body) = markdown.split_at_checked(front_matter_end(markdown))?;
    if profile == Profile::Plain || !head.starts_with("---") {
        return None;
    }
    let mut has_changed = false;
    let head: String = head
        .split_inclusive('\n')
        .map(|line| {
            let readable = readable(line);
            has_changed |= readable.is_some();
            readable.unwrap_or_else(|| line.to_owned())
        })
        .collect();
    has_changed.then(|| head + body)
}

/// Returns the line with its date as RFC 3339, unless it is no date or every tool reads it.
fn readable(line: &str) -> Option<String> {
    let (key, value) = line.split_once(':')?;
    let value = value.trim().trim_matches(['"', '\'']);
    let date = KEYS.contains(&key).then(|| Date::parse(value))??;
    (!is_common(value)).then(|| format!("{key}: {date}\n"))
}

/// Whether `value` begins with `2024-02-13`, followed by nothing or a time with seconds.
fn is_common(value: &str) -> bool {
    let has_form = |text: &str, form: &str| {
        text.len() >= form.len()
            && text.bytes().zip(form.bytes()).all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                b' ' => matches!(byte, b' ' | b'T'),
                form => byte == form,
            })
    };
    has_form(value, "0000-00-00 00:00:00") || (has_form(value, "0000-00-00") && value.len() == 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_dates_that_tools_cannot_read_change() {
        let read = |date: &str| {
            made_readable(&format!("---\ntitle: a\ndate: {date}\n---\ndate: 2019-7-3\n"), Profile::Hugo)
        };
        for (date, readable) in [
            ("2019-7-3 17:49:00 +0800", "2019-07-03T17:49:00+08:00"),
            ("'2019/7/3'", "2019-07-03T00:00:00+08:00"),
            ("2019-07-03 17:49", "2019-07-03T17:49:00+08:00"),
        ] {
            let expected = format!("---\ntitle: a\ndate: {readable}\n---\ndate: 2019-7-3\n");
            assert_eq!(read(date).as_deref(), Some(expected.as_str()));
        }
        for date in ["2019-07-03", "2019-07-03 17:49:00 +0800", "2019-07-03T17:49:00Z", "soon"] {
            assert_eq!(read(date), None, "{date}");
        }
        assert_eq!(made_readable("---\ndate: 2019-7-3\n---\n", Profile::Plain), None);
        assert_eq!(made_readable("date: 2019-7-3\n", Profile::Hugo), None);
    }
}
