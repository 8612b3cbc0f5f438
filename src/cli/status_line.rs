//! The line below the messages that shows the progress of a command, and the messages above it.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use terminal_size::terminal_size_of;

use super::terminal::{has_styled_messages, with_styled_labels};
use crate::batch::Stop;

/// The width of a terminal that does not report one.
const COLUMNS: usize = 80;

/// The columns of `^C`, which the terminal writes behind the line.
const INTERRUPT: usize = 2;

/// The last line of the terminal, which is written again and again and disappears in the end. It does not exist unless
/// messages go to a terminal. Clones share the line.
#[derive(Debug, Clone)]
pub(super) struct StatusLine {
    is_terminal: bool,
    /// Asks the command to stop. Then the line disappears, because the next signal ends the process.
    stop: Stop,
    /// What the terminal shows, in ASCII.
    shown: Arc<Mutex<String>>,
}

impl StatusLine {
    /// The line on standard error.
    pub(super) fn new(stop: Stop) -> Self {
        Self { is_terminal: io::stderr().is_terminal(), stop, shown: Arc::default() }
    }

    /// Returns a line that nobody sees.
    pub(super) fn invisible(&self) -> Self {
        Self { is_terminal: false, ..self.clone() }
    }

    /// Whether anybody sees the line.
    pub(super) const fn is_visible(&self) -> bool {
        self.is_terminal
    }

    /// Returns the number of columns that the line may have. The last ones stay free, because some terminals wrap there, and
    /// for the `^C` of Ctrl-C.
    pub(super) fn columns() -> usize {
        let size = terminal_size_of(io::stderr());
        size.map_or(COLUMNS, |(width, _)| usize::from(width.0)).saturating_sub(1 + INTERRUPT)
    }

    /// Shows `text` instead of what the line shows.
    pub(super) fn show(&self, text: &str) {
        if self.is_terminal {
            let (mut shown, text) = (self.shown(), if self.stop.is_requested() { "" } else { text });
            draw(&shown, text);
            text.clone_into(&mut shown);
        }
    }

    /// Calls `print` while the line is not there.
    pub(super) fn hidden_while<T>(&self, print: impl FnOnce() -> T) -> T {
        let shown = self.shown();
        draw(&shown, "");
        let printed = print();
        draw("", &shown);
        printed
    }

    fn shown(&self) -> MutexGuard<'_, String> {
        self.shown.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Replaces the line `old` with `new`. Spaces erase what is longer, since not every terminal knows control sequences.
fn draw(old: &str, new: &str) {
    let shown = if old.is_empty() { 0 } else { old.len() + INTERRUPT };
    let rest = " ".repeat(shown.saturating_sub(new.len()));
    if old != new {
        // What the terminal writes next follows the line.
        let back = if new.is_empty() { "\r".to_owned() } else { "\u{8}".repeat(rest.len()) };
        // If nobody reads the messages, the command continues without the line.
        drop(io::stderr().write_all(format!("\r{new}{rest}{back}").as_bytes()));
    }
}

/// Messages, of which whole lines are printed above the status line.
pub(super) struct Messages<'a> {
    err: &'a mut dyn Write,
    line: StatusLine,
    is_styled: bool,
    /// A line without its end.
    pending: Vec<u8>,
}

impl fmt::Debug for Messages<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Messages").field("line", &self.line).finish_non_exhaustive()
    }
}

impl<'a> Messages<'a> {
    /// Prints messages to `err`.
    pub(super) fn new(err: &'a mut dyn Write, line: StatusLine) -> Self {
        Self { err, line, is_styled: has_styled_messages(), pending: Vec::new() }
    }

    fn print(&mut self, lines: &[u8]) -> io::Result<()> {
        let lines = if self.is_styled { Cow::Owned(with_styled_labels(lines)) } else { Cow::Borrowed(lines) };
        let Self { err, line, .. } = self;
        line.hidden_while(|| err.write_all(&lines).and_then(|()| err.flush()))
    }
}

impl Write for Messages<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.pending.extend_from_slice(bytes);
        if let Some(end) = self.pending.iter().rposition(|&byte| byte == b'\n') {
            let rest = self.pending.split_off(end + 1);
            let lines = std::mem::replace(&mut self.pending, rest);
            self.print(&lines)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let rest = std::mem::take(&mut self.pending);
        if rest.is_empty() { Ok(()) } else { self.print(&rest) }
    }
}

impl Drop for Messages<'_> {
    fn drop(&mut self) {
        // If nobody reads the messages, nothing is lost.
        drop(self.flush());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_printed_line_by_line() {
        /// Each write of its own.
        struct Writes(Vec<String>);
        impl Write for Writes {
            fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
                self.0.push(String::from_utf8(bytes.to_vec()).unwrap());
                Ok(bytes.len())
            }
            fn flush(&mut self) -> io::Result<()> {
                Ok(())
            }
        }
        let mut writes = Writes(Vec::new());
        let line = StatusLine { is_terminal: false, stop: Stop::default(), shown: Arc::default() };
        let mut messages = Messages::new(&mut writes, line);
        // In pieces, as `writeln!` passes them on.
        let (name, line) = ("a", 1);
        write!(messages, "error: {name}: {line}\nwarn").unwrap();
        write!(messages, "ing\n\nhalf").unwrap();
        drop(messages);
        assert_eq!(writes.0, ["error: a: 1\n", "warning\n\n", "half"]);
    }
}
