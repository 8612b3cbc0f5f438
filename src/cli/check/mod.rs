//! `csdown check`: checks that inputs still convert to the expected Markdown.

mod args;
mod diff;
mod github;
mod junit;
mod rendered;
mod reporter;

use std::path::{Path, PathBuf};

use globset::{GlobBuilder, GlobMatcher};

pub(super) use args::CheckArgs;

use super::config::{CheckTable, configuration, converter};
use super::error::CliError;
use super::exit::Exit;
use super::hints::refuse_urls;
use super::inputs::{print_skipped, workers};
use super::io::Io;
use crate::check::{Checker, Finding, Found, Layout, Layouts, Search};
use junit::Junit;
use reporter::Reporter;

pub(super) fn run(args: &CheckArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    refuse_urls(args.paths.iter().map(PathBuf::as_path))?;
    let configuration = configuration(args.config.as_deref(), &args.conversion)?;
    let converter = converter(configuration.options)?;
    let filters = args.filter.iter().map(|text| Filter::new(text)).collect::<Result<Vec<_>, _>>()?;
    if args.paths.iter().any(|path| path == Path::new("-")) {
        return Err(CliError::usage(
            "check reads files, with the expected ones beside them, not standard input",
        ));
    }
    let search = search(args, configuration.check)?;
    let mut found = search.run(&args.paths).map_err(CliError::usage)?;
    if found.iter().all(is_orphan) {
        let paths: Vec<_> = args.paths.iter().map(|path| path.to_string_lossy()).collect();
        let hint = if found.is_empty() {
            ""
        } else {
            ", only Markdown; if the inputs are .md files, name them with --input and --expected"
        };
        return Err(CliError::failure(format!("no inputs in {}{hint}", paths.join(", "))));
    }
    let is_selected = |name: &str| {
        let below = below_paths(name, &args.paths);
        filters.iter().any(|filter| filter.matches(name, below))
    };
    found.retain(|found| filters.is_empty() || is_selected(name(found)));
    if found.is_empty() {
        return Err(CliError::failure(format!("no case matches --filter {}", args.filter.join(", "))));
    }
    let junit = args.junit.as_deref().map(Junit::create).transpose()?;
    let jobs = workers(args.jobs, Some(found.len()));
    let stop = io.signals.watch();
    let mut reporter = Reporter::new(args, found.len(), junit, io);
    let checker = Checker::new(&converter).jobs(jobs).update(args.update).stop(stop);
    checker.run(found, &mut |checked| reporter.add(&checked)).map_err(CliError::failure)?;
    let exit = reporter.finish()?;
    print_skipped(&search.skipped(), args.quiet, io)?;
    Ok(exit)
}

/// Builds the search for cases. The arguments override the configuration.
fn search(args: &CheckArgs, table: CheckTable) -> Result<Search, CliError> {
    let names = match (&args.input, &args.expected) {
        (None, None) => (table.input, table.expected),
        given => (given.0.clone(), given.1.clone()),
    };
    let layouts = match names {
        (Some(input), Some(expected)) => Layout::new(&input, &expected).map_err(CliError::usage)?.into(),
        (None, None) => Layouts::default(),
        _ => return Err(CliError::usage("[check] needs both input and expected, or neither")),
    };
    let ignored = table.ignore.into_iter().chain(args.ignore.iter().cloned()).collect();
    Ok(Search::new().layouts(layouts).ignored(ignored))
}

fn is_orphan(found: &Found) -> bool {
    let mut findings = found.as_ref().err().into_iter().flat_map(|fault| &fault.findings);
    findings.any(|finding| matches!(finding, Finding::Orphan { .. }))
}

fn name(found: &Found) -> &str {
    match found {
        Ok(case) => &case.name,
        Err(fault) => &fault.name,
    }
}

/// Returns the part of the name of a case below the folder that was searched.
fn below_paths<'n>(name: &'n str, paths: &[PathBuf]) -> &'n str {
    let below = |folder: &PathBuf| Path::new(name).strip_prefix(folder).ok()?.to_str();
    paths
        .iter()
        .filter_map(below)
        .filter(|below| !below.is_empty())
        .min_by_key(|below| below.len())
        .unwrap_or(name)
}

/// Selects cases by name.
enum Filter {
    Substring(String),
    Glob(GlobMatcher),
}

impl Filter {
    fn new(text: &str) -> Result<Self, CliError> {
        if !text.contains(['*', '?', '[', '{']) {
            return Ok(Self::Substring(text.to_owned()));
        }
        let glob = GlobBuilder::new(text).build();
        let glob = glob.map_err(|error| CliError::usage(format!("--filter {text}: {}", error.kind())))?;
        Ok(Self::Glob(glob.compile_matcher()))
    }

    /// Whether the filter selects the case called `name`. `below` is the part of the name below the folder that was searched.
    /// As in `.gitignore`, a glob without a slash matches the name of a file or folder in it.
    fn matches(&self, name: &str, below: &str) -> bool {
        match self {
            Self::Substring(part) => name.contains(part.as_str()),
            Self::Glob(glob) => {
                let is_path = glob.glob().glob().contains('/');
                let is_match = |name: &str| glob.is_match(name);
                if is_path { is_match(name) || is_match(below) } else { below.split('/').any(is_match) }
            }
        }
    }
}
