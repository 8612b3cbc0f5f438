//! Output lines under a prefix. The only Markdown rule here: blank lines have no trailing whitespace.

use std::iter;

use memchr::memchr;

/// Collects lines, each under the prefix of its enclosing quotes and items.
#[derive(Debug, Default)]
pub(super) struct Writer {
    out: String,
    /// Where the lines begin in `out`.
    start: usize,
    prefix: String,
    /// Newlines to write before the next text. They are deferred so that a block need not know what follows it.
    pending: usize,
}

impl Writer {
    /// Creates a writer of lines after `text`, with room for this number of bytes.
    pub(super) fn after(mut text: String, length: usize) -> Self {
        text.reserve(length);
        Self { start: text.len(), out: text, ..Self::default() }
    }

    /// Writes `text`, which contains no newline, on the current line.
    pub(super) fn text(&mut self, text: &str) {
        if self.pending > 0 {
            self.begin_line();
        }
        self.out.push_str(text);
    }

    fn begin_line(&mut self) {
        for _ in 1..std::mem::take(&mut self.pending) {
            self.out.push('\n');
            self.out.push_str(self.prefix.trim_ascii_end());
        }
        self.out.push('\n');
        self.out.push_str(&self.prefix);
    }

    /// Returns the line so far, with the prefix that is not written yet.
    pub(super) fn line(&self) -> &str {
        match self.pending {
            0 => self.out.get(self.start..).unwrap_or_default().rsplit('\n').next().unwrap_or_default(),
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

    /// Runs `inner` with `width` spaces added to every line it starts.
    pub(super) fn indented(&mut self, width: usize, inner: impl FnOnce(&mut Self)) {
        let length = self.prefix.len();
        self.prefix.extend(iter::repeat_n(' ', width));
        inner(self);
        self.prefix.truncate(length);
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
        if self.out.len() > self.start {
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
