//! The clerk's form (窗口的表): its fields, what may be chosen in each, and the visit they tell.
pub mod pick;
pub mod read;
pub mod slot;
pub mod slots;
pub mod typed;

#[cfg(test)]
mod tests;
