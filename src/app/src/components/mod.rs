//! Parts of pages.
pub mod choices;
pub mod fields;
pub mod finder;
pub mod frame;
pub mod payers;
pub mod several;
pub mod term;
