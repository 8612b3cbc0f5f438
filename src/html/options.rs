use std::fmt;

/// How to render a document as HTML.
#[derive(Clone, Copy)]
pub struct HtmlOptions<'a> {
    /// Returns another destination for a link, such as an article of the same archive. `None` keeps the URL if its
    /// scheme is safe. Links to headings of the document are not asked for.
    pub link: &'a dyn Fn(&str) -> Option<String>,
    /// Returns the source of an image that can be shown: a path, an `https:` URL, or a `data:` URL of an image. `None`
    /// shows the alternative text instead, as a link to the image.
    pub image: &'a dyn Fn(&str) -> Option<String>,
    /// The beginning of each `id`, so that several documents fit on one page.
    pub id_prefix: &'a str,
    /// The number to add to the levels of headings, up to level 6.
    pub heading_shift: u8,
    /// The words that the renderer writes itself.
    pub wording: Wording<'a>,
}

impl Default for HtmlOptions<'_> {
    fn default() -> Self {
        Self {
            link: &|_| None,
            image: &|_| None,
            id_prefix: "",
            heading_shift: 0,
            wording: Wording::default(),
        }
    }
}

impl fmt::Debug for HtmlOptions<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HtmlOptions")
            .field("id_prefix", &self.id_prefix)
            .field("heading_shift", &self.heading_shift)
            .field("wording", &self.wording)
            .finish_non_exhaustive()
    }
}

/// The words that the renderer writes itself. English by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wording<'a> {
    /// Stands for an image without alternative text that is not shown.
    pub image: &'a str,
    /// The summary of a section that has none.
    pub details: &'a str,
    /// The label of the list of footnotes.
    pub footnotes: &'a str,
    /// The label of the link from a footnote to the text.
    pub back: &'a str,
}

impl Default for Wording<'_> {
    fn default() -> Self {
        Self { image: "image", details: "Details", footnotes: "Footnotes", back: "Back to the text" }
    }
}
