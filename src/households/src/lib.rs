//! The village doctor's households (村医手里的各户): who lives there, what was told of each, who may
//! be missing something, and the card (明白卡) that stays with them.
//!
//! Pure: no clock, no storage, no browser, no secrets. A person's answers are kept as the short
//! text of a link, so that what was kept long ago is read as any old link is.
//!
//! `house` is what is kept, `standing` what someone may be missing, `order` who comes first,
//! `sealed` the one file all of it goes out and comes back in, `card` what stays with the household.
mod card;
mod house;
mod order;
mod sealed;
mod standing;

pub use card::{Card, PersonCard, card};
pub use house::{Household, LONGEST_NAME, MOST_PEOPLE, Paper, Person, clean};
pub use order::{Merged, matches, merge, order};
pub use sealed::{FileError, Opened, ROUNDS, Seal, households, open, plain, plain_content, seal};
pub use standing::{Covered, Missing, Standing, judged, rule_key, standing};
