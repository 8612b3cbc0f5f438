//! A test site, a folder, and the command that downloads from one into the other.

use std::process::Command;

use boon::{Compiler, Schemas};
use serde_json::Value;

use crate::site::Site;
use crate::site::address::BLOG;
use crate::site::cases::id_of;
use crate::workplace::{Done, Workplace, finish};

/// Short delays and timeouts for tests.
const SHORT_TIMEOUTS: &[(&str, &str)] = &[
    ("--interval", "0"),
    ("--connect-timeout", "5"),
    ("--idle-timeout", "2"),
    ("--timeout", "4"),
    ("--longest-wait", "0.2"),
];

/// A test site and a folder.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) site: Site,
    pub(crate) dir: Workplace,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { site: Site::start(), dir: Workplace::new() }
    }

    /// Returns the command `csdown fetch` with `args`, by name over TLS, into `out` by default.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let resolve = format!("*={}", self.site.secure());
        let mut command = self.dir.command(&["fetch"]);
        if !args.contains(&"-o") {
            command.args(["-o", "out"]);
        }
        let defaults = SHORT_TIMEOUTS.iter().filter(|(flag, _)| !args.contains(flag));
        command.args(defaults.flat_map(|(flag, value)| [flag, value]));
        command.arg("--ca-cert").arg(self.site.ca_file()).args(["--resolve", &resolve]);
        command.args(args);
        // The environment must not affect the test.
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        command
    }

    pub(crate) fn fetch(&self, args: &[&str]) -> Done {
        finish(&mut self.command(args), b"")
    }

    /// Fetches and returns the report, after validating it against the schema.
    pub(crate) fn report(&self, args: &[&str]) -> (Done, Value) {
        let done = self.fetch(&[args, &["--report", "report.json", "--force"]].concat());
        let report = serde_json::from_str(&self.dir.read("report.json")).unwrap();
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema/report.json");
        let schema = compiler.compile(schema, &mut schemas).unwrap_or_else(|error| panic!("{error}"));
        if let Err(error) = schemas.validate(&report, schema) {
            panic!("{error:#}");
        }
        (done, report)
    }

    /// Returns the number of requests for article pages, and the number of bodies sent.
    pub(crate) fn pages(&self) -> (usize, usize) {
        let request = self.site.requests_to(BLOG);
        let pages: Vec<_> = request.iter().filter(|entry| entry.path.contains("/article/details/")).collect();
        (pages.len(), pages.iter().filter(|entry| entry.status == 200).count())
    }

    /// Changes an article on the site.
    pub(crate) fn change(&self, case: &str) {
        self.site.configure(|knobs| {
            knobs.revisions.insert(id_of(case), 1);
        });
    }

    /// Returns the visible files in the output folder.
    pub(crate) fn outputs(&self) -> Vec<String> {
        let mut names = self.dir.names("out");
        names.retain(|name| !name.starts_with('.'));
        names
    }
}

/// Returns the URL of a case.
pub(crate) fn case_url(case: &str) -> String {
    format!("https://{BLOG}/lin_mo/article/details/{}", id_of(case))
}
