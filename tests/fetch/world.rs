//! A site, a folder, and the command that fetches from the one into the other.

use std::process::Command;

use boon::{Compiler, Schemas};
use serde_json::Value;

use crate::site::Site;
use crate::site::address::BLOG;
use crate::site::cases::id_of;
use crate::workplace::{Done, Workplace, finish};

/// What is awaited in tests: little.
const IMPATIENT: &[(&str, &str)] = &[
    ("--interval", "0"),
    ("--connect-timeout", "5"),
    ("--idle-timeout", "2"),
    ("--timeout", "4"),
    ("--longest-wait", "0.2"),
];

/// A site and a folder.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) site: Site,
    pub(crate) place: Workplace,
}

impl World {
    pub(crate) fn new() -> Self {
        Self { site: Site::start(), place: Workplace::new() }
    }

    /// `csdown fetch` with `args`, by name and over TLS, into `out` unless they say whereto.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let resolve = format!("*={}", self.site.secure());
        let mut command = self.place.command(&["fetch"]);
        if !args.contains(&"-o") {
            command.args(["-o", "out"]);
        }
        let wanted = IMPATIENT.iter().filter(|(flag, _)| !args.contains(flag));
        command.args(wanted.flat_map(|(flag, value)| [flag, value]));
        command.arg("--ca-cert").arg(self.site.ca_file()).args(["--resolve", &resolve]);
        command.args(args);
        // What the machine is set up with is no concern of the test's.
        for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        command
    }

    pub(crate) fn fetch(&self, args: &[&str]) -> Done {
        finish(&mut self.command(args), b"")
    }

    /// Fetches, and reads the report as well, which fits its schema.
    pub(crate) fn report(&self, args: &[&str]) -> (Done, Value) {
        let done = self.fetch(&[args, &["--report", "report.json", "--force"]].concat());
        let report = serde_json::from_str(&self.place.read("report.json")).unwrap();
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/schema/report.json");
        let schema = compiler.compile(schema, &mut schemas).unwrap_or_else(|error| panic!("{error}"));
        if let Err(error) = schemas.validate(&report, schema) {
            panic!("{error:#}");
        }
        (done, report)
    }

    /// How often pages of articles were asked for, and how many bodies of them were sent whole.
    pub(crate) fn pages(&self) -> (usize, usize) {
        let asked = self.site.asked(BLOG);
        let pages: Vec<_> = asked.iter().filter(|entry| entry.path.contains("/article/details/")).collect();
        (pages.len(), pages.iter().filter(|entry| entry.status == 200).count())
    }

    /// Changes an article of the site.
    pub(crate) fn change(&self, case: &str) {
        self.site.turn(|knobs| {
            knobs.revisions.insert(id_of(case), 1);
        });
    }

    /// The files of the output folder that are for readers.
    pub(crate) fn outputs(&self) -> Vec<String> {
        let mut names = self.place.names("out");
        names.retain(|name| !name.starts_with('.'));
        names
    }
}

/// The address of a case.
pub(crate) fn address(case: &str) -> String {
    format!("https://{BLOG}/lin_mo/article/details/{}", id_of(case))
}
