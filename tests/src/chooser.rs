//! Decides what a world leaves open, the same way each time for one key. Must not know tables.
use crate::rng::Rng;
use crate::truth::Truth;
use std::collections::BTreeMap;

/// How open matters are decided.
#[derive(Clone, Debug)]
pub enum Mood {
    /// In favour of the person; conditions hold.
    Generous,
    /// Against the person; conditions do not hold.
    Stingy,
    /// At random.
    Random(Rng),
}

/// A decision that was made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Decision {
    /// Whether a condition holds.
    Holds(bool),
    /// A figure: its least, its most, and the value taken.
    Figure(i64, i64, i64),
}

/// Decisions by key: the matter that each decides.
pub type Decisions = BTreeMap<String, Decision>;

/// Takes unknown figures within their bounds, and open conditions as yes or no.
#[derive(Clone, Debug)]
pub struct Chooser {
    mood: Mood,
    /// The decisions that were made or given.
    pub made: Decisions,
    /// Whether any figure was open.
    pub figures: bool,
    /// Whether any condition, or the kind of an item, was open.
    pub conditions: bool,
}

impl Chooser {
    /// Returns a chooser without decisions.
    pub fn new(mood: Mood) -> Chooser {
        Chooser::given(Decisions::new(), mood)
    }

    /// Returns a chooser with some decisions given; the mood decides the rest.
    pub fn given(made: Decisions, mood: Mood) -> Chooser {
        Chooser {
            mood,
            made,
            figures: false,
            conditions: false,
        }
    }

    fn helps(mood: &mut Mood) -> bool {
        match mood {
            Mood::Generous => true,
            Mood::Stingy => false,
            Mood::Random(rng) => rng.coin(),
        }
    }

    /// Returns an open figure: its least or its most, unless a value was given.
    pub fn figure(
        &mut self,
        key: impl FnOnce() -> String,
        (least, most): (i64, i64),
        more_helps: bool,
    ) -> i64 {
        self.figures = true;
        self.within(key(), (least, most), more_helps)
    }

    /// Returns a payment of which only the most is known.
    pub fn payment(&mut self, key: impl FnOnce() -> String, most: i64) -> i64 {
        self.conditions = true;
        self.within(key(), (0, most), true)
    }

    fn within(&mut self, key: String, (least, most): (i64, i64), more_helps: bool) -> i64 {
        let taken = match self.made.get(&key) {
            Some(Decision::Figure(0, before, taken)) if taken == before => most,
            Some(Decision::Figure(.., taken)) => (*taken).clamp(least, most),
            _ if Chooser::helps(&mut self.mood) == more_helps => most,
            _ => least,
        };
        self.made.insert(key, Decision::Figure(least, most, taken));
        taken
    }

    /// Decides whether an open matter is taken as yes.
    pub fn open(&mut self, key: impl FnOnce() -> String) -> bool {
        self.conditions = true;
        let mood = &mut self.mood;
        let made = self
            .made
            .entry(key())
            .or_insert_with(|| Decision::Holds(Chooser::helps(mood)));
        *made == Decision::Holds(true)
    }

    /// Returns yes and no as they are; decides unknown.
    pub fn decide(&mut self, truth: Truth, key: impl FnOnce() -> String) -> bool {
        match truth {
            Truth::Yes => true,
            Truth::No => false,
            Truth::Unknown => self.open(key),
        }
    }
}
