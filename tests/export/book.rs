//! An EPUB, read without the code that wrote it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Read};

use roxmltree::{Document, Node, ParsingOptions};
use zip::{CompressionMethod, ZipArchive};

/// The files of an EPUB.
pub(crate) struct Epub {
    /// The names in the order in the file.
    pub(crate) names: Vec<String>,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

/// An item of the manifest.
pub(crate) struct Item {
    pub(crate) href: String,
    pub(crate) media_type: String,
    pub(crate) properties: String,
}

impl Epub {
    /// Reads the file, whose first entry has to be its type.
    pub(crate) fn read(bytes: &[u8]) -> Self {
        assert_eq!(&bytes[30..58], b"mimetypeapplication/epub+zip");
        let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
        let (mut names, mut files) = (Vec::new(), BTreeMap::new());
        for index in 0..zip.len() {
            let mut file = zip.by_index(index).unwrap();
            let name = file.name().to_owned();
            if index == 0 {
                assert_eq!((name.as_str(), file.compression()), ("mimetype", CompressionMethod::Stored));
            }
            let mut contents = Vec::new();
            file.read_to_end(&mut contents).unwrap();
            assert!(files.insert(name.clone(), contents).is_none(), "{name} is there twice");
            names.push(name);
        }
        Self { names, files }
    }

    /// Returns a text file of the book.
    pub(crate) fn text(&self, path: &str) -> &str {
        let bytes =
            self.files.get(&format!("EPUB/{path}")).unwrap_or_else(|| panic!("no {path}: {:?}", self.names));
        std::str::from_utf8(bytes).unwrap()
    }

    /// Returns the manifest.
    pub(crate) fn manifest(&self) -> Vec<Item> {
        let package = xml(self.text("package.opf"));
        let items = package
            .descendants()
            .filter(|node| node.has_tag_name("item") || node.tag_name().name() == "item");
        items
            .map(|item| {
                let attribute = |name| item.attribute(name).unwrap_or_default().to_owned();
                Item {
                    href: attribute("href"),
                    media_type: attribute("media-type"),
                    properties: attribute("properties"),
                }
            })
            .collect()
    }

    /// Returns the text of all chapters.
    pub(crate) fn chapters(&self) -> String {
        let chapters = self.manifest().into_iter().filter(|item| item.href.starts_with("article-"));
        chapters.map(|item| self.text(&item.href).to_owned()).collect()
    }

    /// Checks what is listed, that everything is well-formed, and that every reference leads to something in the book or to
    /// the web.
    pub(crate) fn check(&self) {
        let manifest = self.manifest();
        let listed: BTreeSet<String> = manifest.iter().map(|item| format!("EPUB/{}", item.href)).collect();
        assert_eq!(listed.len(), manifest.len(), "an item is listed twice");
        let unlisted = ["mimetype", "META-INF/container.xml", "EPUB/package.opf"].map(str::to_owned);
        let present: BTreeSet<String> =
            self.names.iter().filter(|name| !unlisted.contains(name)).cloned().collect();
        assert_eq!(listed, present);
        self.check_spine();
        let ids: BTreeMap<&str, BTreeSet<String>> = manifest
            .iter()
            .filter(|item| item.media_type != "text/css" && !is_picture(item))
            .map(|item| (item.href.as_str(), ids(&xml(self.text(&item.href)))))
            .collect();
        for item in manifest.iter().filter(|item| ids.contains_key(item.href.as_str())) {
            let text = self.text(&item.href);
            let document = xml(text);
            let has_math = document.descendants().any(|node| node.tag_name().name() == "math");
            assert_eq!(item.properties.contains("mathml"), has_math, "{}", item.href);
            document.descendants().for_each(|node| check_node(node, &item.href, &ids, &present));
        }
    }

    fn check_spine(&self) {
        let package = xml(self.text("package.opf"));
        let ids = ids(&package);
        let references: Vec<&str> = package
            .descendants()
            .filter_map(|node| node.attribute("idref").or_else(|| node.attribute("fallback")))
            .collect();
        assert!(references.iter().all(|id| ids.contains(*id)), "{references:?}");
    }
}

fn is_picture(item: &Item) -> bool {
    item.media_type.starts_with("image/")
}

/// Parses XML.
pub(crate) fn xml(text: &str) -> Document<'_> {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    Document::parse_with_options(text, options).unwrap_or_else(|error| panic!("{error}: {text}"))
}

/// Returns the ids of a document, which must differ.
pub(crate) fn ids(document: &Document<'_>) -> BTreeSet<String> {
    let all: Vec<&str> = document.descendants().filter_map(|node| node.attribute("id")).collect();
    let unique: BTreeSet<String> = all.iter().map(|id| (*id).to_owned()).collect();
    assert_eq!(unique.len(), all.len(), "an id is there twice: {all:?}");
    unique
}

/// Checks that an element does nothing but show text and images, and that its references lead to something.
fn check_node(
    node: Node<'_, '_>,
    file: &str,
    ids: &BTreeMap<&str, BTreeSet<String>>,
    present: &BTreeSet<String>,
) {
    let name = node.tag_name().name();
    assert!(
        !matches!(name, "script" | "style" | "iframe" | "object" | "embed" | "form" | "svg"),
        "{file}: {name}"
    );
    for attribute in node.attributes() {
        let (name, value) = (attribute.name(), attribute.value());
        assert!(!name.starts_with("on") && name != "style", "{file}: {name}");
        if !matches!(name, "href" | "src") {
            continue;
        }
        if name == "href" && ["http://", "https://", "mailto:"].iter().any(|scheme| value.starts_with(scheme))
        {
            continue;
        }
        let (path, fragment) = value.split_once('#').unwrap_or((value, ""));
        let path = if path.is_empty() { file } else { path };
        assert!(present.contains(&format!("EPUB/{path}")), "{file}: {value} leads nowhere");
        assert!(fragment.is_empty() || ids[path].contains(fragment), "{file}: {value} names nothing");
    }
}
