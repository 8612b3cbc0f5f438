//! Undoes what saving a page in a browser changed: browsers put images into a folder beside the page and make links
//! within the page absolute; `SingleFile` puts images into the page's styles.

use std::collections::{BTreeMap, HashMap};

use memchr::{memchr2, memmem};
use percent_encoding::percent_decode_str;

use crate::dom::{Dom, Element, Node};

/// Suffixes of the folders in which browsers save the files of a page: the first is used by Chrome, Edge and Firefox,
/// the second by Internet Explorer and Word.
pub const FOLDER_SUFFIXES: [&str; 2] = ["_files", ".files"];

/// Attributes with image URLs.
const IMAGE_ATTRIBUTES: [&str; 3] = ["src", "data-src", "data-original"];

/// How a page was saved.
#[derive(Debug, Clone, Copy, Default)]
pub struct Saved<'a> {
    /// The URL it was saved from.
    pub url: Option<&'a str>,
    /// The name of the folder beside the page that contains its files.
    pub folder: Option<&'a str>,
    /// Images that were saved with it: `data:` URLs by the URLs in the page, such as `cid:1`.
    pub embedded: Option<&'a BTreeMap<String, String>>,
    /// The maximum total size in bytes of embedded images, each counted as often as the page shows it. If they are
    /// larger, placeholders are kept.
    pub max: usize,
}

/// Restores the URLs of a page as far as they can be known.
///
/// An image in the page's folder gets its path relative to the page, `标题_files/a b.png` for
/// `./%E6%A0%87%E9%A2%98_files/a%20b.png`. An image in a folder that was not saved with the page is unreachable.
///
/// ```
/// use csdown::{Limits, dom, stages::saved};
/// let mut page = dom::parse("<img src='./%E9%A2%98_files/a%20b.png'><a href='https://a.b/c#d'>", &Limits::default())?;
/// let saved = saved::Saved { url: Some("https://a.b/c"), folder: Some("题_files"), ..saved::Saved::default() };
/// saved::restore(&mut page, &saved);
/// let value = |tag, name| page.elements().find(|e| e.tag() == tag)?.attribute(name);
/// assert_eq!((value("img", "src"), value("a", "href")), (Some("题_files/a b.png"), Some("#d")));
/// # Ok::<(), csdown::Error>(())
/// ```
pub fn restore(dom: &mut Dom, saved: &Saved<'_>) {
    let folder = saved.folder;
    let own = saved.url.map(|url| url.split('#').next().unwrap_or_default()).filter(|url| !url.is_empty());
    let images = EmbeddedImages::of(dom, saved);
    let changes = dom.changed_attributes(|element, name, value| match (element.tag(), name) {
        ("a", "href") => same_page_fragment(value, own?),
        ("img", "src") => images.for_element(element).map(str::to_owned).or_else(|| local_url(value, folder)),
        ("iframe" | "embed" | "video" | "audio" | "source", "src") => local_url(value, None),
        ("img", _) if IMAGE_ATTRIBUTES.contains(&name) => local_url(value, folder),
        _ => None,
    });
    dom.change_attributes(changes);
}

impl Saved<'_> {
    /// Whether the page `dom`, which was parsed from `html`, may need restoring. Most pages were not saved by a browser.
    pub(crate) fn may_apply_to(&self, dom: &Dom, html: &str) -> bool {
        let has = |mark: &str| memmem::find(html.as_bytes(), mark.as_bytes()).is_some();
        let has_images = self.embedded.is_some_and(|images| !images.is_empty());
        let is_known = self.url.is_some() || self.folder.is_some() || has_images;
        // Nearly no page has such an attribute, and looking at all takes less time than a search of the text.
        is_known || dom.attributes().any(is_sign) && (has("files/") || has("--sf-img-"))
    }
}

/// Whether an attribute may be one that a browser wrote when it saved the page.
fn is_sign((name, value): (&str, &str)) -> bool {
    match name {
        "style" => value.contains("--sf-img-"),
        _ => IMAGE_ATTRIBUTES.contains(&name) && is_in_folder(value),
    }
}

/// Returns `#d` for `https://a.b/c#d` in the page `https://a.b/c`.
fn same_page_fragment(href: &str, own: &str) -> Option<String> {
    href.strip_prefix(own).filter(|rest| rest.len() > 1 && rest.starts_with('#')).map(str::to_owned)
}

/// Returns the URL of an image in the folder of a saved page; `None` for other images. An image in a folder that was
/// not saved with the page gets a `file:` URL, which is unreachable.
fn local_url(url: &str, folder: Option<&str>) -> Option<String> {
    if !is_in_folder(url) && folder.is_none() {
        return None;
    }
    let local = folder.and_then(|folder| path_in_folder(url, folder));
    local.or_else(|| is_in_folder(url).then(|| format!("file:{}", url.trim())))
}

/// Whether the relative URL of an image points into the folder of a saved page.
pub fn is_in_folder(url: &str) -> bool {
    first_part(url).is_some_and(|(first, _)| {
        FOLDER_SUFFIXES.iter().any(|suffix| first.ends_with(suffix)) && !first.contains(':')
    })
}

/// Returns the path in `folder` that the URL points to. `%`, `#` and `?` stay percent-encoded, so that the path is a
/// valid URL.
fn path_in_folder(url: &str, folder: &str) -> Option<String> {
    let (first, rest) = first_part(url)?;
    let is_folder = first == folder || decoded(first)? == folder;
    let rest = decoded(rest).filter(|rest| is_folder && is_safe_path(rest))?;
    let path = format!("{folder}/{rest}");
    Some(path.replace('%', "%25").replace('#', "%23").replace('?', "%3F"))
}

/// Splits a relative path after its first component.
fn first_part(url: &str) -> Option<(&str, &str)> {
    let url = url.trim();
    let path = memchr2(b'?', b'#', url.as_bytes()).map_or(Some(url), |end| url.get(..end))?;
    path.strip_prefix("./").unwrap_or(path).split_once('/')
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// Whether `path` stays inside its folder on every system.
fn is_safe_path(path: &str) -> bool {
    let is_name = |part: &str| !matches!(part, "" | "." | "..");
    path.split('/').all(is_name) && !path.contains(['\\', ':']) && !path.contains(char::is_control)
}

/// Images that were saved inside the page, by their placeholders.
struct EmbeddedImages<'a> {
    /// Images that `SingleFile` puts into CSS variables, `:root{--sf-img-4:url("data:image/png;base64,…")}`, by number.
    styled: HashMap<String, String>,
    embedded: Option<&'a BTreeMap<String, String>>,
}

impl<'a> EmbeddedImages<'a> {
    fn of(dom: &Dom, saved: &Saved<'a>) -> Self {
        let mut styled = HashMap::new();
        for style in dom.elements().filter(|element| element.tag() == "style") {
            style
                .node()
                .children()
                .filter_map(Node::as_text)
                .for_each(|text| read_variables(text, &mut styled));
        }
        let embedded = saved.embedded.filter(|images| !images.is_empty());
        let images = Self { styled, embedded };
        let lengths = || dom.elements().filter_map(|image| images.for_element(image)).map(str::len);
        let fits = images.is_empty() || lengths().sum::<usize>() <= saved.max;
        if fits { images } else { Self { styled: HashMap::new(), embedded: None } }
    }

    fn is_empty(&self) -> bool {
        self.styled.is_empty() && self.embedded.is_none()
    }

    /// Returns the URL of the image that replaces a placeholder,
    /// `<img src="data:image/svg+xml,<svg …>" style="background-image:var(--sf-img-4)!important">` or `<img
    /// src="cid:1">`.
    fn for_element(&self, image: Element<'_>) -> Option<&str> {
        if self.is_empty() || image.tag() != "img" {
            return None;
        }
        let embedded = || self.embedded?.get(image.attribute("src")?);
        number_of(image).and_then(|number| self.styled.get(number)).or_else(embedded).map(String::as_str)
    }
}

/// Reads each `--sf-img-4:url("data:…")` in a style.
fn read_variables(style: &str, styled: &mut HashMap<String, String>) {
    for part in style.split("--sf-img-").skip(1) {
        let Some((number, value)) = part.split_once(':') else { continue };
        let Some(value) = value.trim_start().strip_prefix("url(") else { continue };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = quote.and_then(|quote| value.strip_prefix(quote)).unwrap_or(value);
        let Some((url, _)) = value.split_once(quote.unwrap_or(')')) else { continue };
        styled.entry(number.trim().to_owned()).or_insert_with(|| url.trim().to_owned());
    }
}

/// Returns the number of the CSS variable that an image has as its background.
fn number_of(image: Element<'_>) -> Option<&str> {
    let (_, rest) = image.style()?.split_once("var(--sf-img-")?;
    rest.split_once(')').map(|(number, _)| number.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom::parse;
    use crate::options::Limits;

    fn source(html: &str, folder: Option<&str>, max: usize) -> String {
        let mut dom = parse(html, &Limits::default()).unwrap();
        let embedded = BTreeMap::from([("cid:1".to_owned(), "data:,1".to_owned())]);
        let saved = Saved { url: Some("https://a.b/c?d#e"), folder, embedded: Some(&embedded), max };
        restore(&mut dom, &saved);
        let element = dom.elements().find(|e| matches!(e.tag(), "img" | "a")).unwrap();
        element.attribute("src").or_else(|| element.attribute("href")).unwrap_or_default().to_owned()
    }

    #[test]
    fn images_in_the_pages_folder_have_relative_paths() {
        for url in ["./题_files/图 1.png", "题_files/图%201.png?x#y", "%E9%A2%98_files/%E5%9B%BE 1.png"] {
            let html = format!("<img src='{url}'>");
            assert_eq!(source(&html, Some("题_files"), 0), "题_files/图 1.png", "{url}");
        }
        assert_eq!(source("<img src='./a.files/b%23%25.gif'>", Some("a.files"), 0), "a.files/b%23%25.gif");
    }

    #[test]
    fn images_in_other_folders_are_unreachable() {
        assert_eq!(source("<img src='./a_files/b.png'>", None, 0), "file:./a_files/b.png");
        for url in
            ["a_files/../b.png", "a_files/%2e%2e/b.png", "a_files/..%5Cb.png", "a_files//b", "c_files/b"]
        {
            let html = format!("<img src='{url}'>");
            assert_eq!(source(&html, Some("a_files"), 0), format!("file:{url}"), "{url}");
        }
        for url in ["img/a.png", "https://a.b/c_files/d.png", "//c_files/a.png", "/c_files/a.png"] {
            assert_eq!(source(&format!("<img src='{url}'>"), Some("a_files"), 0), url);
        }
    }

    #[test]
    fn only_attributes_show_that_a_browser_saved_the_page() {
        let may_apply = |html| Saved::default().may_apply_to(&parse(html, &Limits::default()).unwrap(), html);
        for html in [
            "<img src='a_files/b.png'>",
            "<img data-original='./a.files/b.png'>",
            "<video src='a_files/b.mp4'>",
            "<img style='background-image:var(--sf-img-1)!important'>",
        ] {
            assert!(may_apply(html), "{html}");
        }
        for html in ["<p>a_files/b.png --sf-img-1", "<a href='a_files/b'>", "<img src='//a.b/c_files/d.png'>"]
        {
            assert!(!may_apply(html), "{html}");
        }
    }

    #[test]
    fn links_within_the_page_become_relative() {
        assert_eq!(source("<a href='https://a.b/c?d#%E4%B8%80'>", None, 0), "#%E4%B8%80");
        for other in ["https://a.b/c?d", "https://a.b/c?d#", "https://a.b/c#e", "https://a.b/c?dd#e"] {
            assert_eq!(source(&format!("<a href='{other}'>"), None, 0), other);
        }
    }

    #[test]
    fn images_in_styles_are_restored_up_to_the_limit() {
        let page = |value: &str| {
            format!(
                "<style>:root{{--sf-img-1:url(x);--sf-img-12: {value}}}</style><img src='data:image/svg+xml,' \
                 style='color:red;background-image:var(--sf-img-12)!important'>"
            )
        };
        for value in ["url(\"data:,a(1)\")", "url('data:,a(1)');", "url( data:,a(1)", "url(data:,a(1)"] {
            let expected = if value.contains(['"', '\'']) { "data:,a(1)" } else { "data:,a(1" };
            assert_eq!(source(&page(&format!("{value})")), None, 99), expected, "{value}");
        }
        assert_eq!(source(&page("url(data:,abc)"), None, 9), "data:,abc");
        assert_eq!(source(&page("url(data:,abc)"), None, 8), "data:image/svg+xml,");
        assert_eq!(source("<img src='cid:1'>", None, 7), "data:,1");
        assert_eq!(source("<img src='cid:1'>", None, 6), "cid:1");
        assert_eq!(source(&page("none"), None, 99), "data:image/svg+xml,");
    }
}
