//! Names of Markdown files that are safe on every system.

use crate::chars::{is_invisible, is_space};
use crate::extract::Metadata;
use crate::options::Profile;

/// Path separators and characters that Windows forbids.
const FORBIDDEN: &str = "/\\:*?\"<>|";

/// Further characters that are invalid in Obsidian's links.
const FORBIDDEN_IN_LINKS: &str = "[]#^";

/// Names that Windows reserves for devices, with any extension.
const DEVICES: &[&str] = &[
    "CON", "PRN", "AUX", "NUL", "COM0", "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8",
    "COM9", "COM¹", "COM²", "COM³", "LPT0", "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8",
    "LPT9", "LPT¹", "LPT²", "LPT³", "CONIN$", "CONOUT$",
];

/// The maximum length of a name in characters, without extension.
const MAX_CHARS: usize = 120;

/// The maximum length of a name in bytes, without extension: file systems allow 255, and suffixes must fit.
const MAX_BYTES: usize = 200;

/// The date in the name of a Jekyll post without a date: Jekyll ignores files without one.
const NO_DAY: &str = "1970-01-01";

/// Returns the file name of an article, with `.md`. `stem` is the input's name without extension.
///
/// The input's name is kept because it is unique and links refer to it. But Jekyll requires `YYYY-MM-DD-name.md`, and
/// for Obsidian the name is the title. The result is always a single name, never a path.
///
/// ```
/// use csdown::{metadata::Metadata, stages::file_name, options::Profile};
/// assert_eq!(file_name(Profile::Plain, &Metadata::default(), "a"), "a.md");
/// assert_eq!(file_name(Profile::Plain, &Metadata::default(), "../a"), "a.md");
/// ```
pub fn file_name(profile: Profile, metadata: &Metadata, stem: &str) -> String {
    let name = match profile {
        Profile::Plain | Profile::Hugo | Profile::Hexo => None,
        Profile::Jekyll => Some(jekyll(metadata, stem)),
        Profile::Obsidian => metadata.title.as_ref().and_then(|title| safe(&title.value, FORBIDDEN_IN_LINKS)),
    };
    let id = || metadata.id.as_ref().and_then(|id| safe(&id.value, ""));
    let name = name.or_else(|| safe(stem, "")).or_else(id).unwrap_or_else(|| "untitled".to_owned());
    format!("{name}.md")
}

fn jekyll(metadata: &Metadata, stem: &str) -> String {
    let (day_of_stem, rest) = match day_prefix(stem) {
        Some((day, rest)) => (Some(day), rest),
        None => (None, stem),
    };
    let day = metadata.date.as_ref().map(|date| date.value.day());
    let day = day.or_else(|| day_of_stem.map(str::to_owned)).unwrap_or_else(|| NO_DAY.to_owned());
    let slug = safe(rest, "").map_or_else(|| "untitled".to_owned(), |slug| slug.replace(' ', "-"));
    let name = format!("{day}-{slug}");
    safe(&name, "").unwrap_or(name)
}

/// Splits `2024-02-13-name` into `2024-02-13` and `name`.
fn day_prefix(stem: &str) -> Option<(&str, &str)> {
    let (day, rest) = stem.split_at_checked(10)?;
    let rest = rest.strip_prefix('-')?;
    crate::extract::metadata::Date::parse(day).filter(|date| date.day() == day).map(|_| (day, rest))
}

/// Makes `text` a safe name: replaces forbidden characters with spaces, collapses spaces, trims dots and spaces.
/// Returns `None` when nothing is left.
fn safe(text: &str, also_forbidden: &str) -> Option<String> {
    let is_gap = |c: char| is_space(c) || FORBIDDEN.contains(c) || also_forbidden.contains(c);
    let mut name = String::new();
    for c in text.chars().filter(|c| !is_invisible(*c)) {
        match (is_gap(c), name.ends_with(' ') || name.is_empty()) {
            (true, true) => {}
            (true, false) => name.push(' '),
            (false, _) => name.push(c),
        }
    }
    let name = shorten(name.trim_matches(['.', ' '])).trim_end_matches(['.', ' ']);
    let device = name.split('.').next().unwrap_or_default().trim_end();
    let is_device = DEVICES.iter().any(|known| known.eq_ignore_ascii_case(device));
    match name {
        "" => None,
        name if is_device => Some(format!("_{name}")),
        name => Some(name.to_owned()),
    }
}

fn shorten(name: &str) -> &str {
    let ends = name.char_indices().map(|(start, c)| start + c.len_utf8());
    let end = ends.take(MAX_CHARS).take_while(|end| *end <= MAX_BYTES).last().unwrap_or(0);
    name.get(..end).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::metadata::{Date, Origin, Sourced};

    fn titled(title: &str) -> Metadata {
        let title = Some(Sourced::new(title.to_owned(), Origin::Heading));
        Metadata { title, ..Metadata::default() }
    }

    fn obsidian(title: &str) -> String {
        file_name(Profile::Obsidian, &titled(title), "2024-01-01-12345")
    }

    #[test]
    fn most_tools_use_the_inputs_name() {
        for profile in [Profile::Plain, Profile::Hugo, Profile::Hexo] {
            assert_eq!(file_name(profile, &titled("题"), "2024-01-01-12345"), "2024-01-01-12345.md");
        }
    }

    #[test]
    fn jekyll_names_begin_with_the_day() {
        let mut metadata = titled("题");
        assert_eq!(file_name(Profile::Jekyll, &metadata, "2024-01-01-a b"), "2024-01-01-a-b.md");
        assert_eq!(file_name(Profile::Jekyll, &metadata, "a"), "1970-01-01-a.md");
        metadata.date = Date::parse("2020-02-03").map(|date| Sourced::new(date, Origin::Visible));
        assert_eq!(file_name(Profile::Jekyll, &metadata, "2024-01-01-a"), "2020-02-03-a.md");
        assert_eq!(file_name(Profile::Jekyll, &metadata, ""), "2020-02-03-untitled.md");
    }

    #[test]
    fn obsidian_names_are_titles() {
        assert_eq!(obsidian("C# 与 [TCP/IP]：一? "), "C 与 TCP IP ：一.md");
        assert_eq!(obsidian("???"), "2024-01-01-12345.md");
    }

    #[test]
    fn names_are_never_paths_devices_or_hidden() {
        for (title, name) in [
            ("..", "2024-01-01-12345.md"),
            ("../../a", "a.md"),
            (".a", "a.md"),
            ("con.x", "_con.x.md"),
            ("NUL", "_NUL.md"),
            ("com³", "_com³.md"),
        ] {
            assert_eq!(obsidian(title), name, "{title}");
        }
        assert_eq!(file_name(Profile::Plain, &Metadata::default(), "/"), "untitled.md");
    }

    #[test]
    fn names_are_bounded_in_characters_and_bytes() {
        assert_eq!(obsidian(&"a".repeat(500)).chars().count(), MAX_CHARS + 3);
        assert!(obsidian(&"字".repeat(500)).len() <= MAX_BYTES + 3);
    }

    #[test]
    fn any_title_and_any_stem_give_a_safe_name() {
        arbtest::arbtest(|u| {
            let (title, stem): (String, String) = u.arbitrary()?;
            for profile in Profile::ALL {
                let name = file_name(*profile, &titled(&title), &stem);
                assert!(name.len() <= 210 && name.len() > 3 && !name.starts_with('.'), "{name}");
                assert!(!name.contains(|c: char| FORBIDDEN.contains(c) || c.is_control()), "{name}");
            }
            Ok(())
        })
        .budget_ms(200);
    }
}
