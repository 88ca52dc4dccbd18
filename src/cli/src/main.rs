//! Starts the `mingbai` command. Must not know a command's arguments.
use std::process::ExitCode;

fn main() -> ExitCode {
    mingbai_cli::run(std::env::args_os())
}
