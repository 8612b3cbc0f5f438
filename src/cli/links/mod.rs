//! `csdown links`: lists where the links of an archive lead.

mod args;

use std::io;

use serde::Serialize;

pub(super) use args::LinksArgs;

use super::archive::read_catalogue;
use super::error::CliError;
use super::exit::Exit;
use super::io::Io;
use super::terminal::{exit_after, printable};
use crate::catalogue::{Catalogue, CatalogueError, LinkedHost, LinkedTo, UnknownFragment};
use args::Format;

/// The version of the JSON format.
const SCHEMA: u32 = 1;

pub(super) fn run(args: &LinksArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    let catalogue = read_catalogue(&args.archive, CliError::usage)?;
    let report = LinkReport::of(&catalogue, args.limit()).map_err(CliError::failure)?;
    let written = match args.format {
        Format::Text => report.print(io),
        Format::Json => report.write_json(io),
    };
    Ok(exit_after(written, Exit::Success))
}

/// Where the links of an archive lead.
#[derive(Debug, Serialize)]
#[serde(rename_all = "kebab-case")]
struct LinkReport {
    csdown_links: u32,
    csdown: &'static str,
    missing: Articles,
    unknown_fragments: Fragments,
    most_linked: Articles,
    hosts: Hosts,
}

#[derive(Debug, Serialize)]
struct Articles {
    total: i64,
    articles: Vec<LinkedTo>,
}

#[derive(Debug, Serialize)]
struct Fragments {
    total: usize,
    links: Vec<UnknownFragment>,
}

#[derive(Debug, Serialize)]
struct Hosts {
    total: i64,
    hosts: Vec<LinkedHost>,
}

impl LinkReport {
    fn of(catalogue: &Catalogue, count: usize) -> Result<Self, CatalogueError> {
        let articles = |(articles, total)| Articles { total, articles };
        let (hosts, total) = catalogue.linked_hosts(count)?;
        Ok(Self {
            csdown_links: SCHEMA,
            csdown: env!("CARGO_PKG_VERSION"),
            missing: catalogue.missing_targets(count).map(articles)?,
            unknown_fragments: unknown_fragments(catalogue, count)?,
            most_linked: catalogue.most_linked(count).map(articles)?,
            hosts: Hosts { total, hosts },
        })
    }

    fn write_json(&self, io: &mut Io<'_>) -> io::Result<()> {
        let json = serde_json::to_string_pretty(self)?;
        writeln!(io.out, "{json}")
    }

    fn print(&self, io: &mut Io<'_>) -> io::Result<()> {
        let Self { missing, unknown_fragments, most_linked, hosts, .. } = self;
        let lines = missing.articles.iter().map(|to| line(to.links, &to.location));
        list(io, "Articles of the site that the archive lacks", missing.total, lines)?;
        let lines = unknown_fragments
            .links
            .iter()
            .map(|UnknownFragment { output, target, fragment, .. }| format!("{output}: {target}#{fragment}"));
        let total = i64::try_from(unknown_fragments.total).unwrap_or(i64::MAX);
        list(io, "Fragments that name no heading", total, lines)?;
        let lines = most_linked.articles.iter().map(|to| {
            let title = to.title.as_deref().map(|title| format!(" ({title})")).unwrap_or_default();
            line(to.links, &(to.location.clone() + &title))
        });
        list(io, "Articles of the archive that others link to", most_linked.total, lines)?;
        let lines = hosts.hosts.iter().map(|host| line(host.links, &host.host));
        list(io, "Other hosts", hosts.total, lines)
    }
}

/// Returns the first links to articles of the archive whose fragment names nothing, and how many there are.
fn unknown_fragments(catalogue: &Catalogue, count: usize) -> Result<Fragments, CatalogueError> {
    let mut found = Fragments { total: 0, links: Vec::new() };
    catalogue.each_unknown_fragment(|link| {
        found.total += 1;
        if found.links.len() < count {
            found.links.push(link);
        }
    })?;
    Ok(found)
}

fn line(links: i64, what: &str) -> String {
    format!("{links:>6}  {what}")
}

/// Prints a list, and how many entries it lacks.
fn list(io: &mut Io<'_>, name: &str, total: i64, lines: impl Iterator<Item = String>) -> io::Result<()> {
    writeln!(io.out, "{name}: {total}")?;
    let mut left = total;
    for line in lines {
        left -= 1;
        writeln!(io.out, "  {}", printable(&line))?;
    }
    if left > 0 {
        writeln!(io.out, "  … and {left} more")?;
    }
    Ok(())
}
