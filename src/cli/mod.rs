//! The command line. Not written yet: [`main`] does nothing.

/// The `csdown` command.
pub fn main() -> std::process::ExitCode {
    std::process::ExitCode::SUCCESS
}
