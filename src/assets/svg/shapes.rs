//! Shapes as SVG 1.1 has them, for readers that are strict.

/// The shapes, each with the attributes of its geometry.
const SHAPES: [(&str, &[&str]); 7] = [
    ("circle", &["cx", "cy", "r"]),
    ("ellipse", &["cx", "cy", "rx", "ry"]),
    ("line", &["x1", "y1", "x2", "y2"]),
    ("path", &["d"]),
    ("polygon", &["points"]),
    ("polyline", &["points"]),
    ("rect", &["x", "y", "width", "height", "rx", "ry"]),
];

/// The elements that a shape may contain.
const CHILDREN: [&str; 6] = ["animate", "animateMotion", "animateTransform", "desc", "set", "title"];

/// Whether an element is a shape.
pub(super) fn is_shape(name: &str) -> bool {
    SHAPES.iter().any(|(shape, _)| *shape == name)
}

/// Whether a shape may contain an element. Scrapers lose the slash of `<rect/>`, so that what follows it seems to be in it, where
/// it is not shown.
pub(super) fn may_contain(child: &str) -> bool {
    CHILDREN.contains(&child)
}

/// Whether an attribute is the geometry of other shapes only.
pub(super) fn is_foreign_geometry(name: &str, attribute: &str) -> bool {
    let own = SHAPES.iter().find(|(shape, _)| *shape == name);
    let is_geometry = || SHAPES.iter().any(|(_, attributes)| attributes.contains(&attribute));
    own.is_some_and(|(_, own)| !own.contains(&attribute) && is_geometry())
}
