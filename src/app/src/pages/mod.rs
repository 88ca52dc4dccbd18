//! One page a file.
pub mod ask;
pub mod compare;
pub mod desk;
pub mod facts;
pub mod fetching;
pub mod home;
pub mod policies;
pub mod policy;
pub mod result;
pub mod settings;
pub mod share;
pub mod trouble;
pub mod visits;
pub mod whole;
pub mod words;
pub mod worked;

/// The id of every page's title; the focus goes there.
pub const TITLE: &str = "title";
