//! The pages of one visit (一次看病): its questions, its answer, other hospitals, its facts, sharing.
//! Must not know whose visit it is, or what is kept.
mod ask;
pub mod compare;
mod fact_rows;
mod facts;
pub mod result;
mod share;
mod show;
mod trouble;

pub use show::show;
