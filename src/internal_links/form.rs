//! How links to other articles are written for each tool.

use std::path::Path;

use super::path::{encoded, relative};
use crate::options::Profile;

/// How the destination of a link to another article is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The relative path of the file, with the slug of the heading: `../b.md#slug`.
    Path,
    /// The relative path of the file, with the heading as Obsidian names it: `../b.md#Heading%20text`.
    NotePath,
    /// Obsidian's wikilink: `[[../b#Heading text|text]]`.
    Wikilink,
    /// Hugo's shortcode: `{{< relref "../b.md#slug" >}}`.
    Relref,
    /// Jekyll's tag, with the path below `_posts`: `{% post_url 2024-01-01-b %}#slug`.
    PostUrl,
    /// Hexo's tag, with the path below `_posts`: `{% post_path "b" %}`.
    PostPath,
}

/// An article that a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkTarget<'a> {
    /// The path of the Markdown below the output folder.
    pub output: &'a str,
    /// The slug of the heading, empty if headings have no ids, and its text.
    pub heading: Option<(&'a str, &'a str)>,
}

/// Where the output folder is in the site of a tool.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Site {
    /// The path of the output folder, with a `/` at its end.
    folder: String,
}

impl Site {
    /// Creates the site of an output folder.
    pub fn new(output_folder: &Path) -> Self {
        let names = output_folder.components().filter_map(|part| part.as_os_str().to_str());
        Self { folder: names.fold(String::new(), |path, name| path + name + "/") }
    }

    /// Returns the path of an output below the innermost `_posts`, without extension.
    fn post(&self, output: &str) -> Option<String> {
        let path = format!("/{}{output}", self.folder);
        let below = path.rsplit_once("/_posts/").map_or(output, |(_, below)| below);
        below.strip_suffix(".md").map(str::to_owned)
    }
}

/// The names of the forms in a catalogue.
const NAMES: [(Form, &str); 6] = [
    (Form::Path, "path"),
    (Form::NotePath, "note-path"),
    (Form::Wikilink, "wikilink"),
    (Form::Relref, "relref"),
    (Form::PostUrl, "post_url"),
    (Form::PostPath, "post_path"),
];

impl Form {
    /// Returns the form that the tool of a profile reads in a destination.
    pub(super) const fn of(profile: Profile) -> Self {
        match profile {
            Profile::Plain => Self::Path,
            Profile::Obsidian => Self::NotePath,
            Profile::Hugo => Self::Relref,
            Profile::Hexo => Self::PostPath,
            Profile::Jekyll => Self::PostUrl,
        }
    }

    /// Returns the name of the form in a catalogue.
    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(form, _)| *form == self).map_or("path", |(_, name)| name)
    }

    /// Returns the form with a name.
    pub fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(_, known)| *known == name).map(|(form, _)| *form)
    }

    /// Returns the destination of a link from the article at `source`. `None` if the tool cannot link to the target.
    pub(super) fn destination(self, source: &str, target: &LinkTarget<'_>, site: &Site) -> Option<String> {
        let LinkTarget { output, heading } = *target;
        let slug = heading.map_or("", |(slug, _)| slug);
        let slug = if slug.is_empty() { String::new() } else { format!("#{slug}") };
        let path = || relative(source, output);
        match self {
            Self::Path => Some(encoded(&path()) + &slug),
            Self::NotePath => {
                let heading = heading
                    .map_or_else(String::new, |(_, text)| format!("#{}", encoded(&note_heading(text))));
                Some(encoded(&path()) + &heading)
            }
            Self::Wikilink => {
                let heading =
                    heading.map_or_else(String::new, |(_, text)| format!("#{}", note_heading(text)));
                let path = path();
                let note = path.strip_suffix(".md").filter(|note| !note.contains(NOT_IN_WIKILINKS))?;
                Some(format!("{note}{heading}"))
            }
            Self::Relref => argument(&path()).map(|path| format!("{{{{< relref \"{path}{slug}\" >}}}}")),
            Self::PostUrl => {
                let post = site.post(output).filter(|post| is_jekyll_post(post))?;
                argument(&post).map(|post| format!("{{% post_url {post} %}}{slug}"))
            }
            Self::PostPath => {
                argument(&site.post(output)?).map(|post| format!("{{% post_path \"{post}\" %}}{slug}"))
            }
        }
    }
}

/// Characters that end or divide a wikilink.
const NOT_IN_WIKILINKS: [char; 5] = ['[', ']', '#', '^', '|'];

/// Returns a heading as Obsidian's links name it: without characters that end or divide a link.
fn note_heading(text: &str) -> String {
    let kept = text.replace(|c| NOT_IN_WIKILINKS.contains(&c) || matches!(c, ':' | '%' | '\\'), " ");
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Returns the argument of a template's tag, unless it contains what could end it.
fn argument(path: &str) -> Option<&str> {
    let ends = ["\"", "\\", "`", "%}", "}}", "{{", "{%"].iter().any(|end| path.contains(end));
    (!ends).then_some(path)
}

/// Whether Jekyll reads a file below `_posts` as a post, and finds it by its name: it reads the folders as a pattern.
fn is_jekyll_post(post: &str) -> bool {
    let (folders, name) = post.rsplit_once('/').unwrap_or(("", post));
    let mut parts = name.splitn(4, '-');
    let is_dated = [4, 2, 2].iter().all(|digits| {
        parts
            .next()
            .is_some_and(|part| part.len() == *digits && part.bytes().all(|byte| byte.is_ascii_digit()))
    });
    let is_pattern =
        |c: char| matches!(c, '^' | '$' | '|' | '?' | '*' | '+' | '(' | ')' | '[' | ']' | '{' | '}');
    is_dated && parts.next().is_some_and(|title| !title.is_empty()) && !folders.contains(is_pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(form: Form, source: &str, output: &str, heading: Option<(&str, &str)>) -> Option<String> {
        form.destination(
            source,
            &LinkTarget { output, heading },
            &Site::new(Path::new("/blog/source/_posts/c")),
        )
    }

    const HEADING: Option<(&str, &str)> = Some(("11-安装", "1.1 安装: [一]#"));

    #[test]
    fn each_tool_has_a_form() {
        for (form, destination) in [
            (Form::Path, "../y/2024-01-02-%E6%8C%87%20%E9%92%88.md#11-安装"),
            (Form::NotePath, "../y/2024-01-02-%E6%8C%87%20%E9%92%88.md#1.1%20%E5%AE%89%E8%A3%85%20%E4%B8%80"),
            (Form::Wikilink, "../y/2024-01-02-指 针#1.1 安装 一"),
            (Form::Relref, "{{< relref \"../y/2024-01-02-指 针.md#11-安装\" >}}"),
            (Form::PostUrl, "{% post_url c/y/2024-01-02-指 针 %}#11-安装"),
            (Form::PostPath, "{% post_path \"c/y/2024-01-02-指 针\" %}#11-安装"),
        ] {
            assert_eq!(
                written(form, "x/a.md", "y/2024-01-02-指 针.md", HEADING).as_deref(),
                Some(destination)
            );
            assert_eq!(Form::named(form.name()), Some(form));
        }
    }

    #[test]
    fn headings_without_ids_are_not_named() {
        let heading = Some(("", "题"));
        assert_eq!(written(Form::Path, "a.md", "b.md", heading).as_deref(), Some("b.md"));
        assert_eq!(
            written(Form::PostPath, "a.md", "b.md", heading).as_deref(),
            Some("{% post_path \"c/b\" %}")
        );
    }

    #[test]
    fn what_a_tool_cannot_name_is_no_target() {
        assert_eq!(written(Form::PostUrl, "a.md", "b.md", None), None);
        assert_eq!(written(Form::PostUrl, "a.md", "C++/2024-01-02-b.md", None), None);
        assert_eq!(written(Form::Wikilink, "a.md", "b#1.md", None), None);
        assert_eq!(written(Form::Relref, "a.md", "a`b.md", None), None);
        assert_eq!(written(Form::PostPath, "a.md", "{{a}}.md", None), None);
    }

    #[test]
    fn paths_of_posts_are_below_the_innermost_folder_of_posts() {
        for (folder, output, post) in [
            ("/blog/source/_posts", "a.md", "a"),
            ("/blog/source", "_posts/b/a.md", "b/a"),
            ("/_posts/blog/_posts/b", "a.md", "b/a"),
            ("/blog/posts", "b/a.md", "b/a"),
        ] {
            assert_eq!(Site::new(Path::new(folder)).post(output).as_deref(), Some(post), "{folder}");
        }
    }
}
