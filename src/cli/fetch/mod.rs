//! `csdown fetch`: articles from the network into a folder.

mod args;
mod targets;

use std::num::NonZeroUsize;
use std::sync::Arc;

use indicatif::HumanBytes;

use super::convert::{Stop, nothing, told, usage};
use super::exit::{Exit, after_writing};
use super::network::{client, runtime};
use super::printer::{Manner, Printer, printable, unless_reader_left};
use super::reports::{Asked, Reports};
use super::{Io, config};
use crate::Converter;
use crate::batch::{Batch, Destination};
use crate::fetch::{ArchiveDir, ArchiveDirOptions, Client, Fetcher, NetworkImages, Plan, Planned, Target};

pub(super) use args::FetchArgs;

/// The most articles that are on their way at the same time: each has a thread that waits for it.
const MAX_JOBS: usize = 64;

pub(super) fn run(args: &FetchArgs, io: &mut Io<'_>) -> Exit {
    let ended = fetch(args, io);
    told(ended, io)
}

fn fetch(args: &FetchArgs, io: &mut Io<'_>) -> Result<Exit, Stop> {
    let configuration = config::configuration(args.config.as_deref(), &args.options).map_err(usage)?;
    let network = args.network.over(configuration.fetch).map_err(usage)?;
    tell_expired(args, network.cookies.expired(), io);
    let mut options = configuration.options;
    args.pictures.over(&mut options);
    let converter = Converter::new(options).map_err(|error| usage(error.to_string()))?;
    let targets = targets::targets(args, io.input).map_err(usage)?;
    if args.output.is_file() {
        return Err(usage(format!("{} is a file; articles need a folder", args.output.display())));
    }
    let (client, runtime) = (client(&network)?, runtime()?);
    let remote = NetworkImages::new(client.clone(), runtime.handle().clone());
    let pictures = args.pictures.open(network.max_image, Some(Arc::new(remote)))?;
    let archive = ArchiveDir::open(
        &args.output,
        Fetcher::new(client.clone()),
        runtime.handle().clone(),
        &converter,
        pictures.clone(),
        archive_options(args),
    );
    let archive = archive.map_err(|error| nothing(&error))?;
    if args.dry_run {
        return tell_plans(args, archive.plans(targets.into_iter()), io);
    }
    let batch = Batch {
        converter: &converter,
        destination: Destination::Folder(args.output.clone()),
        jobs: NonZeroUsize::new(network.concurrency.min(MAX_JOBS)).unwrap_or(NonZeroUsize::MIN),
        force: args.force,
        verify: args.verify,
        // What a run that is killed has got and not yet written has to be got again.
        window: NonZeroUsize::MIN,
        pictures,
        excerpts: args.report_html.is_some(),
    };
    let exit = fetch_all(args, &archive, targets, &batch, client, io)?;
    archive.finish().map_err(|error| nothing(&error))?;
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
    archive: &ArchiveDir,
    targets: Vec<Target>,
    batch: &Batch<'_>,
    client: Client,
    io: &mut Io<'_>,
) -> Result<Exit, Stop> {
    let is_list = |target: &Target| matches!(target, Target::List(_));
    let count = (!targets.iter().any(is_list)).then_some(targets.len());
    let mut inputs = archive.inputs(targets.into_iter());
    let asked = Asked { json: args.report.as_deref(), html: args.report_html.as_deref(), force: args.force };
    let reports = Reports::begin(&asked, &batch.destination, &mut inputs, batch.converter.options())?;
    let rate = move || {
        let traffic = client.traffic();
        format!("{} requests, {}", traffic.requests, HumanBytes(traffic.bytes))
    };
    let (quiet, verbose, rate) = (args.quiet, args.verbose, Some(Box::new(rate) as Box<dyn Fn() -> String>));
    let mut printer = Printer::new(Manner { quiet, verbose, tells_sums: true, rate }, count, reports, io);
    if inputs.is_empty() {
        return Err((Exit::Nothing, "no article there to be fetched".to_owned()));
    }
    batch.run(inputs, &mut |record| printer.record(&record)).map_err(|error| nothing(&error))?;
    printer.finish().map_err(|error| nothing(&error))
}

/// Tells of cookies that have expired: what they were to open stays closed.
fn tell_expired(args: &FetchArgs, expired: usize, io: &mut Io<'_>) {
    if expired > 0 && !args.quiet {
        // A reader that has gone away reads nothing of what follows either.
        drop(writeln!(io.err, "warning: {expired} of the cookies have expired"));
    }
}

/// Tells what would be done, a line each.
fn tell_plans(args: &FetchArgs, plans: impl Iterator<Item = Planned>, io: &mut Io<'_>) -> Result<Exit, Stop> {
    let (mut counts, mut refused) = ([0_usize; 3], 0_usize);
    for Planned { name, plan } in plans {
        let name = printable(&name);
        let written = match plan {
            Ok(plan) => {
                let place = [Plan::Fetch, Plan::Check, Plan::Keep].iter().position(|known| *known == plan);
                place.and_then(|place| counts.get_mut(place)).into_iter().for_each(|count| *count += 1);
                writeln!(io.out, "{:<5} {name}", plan.as_str())
            }
            Err(reason) => {
                refused += 1;
                writeln!(io.err, "error: {name}: {}", printable(&reason))
            }
        };
        unless_reader_left(written).map_err(|error| nothing(&error))?;
    }
    let [fetch, check, keep] = counts;
    let exit = match (fetch + check + keep, refused) {
        (0, _) => Exit::Nothing,
        (_, 0) => Exit::Good,
        _ => Exit::Some,
    };
    if args.quiet {
        return Ok(exit);
    }
    let sums = format!("csdown: {fetch} to fetch, {check} to check, {keep} to keep, {refused} failed");
    Ok(after_writing(writeln!(io.err, "{sums}"), exit))
}
