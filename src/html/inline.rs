use super::element::{Attribute, Class, Element, Void};
use super::flat_text;
use super::renderer::Renderer;
use super::url::{Href, ImageSource};
use crate::model::{Image, Inline, Link};

impl<'a> Renderer<'a> {
    pub(super) fn inlines(&mut self, inlines: &'a [Inline]) {
        for inline in inlines {
            self.inline(inline);
        }
    }

    fn inline(&mut self, inline: &'a Inline) {
        if self.writer.is_full() {
            return self.writer.text(&flat_text::of_inline(inline));
        }
        match inline {
            Inline::Text(text) => self.writer.text(text),
            Inline::Strong(content) => self.span(Element::Strong, content),
            Inline::Emphasis(content) => self.span(Element::Em, content),
            Inline::Strike(content) => self.span(Element::Del, content),
            Inline::Element(tag, content) => self.span(Element::from(*tag), content),
            Inline::Code(code) => {
                self.writer.start(Element::Code, []);
                self.writer.text(code);
                self.writer.end();
            }
            Inline::Link(link) => self.link(link),
            Inline::Image(image) => self.image(image),
            Inline::Math(math) => self.formula(&math.tex, math.display),
            Inline::Break => self.writer.void(Void::Br, []),
            Inline::FootnoteReference(label) => self.footnote_reference(label),
        }
    }

    fn span(&mut self, element: Element, content: &'a [Inline]) {
        self.writer.start(element, []);
        self.inlines(content);
        self.writer.end();
    }

    fn link(&mut self, link: &'a Link) {
        let href = self.href(&link.url).filter(|_| !self.in_link);
        let Some(href) = href else {
            let class = Attribute::Class(Class::Unlinked);
            self.writer.start(Element::Span, [class, Attribute::Title(&link.url)]);
            self.inlines(&link.content);
            return self.writer.end();
        };
        let title = link.title.as_deref().map(Attribute::Title);
        self.writer.start(Element::A, [Attribute::Href(&href)].into_iter().chain(title));
        self.in_link = true;
        self.inlines(&link.content);
        self.in_link = false;
        self.writer.end();
    }

    /// Returns where a link leads; `None` if it is unsafe or leads nowhere.
    fn href(&self, url: &str) -> Option<Href> {
        if let Some(fragment) = url.strip_prefix('#') {
            return self.ids.named(fragment).map(|id| Href::fragment(&self.id(id)));
        }
        match (self.options.link)(url) {
            Some(chosen) => Href::chosen(&chosen),
            None => Href::absolute(url),
        }
    }

    fn image(&mut self, image: &Image) {
        let source = (self.options.image)(&image.url).and_then(|source| ImageSource::chosen(&source));
        let title = image.title.as_deref();
        let Some(source) = source else { return self.placeholder(image, title.unwrap_or(&image.url)) };
        let attributes = [Attribute::Src(&source), Attribute::Alt(&image.alt)];
        self.writer.void(Void::Img, attributes.into_iter().chain(title.map(Attribute::Title)));
    }

    /// Writes the alternative text of an image that cannot be shown, as a link to it.
    fn placeholder(&mut self, image: &Image, title: &str) {
        let (class, title) = (Attribute::Class(Class::Image), Attribute::Title(title));
        match Href::absolute(&image.url).filter(|_| !self.in_link) {
            Some(href) => self.writer.start(Element::A, [class, Attribute::Href(&href), title]),
            None => self.writer.start(Element::Span, [class, title]),
        }
        let is_nameless = image.alt.trim().is_empty();
        self.writer.text(if is_nameless { self.options.wording.image } else { &image.alt });
        self.writer.end();
    }
}
