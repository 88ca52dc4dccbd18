//! The three wordings of an answer. Must not know a sentence.

/// The reader for whom the facts of an answer are worded.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wording {
    /// Patient or family: plain.
    Patient,
    /// Clerk at the window: terms and interface fields.
    Clerk,
    /// Village doctor: sentences to say out loud.
    Doctor,
}
