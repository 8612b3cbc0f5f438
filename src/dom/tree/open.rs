//! Open elements and active formatting elements.

use crate::dom::arena::NodeId;
use crate::dom::name::Name;
use crate::dom::token::Tag;

/// An open element.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open {
    /// The element's node.
    pub(super) node: NodeId,
    /// Its name, or [`Name::Other`] for elements outside the HTML namespace.
    pub(super) name: Name,
    /// How its content is parsed.
    pub(super) content: Content,
    /// The name of the innermost element up to this one that determines the insertion mode.
    pub(super) context: Name,
}

/// How the content of an element is parsed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Content {
    /// An HTML element.
    Html,
    /// An SVG or MathML element.
    Foreign,
    /// A *MathML text integration point*.
    MathText,
    /// An *HTML integration point* of SVG.
    SvgHtml,
    /// `annotation-xml`, and whether it contains HTML.
    Annotation(bool),
}

impl Open {
    /// `outer` is the context around the element.
    pub(super) const fn new(node: NodeId, name: Name, content: Content, outer: Name) -> Self {
        Self { node, name, content, context: if name.is_context() { name } else { outer } }
    }

    pub(super) const fn is_html(self) -> bool {
        matches!(self.content, Content::Html)
    }

    const fn bounds_scope(self) -> bool {
        self.name.bounds_scope() || matches!(self.content, Content::MathText | Content::SvgHtml)
    }
}

/// The kinds of scope, each with boundaries of its own besides the common ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scope {
    Default,
    List,
    Button,
    Table,
}

impl Scope {
    pub(super) const fn ends_at(self, open: Open) -> bool {
        match self {
            Self::Table => matches!(open.name, Name::Html | Name::Table | Name::Template),
            Self::List => matches!(open.name, Name::Ol | Name::Ul) || open.bounds_scope(),
            Self::Button => matches!(open.name, Name::Button) || open.bounds_scope(),
            Self::Default => open.bounds_scope(),
        }
    }
}

/// An entry of the *list of active formatting elements*.
#[derive(Debug, Clone, Copy)]
pub(super) enum FormattingEntry {
    /// Separates the entries outside a table cell, an `object` or the like from those inside, where they do not apply.
    Marker,
    /// An element and the tag that opened it.
    Element(NodeId, Tag),
}

impl FormattingEntry {
    pub(super) fn is(&self, node: NodeId) -> bool {
        matches!(self, Self::Element(own, _) if *own == node)
    }
}
