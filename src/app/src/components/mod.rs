//! Parts of pages.
pub mod choices;
pub mod fields;
pub mod finder;
pub mod fold;
pub mod frame;
pub mod later;
pub mod made;
pub mod payers;
pub mod qr;
pub mod several;
pub mod sheet;
pub mod takeaway;
pub mod term;
pub mod voice;
pub mod way;
