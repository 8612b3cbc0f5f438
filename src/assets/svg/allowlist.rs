//! The elements, attributes and CSS that static SVG images use: those of SVG 1.1 and 2 that browsers draw, animations,
//! and the XHTML in which Mermaid and draw.io write labels.

use xml::attribute::OwnedAttribute;

/// A namespace of elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Vocabulary {
    Svg,
    /// Only within `foreignObject`.
    Xhtml,
}

#[rustfmt::skip]
const SVG_ELEMENTS: &[&str] = &[
    "a", "circle", "clipPath", "defs", "desc", "ellipse", "feBlend", "feColorMatrix", "feComponentTransfer",
    "feComposite", "feConvolveMatrix", "feDiffuseLighting", "feDisplacementMap", "feDistantLight",
    "feDropShadow", "feFlood", "feFuncA", "feFuncB", "feFuncG", "feFuncR", "feGaussianBlur", "feImage",
    "feMerge", "feMergeNode", "feMorphology", "feOffset", "fePointLight", "feSpecularLighting", "feSpotLight",
    "feTile", "feTurbulence", "filter", "foreignObject", "g", "image", "line", "linearGradient", "marker",
    "mask", "mpath", "path", "pattern", "polygon", "polyline", "radialGradient", "rect", "stop", "style", "svg",
    "switch", "symbol", "text", "textPath", "title", "tspan", "use",
];

/// Elements that change one attribute of another element.
const ANIMATIONS: &[&str] = &["animate", "animateMotion", "animateTransform", "set"];

#[rustfmt::skip]
const XHTML_ELEMENTS: &[&str] = &[
    "b", "blockquote", "body", "br", "center", "code", "div", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6",
    "hr", "i", "li", "ol", "p", "pre", "s", "section", "small", "span", "strong", "sub", "sup", "table",
    "tbody", "td", "th", "thead", "tr", "u", "ul",
];

/// Elements whose reference, always to an element of the same file, is kept.
#[rustfmt::skip]
pub(super) const REFERRERS: &[&str] = &[
    "a", "animate", "animateMotion", "animateTransform", "feImage", "filter", "image", "linearGradient",
    "mpath", "pattern", "radialGradient", "set", "textPath", "use",
];

/// Types of images that an `image` may hold in a `data:` URL.
pub(super) const RASTER_TYPES: &[&str] = &["png", "jpeg", "jpg", "gif", "webp", "avif", "bmp"];

/// Attributes that hold numbers, names, text or keywords, and no reference.
#[rustfmt::skip]
pub(super) const PLAIN_ATTRIBUTES: &[&str] = &[
    "accumulate", "additive", "amplitude", "attributeName", "attributeType", "azimuth", "baseFrequency",
    "baseProfile", "begin", "bias", "calcMode", "class", "clipPathUnits", "diffuseConstant", "divisor", "dur",
    "edgeMode", "elevation", "end", "exponent", "filterRes", "filterUnits", "focusable", "fr", "fx", "fy",
    "gradientTransform", "gradientUnits", "id", "in", "in2", "intercept", "k1", "k2", "k3", "k4",
    "kernelMatrix", "kernelUnitLength", "keyPoints", "keySplines", "keyTimes", "lang", "lengthAdjust",
    "limitingConeAngle", "markerHeight", "markerUnits", "markerWidth", "maskContentUnits", "maskUnits", "max",
    "media", "method", "min", "mode", "name", "numOctaves", "offset", "operator", "order", "orient", "origin",
    "path", "pathLength", "patternContentUnits", "patternTransform", "patternUnits", "points", "pointsAtX",
    "pointsAtY", "pointsAtZ", "preserveAlpha", "preserveAspectRatio", "primitiveUnits", "radius", "refX",
    "refY", "repeatCount", "repeatDur", "requiredExtensions", "requiredFeatures", "restart", "result", "role",
    "rotate", "scale", "seed", "side", "slope", "spacing", "specularConstant", "specularExponent",
    "spreadMethod", "startOffset", "stdDeviation", "stitchTiles", "surfaceScale", "systemLanguage",
    "tableValues", "targetX", "targetY", "textLength", "type", "version", "viewBox", "x1", "x2",
    "xChannelSelector", "y1", "y2", "yChannelSelector", "z", "zoomAndPan",
];

/// Attributes of an animation that hold values of the attribute that it changes.
pub(super) const ANIMATED_VALUES: &[&str] = &["by", "from", "to", "values"];

#[rustfmt::skip]
pub(super) const XHTML_ATTRIBUTES: &[&str] = &[
    "align", "class", "color", "colspan", "dir", "face", "height", "id", "lang", "rowspan", "size", "title",
    "valign", "width",
];

/// CSS properties that are attributes of SVG elements as well.
#[rustfmt::skip]
pub(super) const PRESENTATION: &[&str] = &[
    "alignment-baseline", "baseline-shift", "clip", "clip-path", "clip-rule", "color", "color-interpolation",
    "color-interpolation-filters", "color-rendering", "cursor", "cx", "cy", "d", "direction", "display",
    "dominant-baseline", "dx", "dy", "enable-background", "fill", "fill-opacity", "fill-rule", "filter",
    "flood-color", "flood-opacity", "font", "font-family", "font-size", "font-size-adjust", "font-stretch",
    "font-style", "font-variant", "font-weight", "glyph-orientation-horizontal", "glyph-orientation-vertical",
    "height", "image-rendering", "kerning", "letter-spacing", "lighting-color", "line-height", "marker",
    "marker-end", "marker-mid", "marker-start", "mask", "mask-type", "mix-blend-mode", "opacity", "overflow",
    "paint-order", "pointer-events", "r", "rx", "ry", "shape-rendering", "solid-color", "solid-opacity",
    "stop-color", "stop-opacity", "stroke", "stroke-dasharray", "stroke-dashoffset", "stroke-linecap",
    "stroke-linejoin", "stroke-miterlimit", "stroke-opacity", "stroke-width", "text-anchor", "text-decoration",
    "text-overflow", "text-rendering", "transform", "transform-box", "transform-origin", "unicode-bidi",
    "vector-effect", "visibility", "white-space", "width", "word-spacing", "writing-mode", "x", "y",
];

/// CSS properties beside [`PRESENTATION`].
#[rustfmt::skip]
const PROPERTIES: &[&str] = &[
    "align-content", "align-items", "align-self", "animation", "animation-delay", "animation-direction",
    "animation-duration", "animation-fill-mode", "animation-iteration-count", "animation-name",
    "animation-play-state", "animation-timing-function", "backface-visibility", "background",
    "background-color", "background-image", "border", "border-bottom", "border-collapse", "border-color",
    "border-left", "border-radius", "border-right", "border-spacing", "border-style", "border-top",
    "border-width", "box-shadow", "box-sizing", "color-scheme", "flex", "flex-basis", "flex-direction",
    "flex-grow", "flex-shrink", "flex-wrap", "float", "font-feature-settings", "font-kerning",
    "font-variant-alternates", "font-variant-caps", "font-variant-east-asian", "font-variant-ligatures",
    "font-variant-numeric", "font-variant-position", "font-variation-settings", "hyphens", "inline-size",
    "isolation", "justify-content", "list-style-type", "margin", "margin-bottom", "margin-left", "margin-right",
    "margin-top", "max-height", "max-width", "min-height", "min-width", "outline", "overflow-wrap",
    "overflow-x", "overflow-y", "padding", "padding-bottom", "padding-left", "padding-right", "padding-top",
    "shape-inside", "shape-padding", "tab-size", "table-layout", "text-align", "text-decoration-color",
    "text-decoration-line", "text-decoration-style", "text-decoration-thickness", "text-indent",
    "text-orientation", "text-shadow", "text-size-adjust", "text-transform", "text-wrap", "transition",
    "user-select", "vertical-align", "will-change", "word-break", "word-wrap",
];

/// CSS functions that compute a value, and selectors that look like functions.
#[rustfmt::skip]
const FUNCTIONS: &[&str] = &[
    "blur", "brightness", "calc", "circle", "clamp", "color", "color-mix", "conic-gradient", "contrast",
    "cubic-bezier", "drop-shadow", "ellipse", "grayscale", "hsl", "hsla", "hue-rotate", "hwb", "inset",
    "invert", "is", "lab", "lch", "light-dark", "linear", "linear-gradient", "matrix", "matrix3d", "max", "min",
    "not", "nth-child", "nth-last-child", "nth-last-of-type", "nth-of-type", "oklab", "oklch", "opacity",
    "path", "perspective", "polygon", "radial-gradient", "rect", "repeating-linear-gradient",
    "repeating-radial-gradient", "rgb", "rgba", "rotate", "rotate3d", "rotatex", "rotatey", "rotatez",
    "saturate", "scale", "scale3d", "scalex", "scaley", "sepia", "skew", "skewx", "skewy", "steps", "translate",
    "translate3d", "translatex", "translatey", "translatez", "var", "where",
];

/// The static name of an allowed element.
pub(super) fn element(
    vocabulary: Vocabulary,
    name: &str,
    attributes: &[OwnedAttribute],
) -> Option<&'static str> {
    match vocabulary {
        Vocabulary::Xhtml => find(XHTML_ELEMENTS, name),
        Vocabulary::Svg => find(SVG_ELEMENTS, name)
            .filter(|name| *name != "style" || attributes.iter().all(is_css))
            .or_else(|| find(ANIMATIONS, name).filter(|name| is_harmless(name, attributes))),
    }
}

/// Whether an attribute of a `style` element does not declare another language than CSS.
fn is_css(attribute: &OwnedAttribute) -> bool {
    let is_type = attribute.name.namespace.is_none() && attribute.name.local_name == "type";
    !is_type || matches!(attribute.value.trim().to_ascii_lowercase().as_str(), "" | "text/css")
}

/// Whether an animation changes the look only, and no reference or event handler.
fn is_harmless(animation: &str, attributes: &[OwnedAttribute]) -> bool {
    let target = attributes
        .iter()
        .find(|attribute| attribute.name.namespace.is_none() && attribute.name.local_name == "attributeName");
    target.map_or(animation == "animateMotion", |target| {
        let is_geometry = || {
            PLAIN_ATTRIBUTES.contains(&target.value.as_str())
                && !matches!(target.value.as_str(), "attributeName" | "attributeType" | "class" | "id")
        };
        PRESENTATION.contains(&target.value.as_str()) || is_geometry()
    })
}

/// Whether a CSS property is allowed, by its name or as a variable.
pub(super) fn is_property(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let plain = ["-webkit-", "-moz-", "-ms-"].iter().find_map(|prefix| name.strip_prefix(prefix));
    let plain = plain.unwrap_or(&name);
    name.starts_with("--") || PRESENTATION.contains(&plain) || PROPERTIES.contains(&plain)
}

/// Whether a CSS function is allowed.
pub(super) fn is_function(name: &str) -> bool {
    FUNCTIONS.contains(&name.to_ascii_lowercase().as_str())
}

pub(super) fn find(names: &[&'static str], name: &str) -> Option<&'static str> {
    names.iter().copied().find(|known| *known == name)
}
