//! How long an answer takes.
fn main() {
    divan::main();
}
