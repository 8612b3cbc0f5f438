//! Suggestions for misspelt names.

/// Returns the known name that is most similar to `unknown`, if any is similar.
///
/// ```
/// use csdown::options::nearest;
/// assert_eq!(nearest("hard-brake", ["hard-break", "tables"]), Some("hard-break"));
/// assert_eq!(nearest("xyz", ["hard-break", "tables"]), None);
/// ```
pub fn nearest<'a>(unknown: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let scores = known.into_iter().map(|name| (strsim::jaro_winkler(name, unknown), name));
    let (score, name) = scores.max_by(|a, b| a.0.total_cmp(&b.0))?;
    (score > 0.7).then_some(name)
}
