//! Runs the `mingbai` command, built once. Must not know what the command does.
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;

fn binary() -> &'static PathBuf {
    static BINARY: OnceLock<PathBuf> = OnceLock::new();
    BINARY.get_or_init(|| {
        let built = Command::new(env!("CARGO"))
            // With the features that `cargo test` uses for the whole workspace, nothing is built
            // twice.
            .args(["build", "--quiet", "--bin", "mingbai", "--examples"])
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .status()
            .expect("cargo runs");
        assert!(built.success(), "the command does not build");
        // Tests run from `<target>/<profile>/deps/`.
        let mut path = std::env::current_exe().expect("a path of this test");
        path.pop();
        path.pop();
        path.pop();
        path.push("debug");
        path.push(format!("mingbai{}", std::env::consts::EXE_SUFFIX));
        path
    })
}

/// Runs the command with this text on standard input.
pub fn mingbai(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(binary())
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    if let Some(mut stdin) = child.stdin.take() {
        // The command may refuse before it has read everything.
        let _ = stdin.write_all(input);
    }
    child.wait_with_output().expect("the command ends")
}
