//! `csdown fetch`: downloads articles to a folder.

mod args;
mod targets;

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

pub(super) use args::FetchArgs;

use super::args::{client, runtime};
use super::config::{configuration, converter};
use super::counts::{bytes, counted};
use super::error::CliError;
use super::exit::Exit;
use super::io::Io;
use super::named_stream::check_not_stream;
use super::open::{html_report, open_report};
use super::printer::{Left, Printer, Verbosity};
use super::progress::{Detail, Expectation, Expected, Progress, Task};
use super::reports::{ReportPaths, Reports};
use super::terminal::{exit_after, ignore_broken_pipe, printable};
use crate::batch::{Batch, Destination};
use crate::fetch::{ArchiveDir, ArchiveDirOptions, Client, Fetcher, NetworkImages, Plan, Planned, Target};

/// The maximum number of concurrent articles, each of which has a thread that waits for it.
const MAX_JOBS: usize = 64;

/// What progress is shown of.
const FETCHING: Task = Task { verb: "Fetching", items: "articles" };

pub(super) fn run(args: &FetchArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    args.durability.check()?;
    check_not_stream("-o", &args.output, "a folder")?;
    let configuration = configuration(args.config.as_deref(), &args.conversion)?;
    let mut network = configuration.fetch;
    args.network.apply(&mut network)?;
    network.stop = io.signals.stop.clone();
    warn_of_expired_cookies(args, network.cookies.expired(), io);
    let mut options = configuration.options;
    args.names.apply(&mut options);
    let destination = Destination::Folder(args.output.clone());
    let saved = args.images.apply(&destination, &mut options)?;
    let converter = converter(options)?;
    let targets = targets::targets(args, io.input)?;
    if args.output.is_file() {
        let message = format!("{} is a file; articles need a folder", args.output.display());
        return Err(CliError::usage(message));
    }
    // Held until the reports are published.
    let _lock = if args.dry_run { None } else { Some(args.lock.lock(&args.output, io)?) };
    let (client, runtime) = (client(&network)?, runtime()?);
    let remote = NetworkImages::new(client.clone(), runtime.handle().clone());
    let open = |saved| args.images.open(saved, network.max_image, Some(Arc::new(remote)));
    let images = saved.as_ref().map(open).transpose()?;
    let archive = ArchiveDir::open(
        &args.output,
        Fetcher::new(client.clone()),
        runtime.handle().clone(),
        &converter,
        images.clone(),
        archive_options(args),
    );
    let archive = archive.map_err(CliError::failure)?;
    io.signals.watch();
    if args.dry_run {
        return print_plans(args, archive.plans(targets.into_iter()), io);
    }
    let html = html_report(args.report_html.as_deref(), args.open, Some(&args.output))?;
    let batch = Batch::new(&converter, destination)
        .jobs(NonZeroUsize::new(network.concurrency.min(MAX_JOBS)).unwrap_or(NonZeroUsize::MIN))
        .force(args.force)
        .verify(args.verify)
        // An interrupted run downloads again what it had not written.
        .window(NonZeroUsize::MIN)
        .images(images)
        .stop(network.stop)
        .details(args.report.is_some() || html.is_some() || args.verbosity.verbose > 0)
        .excerpts(html.is_some());
    let exit = fetch_all(args, html.as_deref(), &archive, targets, &batch, client, io)?;
    if io.signals.exit().is_none() {
        archive.finish().map_err(CliError::failure)?;
    }
    let files = [&args.report, &html].into_iter().flatten().map(PathBuf::as_path);
    let images = saved.as_ref().map(|saved| saved.folder.as_path());
    args.durability.sync([args.output.as_path()].into_iter().chain(images), files)?;
    if let Some(html) = html.filter(|_| args.open && io.signals.exit().is_none()) {
        open_report(&html, io);
    }
    Ok(exit)
}

const fn archive_options(args: &FetchArgs) -> ArchiveDirOptions {
    ArchiveDirOptions {
        own: args.own,
        comments: args.comments,
        keep_html: args.keep_html,
        refresh: args.refresh,
        dry_run: args.dry_run,
    }
}

fn fetch_all(
    args: &FetchArgs,
    html: Option<&Path>,
    archive: &ArchiveDir,
    targets: Vec<Target>,
    batch: &Batch<'_>,
    client: Client,
    io: &mut Io<'_>,
) -> Result<Exit, CliError> {
    let lists = targets.iter().filter(|target| matches!(target, Target::List(_))).count();
    let articles = targets.len() - lists;
    let mut inputs = archive.inputs(targets.into_iter());
    let paths = ReportPaths { json: args.report.as_deref(), html, force: args.force, markdown: None };
    let reports = Reports::create(&paths, &batch.destination, &mut inputs, batch.converter.options())?;
    let traffic: Detail = Arc::new(move || {
        let traffic = client.traffic();
        format!("{}, {}", counted(traffic.requests, "request"), bytes(traffic.bytes))
    });
    let progress = if args.verbosity.quiet || (articles, lists) == (1, 0) {
        Progress::hidden(&io.status)
    } else {
        let expected = || expected(archive, articles, lists);
        Progress::start(&io.status, FETCHING, expected, Some(Arc::clone(&traffic)))
    };
    let verbosity = Verbosity {
        quiet: args.verbosity.quiet,
        verbose: args.verbosity.verbose,
        summary: true,
        left: Left::Outputs,
        traffic: Some(traffic),
    };
    let mut printer = Printer::new(verbosity, progress, reports, io);
    if inputs.is_empty() {
        let user = args.user.as_ref().map_or_else(String::new, |user| format!(" for user {user}"));
        return Err(CliError::failure(format!("no articles found{user}")));
    }
    let changes = batch.run(inputs, &mut |record| printer.record(&record)).map_err(CliError::failure)?;
    printer.changes(&changes, false);
    printer.finish().map_err(CliError::failure)
}

/// Returns what is known about the number of articles: those that were named, and those on `lists`.
fn expected(archive: &ArchiveDir, articles: usize, lists: usize) -> Expectation {
    let listed = archive.listed();
    Box::new(move |_| {
        let listed = listed.so_far();
        Expected { items: articles + listed.articles, is_final: listed.lists == lists, ..Expected::default() }
    })
}

/// Warns about expired cookies, without which private articles cannot be downloaded.
fn warn_of_expired_cookies(args: &FetchArgs, expired: usize, io: &mut Io<'_>) {
    if expired > 0 && !args.verbosity.quiet {
        // If nobody reads the messages, the run continues without them.
        let verb = if expired == 1 { "has" } else { "have" };
        drop(writeln!(io.err, "warning: {expired} of the cookies {verb} expired"));
    }
}

/// Prints what would be done, one line per article.
fn print_plans(
    args: &FetchArgs,
    plans: impl Iterator<Item = Planned>,
    io: &mut Io<'_>,
) -> Result<Exit, CliError> {
    let (mut fetch, mut check, mut keep, mut failed) = (0_usize, 0_usize, 0_usize, 0_usize);
    for Planned { name, plan } in io.signals.stop.limit(plans) {
        let name = printable(&name);
        let written = match plan {
            Ok(plan) => {
                *match plan {
                    Plan::Fetch => &mut fetch,
                    Plan::Check => &mut check,
                    Plan::Keep => &mut keep,
                } += 1;
                writeln!(io.out, "{:<5} {name}", plan.as_str())
            }
            Err(reason) => {
                failed += 1;
                writeln!(io.err, "error: {name}: {}", printable(&reason))
            }
        };
        ignore_broken_pipe(written).map_err(CliError::failure)?;
    }
    if let Some(exit) = io.stopped("the list is not complete") {
        return Ok(exit);
    }
    let exit = match (fetch + check + keep, failed) {
        (0, _) => Exit::Failure,
        (_, 0) => Exit::Success,
        _ => Exit::Partial,
    };
    if args.verbosity.quiet {
        return Ok(exit);
    }
    let summary = format!("csdown: {fetch} to fetch, {check} to check, {keep} to keep, {failed} failed");
    Ok(exit_after(writeln!(io.err, "{summary}"), exit))
}
