//! Output lines under a prefix. The only Markdown rule here: blank lines have no trailing whitespace.

use memchr::memchr;

/// Collects lines, each under the prefix of its enclosing quotes and items.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: String,
    prefix: String,
    /// Newlines to write before the next text. They are deferred so that a block need not know what follows it.
    pending: usize,
}

impl Writer {
    /// Creates a writer with room for this number of bytes.
    pub(super) fn with_capacity(length: usize) -> Self {
        Self { out: String::with_capacity(length), ..Self::default() }
    }

    /// Writes `text`, which contains no newline, on the current line.
    pub(super) fn text(&mut self, text: &str) {
        for left in (0..std::mem::take(&mut self.pending)).rev() {
            self.out.push('\n');
            self.out.push_str(if left == 0 { &self.prefix } else { self.prefix.trim_end() });
        }
        self.out.push_str(text);
    }

    /// Returns the line so far, with the prefix that is not written yet.
    pub(super) fn line(&self) -> &str {
        match self.pending {
            0 => self.out.rsplit('\n').next().unwrap_or_default(),
            _ => &self.prefix,
        }
    }

    /// Writes `text` line by line.
    pub(super) fn lines(&mut self, text: &str) {
        // Without a prefix, the lines are written unchanged, as a single one is in any case.
        if self.prefix.is_empty() || memchr(b'\n', text.as_bytes()).is_none() {
            let body = text.trim_end_matches('\n');
            if !body.is_empty() {
                self.text(body);
            }
            return self.end_lines(text.len() - body.len());
        }
        for (index, line) in text.split('\n').enumerate() {
            if index > 0 {
                self.end_lines(1);
            }
            if !line.is_empty() {
                self.text(line);
            }
        }
    }

    /// Ends the current line. A count above 1 leaves blank lines.
    pub(super) const fn end_lines(&mut self, count: usize) {
        self.pending += count;
    }

    /// Runs `inner` with `prefix` added to every line it starts.
    pub(super) fn under(&mut self, prefix: &str, inner: impl FnOnce(&mut Self)) {
        let length = self.prefix.len();
        self.prefix.push_str(prefix);
        inner(self);
        self.prefix.truncate(length);
    }

    /// Returns everything written, with a final newline unless it is empty.
    pub(super) fn finish(mut self) -> String {
        if !self.out.is_empty() {
            self.out.push('\n');
        }
        self.out
    }
}

#[cfg(test)]
mod tests {
    use super::Writer;

    #[test]
    fn lines_without_prefix_are_unchanged() {
        let mut writer = Writer::default();
        for text in ["a", "\n", "\nb\n\nc\n", "", "d"] {
            writer.lines(text);
        }
        assert_eq!(writer.finish(), "a\n\nb\n\nc\nd\n");
    }

    #[test]
    fn blank_lines_in_quotes_have_no_trailing_space() {
        let mut writer = Writer::default();
        writer.text("> ");
        writer.under("> ", |w| w.lines("a\n\nb"));
        assert_eq!(writer.finish(), "> a\n>\n> b\n");
    }
}
