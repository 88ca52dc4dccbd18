//! What pages are made of: parts of pages, the texts kept between visits, provinces fetched for
//! them. Must not know which page it is.
pub mod browser;
pub mod choices;
pub mod doors;
mod elsewhere;
pub mod fetching;
pub mod fields;
pub mod finder;
pub mod fold;
pub mod frame;
pub mod keep;
pub mod lead;
pub mod outward;
pub mod payers;
pub mod provinces;
pub mod qr;
pub mod say;
pub mod several;
pub mod sheet;
pub mod shelf;
pub mod shell;
pub mod slider;
pub mod takeaway;
pub mod term;
mod unread;
pub mod voice;
pub mod way;
