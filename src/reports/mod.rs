//! Reports of a batch run: as JSON ([`ReportWriter`]) and as an HTML page ([`HtmlReport`]).

mod html;
mod json;

pub use html::{HtmlReport, url_of_outputs};
pub use json::ReportWriter;
