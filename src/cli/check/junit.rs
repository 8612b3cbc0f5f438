//! The results as JUnit XML, for CI servers.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use xml::EmitterConfig;
use xml::writer::{EventWriter, XmlEvent};

use super::rendered::Rendered;
use crate::check::Checked;
use crate::cli::error::CliError;
use crate::cli::named_stream::NamedStream;
use crate::cli::report_file::ReportFile;

const NAME: &str = "csdown check";

/// The start of every report.
const PREFIX: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"csdown check\"";

/// A report that is being written.
pub(super) struct Junit {
    path: PathBuf,
    file: ReportFile,
    cases: Vec<Case>,
}

/// A case of the report.
#[derive(Debug)]
struct Case {
    folder: String,
    name: String,
    fault: Option<Fault>,
}

/// Why a case failed.
#[derive(Debug)]
struct Fault {
    /// `failure` or, if the case could not be checked, `error`.
    element: &'static str,
    code: &'static str,
    message: String,
    text: String,
}

impl Junit {
    /// Starts a report, which may replace only an earlier report.
    pub(super) fn create(path: &Path) -> Result<Self, CliError> {
        if matches!(NamedStream::named(path), Some(NamedStream::Stdout | NamedStream::Stderr)) {
            return Err(CliError::usage(format!(
                "report {} would mix with the messages; name a file",
                path.display()
            )));
        }
        let file = ReportFile::create(path, PREFIX, None)?;
        Ok(Self { path: path.to_path_buf(), file, cases: Vec::new() })
    }

    /// Adds a case with its faults.
    pub(super) fn add(&mut self, checked: &Checked, faults: &[Rendered<'_>], max_lines: usize) {
        let fault = faults.first().map(|first| Fault {
            element: if first.code == "broken" { "error" } else { "failure" },
            code: first.code,
            message: xml_text(&first.message),
            text: xml_text(&faults.iter().map(|fault| fault.text(max_lines)).collect::<String>()),
        });
        let (folder, name) = checked.name.rsplit_once('/').unwrap_or((".", &checked.name));
        self.cases.push(Case { folder: xml_text(folder), name: xml_text(name), fault });
    }

    /// Publishes the report.
    pub(super) fn finish(mut self) -> Result<(), CliError> {
        let text = self.to_xml().map_err(CliError::failure)?;
        let written = self.file.write_all(&text).and_then(|()| self.file.publish());
        written.map_err(|error| CliError::failure(format!("report {}: {error}", self.path.display())))
    }

    fn to_xml(&self) -> xml::writer::Result<Vec<u8>> {
        let count = |element: &str| {
            let faults = self.cases.iter().filter_map(|case| case.fault.as_ref());
            faults.filter(|fault| fault.element == element).count().to_string()
        };
        let (tests, failures, errors) = (self.cases.len().to_string(), count("failure"), count("error"));
        let mut text = Vec::new();
        let mut writer = EmitterConfig::new().perform_indent(true).create_writer(&mut text);
        for element in ["testsuites", "testsuite"] {
            let start = XmlEvent::start_element(element).attr("name", NAME).attr("tests", &tests);
            writer.write(start.attr("failures", &failures).attr("errors", &errors))?;
        }
        for case in &self.cases {
            case.write(&mut writer)?;
        }
        writer.write(XmlEvent::end_element())?;
        writer.write(XmlEvent::end_element())?;
        text.push(b'\n');
        Ok(text)
    }
}

impl Case {
    fn write(&self, writer: &mut EventWriter<&mut Vec<u8>>) -> xml::writer::Result<()> {
        let start = XmlEvent::start_element("testcase").attr("name", &self.name);
        writer.write(start.attr("classname", &self.folder))?;
        if let Some(Fault { element, code, message, text }) = &self.fault {
            writer.write(XmlEvent::start_element(*element).attr("type", code).attr("message", message))?;
            writer.write(XmlEvent::characters(text))?;
            writer.write(XmlEvent::end_element())?;
        }
        writer.write(XmlEvent::end_element())
    }
}

/// Removes terminal escape sequences and replaces the characters that XML cannot express.
fn xml_text(text: &str) -> String {
    let text = anstream::adapter::strip_str(text).to_string();
    let is_allowed = |c: char| matches!(c, '\t' | '\n' | ' '..='\u{fffd}' | '\u{10000}'..);
    text.chars().map(|c| if is_allowed(c) { c } else { '\u{fffd}' }).collect()
}
