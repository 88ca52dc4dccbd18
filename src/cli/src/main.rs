//! The `mingbai` command.
use std::process::ExitCode;

fn main() -> ExitCode {
    mingbai_cli::run(std::env::args_os())
}
