//! The reasons why the command ends without success. Must not know how they are printed.
use mingbai_intake::InputError;

/// The reason why the command ends without success.
pub(crate) enum Failure {
    /// The findings of `check` or `cases`: the command's result, for standard output.
    Unsound(String),
    /// Tables that cannot be read, for standard error.
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
