//! `csdown check`: whether inputs still become what stands beside them.

mod args;
mod diff;
mod github;
mod junit;
mod teller;
mod told;

use globset::{GlobBuilder, GlobMatcher};

pub(super) use args::CheckArgs;

use super::Io;
use super::config::{CheckTable, configuration};
use super::convert::{Stop, jobs, nothing, usage};
use super::exit::Exit;
use crate::Converter;
use crate::check::{Checker, Finding, Found, Layout, Layouts, Search};
use junit::Junit;
use teller::Teller;

pub(super) fn run(args: &CheckArgs, io: &mut Io<'_>) -> Exit {
    let ended = check(args, io);
    super::convert::told(ended, io)
}

fn check(args: &CheckArgs, io: &mut Io<'_>) -> Result<Exit, Stop> {
    let configured = configuration(args.config.as_deref(), &args.options).map_err(usage)?;
    let converter = Converter::new(configured.options).map_err(|error| usage(error.to_string()))?;
    let filters = args.filter.iter().map(|text| Filter::new(text)).collect::<Result<Vec<_>, _>>()?;
    let mut found = search(args, configured.check)?.run(&args.paths).map_err(usage)?;
    if found.iter().all(is_orphan) {
        let paths: Vec<_> = args.paths.iter().map(|path| path.to_string_lossy()).collect();
        let hint = if found.is_empty() {
            ""
        } else {
            ", only Markdown; --input and --expected name inputs that are called .md"
        };
        return Err((Exit::Nothing, format!("no input in {}{hint}", paths.join(", "))));
    }
    found.retain(|found| filters.is_empty() || filters.iter().any(|filter| filter.holds(name(found))));
    if found.is_empty() {
        return Err((Exit::Nothing, format!("no case is named like {}", args.filter.join(", "))));
    }
    let junit = args.junit.as_deref().map(Junit::begin).transpose()?;
    let jobs = jobs(args.jobs, Some(found.len()));
    let mut teller = Teller::new(args, junit, io);
    let checker = Checker { converter: &converter, jobs, update: args.update };
    checker.run(found, &mut |checked| teller.add(&checked)).map_err(|error| nothing(&error))?;
    teller.finish()
}

/// Where cases are looked for, by the arguments and the configuration.
fn search(args: &CheckArgs, table: CheckTable) -> Result<Search, Stop> {
    let names = match (&args.input, &args.expected) {
        (None, None) => (table.input, table.expected),
        given => (given.0.clone(), given.1.clone()),
    };
    let layouts = match names {
        (Some(input), Some(expected)) => Layout::new(&input, &expected).map_err(usage)?.into(),
        (None, None) => Layouts::default(),
        _ => return Err(usage("[check] needs both input and expected, or neither")),
    };
    let ignored = table.ignore.into_iter().chain(args.ignore.iter().cloned()).collect();
    Ok(Search { layouts, ignored })
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

/// Which cases are asked for.
enum Filter {
    /// Those with this in their name.
    Part(String),
    /// Those whose name is like this.
    Glob(GlobMatcher),
}

impl Filter {
    fn new(text: &str) -> Result<Self, Stop> {
        if !text.contains(['*', '?', '[', '{']) {
            return Ok(Self::Part(text.to_owned()));
        }
        let glob = GlobBuilder::new(text).build().map_err(|error| usage(error.to_string()))?;
        Ok(Self::Glob(glob.compile_matcher()))
    }

    fn holds(&self, name: &str) -> bool {
        match self {
            Self::Part(part) => name.contains(part.as_str()),
            Self::Glob(glob) => glob.is_match(name),
        }
    }
}
