//! A section of a page, with its commands and what it says that they print.

use std::env;

use crate::folder::Folder;

/// Programs that a page may use besides csdown and what every system has.
const PROGRAMS: &[&str] = &["hugo", "jq", "pandoc"];

/// A section, from its heading to the next one.
pub(crate) struct Section {
    pub(crate) title: String,
    pub(crate) text: String,
}

/// Returns the sections of a page that have commands.
pub(crate) fn sections(page: &str) -> Vec<Section> {
    let mut sections = vec![Section { title: String::new(), text: String::new() }];
    for part in parts(page) {
        let text = part.text();
        let title = text.strip_prefix("## ").or_else(|| text.strip_prefix("### "));
        if let (Part::Text(_), Some(title)) = (&part, title) {
            sections.push(Section { title: title.trim().to_owned(), text: String::new() });
        }
        if let Some(section) = sections.last_mut() {
            section.text += &text;
        }
    }
    sections.retain(|section| section.text.contains("\n$ "));
    sections
}

/// A part of a page.
enum Part {
    /// A line that is not part of a command or of HTML.
    Text(String),
    /// A line of a block of HTML.
    Html(String),
    Step(Step),
}

/// A command, and what the page says that it prints.
pub(crate) struct Step {
    /// The lines of the command, as on the page.
    shown: String,
    pub(crate) command: String,
    output: String,
}

impl Part {
    fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Html(text) => text.clone(),
            Self::Step(step) => step.shown.clone() + &step.output,
        }
    }
}

/// Divides a page into parts. In blocks of the kind `console`, `$ ` begins a command and `> ` continues it.
fn parts(page: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    let mut block: Option<(&str, &str)> = None;
    for line in page.split_inclusive('\n') {
        let ticks = line.len() - line.trim_start_matches('`').len();
        let (fence, kind) = line.trim_end().split_at(ticks);
        match block {
            None if ticks >= 3 => block = Some((fence, kind)),
            Some((open, _)) if fence == open && kind.is_empty() => block = None,
            Some((_, "html")) => {
                parts.push(Part::Html(line.to_owned()));
                continue;
            }
            Some((_, "console")) => {
                add_to_console(&mut parts, line);
                continue;
            }
            _ => {}
        }
        parts.push(Part::Text(line.to_owned()));
    }
    parts
}

fn add_to_console(parts: &mut Vec<Part>, line: &str) {
    if let Some(command) = line.strip_prefix("$ ") {
        let (shown, command) = (line.to_owned(), command.to_owned());
        parts.push(Part::Step(Step { shown, command, output: String::new() }));
        return;
    }
    let Some(Part::Step(step)) = parts.last_mut() else { panic!("no command before {line}") };
    match line.strip_prefix("> ") {
        Some(more) => {
            step.shown += line;
            step.command += more;
        }
        None => step.output += line,
    }
}

impl Section {
    /// Returns the programs that the commands use and that are not installed.
    pub(crate) fn missing_programs(&self) -> Vec<&'static str> {
        let commands: String = self.steps().into_iter().map(|step| step.command).collect();
        let is_used = |program: &&&str| {
            commands.split(|c: char| c.is_whitespace() || c == '|').any(|word| word == **program)
        };
        let path = env::var_os("PATH").unwrap_or_default();
        let is_missing =
            |program: &&&str| !env::split_paths(&path).any(|folder| folder.join(program).exists());
        PROGRAMS.iter().filter(is_used).filter(is_missing).copied().collect()
    }

    pub(crate) fn steps(&self) -> Vec<Step> {
        let step = |part| if let Part::Step(step) = part { Some(step) } else { None };
        parts(&self.text).into_iter().filter_map(step).collect()
    }

    /// Runs the commands. Returns the section with what they print; blocks of HTML are `page.html`.
    pub(crate) fn replay(&self, folder: &Folder) -> String {
        let (mut text, mut html) = (String::new(), String::new());
        for mut part in parts(&self.text) {
            match &mut part {
                Part::Html(line) => html += line,
                Part::Step(step) => {
                    if !html.is_empty() {
                        folder.write("page.html", &std::mem::take(&mut html));
                    }
                    let printed = folder.run(&step.command).out;
                    if without_sizes(&printed) != without_sizes(&step.output) {
                        step.output = printed;
                    }
                }
                Part::Text(_) => {}
            }
            text += &part.text();
        }
        text
    }
}

/// Removes traffic, which depends on the test site, the size of the catalogue, which depends on SQLite, and the time.
fn without_sizes(text: &str) -> String {
    let traffic = |line: &str| line.starts_with("csdown: ") && line.ends_with('B');
    let line = |line: &str| match line {
        line if line.starts_with("Downloads: ") => {
            line.split(", last checked ").next().unwrap_or_default().to_owned()
        }
        line if traffic(line) => line.rsplit_once("; ").map_or(line, |(rest, _)| rest).to_owned(),
        line => line.split(", catalogue ").next().unwrap_or_default().to_owned(),
    };
    text.lines().map(line).collect::<Vec<_>>().join("\n")
}
