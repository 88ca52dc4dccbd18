//! The village doctor's households (村医手里的各户): the people, their answers, what each may be
//! missing, and the card (明白卡) that stays with them.
//!
//! Must not know a clock, a storage, a browser or a passphrase. A person's answers are stored as the
//! text of a link, so an old record is read like an old link.
//!
//! `house` holds the stored record, `standing` what a person may be missing, `order` the order of the
//! list and the merging of an import, `sealed` the file of an export, `card` the card.
mod card;
mod house;
mod order;
mod sealed;
mod standing;

pub use card::{Card, PersonCard, card};
pub use house::{Household, LONGEST_NAME, MOST_PEOPLE, Paper, Person, clean};
pub use order::{Merged, matches, merge, order};
pub use sealed::{FileError, Opened, ROUNDS, Seal, households, open, plain, plain_content, seal};
pub use standing::{Benefit, Covered, Missing, Standing, judged, rule_key, standing};
