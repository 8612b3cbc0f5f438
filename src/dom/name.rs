//! The names of elements that have rules of their own in the parser or the converter.

macro_rules! names {
    ($($name:ident $text:literal),*) => {
        /// The name of an element, or [`Name::Other`] for names without rules of their own.
        ///
        /// An SVG or MathML element has the name that it would have in HTML: check the namespace first where that
        /// matters.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub(crate) enum Name {
            /// Any other name.
            Other,
            $(#[doc = $text] $name),*
        }

        impl Name {
            /// All names, in order.
            pub(crate) const ALL: &[Self] = &[Self::Other, $(Self::$name),*];

            /// The name as text, empty for [`Name::Other`].
            pub(crate) fn text(self) -> &'static str {
                // A table, since a match would compile to a jump.
                const TEXTS: [&str; Name::ALL.len()] = ["", $($text),*];
                TEXTS.get(self as usize).copied().unwrap_or_default()
            }

            /// The name that `text` spells in lower case.
            pub(super) fn of(text: &[u8]) -> Self {
                #[expect(non_upper_case_globals, reason = "named after the variants")]
                mod keys {
                    $(pub(super) const $name: u64 = crate::dom::name::key($text.as_bytes());)*
                }
                let name = match key(text) {
                    $(keys::$name => Self::$name,)*
                    _ => return Self::Other,
                };
                let known = name.text().as_bytes();
                let is_it = known.len() == text.len() && (text.len() <= 8 || known == text);
                if is_it { name } else { Self::Other }
            }
        }
    };
}

#[rustfmt::skip]
names! {
    A "a", Address "address", Applet "applet", Area "area", Article "article", Aside "aside", B "b", Base "base",
    Basefont "basefont", Bgsound "bgsound", Big "big", Blockquote "blockquote", Body "body", Br "br", Button
    "button", Caption "caption", Center "center", Code "code", Col "col", Colgroup "colgroup", Dd "dd", Del "del",
    Details "details", Dialog "dialog", Dir "dir", Div "div", Dl "dl", Dt "dt", Em "em", Embed "embed", Fieldset
    "fieldset", Figcaption "figcaption", Figure "figure", Font "font", Footer "footer", Form "form", Frame "frame",
    Frameset "frameset", H1 "h1", H2 "h2", H3 "h3", H4 "h4", H5 "h5", H6 "h6", Head "head", Header "header", Hgroup
    "hgroup", Hr "hr", Html "html", I "i", Iframe "iframe", Image "image", Img "img", Input "input", Ins "ins", Kbd
    "kbd", Keygen "keygen", Li "li", Link "link", Listing "listing", Main "main", Mark "mark", Marquee "marquee",
    Math "math", Menu "menu", Meta "meta", Nav "nav", Nobr "nobr", Noembed "noembed", Noframes "noframes", Noscript
    "noscript", Object "object", Ol "ol", Optgroup "optgroup", Option "option", P "p", Param "param", Plaintext
    "plaintext", Pre "pre", Rb "rb", Rp "rp", Rt "rt", Rtc "rtc", Ruby "ruby", S "s", Samp "samp", Script "script",
    Search "search", Section "section", Select "select", Small "small", Source "source", Span "span", Strike
    "strike", Strong "strong", Style "style", Sub "sub", Summary "summary", Sup "sup", Svg "svg", Table "table",
    Tbody "tbody", Td "td", Template "template", Textarea "textarea", Tfoot "tfoot", Th "th", Thead "thead", Title
    "title", Tr "tr", Track "track", Tt "tt", U "u", Ul "ul", Var "var", Wbr "wbr", Xmp "xmp"
}

/// The first eight bytes as a number, which differs for all names of elements.
pub(super) const fn key(text: &[u8]) -> u64 {
    let mut rest = match text.split_at_checked(8) {
        Some((first, _)) => first,
        None => text,
    };
    let mut key = 0;
    while let Some((&last, first)) = rest.split_last() {
        key = key << 8 | last as u64;
        rest = first;
    }
    key
}

impl Name {
    /// Whether the element is in the standard's category *special*.
    pub(super) const fn is_special(self) -> bool {
        use Name as N;
        !matches!(
            self,
            N::Other
                | N::A
                | N::B
                | N::Big
                | N::Code
                | N::Del
                | N::Dialog
                | N::Em
                | N::Font
                | N::I
                | N::Ins
                | N::Kbd
                | N::Keygen
                | N::Mark
                | N::Math
                | N::Nobr
                | N::Optgroup
                | N::Option
                | N::Rb
                | N::Rp
                | N::Rt
                | N::Rtc
                | N::Ruby
                | N::S
                | N::Samp
                | N::Search
                | N::Small
                | N::Span
                | N::Strike
                | N::Strong
                | N::Sub
                | N::Sup
                | N::Svg
                | N::Tt
                | N::U
                | N::Var
                | N::Image
        )
    }

    /// Whether the element is a boundary of any *scope*.
    pub(super) const fn bounds_scope(self) -> bool {
        use Name as N;
        matches!(
            self,
            N::Applet
                | N::Caption
                | N::Html
                | N::Table
                | N::Td
                | N::Th
                | N::Marquee
                | N::Object
                | N::Select
                | N::Template
        )
    }

    /// Whether the element determines the insertion mode that *reset the insertion mode appropriately* selects.
    pub(super) const fn is_context(self) -> bool {
        use Name as N;
        matches!(
            self,
            N::Td
                | N::Th
                | N::Tr
                | N::Tbody
                | N::Thead
                | N::Tfoot
                | N::Caption
                | N::Colgroup
                | N::Table
                | N::Head
                | N::Body
                | N::Template
                | N::Html
        )
    }

    /// Whether the element contains only text, which may look like markup.
    pub(super) const fn is_raw_text(self) -> bool {
        use Name as N;
        matches!(
            self,
            N::Script | N::Style | N::Title | N::Textarea | N::Xmp | N::Iframe | N::Noembed | N::Noframes
        )
    }

    /// Whether the element is closed by *generate implied end tags*.
    pub(super) const fn may_be_left_open(self) -> bool {
        use Name as N;
        matches!(
            self,
            N::Dd | N::Dt | N::Li | N::Option | N::Optgroup | N::P | N::Rb | N::Rp | N::Rt | N::Rtc
        )
    }

    /// Whether the element is a block that closes an open paragraph and has no other rules.
    pub(super) const fn is_block(self) -> bool {
        use Name as N;
        matches!(
            self,
            N::Address
                | N::Article
                | N::Aside
                | N::Blockquote
                | N::Center
                | N::Details
                | N::Dialog
                | N::Dir
                | N::Div
                | N::Dl
                | N::Fieldset
                | N::Figcaption
                | N::Figure
                | N::Footer
                | N::Header
                | N::Hgroup
                | N::Main
                | N::Menu
                | N::Nav
                | N::Ol
                | N::Search
                | N::Section
                | N::Summary
                | N::Ul
        )
    }

    /// Whether the element is in the category *formatting*: left open, it is reopened in the next paragraph.
    pub(super) const fn is_formatting(self) -> bool {
        use Name as N;
        matches!(
            self,
            N::A | N::B
                | N::Big
                | N::Code
                | N::Em
                | N::Font
                | N::I
                | N::Nobr
                | N::S
                | N::Small
                | N::Strike
                | N::Strong
                | N::Tt
                | N::U
        )
    }

    /// Whether an end tag only closes the element, if it is the current one.
    pub(super) const fn has_ordinary_end(self) -> bool {
        use Name as N;
        !self.is_formatting()
            && !matches!(
                self,
                N::Other | N::Form | N::Template | N::Body | N::Html | N::Applet | N::Marquee | N::Object
            )
    }

    /// Whether the element belongs in the head.
    pub(super) const fn is_of_head(self) -> bool {
        use Name as N;
        matches!(
            self,
            N::Base
                | N::Basefont
                | N::Bgsound
                | N::Link
                | N::Meta
                | N::Noframes
                | N::Script
                | N::Style
                | N::Template
                | N::Title
        )
    }

    /// Whether the element occurs only in tables.
    pub(super) const fn is_within_table(self) -> bool {
        use Name as N;
        matches!(
            self,
            N::Caption | N::Col | N::Colgroup | N::Tbody | N::Td | N::Tfoot | N::Th | N::Thead | N::Tr
        )
    }

    /// Whether browsers show the element as a block: on lines of its own. Parts of tables other than rows do not count.
    pub(crate) const fn displays_as_block(self) -> bool {
        use Name as N;
        self.is_block()
            || self.is_heading()
            || matches!(
                self,
                N::Dd
                    | N::Dt
                    | N::Form
                    | N::Hr
                    | N::Li
                    | N::Listing
                    | N::P
                    | N::Plaintext
                    | N::Pre
                    | N::Table
                    | N::Tr
                    | N::Xmp
            )
    }

    /// Whether text in the element is on lines of its own: that of a block, of a part of a table, or of the page
    /// itself.
    pub(crate) const fn has_own_lines(self) -> bool {
        use Name as N;
        self.displays_as_block()
            || matches!(self, N::Body | N::Caption | N::Html | N::Tbody | N::Td | N::Tfoot | N::Th | N::Thead)
    }

    /// Whether the element is a heading.
    pub(crate) const fn is_heading(self) -> bool {
        matches!(self, Self::H1 | Self::H2 | Self::H3 | Self::H4 | Self::H5 | Self::H6)
    }

    /// Whether text directly in the element is moved before the table.
    pub(super) const fn is_table_part(self) -> bool {
        matches!(self, Self::Table | Self::Tbody | Self::Tfoot | Self::Thead | Self::Tr)
    }
}

#[cfg(test)]
mod tests {
    use super::Name;

    #[test]
    fn names_are_found_by_their_text() {
        for text in ["a", "h1", "blockquote", "figcaption", "wbr"] {
            assert_eq!(Name::of(text.as_bytes()).text(), text);
        }
        for text in ["", "custom", "a\0", "blockquotes", "a-name-that-is-longer"] {
            assert_eq!(Name::of(text.as_bytes()), Name::Other, "{text}");
        }
    }
}
