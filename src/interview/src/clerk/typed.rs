//! What stands in the fields of the clerk's form, as it was typed.
use crate::clerk::slot::Slot;

/// The texts of the fields.
#[derive(Clone, PartialEq, Default, Debug)]
pub struct Typed(Vec<(Slot, String)>);

impl Typed {
    /// What stands in a field.
    pub fn text(&self, slot: Slot) -> &str {
        let found = self.0.iter().find(|(it, _)| *it == slot);
        found.map_or("", |(_, text)| text.as_str())
    }

    /// Something stands in it.
    pub fn has(&self, slot: Slot) -> bool {
        !self.text(slot).trim().is_empty()
    }

    /// Exactly this stands in it.
    pub fn is(&self, slot: Slot, text: &str) -> bool {
        self.text(slot).trim() == text
    }

    /// Puts a text into a field.
    pub fn put(&mut self, slot: Slot, text: String) {
        self.0.retain(|(it, _)| *it != slot);
        if !text.is_empty() {
            self.0.push((slot, text));
        }
    }

    /// The fields in which something stands.
    pub fn slots(&self) -> impl Iterator<Item = Slot> {
        self.0.iter().map(|(slot, _)| *slot)
    }
}
