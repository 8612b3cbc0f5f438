//! Writes an inline SVG diagram as a data URL: well-formed XML with only the elements and attributes listed below, so
//! that nothing in it can run or refer to anything outside it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::dom::{Element, Node};

/// How the data URL starts; base64 follows.
const DATA_URL_PREFIX: &str = "data:image/svg+xml;base64,";

/// How each SVG image starts. `verify` recognizes converted diagrams by it.
const SVG_START: &str =
    r#"<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg""#;

/// Elements that draw or group. Others are omitted with their content.
#[rustfmt::skip]
const ELEMENTS: [&str; 40] = [
    "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix", "feComponentTransfer", "feComposite",
    "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feMerge", "feMergeNode",
    "feMorphology", "feOffset", "filter", "g", "line", "linearGradient", "marker", "mask", "path", "pattern", "polygon",
    "polyline", "radialGradient", "rect", "stop", "svg", "switch", "symbol", "text", "textPath", "tspan", "use",
];

/// Attributes to keep. Scraped pages have their names in lower case.
#[rustfmt::skip]
const ATTRIBUTES: [&str; 117] = [
    "alignment-baseline", "baseline-shift", "class", "clip-path", "clip-rule", "clipPathUnits", "color",
    "color-interpolation-filters", "cx", "cy", "d", "display", "dominant-baseline", "dx", "dy", "exponent", "fill",
    "fill-opacity", "fill-rule", "filter", "filterUnits", "flood-color", "flood-opacity", "font-family", "font-size",
    "font-style", "font-variant", "font-weight", "fr", "fx", "fy", "gradientTransform", "gradientUnits", "height", "href",
    "id", "in", "in2", "intercept", "k1", "k2", "k3", "k4", "lengthAdjust", "letter-spacing", "marker-end", "marker-mid",
    "marker-start", "markerHeight", "markerUnits", "markerWidth", "mask", "maskContentUnits", "maskUnits", "method",
    "mode", "offset", "opacity", "operator", "orient", "overflow", "paint-order", "pathLength", "patternContentUnits",
    "patternTransform", "patternUnits", "points", "preserveAspectRatio", "primitiveUnits", "r", "radius", "refX", "refY",
    "result", "rotate", "rx", "ry", "shape-rendering", "side", "slope", "spacing", "spreadMethod", "startOffset",
    "stdDeviation", "stop-color", "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "style", "tableValues", "text-anchor",
    "text-decoration", "text-rendering", "textLength", "transform", "transform-origin", "type", "values",
    "vector-effect", "viewBox", "visibility", "width", "word-spacing", "writing-mode", "x", "x1", "x2", "xlink:href", "y",
    "y1", "y2",
];

/// Returns a data URL with an SVG image of `svg`.
pub(super) fn data_url(svg: Element<'_>) -> String {
    let mut writer = Writer { xml: SVG_START.to_owned() };
    writer.attributes(svg);
    writer.xml.push('>');
    writer.children("svg", svg);
    writer.xml.push_str("</svg>");
    let mut url = DATA_URL_PREFIX.to_owned();
    STANDARD.encode_string(&writer.xml, &mut url);
    url
}

struct Writer {
    xml: String,
}

impl Writer {
    /// Writes the content of `element`, which is written as a `tag`.
    fn children(&mut self, tag: &str, element: Element<'_>) {
        let shows_text = matches!(tag, "text" | "tspan" | "textPath" | "desc");
        for node in element.node().children() {
            match (node.as_text(), node.as_element()) {
                (Some(text), _) if shows_text => self.text(&collapse_whitespace(text)),
                (_, Some(child)) => self.element(child),
                _ => {}
            }
        }
    }

    fn element(&mut self, element: Element<'_>) {
        match element.tag() {
            "foreignObject" => self.foreign_object(element),
            "style" => self.style(element),
            // Links have no use in an image.
            "a" => {
                let shows_text = |parent: Element<'_>| matches!(parent.tag(), "text" | "tspan" | "textPath");
                let is_text = element.node().parent_element().is_some_and(shows_text);
                self.tagged(if is_text { "tspan" } else { "g" }, element);
            }
            "title" => {
                self.xml.push_str("<title>");
                self.text(&collapse_whitespace(&element.text()));
                self.xml.push_str("</title>");
            }
            tag if ELEMENTS.contains(&tag) => self.tagged(tag, element),
            _ => {}
        }
    }

    fn tagged(&mut self, tag: &str, element: Element<'_>) {
        self.xml.extend(["<", tag]);
        self.attributes(element);
        self.xml.push('>');
        self.children(tag, element);
        self.xml.extend(["</", tag, ">"]);
    }

    fn attributes(&mut self, element: Element<'_>) {
        let mut has_reference = false;
        for (name, value) in element.attributes() {
            let Some(name) = ATTRIBUTES.into_iter().find(|known| known.eq_ignore_ascii_case(name)) else {
                continue;
            };
            let is_reference = matches!(name, "href" | "xlink:href");
            let is_safe = if is_reference {
                value.starts_with('#') && !has_reference
            } else {
                is_self_contained(value)
            };
            if is_safe {
                has_reference |= is_reference;
                self.attribute(if is_reference { "xlink:href" } else { name }, value);
            }
        }
    }

    fn attribute(&mut self, name: &str, value: &str) {
        self.xml.extend([" ", name, "=\""]);
        self.text(&collapse_whitespace(value));
        self.xml.push('"');
    }

    fn style(&mut self, element: Element<'_>) {
        let style = element.text();
        if is_self_contained(&style) {
            self.xml.push_str("<style>");
            self.text(&collapse_whitespace(&style));
            self.xml.push_str("</style>");
        }
    }

    /// Writes HTML in the diagram, which few viewers render, as text centred in its box.
    fn foreign_object(&mut self, foreign: Element<'_>) {
        let number = |name| foreign.attribute(name).and_then(|value| value.trim().parse::<f64>().ok());
        let number = |name| number(name).filter(|value| value.is_finite()).unwrap_or_default();
        let (x, y) = (number("x") + number("width") / 2.0, number("y") + number("height") / 2.0);
        let lines = lines(foreign);
        if lines.is_empty() {
            return;
        }
        let (x, y) = (x.to_string(), y.to_string());
        self.xml.push_str("<text");
        for (name, value) in
            [("x", x.as_str()), ("y", &y), ("text-anchor", "middle"), ("dominant-baseline", "central")]
        {
            self.attribute(name, value);
        }
        self.xml.push('>');
        // The lines together are centred where a single one would be.
        let above = u32::try_from(lines.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let first = format!("{}em", -0.6 * f64::from(above) + 0.0);
        for (index, line) in lines.iter().enumerate() {
            self.xml.push_str("<tspan");
            self.attribute("x", &x);
            self.attribute("dy", if index == 0 { &first } else { "1.2em" });
            self.xml.push('>');
            self.text(line);
            self.xml.push_str("</tspan>");
        }
        self.xml.push_str("</text>");
    }

    /// Writes text without the characters that XML does not allow.
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '&' => self.xml.push_str("&amp;"),
                '<' => self.xml.push_str("&lt;"),
                '>' => self.xml.push_str("&gt;"),
                '"' => self.xml.push_str("&quot;"),
                '\u{fffe}' | '\u{ffff}' => {}
                c if c.is_control() => {}
                c => self.xml.push(c),
            }
        }
    }
}

/// Whether an attribute value or a style refers only to the diagram itself, with nothing disguised by escapes.
fn is_self_contained(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    let is_own = |rest: &str| {
        rest.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\'')).starts_with('#')
    };
    !["\\", "@import", "javascript:", "expression(", "-moz-binding", "image-set("]
        .iter()
        .any(|word| style.contains(word))
        && style.split("url(").skip(1).all(is_own)
}

/// Collapses whitespace to single spaces, as browsers do.
fn collapse_whitespace(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_ascii_whitespace() {
            true if joined.ends_with(' ') => {}
            true => joined.push(' '),
            false => joined.push(c),
        }
    }
    joined
}

/// Returns the lines of text of the HTML in `foreign`.
fn lines(foreign: Element<'_>) -> Vec<String> {
    let mut text = String::new();
    collect(foreign.node(), &mut text);
    text.split('\n')
        .map(|line| collapse_whitespace(line).trim().to_owned())
        .filter(|line| !line.is_empty())
        .collect()
}

fn collect(node: Node<'_>, text: &mut String) {
    for child in node.children() {
        if let Some(own) = child.as_text() {
            text.push_str(&own.replace(['\n', '\r', '\t'], " "));
        } else if let Some(element) = child.as_element() {
            let tag = element.tag();
            let is_line = tag == "br" || element.name().displays_as_block();
            if is_line {
                text.push('\n');
            }
            if !matches!(tag, "script" | "style") {
                collect(child, text);
            }
            if is_line {
                text.push('\n');
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dom;
    use crate::options::Limits;

    fn svg_of(html: &str) -> String {
        let page = dom::parse(html, &Limits::default()).unwrap();
        let svg = page.elements().find(|element| element.tag() == "svg").unwrap();
        let url = data_url(svg);
        let xml = STANDARD.decode(url.strip_prefix(DATA_URL_PREFIX).unwrap()).unwrap();
        let xml = String::from_utf8(xml).unwrap();
        roxmltree::Document::parse(&xml).unwrap();
        xml.strip_prefix(SVG_START).unwrap().to_owned()
    }

    #[test]
    fn writes_svg_as_xml() {
        for (html, xml) in [
            (
                "<svg id=a viewbox='0 0 9 9' width=100%><g class='b'><path d=\"M0 0\nL1 1\" marker-end='url(#c)'></g></svg>",
                " id=\"a\" viewBox=\"0 0 9 9\" width=\"100%\"><g class=\"b\">\
                 <path d=\"M0 0 L1 1\" marker-end=\"url(#c)\"></path></g></svg>",
            ),
            (
                "<svg><style>\n #a > .b {fill:#333; font-family: \"x&y\"}</style><text x=1>甲 &lt; <tspan>乙</tspan></text></svg>",
                "><style> #a &gt; .b {fill:#333; font-family: &quot;x&amp;y&quot;}</style>\
                 <text x=\"1\">甲 &lt; <tspan>乙</tspan></text></svg>",
            ),
            (
                "<svg><defs><marker refx=3 markerwidth=4 /></defs><use href=#a xlink:href=#b /></svg>",
                "><defs><marker refX=\"3\" markerWidth=\"4\"></marker></defs><use xlink:href=\"#a\"></use></svg>",
            ),
        ] {
            assert_eq!(svg_of(html), xml);
        }
    }

    #[test]
    fn omits_scripts_and_external_references() {
        for html in [
            "<svg onload=x()><script>x()</script></svg>",
            "<svg><image href='//a.b/c.png'/><iframe src=x></iframe><animate attributeName=href to=x /></svg>",
            "<svg><style>@import '//a.b';</style><style>a{background:url( //a.b)}</style></svg>",
            "<svg style='background:u\\72l(//a.b)' fill='url(\"//a.b#c\")' data-x=y></svg>",
        ] {
            assert_eq!(svg_of(html), "></svg>");
        }
        assert_eq!(
            svg_of("<svg><use href='//a.b#c'/><a href='//a.b'><text>甲\u{1}\u{ffff}</text></a></svg>"),
            "><use></use><g><text>甲</text></g></svg>"
        );
    }

    #[test]
    fn writes_html_as_centred_text() {
        let html = "<svg><foreignObject width=20 height=10><div><p>\n 甲 <b>乙</b>\n<br>丙</p></div></foreignObject><foreignObject y=2>丁</foreignObject><foreignObject><div> </div></foreignObject></svg>";
        assert_eq!(
            svg_of(html),
            "><text x=\"10\" y=\"5\" text-anchor=\"middle\" dominant-baseline=\"central\">\
             <tspan x=\"10\" dy=\"-0.6em\">甲 乙</tspan><tspan x=\"10\" dy=\"1.2em\">丙</tspan></text>\
             <text x=\"0\" y=\"2\" text-anchor=\"middle\" dominant-baseline=\"central\"><tspan x=\"0\" dy=\"0em\">丁</tspan></text></svg>"
        );
    }
}
