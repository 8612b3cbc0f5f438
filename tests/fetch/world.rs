//! A test site, a folder, and the command that downloads from one into the other.

use std::collections::BTreeMap;
use std::process::Command;

use boon::{Compiler, Schemas};
use csdown::catalogue::{CATALOGUE, Catalogue, DownloadRow};
use rusqlite::Connection;
use serde_json::Value;

use crate::workplace::{Done, Workplace, finish};
use csdown_test_site::Site;
use csdown_test_site::address::BLOG;
use csdown_test_site::cases::id_of;

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

    /// Returns the visible files in the output folder, with their contents.
    pub(crate) fn files(&self) -> BTreeMap<String, Vec<u8>> {
        // A run may be killed before it creates the folder.
        let is_made = self.dir.path("out").is_dir();
        let mut files = if is_made { self.dir.tree("out") } else { BTreeMap::new() };
        files.retain(|name, _| !name.split('/').any(|part| part.starts_with('.')));
        files
    }

    /// Returns the names of the visible files in the output folder.
    pub(crate) fn outputs(&self) -> Vec<String> {
        let mut names = self.dir.names("out");
        names.retain(|name| !name.starts_with('.'));
        names
    }

    /// Returns what the catalogue knows about the download of an article.
    pub(crate) fn download(&self, id: u64) -> Option<DownloadRow> {
        let catalogue = Catalogue::read(&self.dir.path("out")).unwrap();
        catalogue.unwrap().download(&id.to_string()).unwrap()
    }

    /// Returns the first column of a query of the catalogue.
    pub(crate) fn query(&self, sql: &str) -> Vec<String> {
        let catalogue = Connection::open(self.dir.path("out").join(CATALOGUE)).unwrap();
        let mut statement = catalogue.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| row.get(0)).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// Changes what the catalogue knows about the downloads of articles.
    pub(crate) fn change_downloads(&self, ids: impl Iterator<Item = u64>, change: impl Fn(&mut DownloadRow)) {
        let catalogue = Catalogue::open(&self.dir.path("out")).unwrap();
        for id in ids {
            let mut row = catalogue.download(&id.to_string()).unwrap().unwrap();
            change(&mut row);
            catalogue.put_download(&row).unwrap();
        }
        catalogue.commit().unwrap();
    }
}

/// Returns the URL of a case.
pub(crate) fn case_url(case: &str) -> String {
    format!("https://{BLOG}/lin_mo/article/details/{}", id_of(case))
}
