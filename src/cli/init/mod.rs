//! `csdown init`: writes a configuration file that explains itself.

mod args;

use std::io::{self, Write as _};

pub(super) use args::InitArgs;

use super::error::CliError;
use super::exit::Exit;
use super::io::Io;
use super::keys::{Key, Table, tables};
use super::named_stream::NamedStream;
use super::terminal::ignore_broken_pipe;
use crate::batch::StagedFile;
use crate::options::Profile;

/// The longest line of a comment.
const WIDTH: usize = 100;

const BEGINNING: &str = "\
# The configuration of csdown for this folder and those below it. See docs/configuration.md.
# Each #key stands with its default, or with an example if it has none: remove the # to set it.
# Options on the command line override this file.
";

/// Further entries of `[front-matter]`.
const FRONT_MATTER: &str = "\
# Other keys are added to the front matter; a table changes, renames or drops what it has.
#draft = false
#tags = { case = \"lower\" }
#summary = { from = \"description\" }
#cover = { drop = true }
";

/// A rule, at the end of the file.
const RULE: &str = "
# A rule for markup that csdown does not know, by a CSS selector; repeat the table for more.
# Actions: drop, unwrap, keep-html, code, quote, { heading = 2 }.
#[[rule]]
#name = \"vote\"
#selector = \"div[class^=vote-]\"
#action = \"drop\"
";

pub(super) fn run(args: &InitArgs, io: &mut Io<'_>) -> Result<Exit, CliError> {
    let text = configuration(args.profile);
    let name = args.output.display();
    let failed = |error: io::Error| CliError::failure(format!("{name} cannot be written: {error}"));
    match NamedStream::named(&args.output) {
        Some(NamedStream::Stdout) => ignore_broken_pipe(io.out.write_all(text.as_bytes())).map_err(failed)?,
        Some(stream) => {
            let written = stream.open().and_then(|mut stream| stream.write_all(text.as_bytes()));
            ignore_broken_pipe(written).map_err(failed)?;
        }
        None if args.output.symlink_metadata().is_ok() && !args.force => {
            return Err(CliError::usage(format!(
                "{name} exists; use --force to overwrite it, or -o - to print"
            )));
        }
        None => {
            let mut file = StagedFile::new(&args.output).map_err(failed)?;
            file.write_all(text.as_bytes()).and_then(|()| file.publish()).map_err(failed)?;
            // If nobody reads the messages, the file is there all the same.
            drop(writeln!(io.err, "csdown: wrote {name}; every key in it is explained and commented out"));
        }
    }
    Ok(Exit::Success)
}

/// Returns a file with every key, commented out except for the profile, if there is one.
fn configuration(profile: Option<Profile>) -> String {
    let mut text = BEGINNING.to_owned();
    for Table { name, text: purpose, keys } in tables() {
        let header = if name.is_empty() { String::new() } else { format!("#[{name}]\n") };
        text.extend(["\n", &comment(purpose), &header]);
        for key in keys {
            let is_set = name.is_empty() && key.name == "profile";
            let value = profile.filter(|_| is_set).map(|profile| format!("\"{profile}\""));
            text.push_str(&entry(&key, value.as_deref()));
        }
        if name == "front-matter" {
            text.extend(["#\n", FRONT_MATTER]);
        }
    }
    text + RULE
}

/// Returns the lines of a key, which has a value or is commented out.
fn entry(key: &Key, value: Option<&str>) -> String {
    let Key { name, text, values, default, example } = key;
    let has_note = default.is_some() || text.contains("[default: ");
    let note = if has_note { "" } else { " (there is no default; this is an example)" };
    let mut entry = "#\n".to_owned() + &comment(&format!("{text}{note}"));
    entry.extend(values.iter().map(|(value, description)| format!("#   {value:<10} {description}\n")));
    match value {
        Some(value) => entry + &format!("{name} = {value}\n"),
        None => entry + &format!("#{name} = {example}\n"),
    }
}

/// Returns a text as lines of a comment.
fn comment(text: &str) -> String {
    let mut lines = vec!["#".to_owned()];
    for word in text.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + word.chars().count() < WIDTH => line.extend([" ", word]),
            _ => lines.push(format!("# {word}")),
        }
    }
    lines.join("\n") + "\n"
}
