//! Decides what a world leaves open, the same way each time it is asked the same thing.
use crate::rng::Rng;
use crate::truth::Truth;
use std::collections::BTreeMap;

/// How to decide.
#[derive(Clone, Debug)]
pub enum Mood {
    /// Whatever helps most; conditions hold.
    Generous,
    /// Whatever helps least; conditions do not hold.
    Stingy,
    /// By lot.
    Random(Rng),
}

/// Takes unknown figures at one of their ends, and open conditions as yes or no.
#[derive(Clone, Debug)]
pub struct Chooser {
    mood: Mood,
    made: BTreeMap<String, bool>,
    /// A figure was open.
    pub figures: bool,
    /// A condition, or what an item is, was open.
    pub conditions: bool,
}

impl Chooser {
    /// Nothing decided yet.
    pub fn new(mood: Mood) -> Chooser {
        Chooser {
            mood,
            made: BTreeMap::new(),
            figures: false,
            conditions: false,
        }
    }

    fn choose(&mut self, key: String) -> bool {
        let mood = &mut self.mood;
        *self.made.entry(key).or_insert_with(|| match mood {
            Mood::Generous => true,
            Mood::Stingy => false,
            Mood::Random(rng) => rng.coin(),
        })
    }

    /// Whether the figure is taken at the end that helps.
    pub fn figure(&mut self, key: impl FnOnce() -> String) -> bool {
        self.figures = true;
        self.choose(key())
    }

    /// Whether an open matter is taken as yes.
    pub fn open(&mut self, key: impl FnOnce() -> String) -> bool {
        self.conditions = true;
        self.choose(key())
    }

    /// Yes and no stand; unknown is decided.
    pub fn decide(&mut self, truth: Truth, key: impl FnOnce() -> String) -> bool {
        match truth {
            Truth::Yes => true,
            Truth::No => false,
            Truth::Unknown => self.open(key),
        }
    }
}
