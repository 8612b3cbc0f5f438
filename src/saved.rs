//! Undoes what saving a page did to its addresses: browsers put pictures into a folder beside the page and write links
//! within it as links to its address; `SingleFile` keeps pictures in the page's styles.

use std::collections::{BTreeMap, HashMap};

use memchr::memmem;
use percent_encoding::percent_decode_str;

use crate::dom::{Dom, Element, Node};

/// What the names of folders end with in which browsers save the files of a page: Chrome, Edge and Firefox write the
/// first, Internet Explorer and Word the second.
pub const FOLDER_ENDS: [&str; 2] = ["_files", ".files"];

/// Attributes that hold the address of a picture.
const PICTURES: [&str; 3] = ["src", "data-src", "data-original"];

/// What is known of how a page was saved.
#[derive(Debug, Clone, Copy, Default)]
pub struct Saved<'a> {
    /// The address that it was saved from.
    pub url: Option<&'a str>,
    /// The name of the folder beside it with its files.
    pub folder: Option<&'a str>,
    /// Pictures that came with it under names that lead nowhere else: `data:` addresses by such names as `cid:1`.
    pub embedded: Option<&'a BTreeMap<String, String>>,
    /// How many bytes the addresses may have in all of pictures that stand in a page once and may be shown many times.
    /// Where they have more, what holds their place stays.
    pub max: usize,
}

/// Gives the addresses of a page the form that they had before it was saved, as far as that can be told.
///
/// A picture in the page's folder gets its path beside the page, `标题_files/a b.png` for
/// `./%E6%A0%87%E9%A2%98_files/a%20b.png`; one in a folder that did not come with the page can be reached by nobody.
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
    let pictures = Pictures::of(dom, saved);
    let changes = dom.changed_attributes(|element, name, value| match (element.tag(), name) {
        ("a", "href") => within(value, own?),
        ("img", "src") => pictures.shown(element).map(str::to_owned).or_else(|| beside(value, folder)),
        ("iframe" | "embed" | "video" | "audio" | "source", "src") => beside(value, None),
        ("img", _) if PICTURES.contains(&name) => beside(value, folder),
        _ => None,
    });
    dom.change_attributes(changes);
}

impl Saved<'_> {
    /// Whether there may be anything to restore in the page `html`: most pages are no saved ones.
    pub(crate) fn concerns(&self, html: &str) -> bool {
        let has = |mark: &str| memmem::find(html.as_bytes(), mark.as_bytes()).is_some();
        let has_pictures = self.embedded.is_some_and(|pictures| !pictures.is_empty());
        self.url.is_some() || self.folder.is_some() || has_pictures || has("files/") || has("--sf-img-")
    }
}

/// `#d` for `https://a.b/c#d` in the page `https://a.b/c`.
fn within(href: &str, own: &str) -> Option<String> {
    href.strip_prefix(own).filter(|rest| rest.len() > 1 && rest.starts_with('#')).map(str::to_owned)
}

/// Where a picture in the folder of a saved page is; `None` for others. One in another page's folder is at an address
/// that leads into no page.
fn beside(address: &str, folder: Option<&str>) -> Option<String> {
    if !is_in_folder(address) && folder.is_none() {
        return None;
    }
    let local = folder.and_then(|folder| local(address, folder));
    local.or_else(|| is_in_folder(address).then(|| format!("file:{}", address.trim())))
}

/// Whether the relative address of a picture leads into the folder of a saved page.
pub fn is_in_folder(address: &str) -> bool {
    first_part(address)
        .is_some_and(|(first, _)| FOLDER_ENDS.iter().any(|end| first.ends_with(end) && !first.contains(':')))
}

/// The path in `folder` that `address` leads to. What would part a path from a query, or be taken for a code, stays a
/// code, so that the path is an address as well.
fn local(address: &str, folder: &str) -> Option<String> {
    let (first, rest) = first_part(address)?;
    let is_folder = first == folder || decoded(first)? == folder;
    let rest = decoded(rest).filter(|rest| is_folder && leads_on(rest))?;
    let path = format!("{folder}/{rest}");
    Some(path.replace('%', "%25").replace('#', "%23").replace('?', "%3F"))
}

/// The first part of a relative path, and what follows it.
fn first_part(address: &str) -> Option<(&str, &str)> {
    let path = address.trim().split(['?', '#']).next()?;
    path.strip_prefix("./").unwrap_or(path).split_once('/')
}

fn decoded(text: &str) -> Option<String> {
    percent_decode_str(text).decode_utf8().ok().map(std::borrow::Cow::into_owned)
}

/// Whether `path` leads on from a folder, and on no system out of it.
fn leads_on(path: &str) -> bool {
    let is_name = |part: &str| !matches!(part, "" | "." | "..");
    path.split('/').all(is_name) && !path.contains(['\\', ':']) && !path.contains(char::is_control)
}

/// Pictures that came with the page, by what stands for them in it.
struct Pictures<'a> {
    /// What `SingleFile` keeps as variables of the page's styles, `:root{--sf-img-4:url("data:image/png;base64,…")}`, by
    /// their numbers.
    styled: HashMap<String, String>,
    embedded: Option<&'a BTreeMap<String, String>>,
}

impl<'a> Pictures<'a> {
    fn of(dom: &Dom, saved: &Saved<'a>) -> Self {
        let mut styled = HashMap::new();
        for style in dom.elements().filter(|element| element.tag() == "style") {
            style.node().children().filter_map(Node::as_text).for_each(|text| read(text, &mut styled));
        }
        let embedded = saved.embedded.filter(|pictures| !pictures.is_empty());
        let pictures = Self { styled, embedded };
        let shown = || dom.elements().filter_map(|image| pictures.shown(image)).map(str::len);
        let fits = pictures.is_empty() || shown().sum::<usize>() <= saved.max;
        if fits { pictures } else { Self { styled: HashMap::new(), embedded: None } }
    }

    fn is_empty(&self) -> bool {
        self.styled.is_empty() && self.embedded.is_none()
    }

    /// The address of the picture that stands behind an empty one,
    /// `<img src="data:image/svg+xml,<svg …>" style="background-image:var(--sf-img-4)!important">`, or that is embedded.
    fn shown(&self, image: Element<'_>) -> Option<&str> {
        if self.is_empty() || image.tag() != "img" {
            return None;
        }
        let embedded = || self.embedded?.get(image.attribute("src")?);
        number_of(image).and_then(|number| self.styled.get(number)).or_else(embedded).map(String::as_str)
    }
}

/// Reads `--sf-img-4:url("data:…")` wherever it stands in a style.
fn read(style: &str, styled: &mut HashMap<String, String>) {
    for part in style.split("--sf-img-").skip(1) {
        let Some((number, value)) = part.split_once(':') else { continue };
        let Some(value) = value.trim_start().strip_prefix("url(") else { continue };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let value = quote.and_then(|quote| value.strip_prefix(quote)).unwrap_or(value);
        let Some((address, _)) = value.split_once(quote.unwrap_or(')')) else { continue };
        styled.entry(number.trim().to_owned()).or_insert_with(|| address.trim().to_owned());
    }
}

/// The number of the variable that an image shows as its background.
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
    fn pictures_beside_the_page_have_their_paths() {
        for address in ["./题_files/图 1.png", "题_files/图%201.png?x#y", "%E9%A2%98_files/%E5%9B%BE 1.png"]
        {
            let html = format!("<img src='{address}'>");
            assert_eq!(source(&html, Some("题_files"), 0), "题_files/图 1.png", "{address}");
        }
        assert_eq!(source("<img src='./a.files/b%23%25.gif'>", Some("a.files"), 0), "a.files/b%23%25.gif");
    }

    #[test]
    fn pictures_that_did_not_come_along_are_nowhere() {
        assert_eq!(source("<img src='./a_files/b.png'>", None, 0), "file:./a_files/b.png");
        for address in
            ["a_files/../b.png", "a_files/%2e%2e/b.png", "a_files/..%5Cb.png", "a_files//b", "c_files/b"]
        {
            let html = format!("<img src='{address}'>");
            assert_eq!(source(&html, Some("a_files"), 0), format!("file:{address}"), "{address}");
        }
        for address in ["img/a.png", "https://a.b/c_files/d.png", "//c_files/a.png", "/c_files/a.png"] {
            assert_eq!(source(&format!("<img src='{address}'>"), Some("a_files"), 0), address);
        }
    }

    #[test]
    fn links_within_the_page_are_so_again() {
        assert_eq!(source("<a href='https://a.b/c?d#%E4%B8%80'>", None, 0), "#%E4%B8%80");
        for other in ["https://a.b/c?d", "https://a.b/c?d#", "https://a.b/c#e", "https://a.b/c?dd#e"] {
            assert_eq!(source(&format!("<a href='{other}'>"), None, 0), other);
        }
    }

    #[test]
    fn pictures_in_styles_come_back_as_far_as_they_may() {
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
