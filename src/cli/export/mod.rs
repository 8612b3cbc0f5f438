//! `csdown export`: writes articles of an archive as one book.

mod args;
mod book_file;

use std::io;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

pub(super) use args::ExportArgs;

use super::archive::read_catalogue;
use super::counts::counted;
use super::error::CliError;
use super::exit::Exit;
use super::io::Io;
use super::named_stream::NamedStream;
use super::progress::{Expected, Progress, Task};
use super::search::{bring_up_to_date, with_repair};
use super::terminal::{exit_after, printable};
use crate::articles::{Articles, Selection};
use crate::catalogue::Order;
use crate::export::{Book, ExportError, Observer, Totals};
use crate::search::Query;
use crate::store::{folder_of, resolve};
use args::{Format, Sort};
use book_file::{check, check_is_apart, write_file, write_text};

const READING: Task = Task { verb: "Reading", items: "articles" };
const WRITING: Task = Task { verb: "Writing", items: "articles" };

pub(super) fn run(args: &ExportArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    let format = args.format().ok_or_else(|| {
        let name = args.output.display();
        CliError::usage(format!(
            "{name}: the name does not say the format; use --format epub, html or markdown"
        ))
    })?;
    check(&args.output, format, args.force)?;
    let numbers = select(args, io)?;
    let articles = Articles::new(read_catalogue(&args.archive, CliError::failure)?);
    check_is_apart(&args.output, articles.catalogue())?;
    let exported = export(args, format, &articles, &numbers, io);
    if let Some(exit) = io.stopped("the book would be incomplete, so it was not written") {
        return Ok(exit);
    }
    let (left_out, totals) = match exported {
        Ok(exported) => exported,
        Err(ExportError::Write(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
            return Ok(Exit::Success);
        }
        Err(error) => return Err(CliError::failure(format!("{}: {error}", args.output.display()))),
    };
    for error in &left_out {
        let archive = args.archive.display();
        drop(writeln!(io.err, "error: {archive}: left out: {}", printable(error)));
    }
    let Some(totals) = totals else {
        let is_narrowed = numbers.is_empty() && args.selects();
        let problem = if is_narrowed {
            "no article matches the query and filters"
        } else {
            "there are no articles to export"
        };
        return Err(CliError::failure(format!("{}: {problem}", args.archive.display())));
    };
    let exit = if left_out.is_empty() { Exit::Success } else { Exit::Partial };
    Ok(exit_after(writeln!(io.err, "csdown: {}", summary(&totals)), exit))
}

/// Returns the numbers of the articles to export, in order.
fn select(args: &ExportArgs, io: &mut Io<'_>) -> Result<Vec<i64>, CliError> {
    let query = Query::parse(&args.query.join(" ")).map_err(CliError::usage)?;
    if query.is_empty() && args.sort == Sort::Best {
        return Err(CliError::usage("--sort best needs a query"));
    }
    if !query.is_empty() {
        bring_up_to_date(&args.archive, io)?;
    }
    let order = match args.sort {
        Sort::Oldest => Order::Oldest,
        Sort::Newest => Order::Newest,
        Sort::Title => Order::Title,
        Sort::Path => Order::Path,
        Sort::Best => Order::Best,
    };
    let selection = Selection { query, filter: args.filters.filter(), order };
    // The catalogue is closed before the index is changed.
    let search = || Ok(Articles::new(read_catalogue(&args.archive, CliError::failure)?).select(&selection));
    let mut numbers = with_repair(&args.archive, io, &search)?;
    if args.limit > 0 {
        numbers.truncate(args.limit);
    }
    Ok(numbers)
}

/// Writes the book, unless it would be empty. Returns why articles were left out.
fn export(
    args: &ExportArgs,
    format: Format,
    articles: &Articles,
    numbers: &[i64],
    io: &mut Io<'_>,
) -> Result<(Vec<String>, Option<Totals>), ExportError> {
    let stop = io.signals.watch();
    let is_shown = !NamedStream::named(&args.output).is_some_and(|stream| stream.is_terminal());
    let line = if is_shown { io.status.clone() } else { io.status.invisible() };
    let start = |task| Progress::start(&line, task, || Expected::items(numbers.len()), None);
    let next = |progress: &Progress| match stop.limit(std::iter::once(())).next() {
        Some(()) => {
            progress.add();
            ControlFlow::Continue(())
        }
        None => ControlFlow::Break(()),
    };
    let progress = start(READING);
    let book = Book::read(articles, numbers, &args.title(), &mut || next(&progress))?;
    drop(progress);
    let left_out = book.left_out().iter().map(ToString::to_string).collect();
    if book.chapters().is_empty() {
        return Ok((left_out, None));
    }
    let progress = start(WRITING);
    let observer: Observer<'_> = &mut || next(&progress);
    let (path, force) = (args.output.as_path(), args.force);
    let totals = match format {
        Format::Epub => write_file(path, force, |file| book.write_epub(file, observer)),
        Format::Html => write_text(path, force, io.out, |file| book.write_html(file, observer)),
        Format::Markdown => {
            let folder = folder_of_links(path);
            write_text(path, force, io.out, |file| book.write_markdown(file, &folder, observer))
        }
    };
    Ok((left_out, Some(totals?)))
}

/// Returns the folder that relative links in the file at `path` start from. Those in a stream start from the working
/// directory.
fn folder_of_links(path: &Path) -> PathBuf {
    let is_stream = NamedStream::named(path).is_some();
    resolve(if is_stream { Path::new(".") } else { folder_of(path) })
}

fn summary(totals: &Totals) -> String {
    let articles = counted(totals.articles, "article");
    let images = counted(totals.images, "image");
    match totals.linked_images {
        0 => format!("{articles}, {images}"),
        1 => format!("{articles}, {images}; 1 image was not saved and is linked"),
        linked => format!("{articles}, {images}; {linked} images were not saved and are linked"),
    }
}
