//! Parts of pages.
pub mod choices;
pub mod fields;
pub mod finder;
pub mod fold;
pub mod frame;
pub mod lead;
pub mod payers;
pub mod qr;
pub mod say;
pub mod several;
pub mod sheet;
pub mod slider;
pub mod takeaway;
pub mod term;
pub mod voice;
pub mod way;
