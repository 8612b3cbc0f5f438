//! The header fields of WARC records and of HTTP messages.

/// Names and values, in order.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Parses `Name: value` lines. Returns the fields, and whether every line was one.
    pub(super) fn parse<'a>(lines: impl Iterator<Item = &'a str>) -> (Self, bool) {
        let (mut fields, mut is_complete) = (Vec::new(), true);
        for line in lines {
            match line.split_once(':') {
                Some((name, value)) => fields.push((name.trim().to_owned(), value.trim().to_owned())),
                None => is_complete = false,
            }
        }
        (Self(fields), is_complete)
    }

    /// Returns the values of the fields with this name, ignoring case.
    pub(super) fn all(&self, name: &str) -> impl Iterator<Item = &str> {
        let fields = self.0.iter().filter(move |(found, _)| found.eq_ignore_ascii_case(name));
        fields.map(|(_, value)| value.as_str())
    }

    /// Returns the value of the first field with this name.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }
}
