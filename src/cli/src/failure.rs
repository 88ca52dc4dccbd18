//! Why the command ends without success. Must not know how that is printed.
use mingbai_intake::InputError;

/// Why the command ends without success.
pub(crate) enum Failure {
    /// What `check` or `cases` found: the command's result, for standard output.
    Unsound(String),
    /// Tables that another command needs and cannot read, for standard error.
    NoTables(String),
    /// A stream that failed, for standard error.
    Stream(String),
    /// Input that cannot be read.
    Input(InputError),
}

impl From<InputError> for Failure {
    fn from(error: InputError) -> Failure {
        Failure::Input(error)
    }
}
