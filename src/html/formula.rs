use super::element::{Attribute, Class, Element};
use super::renderer::Renderer;

impl Renderer<'_> {
    /// Writes a formula as its source.
    pub(super) fn formula(&mut self, tex: &str, _is_displayed: bool) {
        self.writer.start(Element::Code, [Attribute::Class(Class::Tex)]);
        self.writer.text(tex.trim());
        self.writer.end();
    }
}
